"""Documents that are sent: the CSI plan, Service Improvement Plans, status reports and the page for the board."""

from csi_lib.report.sections.documents.board import board_answer, board_benefits, board_initiatives, board_objectives
from csi_lib.report.sections.documents.plan import (
    Filled,
    csi_plan_answer,
    fill_plan,
    fill_section,
    plan_section,
    plan_states,
)
from csi_lib.report.sections.documents.sip import choose_initiatives, list_lacking, sip_answer, sip_part
from csi_lib.report.sections.documents.status import (
    status_answer,
    status_happened,
    status_initiatives,
    status_kpis,
    status_obstacles,
)

__all__ = [
    "Filled",
    "board_answer",
    "board_benefits",
    "board_initiatives",
    "board_objectives",
    "choose_initiatives",
    "csi_plan_answer",
    "fill_plan",
    "fill_section",
    "list_lacking",
    "plan_section",
    "plan_states",
    "sip_answer",
    "sip_part",
    "status_answer",
    "status_happened",
    "status_initiatives",
    "status_kpis",
    "status_obstacles",
]
