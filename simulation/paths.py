"""Where the project's data stands."""

from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
