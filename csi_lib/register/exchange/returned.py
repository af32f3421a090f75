"""A workbook that came back, sheet by sheet: nothing is passed over in silence, and nothing judged yet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csi_lib.maturity.collect.columns import name_cell
from csi_lib.maturity.collect.returned.parts import Oddities, find_oddities, find_trouble
from csi_lib.maturity.collect.returned.reply import quote
from csi_lib.register.exchange.cells import write_cell
from csi_lib.register.exchange.columns import NOTE, ORIGIN, Form, list_forms
from csi_lib.register.exchange.comments import list_comments
from csi_lib.register.exchange.listing import Listing
from csi_lib.register.exchange.seal import SHEET, Layout, Seal, read_seal
from csi_lib.register.kinds import KINDS

Rows = Sequence[Sequence[Any]]
OURS = ("Read me", "Lists", SHEET)
FARTHEST = (50_000, 400)  # rows and columns that are looked at; a register has some hundred
_LEADING = 40  # rows in which the headings are looked for
_AGAIN = "Take the workbook that csi register export wrote, and change only that"


@dataclass(frozen=True)
class Row:
    """One row of a sheet.

    Parameters
    ----------
    number : int
        From 0.
    cells : mapping of str to object
        Heading -> value.
    odd : mapping of str to str
        Heading -> what no value may be: a formula, an error value.
    """

    number: int
    cells: Mapping[str, Any]
    odd: Mapping[str, str]

    def text(self, heading: str) -> str:
        """Return a cell as the text a person sees."""
        return write_cell(self.cells.get(heading))


@dataclass(frozen=True)
class Sheet:
    """One sheet of records as it came back.

    Parameters
    ----------
    form : Form
        What it holds.
    name : str
        What it is called now.
    columns : mapping of str to int
        Heading -> column from 0.
    rows : tuple of Row
        Those that say something.
    known : frozenset of str
        Headings that went out.
    """

    form: Form
    name: str
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    known: frozenset[str]

    def cell(self, row: Row, heading: str) -> str:
        """Return the address of a cell, like ``C7``."""
        return name_cell(row.number, self.columns.get(heading, 0))


@dataclass(frozen=True)
class Returned:
    """A workbook that came back: what it was made of, and its sheets by the name of their form."""

    seal: Seal
    sheets: Mapping[str, Sheet]


def read_workbook(data: bytes, engagement: str, listing: Listing) -> Returned | None:
    """Read a workbook that ``csi register export`` wrote and somebody changed.

    Parameters
    ----------
    data : bytes
        The file.
    engagement : str
        Id of the engagement that it should belong to.
    listing : Listing
        What is wrong goes there.

    Returns
    -------
    Returned or None
        None when it cannot be trusted as a whole; the listing says why.
    """
    import python_calamine

    trouble = find_trouble(data)
    if trouble:
        listing.fault("", "", *trouble)
        return None
    try:
        odd = find_oddities(data, FARTHEST)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
        comments = tuple(list_comments(data))
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        listing.fault("", "", f"the workbook cannot be read: {error}", _AGAIN)
        return None
    seal = _find_seal(sheets, engagement, listing)
    if seal is None:
        return None
    found = dict(_list_sheets(sheets, seal, odd, listing))
    used = {item.name for item in found.values()}
    for name, rows in sheets.items():
        if name not in used and name not in OURS and any(write_cell(value) for row in rows for value in row):
            listing.remark(name, "", "this sheet is not part of the workbook that went out; it is not read")
    for name, cell, text in comments:
        listing.remark(name, cell, f"a comment, which is not taken: {quote(text)}")
    return Returned(seal, found)


def _find_seal(sheets: Mapping[str, Rows], engagement: str, listing: Listing) -> Seal | None:
    if SHEET not in sheets:
        listing.fault("", "", "the hidden sheet with the fingerprint is missing", _AGAIN)
        return None
    seal = read_seal([[str(value) for value in row] for row in sheets[SHEET]])
    if seal is None:
        listing.fault(SHEET, "", "the hidden fingerprint was changed, or is of another version of the kit", _AGAIN)
    elif seal.engagement != engagement:
        what = f"the workbook belongs to engagement '{seal.engagement}', not '{engagement}'"
        listing.fault("", "", what, "Name the engagement it belongs to")
        return None
    return seal


def _list_sheets(
    sheets: Mapping[str, Rows], seal: Seal, odd: Mapping[str, Oddities], listing: Listing
) -> Iterator[tuple[str, Sheet]]:
    forms = {form.name: form for kind in KINDS.values() for form in list_forms(kind)}
    named = {layout.sheet for layout in seal.layouts}
    for layout in seal.layouts:
        form = forms.get(layout.form)
        if form is None:
            what = f"this version of the kit knows no records of the form '{layout.form}'"
            listing.fault(layout.sheet, "", what, "Read it with the version that wrote it")
            continue
        name = _find_name(layout, sheets, named, listing)
        if name is None:
            do = "Put it back: without it all its rows would be gone"
            listing.fault(layout.sheet, "", "the sheet is missing", do)
            continue
        sheet = _lay_out(form, layout, name, sheets[name], odd.get(name, {}), listing)
        if sheet is not None:
            yield form.name, sheet


def _find_name(layout: Layout, sheets: Mapping[str, Rows], named: set[str], listing: Listing) -> str | None:
    """Find a sheet by its name, else by its headings: people rename sheets."""
    if layout.sheet in sheets:
        return layout.sheet
    wanted = set(layout.headings)
    others = [name for name in sheets if name not in named and name not in OURS]
    alike = [
        name
        for name in others
        if any(wanted <= {write_cell(value) for value in row} for row in sheets[name][:_LEADING])
    ]
    if len(alike) != 1:
        return None
    listing.remark(alike[0], "", f"this is the sheet '{layout.sheet}' under another name; it was read")
    return alike[0]


def _lay_out(form: Form, layout: Layout, name: str, rows: Rows, odd: Oddities, listing: Listing) -> Sheet | None:
    head = next((place for place, row in enumerate(rows[:_LEADING]) if _is_heading(row, layout)), None)
    if head is None:
        listing.fault(name, "", "the row of headings is missing", "Put it back as it was")
        return None
    texts = [write_cell(value) for value in rows[head]]
    columns = {heading: texts.index(heading) for heading in layout.headings if heading in texts}
    whole = True
    for heading in layout.headings:
        if texts.count(heading) != 1 and heading not in (NOTE, ORIGIN):
            count = "is missing" if heading not in texts else "stands there twice"
            do = "Put it back as it was: what it held cannot be told from what was deleted"
            listing.fault(name, f"row {head + 1}", f"the column '{heading}' {count}", do)
            whole = False
    unknown = [heading for heading in layout.headings if heading not in form.headings]
    if unknown:
        what = f"this version of the kit knows no column '{unknown[0]}'"
        listing.fault(name, f"row {head + 1}", what, "Export the register again, or read it with the version that did")
    if unknown or not whole:
        return None
    _tell_foreign(name, head, rows, columns, listing)
    found = tuple(_list_rows(rows, head, columns, odd))
    return Sheet(form, name, columns, found, frozenset(layout.headings))


def _is_heading(row: Sequence[Any], layout: Layout) -> bool:
    """A row of headings holds more than half of them: one may have been renamed, which is then said."""
    texts = {write_cell(value) for value in row}
    return 2 * sum(heading in texts for heading in layout.headings) > len(layout.headings)


def _tell_foreign(name: str, head: int, rows: Rows, columns: Mapping[str, int], listing: Listing) -> None:
    ours = set(columns.values())
    for col in range(max(map(len, rows[head:]), default=0)):
        filled = [row[col] for row in rows[head:] if col < len(row) and write_cell(row[col])]
        if col not in ours and filled:
            listing.remark(name, name_cell(head, col), "this column is not part of the register; it is not read")


def _list_rows(rows: Rows, head: int, columns: Mapping[str, int], odd: Oddities) -> Iterator[Row]:
    for number, row in enumerate(rows[head + 1 :], head + 1):
        cells = {heading: row[col] if col < len(row) else "" for heading, col in columns.items()}
        strange = {heading: odd[number, col] for heading, col in columns.items() if (number, col) in odd}
        if strange or any(write_cell(value) for heading, value in cells.items() if heading != ORIGIN):
            yield Row(number, cells, strange)
