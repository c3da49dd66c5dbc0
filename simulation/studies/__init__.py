"""Questions asked of many runs: comparisons, readings, doubt, goals, and the estimate against what was paid."""
