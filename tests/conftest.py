"""Property tests draw the same examples every time, at whatever speed the machine has; the store is the tests' own."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import app_test

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# No test writes among the scenarios of whoever runs it.
os.environ["OUTLAY_STORE"] = f"sqlite:///{tempfile.mkdtemp(prefix='outlay-store-')}/scenarios.sqlite"

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """What shares costly fixtures stays with one worker: a file, and a folder with fixtures of its own."""
    for item in items:
        folder = item.path.parent
        together = folder if folder != HERE and (folder / "conftest.py").exists() else item.path
        item.add_marker(pytest.mark.xdist_group(together.relative_to(HERE).as_posix()))


def pytest_sessionstart(session):
    """Compile once, before the workers, each of which would else compile for itself."""
    if session.config.getoption("numprocesses"):
        from simulation.engine.run import simulate
        from simulation.scenario import Scenario

        simulate(Scenario(), draws=1)


class _WithFrame(PagesManager):
    """AppTest takes our folder `pages` for Streamlit's old multipage mode and would run a page without app.py."""


app_test.PagesManager = _WithFrame
