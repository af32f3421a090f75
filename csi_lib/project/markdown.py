"""A document as Markdown, for who has no office writer installed or keeps documents in git."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from csi_lib.register.markdown import escape, escape_line
from csi_lib.report.blocks import Picture, Table, Text
from csi_lib.report.export.document import Document, Failure, Heading, Item, Numbers, Page
from csi_lib.report.wording import say_value


def write_markdown(document: Document) -> str:
    """Return a document as Markdown; pictures are said in words, and no text in it becomes markup."""
    return "\n\n".join(part for page in document.pages for part in _write_page(page)) + "\n"


def _write_page(page: Page) -> list[str]:
    answers = [escape(item.body) for item in page.answers]
    return [f"# {escape_line(page.title)}", *answers, *(_write_item(item) for item in page.items)]


def _write_item(item: Item) -> str:
    if isinstance(item, Heading):
        return f"{'#' * item.level} {escape_line(item.text)}"
    if isinstance(item, Table):
        return _write_table(item)
    if isinstance(item, Numbers):
        return "\n".join(f"- {escape_line(str(number))}" for number in item.numbers)
    if isinstance(item, Picture):
        return escape(item.alt)
    return escape(item.body if isinstance(item, Text) else item.text if isinstance(item, Failure) else str(item))


def _write_table(table: Table) -> str:
    lines = [_write_row(column.label for column in table.columns), f"|{'---|' * len(table.columns)}"]
    lines += [_write_row(row[column.key] for column in table.columns) for row in table.rows]
    return "\n".join([*lines, *(["", escape(table.note)] if table.note else [])])


def _write_row(cells: Iterable[Any]) -> str:
    return f"| {' | '.join('' if value is None else escape_line(say_value(value)) for value in cells)} |"
