"""How the example panel is invented."""
