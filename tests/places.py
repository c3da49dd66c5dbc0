"""Where the tests find what they read."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
FIRST = CASES / "first_panel"
EXAMPLE = ROOT / "data" / "example-panel"
