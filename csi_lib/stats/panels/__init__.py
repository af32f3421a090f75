"""What few answers on a scale of four letters say of everybody's: posterior, interval, levels, planning."""

from csi_lib.stats.panels.bootstrap import FEWEST, bootstrap_attributes
from csi_lib.stats.panels.interval import TAIL, find_interval
from csi_lib.stats.panels.levels import TICKS, LevelShares, climb_all, count_ticks
from csi_lib.stats.panels.likeness import count_looks, estimate_likeness
from csi_lib.stats.panels.panel import NO_ANSWER, Panel, seed_of, sort_people
from csi_lib.stats.panels.plan import count_more, expect_width
from csi_lib.stats.panels.posterior import DRAWS, draw_attributes
from csi_lib.stats.panels.prior import COMPONENTS, weigh_components

__all__ = [
    "COMPONENTS",
    "DRAWS",
    "FEWEST",
    "NO_ANSWER",
    "TAIL",
    "TICKS",
    "LevelShares",
    "Panel",
    "bootstrap_attributes",
    "climb_all",
    "count_looks",
    "count_more",
    "count_ticks",
    "draw_attributes",
    "estimate_likeness",
    "expect_width",
    "find_interval",
    "seed_of",
    "sort_people",
    "weigh_components",
]
