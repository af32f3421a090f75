"""Documents that are sent: the CSI plan, Service Improvement Plans, status reports and the page for the board."""

from csi_lib.report.sections.documents.plan import (
    Filled,
    csi_plan_answer,
    fill_plan,
    fill_section,
    plan_section,
    plan_states,
)

__all__ = ["Filled", "csi_plan_answer", "fill_plan", "fill_section", "plan_section", "plan_states"]
