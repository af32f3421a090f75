"""What the register alone has for each section of the CSI plan, while there is no export yet."""

from __future__ import annotations

from collections.abc import Mapping

from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.objective import Objective
from csi_lib.register.people import Feedback, Stakeholder
from csi_lib.register.plans.sections import PLAN, Section
from csi_lib.register.plans.text import OwnText
from csi_lib.register.record import Record
from csi_lib.register.register import Register
from csi_lib.register.reviews.review import Review

WAITS = "waits for an export"
MEASURED = ("executive-summary", "data-and-analysis")  # drafted from figures
KIT = ("metrics-and-kpis", "roles")  # drafted from the catalogue and the kit's proposal of roles
RESTS_ON: Mapping[str, tuple[type[Record], ...]] = {
    "scope-and-objectives": (Objective,),
    "stakeholders": (Stakeholder,),
    "feedback": (Feedback, Stakeholder),
    "initiatives": (Initiative,),
    "reporting": (Stakeholder, Review),
}


def list_recorded(register: Register, *, stated: bool) -> tuple[tuple[Section, str], ...]:
    """Say of every section of the plan what there is for it.

    Parameters
    ----------
    register : Register
        All records.
    stated : bool
        Whether the engagement's file states objectives.

    Returns
    -------
    tuple of (Section, str)
        In the plan's order: own text, drafted, waits for an export, EMPTY.
    """
    texts = [item for item in register.of(OwnText) if item.document == "plan"]
    written = {item.section for item in texts}
    drafted = {name for name, kinds in RESTS_ON.items() if any(register.of(kind) for kind in kinds)} | {*KIT}
    drafted |= {"changes"} if texts else set()
    drafted |= {"scope-and-objectives"} if stated else set()
    return tuple((section, _say(section.id, written, drafted)) for section in PLAN)


def _say(name: str, written: set[str], drafted: set[str]) -> str:
    if name in written:
        return "own text"
    if name in drafted:
        return "drafted"
    return WAITS if name in MEASURED else "EMPTY"
