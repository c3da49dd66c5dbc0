"""What the figures mean, in sentences: the same on the screen and in the reports."""
