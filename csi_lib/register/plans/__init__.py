"""What plans say in their authors' own words."""

from csi_lib.register.plans.sections import DOCUMENTS, PLAN, SIP, Section, find_section
from csi_lib.register.plans.text import Edit, OwnText

__all__ = ["DOCUMENTS", "PLAN", "SIP", "Edit", "OwnText", "Section", "find_section"]
