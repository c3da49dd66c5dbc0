"""Property tests draw the same examples every time, at whatever speed the machine has; the store is the tests' own."""

import os
import tempfile

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# No test writes among the scenarios of whoever runs it.
os.environ["OUTLAY_STORE"] = f"sqlite:///{tempfile.mkdtemp(prefix='outlay-store-')}/scenarios.sqlite"
