"""Whether the CSIP, the Action Register and the reviews say the same of each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from csi_lib.register.register import Register
from csi_lib.register.reviews.review import STATUS_AFTER, Decision, Review

if TYPE_CHECKING:
    from csi_lib.register.reviews.action import Action
    from csi_lib.register.reviews.csip import Csip


def list_decisions(register: Register, csip: str) -> tuple[tuple[Review, Decision], ...]:
    """List what reviews decided on an entry of the CSIP, the oldest first."""
    found = [(item, said) for item in register.of(Review) if (said := item.decided(csip)) is not None]
    return tuple(sorted(found, key=lambda pair: (str(pair[0].held), pair[0].id)))


def check_csip(item: Csip, register: Register) -> tuple[str, ...]:
    """Find where an entry of the CSIP contradicts the reviews or the Action Register."""
    return tuple(_check_csip(item, register))


def check_action(item: Action, register: Register) -> tuple[str, ...]:
    """Find where an action contradicts the CSIP."""
    return tuple(_check_other_side(item, register, "csip"))


def check_review(item: Review, register: Register) -> tuple[str, ...]:
    """Find decisions of a review that the entries of the CSIP do not know of, and actions it did not raise."""
    return tuple((*_check_decisions(item, register), *_check_actions(item, register)))


def _check_decisions(item: Review, register: Register) -> Iterator[str]:
    """Say which entries name another review as their last; what they say of it is asked of the entries themselves."""
    for said in item.decisions:
        entry = register.entry("csip", said.id) if said.about == "csip" else None
        decisions = list_decisions(register, said.id) if entry is not None else ()
        if entry is not None and decisions[-1][0].id == item.id and getattr(entry.record, "review", "") != item.id:
            yield f"it decided '{said.decision}' on csip '{said.id}', which does not name it ('review: {item.id}')"


def _check_actions(item: Review, register: Register) -> Iterator[str]:
    for name in item.actions:
        action = register.entry("action", name)
        if action is not None and getattr(action.record, "review", "") != item.id:
            yield f"action '{name}' does not say that this review raised it ('review: {item.id}')"


def _check_csip(item: Csip, register: Register) -> Iterator[str]:
    decisions = list_decisions(register, item.id)
    last = decisions[-1] if decisions else None
    if last is None:
        if item.status in STATUS_AFTER.values() or item.review:
            yield f"'{item.status}' needs a decision, and no review that was held has decided on it"
    elif item.review != last[0].id:
        yield f"the review '{last[0].id}' decided last, and the entry names '{item.review}'"
    else:
        yield from _compare(item, *last)
    if item.status == "progress":
        yield from _check_open_questions(item, register)
    yield from _check_other_side(item, register, "action")


def _compare(item: Csip, review: Review, said: Decision) -> Iterator[str]:
    status = STATUS_AFTER[said.decision]
    if item.status not in (status, "moved") and not (item.status == "done" and status == "progress"):
        yield f"the review '{review.id}' decided '{said.decision}', and the entry is '{item.status}'"
        return
    if item.status == "hold" and item.again != said.again:
        yield f"the review '{review.id}' put it on hold until {said.again}, and the entry says {item.again}"
    if item.status == "removed" and item.reason != said.reason:
        yield f"the review '{review.id}' gave another reason for its removal"


def _check_open_questions(item: Csip, register: Register) -> Iterator[str]:
    from csi_lib.register.reviews.needs import need_answer, need_cost

    found = (need(item, register) for need in (need_cost, need_answer))
    yield from (f"it cannot be in progress: {missing}" for missing in found if missing)


def _check_other_side(item: Csip | Action, register: Register, other: str) -> Iterator[str]:
    if item.moved is not None:
        there = register.entry(other, item.moved.other)
        if there is not None and getattr(there.record, "came_from", "") != item.id:
            yield f"{other} '{item.moved.other}' does not say that it came from here ('came_from: {item.id}')"
    if item.came_from:
        origin = register.entry(other, item.came_from)
        moved = getattr(origin.record, "moved", None) if origin is not None else None
        if origin is not None and (moved is None or moved.other != item.id):
            yield f"{other} '{item.came_from}' does not say that it moved here"
