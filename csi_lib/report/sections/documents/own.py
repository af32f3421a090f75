"""What an author wrote for one section of a plan, beside what the kit drafts."""

from __future__ import annotations

from csi_lib.register.plans import OwnText
from csi_lib.report.blocks import Block, Text
from csi_lib.study import Study


def find_own(study: Study, document: str, section: str, initiative: str = "") -> tuple[OwnText, ...]:
    """Find the texts of a section, by id."""
    found = study.records.of(OwnText)
    return tuple(
        item for item in found if (item.document, item.section, item.initiative) == (document, section, initiative)
    )


def show_own(study: Study, texts: tuple[OwnText, ...]) -> list[Block]:
    """Show the texts word for word, each with who wrote it last and why."""
    language = study.engagement.report.language
    blocks: list[Block] = []
    for item in texts:
        blocks.append(Text(item.body).said_in(language))  # its author's words: nobody says them in another language
        about = next((f"On ‘{one.title}’. " for one in study.initiatives if one.id == item.initiative), "")
        blocks.append(Text(f"{about}Written by: {item.last.author}, {item.last.on}.", role="note"))
    return blocks
