"""The parts of the actuals page."""
