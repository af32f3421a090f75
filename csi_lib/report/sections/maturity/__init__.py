"""How mature the processes are, how we know, and what has moved since the round before."""

from csi_lib.report.sections.maturity.answer import level_answer
from csi_lib.report.sections.maturity.asked import questions_asked
from csi_lib.report.sections.maturity.heard import agreement, interviews, unknown_map
from csi_lib.report.sections.maturity.levels import level_map, level_radar
from csi_lib.report.sections.maturity.moved import (
    change_answer,
    changed_answers,
    changed_parts,
    changed_people,
    changed_questions,
    process_changes,
)
from csi_lib.report.sections.maturity.obstacles import obstacles
from csi_lib.report.sections.maturity.profile import levels
from csi_lib.report.sections.maturity.readings import other_readings
from csi_lib.report.sections.maturity.split import respondents, role_split
from csi_lib.report.sections.maturity.sure import attribute_intervals, level_chances, measured_chances, sure_answer

__all__ = [
    "agreement",
    "attribute_intervals",
    "change_answer",
    "changed_answers",
    "changed_parts",
    "changed_people",
    "changed_questions",
    "interviews",
    "level_answer",
    "level_chances",
    "level_map",
    "level_radar",
    "levels",
    "measured_chances",
    "obstacles",
    "other_readings",
    "process_changes",
    "questions_asked",
    "respondents",
    "role_split",
    "sure_answer",
    "unknown_map",
]
