"""Money over time: present value, return and payback, as distributions, and what drives them."""

from csi_lib.stats.money.flows import discount, find_payback, present_value, return_on
from csi_lib.stats.money.spreads import FIXED, Chance, Pert, Triangle, TwoSided, two_sided_of
from csi_lib.stats.money.summary import Summary, summarise
from csi_lib.stats.money.tornado import Bar, draw_inputs, rank_drivers

__all__ = [
    "FIXED",
    "Bar",
    "Chance",
    "Pert",
    "Summary",
    "Triangle",
    "TwoSided",
    "discount",
    "draw_inputs",
    "find_payback",
    "present_value",
    "rank_drivers",
    "return_on",
    "summarise",
    "two_sided_of",
]
