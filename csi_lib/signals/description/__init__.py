"""What lies behind a number: single cases before and after a change, kinds, sweeps, groups and pairs.

Description only. A verdict is made of periods (``signals.judge``); nothing here carries a p that decides.
"""

from csi_lib.signals.description.cohorts import Cohorts, follow_cohorts, trace_curves
from csi_lib.signals.description.compare import Comparison, compare, compare_shares
from csi_lib.signals.description.definitions import Definition, try_definitions
from csi_lib.signals.description.groups import Ranking, rank_groups
from csi_lib.signals.description.kinds import KindSplit, split_kinds
from csi_lib.signals.description.pairs import Pair, Pairs, pair_series
from csi_lib.signals.description.sides import Cases, Sides, open_cases, split_sides
from csi_lib.signals.description.sweeps import Sweeps, find_sweeps

__all__ = [
    "Cases",
    "Cohorts",
    "Comparison",
    "Definition",
    "KindSplit",
    "Pair",
    "Pairs",
    "Ranking",
    "Sides",
    "Sweeps",
    "compare",
    "compare_shares",
    "find_sweeps",
    "follow_cohorts",
    "open_cases",
    "pair_series",
    "rank_groups",
    "split_kinds",
    "split_sides",
    "trace_curves",
    "try_definitions",
]
