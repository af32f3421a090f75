"""What has to rise first: the smallest sets of outcomes, what they take, and in which order."""

from csi_lib.maturity.roadmap.effort import Days, Effort, load_effort
from csi_lib.maturity.roadmap.find import find_way
from csi_lib.maturity.roadmap.near import Near, find_near
from csi_lib.maturity.roadmap.plan import Roadmap, plan_roadmap
from csi_lib.maturity.roadmap.search import Smallest, find_smallest
from csi_lib.maturity.roadmap.steps import Step, order_steps
from csi_lib.maturity.roadmap.waves import Point, make_waves, sum_effort, trace_front
from csi_lib.maturity.roadmap.way import ASK, LIFT, RAISE, SHOW, THERE, Block, Lift, Way
from csi_lib.maturity.roadmap.whatif import foresee

__all__ = [
    "ASK",
    "LIFT",
    "RAISE",
    "SHOW",
    "THERE",
    "Block",
    "Days",
    "Effort",
    "Lift",
    "Near",
    "Point",
    "Roadmap",
    "Smallest",
    "Step",
    "Way",
    "find_near",
    "find_smallest",
    "find_way",
    "foresee",
    "load_effort",
    "make_waves",
    "order_steps",
    "plan_roadmap",
    "sum_effort",
    "trace_front",
]
