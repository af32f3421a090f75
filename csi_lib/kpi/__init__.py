"""KPIs: definitions as files, and the one way from canonical tables to measures."""

from csi_lib.kpi.catalogue import choose, load_catalogue, make_manual, say_definition
from csi_lib.kpi.definition import BARE_NAMES, GROUPS, Example, ExpectedRow, Kpi, Per
from csi_lib.kpi.measure import MEASURE_COLUMNS, measure

__all__ = [
    "BARE_NAMES",
    "GROUPS",
    "MEASURE_COLUMNS",
    "Example",
    "ExpectedRow",
    "Kpi",
    "Per",
    "choose",
    "load_catalogue",
    "make_manual",
    "measure",
    "say_definition",
]
