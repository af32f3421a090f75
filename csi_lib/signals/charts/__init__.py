"""The chart of a series: its points, limits, signals and marks, and how often a stable one shows a signal."""
