"""Where laid-out blocks go: on pages that lie down, side by side, in lists within lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from csi_lib.report.blocks import Picture, Table, Text
from csi_lib.report.export.document import Heading, Item, Paragraph

NARROW = 3  # columns of a table that may stand in half a line
SHORT = 12  # rows of it

Data = dict[str, Any]


def lie_down(items: Sequence[Data]) -> list[Data]:
    """Gather wide tables, and the headings above them, on pages that lie down."""
    laid: list[Data] = []
    for item in items:
        if not item.get("wide"):
            laid.append(item)
            continue
        heads: list[Data] = []
        while laid and laid[-1]["kind"] == "heading":
            heads.insert(0, laid.pop())
        if laid and laid[-1]["kind"] == "lying":
            laid[-1]["items"] += [*heads, item]
        else:
            between = _take_short_end(laid)
            if between and laid:
                laid[-1]["items"] += [*between, *heads, item]
            else:
                laid += [*between, {"kind": "lying", "items": [*heads, item]}]
    return _keep_ends(laid)


def _take_short_end(laid: list[Data]) -> list[Data]:
    """Take the little that stands below a page that lies down; nothing where it is more."""
    last = max((place for place, item in enumerate(laid) if item["kind"] == "lying"), default=-1)
    after = laid[last + 1 :]
    rows = sum(len(item.get("rows", ())) for item in after)
    if last < 0 or rows > SHORT or not all(item["kind"] in ("heading", "text", "plain", "table") for item in after):
        return []
    del laid[last + 1 :]
    return after


def _keep_ends(laid: list[Data]) -> list[Data]:
    """Let a few sentences that end a chapter stay on the page that lies down, and not begin one of their own."""
    last = max((place for place, item in enumerate(laid) if item["kind"] == "lying"), default=None)
    if last is None or not all(item["kind"] in ("heading", "text", "plain") for item in laid[last + 1 :]):
        return laid
    return [*laid[:last], {"kind": "lying", "items": [*laid[last]["items"], *laid[last + 1 :]]}]


def pair_sections(items: Sequence[Item]) -> Iterator[tuple[Sequence[Item], ...]]:
    """Yield the sections of a page in order, two together where both need no more than half a line."""
    waiting: list[Item] = []
    for section in _cut(items):
        if not all(map(_is_narrow, section)):
            yield from ((waiting,), (section,)) if waiting else ((section,),)
            waiting = []
        elif waiting:
            yield waiting, section
            waiting = []
        else:
            waiting = section
    if waiting:
        yield (waiting,)


def _cut(items: Sequence[Item]) -> list[list[Item]]:
    sections: list[list[Item]] = []
    for item in items:
        if not sections or (isinstance(item, Heading) and item.level == 2):
            sections.append([])
        sections[-1].append(item)
    return sections


def _is_narrow(item: Item) -> bool:
    if isinstance(item, Table):
        return not item.folded and len(item.columns) <= NARROW and len(item.rows) <= SHORT
    if isinstance(item, Heading):
        return not item.new_page
    return isinstance(item, Paragraph | Picture | Text)


def set_beside(items: Sequence[Data]) -> list[Data]:
    """Set the note of a table beside the picture that follows the table."""
    laid: list[Data] = []
    for item in items:
        above = laid[-1] if laid else {"kind": ""}
        if item["kind"] == "picture" and above["kind"] == "table" and above["note"]:
            note = {"kind": "text", "role": "note", "parts": [above["note"]]}
            laid[-1] = {**above, "note": ""}
            item = {"kind": "pair", "shares": [5, 8], "left": [note], "right": [item]}
        laid.append(item)
    return laid


def nest(paragraphs: Sequence[Paragraph], lay: Callable[[Paragraph], list[Data]]) -> list[Data]:
    """Turn paragraphs with depths into lists within lists."""
    top: list[Data] = []
    stack: list[list[Data]] = [top]
    for paragraph in paragraphs:
        while len(stack) > max(1, paragraph.depth):
            stack.pop()
        while len(stack) < paragraph.depth and stack[-1]:
            stack.append(stack[-1][-1]["entries"])
        stack[-1].append({"sort": paragraph.kind, "runs": lay(paragraph), "entries": []})
    return top


def count_sections(items: Sequence[Data]) -> int:
    """Count the headings of level 2."""
    inner = [part for item in items for key in ("items", "left", "right") for part in item.get(key, ())]
    return sum(item.get("level") == 2 for item in items) + (count_sections(inner) if inner else 0)
