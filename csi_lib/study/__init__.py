"""Everything one report knows, gathered once and frozen."""

from csi_lib.study.charting import make_charting
from csi_lib.study.gathering import gather
from csi_lib.study.names import check_names
from csi_lib.study.prints import kit_version
from csi_lib.study.shelf import STUDY_VARIABLE, load_study, open_study, save_study
from csi_lib.study.study import Study
from csi_lib.study.window import data_window, measure_window

__all__ = [
    "STUDY_VARIABLE",
    "Study",
    "check_names",
    "data_window",
    "gather",
    "kit_version",
    "load_study",
    "make_charting",
    "measure_window",
    "open_study",
    "save_study",
]
