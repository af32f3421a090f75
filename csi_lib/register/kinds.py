"""The kinds of records there are, in the order a reader meets them."""

from __future__ import annotations

from csi_lib.errors import UsageError, suggest
from csi_lib.register.benefits import Benefit, Cost
from csi_lib.register.cycle import Cycle, SipEntry
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.register.objective import Objective
from csi_lib.register.people import Duty, Feedback, Stakeholder
from csi_lib.register.plans import OwnText
from csi_lib.register.programme import Programme
from csi_lib.register.record import Record
from csi_lib.register.reviews import Action, Csip, Review, Supplier
from csi_lib.register.service import Service
from csi_lib.register.services.design import Design
from csi_lib.register.sla import Sla

CLASSES: tuple[type[Record], ...] = (
    Programme,
    Opportunity,
    Objective,
    Initiative,
    Supplier,
    Csip,
    Action,
    Review,
    Cycle,
    SipEntry,
    Stakeholder,
    Duty,
    Feedback,
    OwnText,
    Service,
    Sla,
    Design,
    Benefit,
    Cost,
)
KINDS: dict[str, type[Record]] = {item.KIND: item for item in CLASSES}


def find_kind(name: str) -> type[Record]:
    """Return the class of a kind.

    Raises
    ------
    UsageError
        When there is no such kind; the message names the nearest.
    """
    if name not in KINDS:
        raise UsageError(f"no kind of record is called '{name}'", do=suggest(name, KINDS))
    return KINDS[name]
