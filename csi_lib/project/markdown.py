"""A document as Markdown, for who has no office writer installed or keeps documents in git."""

from __future__ import annotations

from typing import Any

from csi_lib.report.blocks import Picture, Table
from csi_lib.report.export.document import Document, Heading, Item, Numbers, Page
from csi_lib.report.wording import say_value


def write_markdown(document: Document) -> str:
    """Return a document as Markdown; pictures are said in words."""
    return "\n\n".join(part for page in document.pages for part in _write_page(page)) + "\n"


def _write_page(page: Page) -> list[str]:
    answers = [item.body for item in page.answers]
    return [f"# {page.title}", *answers, *(_write_item(item) for item in page.items)]


def _write_item(item: Item) -> str:
    if isinstance(item, Heading):
        return f"{'#' * item.level} {item.text}"
    if isinstance(item, Table):
        return _write_table(item)
    if isinstance(item, Numbers):
        return "\n".join(f"- {number}" for number in item.numbers)
    return item.alt if isinstance(item, Picture) else getattr(item, "body", "") or str(item)


def _write_table(table: Table) -> str:
    heads = [column.label for column in table.columns]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for row in table.rows:
        lines.append(f"| {' | '.join(_write_cell(row[column.key]) for column in table.columns)} |")
    return "\n".join([*lines, *(["", table.note] if table.note else [])])


def _write_cell(value: Any) -> str:
    return "" if value is None else say_value(value).replace("|", "\\|").replace("\n", " ")
