"""Where the program's data and its app stand: in the checkout, or where the wheel put them."""

from importlib.metadata import distribution
from pathlib import Path


def _root() -> Path:
    checkout = Path(__file__).parent.parent
    if (checkout / "data" / "policy").is_dir():
        return checkout
    files = distribution("outlay").files or []
    app = next(file for file in files if file.as_posix().endswith("share/outlay/app.py"))
    return Path(str(app.locate())).resolve().parent


_ROOT = _root()
APP = _ROOT / "app.py"
DATA = _ROOT / "data"
