"""What the register holds: what was proposed, decided, planned and tried, and what of it the evidence does not show."""

from csi_lib.report.sections.register.decided import options, register_objectives
from csi_lib.report.sections.register.doubts import overrides
from csi_lib.report.sections.register.proposed import (
    opportunities,
    opportunity_sources,
    priorities,
    register_answer,
)
from csi_lib.report.sections.register.record import evaluations, record_gaps, sign_offs
from csi_lib.report.sections.register.work import (
    milestones,
    readiness,
    risks,
)

__all__ = [
    "evaluations",
    "milestones",
    "opportunities",
    "opportunity_sources",
    "options",
    "overrides",
    "priorities",
    "readiness",
    "record_gaps",
    "register_answer",
    "register_objectives",
    "risks",
    "sign_offs",
]
