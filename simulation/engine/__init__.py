"""The dice, the paths of enterprises through the years, the kernel, and the run."""
