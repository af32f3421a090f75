"""What a report is made of: texts, numbers, tables and pictures that show themselves and ride along as data."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

import pandas as pd

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.report.chart import Chart
from csi_lib.report.markup import render_block
from csi_lib.report.plain import make_plain
from csi_lib.report.wording import say_value

MIME = "application/vnd.csi-kit.block+json"
SVG_MIME = "image/svg+xml"

Role = Literal["paragraph", "answer", "warning", "note"]
Kind = Literal["text", "number", "stamp", "flag", "mark"]
_ANCHOR = re.compile(r"[a-z][a-z0-9-]*")
Bundle = tuple[dict[str, Any], dict[str, Any]]


class Block(ABC):
    """Base of everything a report is made of."""

    language = ""  # in which it was said already; nothing is said twice

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """Return the block as plain JSON values, exact; ``type`` names the kind of block."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        data = self.to_json()
        return {"text/plain": str(self), "text/html": str(render_block(data)), MIME: data}, self._note_language()

    def _note_language(self) -> dict[str, Any]:
        return {MIME: {"language": self.language}} if self.language else {}

    def said_in(self, language: str) -> Self:
        """Return the block, marked as said in a language."""
        marked = copy(self)
        object.__setattr__(marked, "language", language)
        return marked


@dataclass(frozen=True)
class Heading(Block):
    """A heading below the page's title, where one cell shows several parts of a page.

    Parameters
    ----------
    level : int
        2 to 4; the title of the page is the first.
    text : str
        What it says.
    new_page : bool
        What follows begins on new paper, and on a slide of its own.
    anchor : str
        Name that an address leads to, as ``question-1``; the top of the page links to it.

    Raises
    ------
    UsageError
        When the anchor is no word of an address.
    """

    level: int
    text: str
    new_page: bool = False
    anchor: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", make_plain(str(self.text)))
        if self.anchor and not _ANCHOR.fullmatch(self.anchor):
            do = "Write small letters, digits and hyphens"
            raise UsageError(f"'{self.anchor}' is no anchor", where=f"heading '{self.text}'", do=do)

    def __str__(self) -> str:
        return self.text

    def to_json(self) -> dict[str, Any]:
        """Return the heading as plain JSON values."""
        return {
            "type": "heading",
            "level": self.level,
            "text": self.text,
            **({"new_page": True} if self.new_page else {}),
            **({"anchor": self.anchor} if self.anchor else {}),
        }


@dataclass(frozen=True)
class Text(Block):
    """A few sentences.

    Parameters
    ----------
    body : str
        The sentences; plain text, never markup. A blank line begins a new paragraph.
    role : {"paragraph", "answer", "warning", "note"}
        What they are for; answers stand first and large on a page.
    """

    body: str
    role: Role = "paragraph"

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", make_plain(str(self.body)))
        _check_word("role", self.role, get_args(Role))

    def __str__(self) -> str:
        return f"Warning: {self.body}" if self.role == "warning" else self.body

    def to_json(self) -> dict[str, Any]:
        """Return the text as plain JSON values."""
        return {"type": "text", "role": self.role, "body": self.body}


@dataclass(frozen=True)
class Number(Block):
    """One figure that matters, with the way back to where it came from.

    Parameters
    ----------
    label : str
        What it is.
    value : float, int, str or None
        The value in full precision; ``None`` where there is none.
    unit : str
        Unit of the value.
    text : str
        The value as it is said; default by ``wording.say_value``.
    source : dict
        ``kpi``, ``version``, ``stat``, ``view``, ``period``, ``slice``, ``n`` and whatever else belongs there.
    """

    label: str
    value: Any
    unit: str = ""
    text: str = ""
    source: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", make_plain(str(self.label)))
        object.__setattr__(self, "value", make_plain(self.value))
        object.__setattr__(self, "unit", make_plain(str(self.unit)))
        object.__setattr__(self, "text", make_plain(self.text or say_value(self.value, self.unit)))
        object.__setattr__(self, "source", make_plain(dict(self.source)))

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"

    def to_json(self) -> dict[str, Any]:
        """Return the number as plain JSON values."""
        return {
            "type": "number",
            "label": self.label,
            "value": self.value,
            "unit": self.unit,
            "text": self.text,
            "source": self.source,
        }


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    key : str
        Key of the column in every row.
    label : str
        Heading; default the key.
    unit : str
        Unit of its numbers.
    kind : {"text", "number", "stamp", "flag", "mark"}
        What its cells are; numbers stand right, marks (a word or two) in narrow columns under upright headings.
    """

    key: str
    label: str = ""
    unit: str = ""
    kind: Kind = "text"

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", make_plain(self.label or self.key))
        _check_word("kind of column", self.kind, get_args(Kind))

    def to_json(self) -> dict[str, str]:
        """Return the column as plain JSON values."""
        return {"key": self.key, "label": self.label, "unit": self.unit, "kind": self.kind}


@dataclass(frozen=True)
class Table(Block):
    """Rows under headings.

    Parameters
    ----------
    title : str
        Caption.
    columns : tuple of Column
        The columns in reading order.
    rows : tuple of dict
        Cells by column key; a cell that is not given is empty.
    note : str
        A sentence below the table.
    folded : bool
        Only the title is in sight until the reader opens it.
    muted : tuple of int
        Places of the rows, from 0, that rest on too few cases and are shown in a quieter colour.

    Raises
    ------
    UsageError
        When two columns have one key, a row holds a key that no column has, or a muted row is none.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[Any, Any], ...] = ()
    note: str = ""
    folded: bool = False
    muted: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", make_plain(str(self.title)))
        object.__setattr__(self, "note", make_plain(str(self.note)))
        object.__setattr__(self, "columns", tuple(self.columns))
        keys = [column.key for column in self.columns]
        if len(set(keys)) < len(keys):
            raise UsageError("two columns have the same key", where=f"table '{self.title}'", do="Rename one")
        object.__setattr__(self, "rows", tuple(self._lay_row(row, keys) for row in self.rows))
        object.__setattr__(self, "muted", tuple(int(place) for place in self.muted))
        if any(not 0 <= place < len(self.rows) for place in self.muted):
            raise UsageError("a muted row is none of the table", where=f"table '{self.title}'", do="Count from 0")

    def _lay_row(self, row: Mapping[Any, Any], keys: list[str]) -> dict[str, Any]:
        for key in row:
            if key not in keys:
                raise UsageError(
                    f"a row has the key '{key}' but no column has",
                    where=f"table '{self.title}'",
                    do=did_you_mean(key, keys),
                )
        return {key: make_plain(row.get(key)) for key in keys}

    @classmethod
    def from_frame(cls, title: str, frame: pd.DataFrame, columns: Sequence[Column], note: str = "") -> Table:
        """Take the named columns of a frame, row by row.

        Parameters
        ----------
        title : str
            Caption.
        frame : DataFrame
            Holds a column for every key; others are left out.
        columns : sequence of Column
            What to show, in reading order.
        note : str
            A sentence below the table.

        Returns
        -------
        Table
            One row per row of the frame.
        """
        chosen = frame[[column.key for column in columns]]
        return cls(title, tuple(columns), tuple(chosen.to_dict("records")), note)

    def __str__(self) -> str:
        heads = [_head(column) for column in self.columns]
        cells = [[say_value(row[column.key]) for column in self.columns] for row in self.rows]
        lines = [" | ".join(heads), *(" | ".join(row) for row in cells)]
        return "\n".join([self.title, *lines, *([self.note] if self.note else [])])

    def to_json(self) -> dict[str, Any]:
        """Return the table as plain JSON values."""
        return {
            "type": "table",
            "title": self.title,
            "columns": [column.to_json() for column in self.columns],
            "rows": [dict(row) for row in self.rows],
            "note": self.note,
            # said only where it holds: most tables are neither
            **({"folded": True} if self.folded else {}),
            **({"muted": list(self.muted)} if self.muted else {}),
        }


@dataclass(frozen=True)
class Picture(Block):
    """A drawing, what it says in words, and the rows it was drawn from.

    Parameters
    ----------
    title : str
        Caption.
    alt : str
        The numbers of the picture in words, for who cannot see it.
    svg : str
        The drawing.
    data : tuple of dict
        The rows it was drawn from.
    chart : Chart, optional
        How they are plotted, for a native chart of an office program.
    columns : tuple of str
        Keys of the data in reading order; default as in the first row.
    """

    title: str
    alt: str
    svg: str
    data: tuple[Mapping[Any, Any], ...] = ()
    chart: Chart | None = None
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("title", "alt", "svg"):
            object.__setattr__(self, name, make_plain(str(getattr(self, name))))
        object.__setattr__(self, "data", tuple(make_plain(dict(row)) for row in self.data))
        # A notebook file sorts the keys of its outputs: the reading order of the data has to be said beside it.
        object.__setattr__(self, "columns", tuple(map(str, self.columns or (self.data[0] if self.data else ()))))
        if not self.alt.strip():
            raise UsageError("a picture needs a text that says what it shows", where=f"picture '{self.title}'")

    def __str__(self) -> str:
        return f"{self.title}\n{self.alt}"

    def to_json(self) -> dict[str, Any]:
        """Return the picture as plain JSON values, the drawing included."""
        return {
            "type": "picture",
            "title": self.title,
            "alt": self.alt,
            "svg": self.svg,
            "columns": list(self.columns),
            "data": [dict(row) for row in self.data],
            **({"chart": self.chart.to_json()} if self.chart else {}),
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        # The drawing travels once, as what Jupyter shows; the data beside it leaves it out.
        data = {key: value for key, value in self.to_json().items() if key != "svg"}
        noted = {SVG_MIME: {"alt": self.alt}, **self._note_language()}
        return {"text/plain": str(self), SVG_MIME: self.svg, MIME: data}, noted


class Blocks(tuple[Block, ...]):
    """Several blocks in order; in a notebook each is an output of its own."""

    def __new__(cls, blocks: Iterable[Block] = ()) -> Blocks:
        """Gather blocks."""
        return super().__new__(cls, tuple(blocks))

    def __add__(self, other: Iterable[Block]) -> Blocks:  # type: ignore[override]
        return Blocks((*self, *other))

    def __repr__(self) -> str:
        return f"Blocks({', '.join(type(block).__name__ for block in self)})"

    def __str__(self) -> str:
        return "\n\n".join(str(block) for block in self)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for block in self:
            data, metadata = block._repr_mimebundle_()
            display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]


def from_json(data: Mapping[str, Any]) -> Block:
    """Rebuild a block from its JSON values.

    Parameters
    ----------
    data : mapping
        What ``to_json`` returned; a picture may come without its drawing.

    Returns
    -------
    Block
        Equal to the block it came from.

    Raises
    ------
    UsageError
        When the kind of block is unknown or a part is missing.
    """
    fields = {key: value for key, value in data.items() if key != "type"}
    try:
        if data["type"] == "table":
            fields["columns"] = tuple(Column(**column) for column in fields["columns"])
        if data["type"] == "picture":
            fields = {"svg": "", **fields}
            if "chart" in fields:
                fields["chart"] = Chart.from_json(fields["chart"])
        return _KINDS[data["type"]](**fields)
    except (KeyError, TypeError) as error:
        raise UsageError(f"this is not the data of a block: {error}", do=did_you_mean("", _KINDS)) from None


def from_bundle(data: Mapping[str, Any]) -> Block:
    """Rebuild a block from the data of one notebook output.

    Raises
    ------
    UsageError
        When the output holds no block.
    """
    if MIME not in data:
        raise UsageError("this output holds no block", do=f"Look for outputs with {MIME}")
    drawing = {"svg": data[SVG_MIME]} if SVG_MIME in data else {}
    return from_json({**data[MIME], **drawing})


_KINDS: dict[str, type[Block]] = {
    "heading": Heading,
    "text": Text,
    "number": Number,
    "table": Table,
    "picture": Picture,
}


def _head(column: Column) -> str:
    return f"{column.label} [{column.unit}]" if column.unit else column.label


def _check_word(what: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise UsageError(f"unknown {what} '{word}'", do=did_you_mean(str(word), known))
