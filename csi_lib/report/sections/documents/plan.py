"""The CSI plan, section by section: the author's own text first, then what records and figures say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from csi_lib.register.plans import PLAN, Section, find_section
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.documents.drafts import DRAFTS
from csi_lib.report.sections.documents.own import find_own, show_own
from csi_lib.report.sections.part import choose_words
from csi_lib.report.wording import count_words
from csi_lib.study import Study

State = Literal["drafted", "own text", "own text and draft", "EMPTY"]
OF_THE_WHOLE = "The CSI plan is of the whole engagement; a report of one {part} has none."


@dataclass(frozen=True)
class Filled:
    """How one section of the plan stands.

    Parameters
    ----------
    section : Section
        Which.
    own, draft : tuple of Block
        Its author's words, and what the kit drafted.
    """

    section: Section
    own: tuple[Block, ...]
    draft: tuple[Block, ...]

    @property
    def state(self) -> State:
        """Whether somebody wrote it, the kit drafted it, both, or neither."""
        if self.own:
            return "own text and draft" if self.draft else "own text"
        return "drafted" if self.draft else "EMPTY"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the draft warns of."""
        return tuple(block.body for block in self.draft if isinstance(block, Text) and block.role == "warning")


def fill_section(study: Study, name: str) -> Filled:
    """Gather what one section of the plan says.

    Parameters
    ----------
    study : Study
        Everything known.
    name : str
        Id of a section of the plan; KeyError where it is none.

    Returns
    -------
    Filled
        Own texts and draft.
    """
    section = find_section("plan", name)
    if section is None:
        raise KeyError(name)
    own = show_own(study, find_own(study, "plan", name))
    return Filled(section, tuple(own), tuple(DRAFTS[name](study)))


def fill_plan(study: Study) -> tuple[Filled, ...]:
    """Gather every section of the plan, in its order."""
    return tuple(fill_section(study, section.id) for section in PLAN)


def plan_section(study: Study, name: str) -> Blocks:
    """Show one section of the plan, or say that it is empty and what belongs there."""
    if study.part:
        return Blocks([Text(choose_words(study, "", OF_THE_WHOLE), role="note")])
    found = fill_section(study, name)
    if found.state == "EMPTY":
        return Blocks([Text(f"This section is empty. It says: {found.section.asks}.", role="warning")])
    return Blocks([*found.own, *found.draft])


def csi_plan_answer(study: Study) -> Blocks:
    """Say how complete the plan is."""
    if study.part:
        return Blocks([Text(choose_words(study, "", OF_THE_WHOLE), role="answer")])
    found = fill_plan(study)
    empty = [item.section.title for item in found if item.state == "EMPTY"]
    said = f"{len(found) - len(empty)} of {count_words(len(found), 'section')} of this plan are filled"
    written = sum(bool(item.own) for item in found)
    tail = f"; {written} hold their author's own words." if written else "; all of it is a draft from records and data."
    blocks: list[Block] = [Text(f"{said}{tail}", role="answer")]
    blocks += [Text(f"Still empty: {', '.join(empty)}.", role="warning")] if empty else []
    return Blocks(blocks)


def plan_states(study: Study) -> Blocks:
    """Show of every section whether it is drafted, written or empty."""
    if study.part:
        return Blocks([Text(choose_words(study, "", OF_THE_WHOLE), role="note")])
    columns = (Column("section", "Section"), Column("state", "State"), Column("asks", "What belongs there"))
    lines = tuple(
        {"section": item.section.title, "state": item.state, "asks": item.section.asks} for item in fill_plan(study)
    )
    return Blocks([Table("The sections of this plan", columns, lines)])
