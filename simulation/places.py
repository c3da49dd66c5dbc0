"""Where the project's data stands."""

from pathlib import Path

_ROOT = Path(__file__).parent.parent
DATA = _ROOT / "data"
