"""Is it moving, and did it change after? Measures in; limits, trends and verdicts out."""

from csi_lib.signals.assess import assess
from csi_lib.signals.judge import decide, judge
from csi_lib.signals.points import MIN_POINTS, draw_points
from csi_lib.signals.series import Series, main_stat, make_series, pick_series, slice_columns
from csi_lib.signals.verdict import Intervention, Verdict

__all__ = [
    "MIN_POINTS",
    "Intervention",
    "Series",
    "Verdict",
    "assess",
    "decide",
    "draw_points",
    "judge",
    "main_stat",
    "make_series",
    "pick_series",
    "slice_columns",
]
