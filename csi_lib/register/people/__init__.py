"""Who has a stake, who answers for what, and who was heard."""

from csi_lib.register.people.duty import Duty
from csi_lib.register.people.feedback import Feedback
from csi_lib.register.people.stakeholder import Meeting, Stakeholder

__all__ = ["Duty", "Feedback", "Meeting", "Stakeholder"]
