"""What a panel tells about the assumptions: fits beside the defaults, ready to go into a scenario."""

from simulation.panel.learn.lessons import Bonds, Lesson, Offer, bonds, learn, quantile_points, take_all

__all__ = ["Bonds", "Lesson", "Offer", "bonds", "learn", "quantile_points", "take_all"]
