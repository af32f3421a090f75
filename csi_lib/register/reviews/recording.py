"""A review written down in one go: its decisions, what they change in the CSIP, and the actions it raised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from csi_lib.errors import UsageError, suggest
from csi_lib.register.change import Change
from csi_lib.register.making import make_record
from csi_lib.register.record import say_body
from csi_lib.register.register import Entry, Register
from csi_lib.register.reviews.action import Action
from csi_lib.register.reviews.csip import Csip
from csi_lib.register.reviews.review import STATUS_AFTER, Decision, Review
from csi_lib.register.role import MaybeRole, Role
from csi_lib.settings import Settings


class Given(Settings):
    """What was said in a review, as a file says it.

    Examples
    --------
    ::

        held: 2026-07-09
        attendance: []                     # none: a desk review
        deciders: [supplier manager]
        customer: ""                       # the customer's party; a service review is with one
        decisions:
          - {about: csip, id: network-refresh, decision: hold, reason: no offer yet, again: 2026-10-08}
          - {about: page, id: trends, what: Look at the availability again, owner: service owner network}
        actions:
          - {id: router-spares, title: Keep two routers at hand, owner: account manager, due: 2026-08-31}
        minutes: The figures of the quarter were read.
    """

    held: dt.date | None = None
    attendance: list[Role] = []
    deciders: list[Role] = []
    customer: MaybeRole = ""
    decisions: list[Decision] = []
    actions: list[dict[str, Any]] = Field(default=[])  # keys of an action; what the review knows may be left out
    minutes: str = ""


def record_review(register: Register, name: str, given: Given) -> tuple[Change, ...]:
    """Make the changes that a review amounts to, all of them to be written together.

    Parameters
    ----------
    register : Register
        As it stands.
    name : str
        Id of the review.
    given : Given
        What was said; what a review already holds is kept and added to.

    Returns
    -------
    tuple of Change
        The review, every entry it decided on, and every action it raised.

    Raises
    ------
    UsageError
        When there is no such review or entry, or nothing says who decided and when.
    SettingsError
        When something that was said does not hold together.
    """
    entry = _find(register, "review", name)
    review = _hold(entry, given)
    actions = [_raise(review, plain) for plain in given.actions]
    review = _put(review, {"actions": list(dict.fromkeys([*review.actions, *(item.id for item in actions)]))})
    decided = [_decide(register, review, said) for said in given.decisions if said.about == "csip"]
    raised = (Change(item) for item in actions)  # new: one that is there already is a conflict, never overwritten
    return (Change(review, entry.revision), *decided, *raised)


def _hold(entry: Entry, given: Given) -> Review:
    before = entry.record
    assert isinstance(before, Review)
    held = given.held or before.held
    deciders = given.deciders or before.deciders
    customer = given.customer or before.customer
    needed = {
        "the day it was held": ("--held", held),
        "who decided, as roles": ("--decider", deciders),
        "who stood for the customer, as a role or organisation": ("--customer", customer or before.type != "service"),
    }
    lacking = {what: way for what, (way, there) in needed.items() if not there}
    if held is None or lacking:
        what, do = " and ".join(lacking), f"Say {' and '.join(lacking.values())}"
        raise UsageError(f"review '{before.id}': {what} is missing", do=do)
    now = {
        "status": "held",
        "held": held,
        "deciders": deciders,
        "customer": customer,
        "attendance": given.attendance or before.attendance,
        "decisions": [item.model_dump() for item in (*before.decisions, *given.decisions)],
        "minutes": "\n\n".join(text for text in (before.minutes, given.minutes) if text),
    }
    return _put(before, now)


def _put(review: Review, now: dict[str, Any]) -> Review:
    return make_record(Review, say_body(review) | now)


def _decide(register: Register, review: Review, said: Decision) -> Change:
    entry = _find(register, "csip", said.id)
    now = {
        "status": STATUS_AFTER[said.decision],
        "review": review.id,
        "reason": said.reason,
        "again": said.again,
    }
    return Change(make_record(Csip, say_body(entry.record) | now), entry.revision)


def _raise(review: Review, plain: dict[str, Any]) -> Action:
    known = {
        "source": "review",
        "raised": review.held,
        "raised_by": review.deciders[0],
        "service": review.service,
        "supplier": review.supplier,
        "review": review.id,
    }
    return make_record(Action, known | plain, f"action '{plain.get('id', '')}' of review '{review.id}'")


def _find(register: Register, kind: str, name: str) -> Entry:
    found = register.entry(kind, name)
    if found is None:
        raise UsageError(f"there is no {kind} '{name}'", do=suggest(name, _list_ids(register, kind)))
    return found


def _list_ids(register: Register, kind: str) -> Iterator[str]:
    yield from (item.record.id for item in register.entries if kind == item.record.KIND)
