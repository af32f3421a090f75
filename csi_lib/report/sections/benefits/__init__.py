"""What improvements were worth, as pages show it."""

from csi_lib.report.sections.benefits.answer import benefit_decisions, benefits_answer
from csi_lib.report.sections.benefits.costs import benefit_costs
from csi_lib.report.sections.benefits.ledger import benefit_ledger, benefit_left_out
from csi_lib.report.sections.benefits.quality import benefit_quality, benefit_types
from csi_lib.report.sections.benefits.returns import benefit_drivers, benefit_returns

__all__ = [
    "benefit_costs",
    "benefit_decisions",
    "benefit_drivers",
    "benefit_ledger",
    "benefit_left_out",
    "benefit_quality",
    "benefit_returns",
    "benefit_types",
    "benefits_answer",
]
