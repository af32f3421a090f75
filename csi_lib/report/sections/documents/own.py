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
        blocks.append(Text(_unwrap(item.body)).said_in(language))  # its author's words: no language but theirs
        about = next((f"On ‘{one.title}’. " for one in study.initiatives if one.id == item.initiative), "")
        blocks.append(Text(f"{about}Written by: {item.last.author}, {item.last.on}.", role="note"))
    return blocks


def _unwrap(body: str) -> str:
    """Join the lines of each paragraph, which end where the file's did; a blank line parts paragraphs."""
    parts = ("\n".join(line.strip() for line in body.splitlines())).split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts if part.strip())
