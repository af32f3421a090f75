"""In a few sentences: who answers, who was heard, and what is missing."""

from __future__ import annotations

from csi_lib.register.people import Feedback, RaciRow, Stakeholder, count_heard, follow_contacts
from csi_lib.report.blocks import Block, Blocks, Text
from csi_lib.report.sections.part import choose_words
from csi_lib.report.sections.people.roles import list_owners, read_raci
from csi_lib.report.wording import count_words, say_inside
from csi_lib.study import Study

NOBODY = (
    "No stakeholder is in the register.",
    "No stakeholder of the register is of this {part} alone.",
)
NOTHING_HEARD = (
    "No feedback is in the register.",
    "No feedback of the register is on this {part} alone.",
)


def people_answer(study: Study) -> Blocks:
    """Say who answers, how much feedback was answered, and who has to be heard."""
    blocks: list[Block] = [Text(say_heard(study), role="answer"), Text(say_contacts(study), role="answer")]
    return Blocks(blocks if study.part else [Text(_say_raci(study), role="answer"), *blocks, *warn_open(study)])


def _say_raci(study: Study) -> str:
    found = read_raci(study)
    done = len(found.rows) - len(found.open)
    said = f"For {done} of {count_words(len(found.rows), 'activity', 'activities')} exactly one role answers"
    lone = [title for title, owner in list_owners(study) if not owner]
    return f"{said}; no owner is named for: {', '.join(say_inside(title) for title in lone)}." if lone else f"{said}."


def warn_open(study: Study) -> list[Block]:
    """Warn of every activity for which nobody alone answers yet."""
    return [Text(_say_open(row), role="warning") for row in read_raci(study).open]


def _say_open(row: RaciRow) -> str:
    ways = " or ".join(f"‘{title}’" for title in row.choose)
    return f"Nobody alone answers for this yet: ‘{row.activity}’. Choose {ways}: csi plan raci --choose"


def say_heard(study: Study) -> str:
    """Say how much feedback came, how much of it was answered and how soon."""
    found = count_heard(study.records.of(Feedback), study.as_of)
    if not found.n:
        return choose_words(study, *NOTHING_HEARD)
    said = f"{found.answered} of {count_words(found.n, 'piece of feedback', 'pieces of feedback')} were answered"
    said += f" ({found.share:.0f} %)"
    said += f", half of them within {count_words(round(found.days), 'day')}" if found.days is not None else ""
    waits = (
        f" The oldest without an answer waits {count_words(found.oldest, 'day')}." if found.oldest is not None else ""
    )
    return f"{said}.{waits}"


def say_contacts(study: Study) -> str:
    """Say how many stakeholders there are and who should have been heard again."""
    found = follow_contacts(study.records.of(Stakeholder), study.records.of(Feedback), study.as_of)
    if not found:
        return choose_words(study, *NOBODY)
    late = [item.stakeholder.title for item in found if item.overdue]
    said = f"{len(late)} of {count_words(len(found), 'stakeholder')} should have been heard again by now"
    return f"{said}: {', '.join(late)}." if late else f"{said}."
