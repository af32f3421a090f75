"""What the steps of a CSIP entry need: a review that decided, a costing, and an answer where the KPI was in breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from csi_lib.register.record import Record
from csi_lib.register.register import Register

if TYPE_CHECKING:
    from csi_lib.register.reviews.csip import Csip


def need_decision(after: Record, register: Register) -> str:
    """A decision is taken in a recorded review; that the review says the same is checked of the whole register."""
    if cast("Csip", after).review:
        return ""
    return "'review' is missing: the id of the review that decided; csi review record writes both"


def need_cost(after: Record, register: Register) -> str:
    """Nobody goes on with what costs nobody knows what."""
    if cast("Csip", after).cost_type != "costing required":
        return ""
    return "'costing required' is open: give 'cost' and make it 'costed', or say under 'waived' why none is needed"


def need_answer(after: Record, register: Register) -> str:
    """No repair is sold as improvement: a KPI in breach when the entry was raised has to be answered for."""
    item = cast("Csip", after)
    if not item.kpi:
        if item.unlinked or not (item.service or item.supplier):
            return ""
        return "it names no KPI that could have been in breach: give 'kpi', or say under 'unlinked' why none is linked"
    if item.screening is None:
        return f"nobody has looked whether {item.kpi} was in breach when it was raised: csi register screen looks"
    if item.screening.found != "in breach" or item.screening.answer == "improvement":
        return ""
    if item.screening.answer == "repair":
        return "it is a repair by its own answer and belongs in the Action Register: csi register transfer"
    return (
        f"{item.kpi} was in breach when it was raised ({item.screening.seen}): does it belong in the Action Register? "
        "csi register screen --answer improvement|repair --reason …"
    )
