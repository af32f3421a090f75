"""What the register says happened in a month, in order of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.register.people import Feedback, Stakeholder
from csi_lib.register.plans.month import Month
from csi_lib.register.plans.text import OwnText
from csi_lib.register.register import Register
from csi_lib.register.reviews.review import Review


@dataclass(frozen=True)
class Happened:
    """One event.

    Parameters
    ----------
    on : date
        The day.
    what : str
        Kind of event, in the kit's words.
    about : str
        Title of the record it is of, or what was said, in the client's words.
    ref : str
        Kind and id of the record.
    """

    on: dt.date
    what: str
    about: str
    ref: str


def list_happened(register: Register, month: Month) -> tuple[Happened, ...]:
    """List what happened in a month.

    Parameters
    ----------
    register : Register
        Its records with a day.
    month : Month
        Events of other days are left out.

    Returns
    -------
    tuple of Happened
        By day, then by record.
    """
    found = (item for item in _list_all(register) if month.holds(item.on))
    return tuple(sorted(found, key=lambda item: (item.on, item.ref, item.what)))


def _list_all(register: Register) -> Iterator[Happened]:
    for item in register.of(Initiative):
        yield from _follow(item)
    for chance in register.of(Opportunity):
        yield Happened(chance.raised, "opportunity raised", chance.title, f"opportunity/{chance.id}")
    for review in register.of(Review):
        if review.held is not None:
            yield Happened(review.held, "review held", review.title, f"review/{review.id}")
    for stakeholder in register.of(Stakeholder):
        for talk in stakeholder.log:
            yield Happened(talk.on, "talk with a stakeholder", talk.what, f"stakeholder/{stakeholder.id}")
    for reply in register.of(Feedback):
        yield Happened(reply.received, "feedback came", reply.said, f"feedback/{reply.id}")
        if reply.answered is not None:
            yield Happened(reply.answered, "feedback answered", reply.answer, f"feedback/{reply.id}")
    for text in register.of(OwnText):
        for edit in text.edits:
            yield Happened(edit.on, "plan changed", edit.reason, f"text/{text.id}")


def _follow(item: Initiative) -> Iterator[Happened]:
    ref = f"initiative/{item.id}"
    if item.decision is not None:
        yield Happened(item.decision.on, "option chosen", item.title, ref)
    if item.date is not None and item.began:
        yield Happened(item.date, "went live", item.title, ref)
    for step in item.milestones:
        if step.done is not None:
            yield Happened(step.done, "milestone reached", step.what, ref)
    for training in item.training:
        yield Happened(training.on, "training held", training.what, ref)
    for issue in item.issues:
        yield Happened(issue.raised, "issue raised", issue.what, ref)
        if issue.closed is not None:
            yield Happened(issue.closed, "issue closed", issue.what, ref)
    for said in item.sign_off:
        yield Happened(said.on, "signed off", said.group, ref)
    if item.closing is not None:
        yield Happened(item.closing.on, f"closed: {item.closing.result}", item.title, ref)
