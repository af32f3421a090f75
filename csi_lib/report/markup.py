"""HTML of one block from its JSON values; every text is escaped here and nowhere is markup taken from data."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from csi_lib.report.language import ENGLISH, current, say_rows
from csi_lib.report.wording import MISSING, say_number, say_source, say_value

LONG_TEXT = 400  # characters; a longer cell is folded
PROSE_TEXT = 40  # characters; a longer cell is given room to be read as a sentence
SHOWN_OF_LONG = 80  # characters of a folded cell that stay in sight

# A page must not hold control characters, and what a client wrote must not be lost: show their Unicode pictures.
_CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"} | {127: 0x2421, 13: 0x240D}

EMPTY = Markup("")


def render_block(data: Mapping[str, Any], label: str = "", svg: str = "", echo: bool = False) -> Markup:
    """Turn one block into HTML.

    Parameters
    ----------
    data : mapping
        JSON values of the block.
    label : str
        Name of the region of a wide table, unique on its page; default the table's title.
    svg : str
        Drawing of a picture whose data comes without.
    echo : bool
        The heading above says its title: the caption is there for who cannot see the page.

    Returns
    -------
    Markup
        HTML without style, script or address; every text is escaped.
    """
    return _RENDERERS[data["type"]]({**data, "echo": echo}, label, svg)


def show_text(text: Any) -> Markup:
    """Escape a text for HTML and make its control characters visible."""
    return Markup.escape(str(text).replace("\r\n", "\n").translate(_CONTROLS))


def _render_heading(data: Mapping[str, Any], label: str, svg: str) -> Markup:
    name = Markup(' id="{}"').format(data["anchor"]) if data.get("anchor") else EMPTY
    look = Markup(' class="new-page"') if data.get("new_page") else EMPTY
    return Markup("<h{0}{1}{2}>{3}</h{0}>").format(int(data["level"]), name, look, show_text(data["text"]))


def _render_text(data: Mapping[str, Any], label: str, svg: str) -> Markup:
    parts = [part for part in data["body"].replace("\r\n", "\n").split("\n\n") if part.strip()]
    body = EMPTY.join(Markup("<p>{}</p>").format(show_text(part)) for part in parts)
    lead = Markup('<p class="kind">{}</p>').format(current().say("Warning")) if data["role"] == "warning" else EMPTY
    return Markup('<div class="text {}">{}{}</div>').format(data["role"], lead, body)


def _render_number(data: Mapping[str, Any], label: str, svg: str) -> Markup:
    source = say_source(data["source"])
    trace = Markup('<dd class="trace">{}</dd>').format(show_text(source)) if source else EMPTY
    return Markup('<div class="card"><dt>{}</dt><dd class="value">{}</dd>{}</div>').format(
        show_text(data["label"]), show_text(data["text"]), trace
    )


def wrap_numbers(numbers: Sequence[Markup]) -> Markup:
    """Lay numbers that follow each other side by side."""
    return Markup('<dl class="numbers">{}</dl>').format(EMPTY.join(numbers))


def _render_lone_number(data: Mapping[str, Any], label: str, svg: str) -> Markup:
    return wrap_numbers([_render_number(data, label, svg)])


def render_number(data: Mapping[str, Any]) -> Markup:
    """Turn one number into HTML that ``wrap_numbers`` takes in."""
    return _render_number(data, "", "")


def _render_table(data: Mapping[str, Any], label: str, svg: str) -> Markup:
    columns = data["columns"]
    heads = EMPTY.join(_render_head(column) for column in columns)
    muted = frozenset(data.get("muted", ()))
    rows = EMPTY.join(_render_row(row, columns, place in muted) for place, row in enumerate(data["rows"]))
    if not data["rows"]:
        none = current().say("No rows.")
        rows = Markup('<tr><td colspan="{}">{}</td></tr>').format(max(1, len(columns)), none)
    note = Markup('<p class="table-note">{}</p>').format(show_text(data["note"])) if data["note"] else EMPTY
    folded = data.get("folded", False)  # the title then stands on what opens the table
    caption = EMPTY if folded else Markup("<caption{}>{}</caption>").format(_hide(data), show_text(data["title"]))
    table = Markup(
        '<div class="scroll" role="region" tabindex="0" aria-label="{}"><table>{}'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>{}"
    ).format(show_text(label or data["title"]), caption, heads, rows, note)
    if not folded:
        return table
    return Markup('<details class="folded"><summary>{}</summary>{}</details>').format(show_text(data["title"]), table)


def _render_head(column: Mapping[str, str]) -> Markup:
    unit = Markup(' <span class="unit">{}</span>').format(show_text(column["unit"])) if column["unit"] else EMPTY
    return Markup('<th scope="col" class="{}">{}{}</th>').format(column["kind"], show_text(column["label"]), unit)


def _render_row(row: Mapping[str, Any], columns: Sequence[Mapping[str, str]], muted: bool) -> Markup:
    return Markup("<tr{}>{}</tr>").format(
        Markup(' class="few"') if muted else EMPTY,
        EMPTY.join(_render_cell(row.get(column["key"]), column, place) for place, column in enumerate(columns)),
    )


def _render_cell(value: Any, column: Mapping[str, str], place: int) -> Markup:
    text = say_cell(value, column)
    look = f"{column['kind']} prose" if column["kind"] == "text" and len(text) > PROSE_TEXT else column["kind"]
    if place == 0 and column["kind"] in ("text", "stamp"):
        return Markup('<th scope="row" class="{}">{}</th>').format(look, _fold_text(text))
    return Markup('<td class="{}">{}</td>').format(look, _fold_text(text))


def say_cell(value: Any, column: Mapping[str, str]) -> str:
    """Say the value of one table cell; the unit of a column stands in its heading.

    Parameters
    ----------
    value : object
        The JSON value.
    column : mapping
        JSON values of the column.

    Returns
    -------
    str
        The text of the cell, not escaped.
    """
    if isinstance(value, str):
        return current().number(_shorten_stamp(value)) if column["kind"] == "stamp" else value or MISSING
    if isinstance(value, bool) or value is None or column["kind"] != "number":
        return current().cell(say_value(value))
    return current().cell(say_number(value, column["unit"]))


def _shorten_stamp(value: Any) -> str:
    text = say_value(value)
    return text[:16].replace("T", " ") if len(text) > 10 and text[10:11] == "T" else text


def _fold_text(text: str) -> Markup:
    if len(text) <= LONG_TEXT:
        return show_text(text)
    length = current().say(f"({len(text):,} characters)")
    summary = show_text(f"{text[:SHOWN_OF_LONG]} … {length}")
    return Markup('<details><summary>{}</summary><div class="whole">{}</div></details>').format(
        summary, show_text(text)
    )


def _render_picture(data: Mapping[str, Any], label: str, svg: str) -> Markup:
    drawing = base64.b64encode((svg or data.get("svg", "")).encode("utf-8")).decode("ascii")
    behind, picture = current().say("Numbers behind"), current().say("Picture")
    name = label.replace(behind, picture, 1) or f"{picture}: {data['title']}"
    # On a phone the drawing is wider than the screen: its frame scrolls, so it has to take the keyboard's focus.
    image = Markup(
        '<div class="frame" role="group" tabindex="0" aria-label="{}">'
        '<img src="data:image/svg+xml;base64,{}" alt="{}"></div>'
    ).format(show_text(name), drawing, show_text(data["alt"]))
    return Markup("<figure>{}<figcaption{}>{}</figcaption>{}</figure>").format(
        image, _hide(data), show_text(data["title"]), _render_picture_data(data, label)
    )


def _hide(data: Mapping[str, Any]) -> Markup:
    return Markup(' class="spoken"') if data.get("echo") else EMPTY


def _render_picture_data(data: Mapping[str, Any], label: str) -> Markup:
    if not data["data"]:
        return EMPTY
    table = {
        "type": "table",
        "title": f"{current().say('Numbers behind')}: {data['title']}",
        "columns": [_guess_column(key, data["data"], _name_lines(data)) for key in data["columns"]],
        "rows": say_rows(data["data"], current()),
        "note": "",
    }
    return Markup('<details class="numbers-behind"><summary>{}</summary>{}</details>').format(
        current().say("The numbers behind this picture"),
        _render_table(table, label or str(table["title"]), ""),
    )


def _name_lines(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the plotted columns are called in another language; in English the keys say it."""
    if current().language == ENGLISH:
        return {}
    return {line["key"]: line["label"] for line in data.get("chart", {}).get("lines", ())}


def _guess_column(key: str, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, str]:
    values = [row[key] for row in rows if row.get(key) is not None]
    numbers = bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    label = names.get(key) or current().say(key.replace("_", " "))
    return {"key": key, "label": label, "unit": "", "kind": "number" if numbers else "text"}


_RENDERERS: dict[str, Callable[[Mapping[str, Any], str, str], Markup]] = {
    "heading": _render_heading,
    "text": _render_text,
    "number": _render_lone_number,
    "table": _render_table,
    "picture": _render_picture,
}
