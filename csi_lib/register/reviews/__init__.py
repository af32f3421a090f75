"""Suppliers, the improvements agreed with them, the actions that bring a service back into line, and the reviews."""

from csi_lib.register.reviews.action import Action
from csi_lib.register.reviews.csip import Csip
from csi_lib.register.reviews.review import Decision, Review
from csi_lib.register.reviews.supplier import Measure, Supplier

__all__ = ["Action", "Csip", "Decision", "Measure", "Review", "Supplier"]
