"""Property tests draw the same examples every time, at whatever speed the machine has; the store is the tests' own."""

import os
import tempfile
from pathlib import Path

from hypothesis import settings
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import app_test
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# No test writes among the scenarios of whoever runs it.
os.environ["OUTLAY_STORE"] = f"sqlite:///{tempfile.mkdtemp(prefix='outlay-store-')}/scenarios.sqlite"

HERE = Path(__file__).parent


class _Together(LoadScopeScheduling):
    """What shares costly fixtures stays with one worker: a file, or a folder with fixtures of its own."""

    def _split_scope(self, nodeid):
        file = Path(nodeid.split("::")[0])
        folder = HERE.parent / file.parent
        return str(folder if folder != HERE and (folder / "conftest.py").exists() else file)


def pytest_xdist_make_scheduler(config, log):
    return _Together(config, log)


def pytest_sessionstart(session):
    """Compile once, before the workers, each of which would else compile for itself."""
    if session.config.getoption("numprocesses"):
        from simulation.engine.run import simulate
        from simulation.scenario import Scenario

        simulate(Scenario(), draws=1)


class _WithFrame(PagesManager):
    """AppTest takes our folder `pages` for Streamlit's old multipage mode and would run a page without app.py."""


app_test.PagesManager = _WithFrame
