"""What was decided, tried, reviewed, and what comes next."""

from csi_lib.register.initiative import Initiative, check_kpis, load_initiatives
from csi_lib.register.notes import load_notes, missing_notes

__all__ = ["Initiative", "check_kpis", "load_initiatives", "load_notes", "missing_notes"]
