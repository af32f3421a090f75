"""What was decided, tried, reviewed, and what comes next."""

from csi_lib.register.completeness import find_gaps
from csi_lib.register.frame import register_frame
from csi_lib.register.initiative import Amount, Initiative, Target, check_kpis, load_initiatives
from csi_lib.register.kinds import CLASSES, KINDS, find_kind
from csi_lib.register.notes import NOTE_COLUMNS, is_period, load_notes, missing_notes, open_findings
from csi_lib.register.objective import Objective
from csi_lib.register.opportunity import Opportunity
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Entry, Register
from csi_lib.register.review import is_declared_late, next_step

__all__ = [
    "CLASSES",
    "KINDS",
    "NOTE_COLUMNS",
    "Amount",
    "Entry",
    "Initiative",
    "Objective",
    "Opportunity",
    "Record",
    "Reference",
    "Register",
    "Target",
    "check_kpis",
    "find_gaps",
    "find_kind",
    "is_declared_late",
    "is_period",
    "load_initiatives",
    "load_notes",
    "missing_notes",
    "next_step",
    "open_findings",
    "register_frame",
]
