"""Property tests draw the same examples every time, at whatever speed the machine has; the store is the tests' own."""

import os
import tempfile

from hypothesis import settings
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import app_test

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# No test writes among the scenarios of whoever runs it.
os.environ["OUTLAY_STORE"] = f"sqlite:///{tempfile.mkdtemp(prefix='outlay-store-')}/scenarios.sqlite"


class _WithFrame(PagesManager):
    """AppTest takes our folder `pages` for Streamlit's old multipage mode and would run a page without app.py."""


app_test.PagesManager = _WithFrame
