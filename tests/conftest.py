"""Property tests draw the same examples every time, at whatever speed the machine has."""

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")
