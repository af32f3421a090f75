"""Everything one report knows, gathered once and frozen."""

from csi_lib.kpi.named import choose_kpis
from csi_lib.study.charting import make_charting
from csi_lib.study.gathering import compute, gather
from csi_lib.study.inputs import Inputs, find_cache, read_inputs
from csi_lib.study.kinds import measure_kinds
from csi_lib.study.prints import kit_version
from csi_lib.study.scope import WHOLE, Scope, narrow
from csi_lib.study.shelf import STUDY_VARIABLE, load_study, open_study, save_study
from csi_lib.study.study import Study
from csi_lib.study.window import data_window, measure_window

__all__ = [
    "STUDY_VARIABLE",
    "WHOLE",
    "Inputs",
    "Scope",
    "Study",
    "choose_kpis",
    "compute",
    "data_window",
    "find_cache",
    "gather",
    "kit_version",
    "load_study",
    "make_charting",
    "measure_kinds",
    "measure_window",
    "narrow",
    "open_study",
    "read_inputs",
    "save_study",
]
