"""Where the project's data and its words stand."""

from pathlib import Path

_ROOT = Path(__file__).parent.parent
DATA = _ROOT / "data"
TEXT = _ROOT / "pages" / "text"
