"""Who answers for what, and who was heard."""

from csi_lib.report.sections.people.answer import people_answer
from csi_lib.report.sections.people.contacts import contacts, receivers, stakeholder_matrix, talks
from csi_lib.report.sections.people.heard import feedback_loop, feedback_waiting, ideas
from csi_lib.report.sections.people.roles import process_owners, raci, role_duties

__all__ = [
    "contacts",
    "feedback_loop",
    "feedback_waiting",
    "ideas",
    "people_answer",
    "process_owners",
    "raci",
    "receivers",
    "role_duties",
    "stakeholder_matrix",
    "talks",
]
