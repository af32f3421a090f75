"""Who has a stake, who answers for what, and who was heard."""

from csi_lib.register.people.contact import Contact, follow_contacts
from csi_lib.register.people.duty import Duty
from csi_lib.register.people.feedback import Feedback
from csi_lib.register.people.heard import Heard, count_heard, list_waiting
from csi_lib.register.people.raci import Raci, RaciRow, make_raci
from csi_lib.register.people.roles import Roles, load_roles
from csi_lib.register.people.stakeholder import Meeting, Stakeholder

__all__ = [
    "Contact",
    "Duty",
    "Feedback",
    "Heard",
    "Meeting",
    "Raci",
    "RaciRow",
    "Roles",
    "Stakeholder",
    "count_heard",
    "follow_contacts",
    "list_waiting",
    "load_roles",
    "make_raci",
]
