"""Whether an entry of the CSIP says the same as the reviews that decided on it and the Action Register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from csi_lib.register.register import Register
from csi_lib.register.reviews.moved import list_one_sided
from csi_lib.register.reviews.needs import need_answer, need_cost
from csi_lib.register.reviews.review import STATUS_AFTER, Decision, Review, list_decisions

if TYPE_CHECKING:
    from csi_lib.register.reviews.csip import Csip


def check_csip(item: Csip, register: Register) -> tuple[str, ...]:
    """Find where an entry of the CSIP contradicts the reviews or the Action Register."""
    return tuple(_check_csip(item, register))


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
    yield from list_one_sided(item.id, item.moved, item.came_from, "action", register)


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
    found = (need(item, register) for need in (need_cost, need_answer))
    yield from (f"it cannot be in progress: {missing}" for missing in found if missing)
