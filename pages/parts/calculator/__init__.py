"""The parts of the calculator."""
