"""What a review is told first: whom it is for, and how contracts, improvements, actions and reviews stand, apart."""

from __future__ import annotations

from collections.abc import Iterator

from csi_lib.register.reviews import Action, Csip, Supplier
from csi_lib.register.service import Service
from csi_lib.report.blocks import Block, Text
from csi_lib.report.sections.reviews.answer import say_reviews
from csi_lib.report.sections.reviews.csip import is_due
from csi_lib.study import Study
from csi_lib.study.contracts import judge_contracts, late_misses


def pack_answers(study: Study) -> list[Block]:
    """Say in a sentence each how the contracts, the CSIP, the Action Register and the reviews stand."""
    return [Text(body, role="answer") for body in _say(study) if body]


def pack_address(study: Study) -> list[Block]:
    """Say to whom the pack of one service or supplier goes: the owner of the service, our manager of the supplier."""
    if study.part != "service":
        return []
    owners = [f"{item.owner} (owns {item.name})" for item in study.records.of(Service)]
    managers = [f"{item.manager} (answers for {item.title})" for item in study.records.of(Supplier)]
    named = [*owners, *managers]
    return [Text(f"For: {'; '.join(named)}.", role="note")] if named else []


def _say(study: Study) -> Iterator[str]:
    kept = [item for item in judge_contracts(study) if item.results]
    if kept:
        yield f"Contract measures missed in their last period: {len(list(late_misses(kept))):,} of {len(kept):,}."
    entries = study.records.of(Csip)
    if entries:
        yield f"Improvements that wait for a decision: {sum(is_due(study, item) for item in entries):,}."
    actions = study.records.of(Action)
    if actions:
        yield f"Actions overdue on {study.as_of}: {sum(item.is_overdue(study.as_of) for item in actions):,}."
    yield say_reviews(study)
