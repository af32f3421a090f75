"""Is it moving, and did it change after? Measures in; limits, trends and verdicts out."""

from csi_lib.signals.assess import assess
from csi_lib.signals.charts.charting import Charting, with_rates
from csi_lib.signals.charts.gaps import GAP_UNITS, draw_gaps, is_rare
from csi_lib.signals.charts.points import MIN_POINTS, draw_points, draw_sheet, fix_limits
from csi_lib.signals.charts.sheet import Sheet
from csi_lib.signals.series import Series, main_stat, make_series, pick_series, slice_columns
from csi_lib.signals.verdicts.judge import decide, judge, judge_all
from csi_lib.signals.verdicts.verdict import Beside, Guard, Intervention, Verdict

__all__ = [
    "GAP_UNITS",
    "MIN_POINTS",
    "Beside",
    "Charting",
    "Guard",
    "Intervention",
    "Series",
    "Sheet",
    "Verdict",
    "assess",
    "decide",
    "draw_gaps",
    "draw_points",
    "draw_sheet",
    "fix_limits",
    "is_rare",
    "judge",
    "judge_all",
    "main_stat",
    "make_series",
    "pick_series",
    "slice_columns",
    "with_rates",
]
