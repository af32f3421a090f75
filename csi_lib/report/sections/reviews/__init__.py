"""Service reviews, the Customer Service Improvement Programme and the Action Register, as pages show them."""

from csi_lib.report.closing import next_decision
from csi_lib.report.sections.reviews.actions import action_register, moved_entries
from csi_lib.report.sections.reviews.answer import csip_answer
from csi_lib.report.sections.reviews.contract import contract_measures
from csi_lib.report.sections.reviews.csip import csip_agenda, csip_decisions, csip_effects, csip_entries, csip_repairs
from csi_lib.report.sections.reviews.downtime import downtime
from csi_lib.report.sections.reviews.schedule import review_schedule

__all__ = [
    "action_register",
    "contract_measures",
    "csip_agenda",
    "csip_answer",
    "csip_decisions",
    "csip_effects",
    "csip_entries",
    "csip_repairs",
    "downtime",
    "moved_entries",
    "next_decision",
    "review_schedule",
]
