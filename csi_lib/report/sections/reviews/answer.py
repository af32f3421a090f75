"""What the two registers say in short: never as one sum."""

from __future__ import annotations

from csi_lib.register.reviews import Action, Csip, Review
from csi_lib.register.reviews.action import OPEN
from csi_lib.register.reviews.calendar import list_due
from csi_lib.report.blocks import Block, Blocks, Text
from csi_lib.report.sections.reviews.csip import list_questions
from csi_lib.report.wording import count_words
from csi_lib.study import Study

NOTHING = "The register holds no improvement beyond the contract and no action."
APART = "The two are never added: bringing a service back to what was agreed is no improvement."


def csip_answer(study: Study) -> Blocks:
    """Say how many improvements there are and how they stand; then, apart, how many actions are open and overdue."""
    entries, actions = study.records.of(Csip), study.records.of(Action)
    if not entries and not actions:
        return Blocks([Text(NOTHING, role="answer")])
    blocks: list[Block] = [
        Text(_say_csip(entries), role="answer"),
        Text(_say_actions(study, actions), role="answer"),
        Text(APART, role="note"),
    ]
    open_questions = [item for item in list_questions(study) if item.open]
    if open_questions:
        titles = "; ".join(item.entry.title for item in open_questions)
        said = count_words(len(open_questions), "entry was", "entries were")
        body = f"{said} raised while the KPI was in breach, and nobody has said why it is no repair: {titles}."
        blocks.append(Text(body, role="warning"))
    return Blocks(blocks)


def _say_csip(entries: tuple[Csip, ...]) -> str:
    """Count the states that a reader can do something about."""
    waiting = sum(item.status == "proposed" for item in entries)
    going = sum(item.status == "progress" for item in entries)
    hold = sum(item.status == "hold" for item in entries)
    done = sum(item.status == "done" for item in entries)
    return (
        f"Taking the services forward: {count_words(waiting, 'improvement waits', 'improvements wait')} for a "
        f"decision, {going:,} in progress, {hold:,} on hold, {done:,} done."
    )


def _say_actions(study: Study, actions: tuple[Action, ...]) -> str:
    going = sum(item.status in OPEN for item in actions)
    late = sum(item.is_overdue(study.as_of) for item in actions)
    return (
        f"Bringing them back into line: {count_words(going, 'action is', 'actions are')} open, "
        f"{late:,} of them overdue on {study.as_of}."
    )


def say_reviews(study: Study) -> str:
    """Say how many reviews are overdue; empty where none is kept."""
    if not study.records.of(Review):
        return ""
    late = sum(item.overdue for item in list_due(study.records, study.as_of))
    return f"Reviews overdue on {study.as_of}: {late:,}."
