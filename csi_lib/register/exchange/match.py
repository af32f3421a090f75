"""Which row of a workbook is which record: by its hidden mark, else by its id; what is neither is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from csi_lib.register.exchange.columns import ID, ORIGIN, PARENT, PLACE, REVISION
from csi_lib.register.exchange.listing import Listing
from csi_lib.register.exchange.returned import Row, Sheet
from csi_lib.register.exchange.rows import mark
from csi_lib.register.exchange.seal import Sealed

_WHOLE_ROW = "Put it back; for a record of its own write a new row, whose columns Id and Revision are yours to fill"


@dataclass
class Matched:
    """The rows of one sheet, told apart.

    Parameters
    ----------
    known : dict of str to Row
        Mark of a record or entry -> its row.
    new : list of Row
        Rows that went out as nothing.
    held : set of str
        Marks whose row is there but cannot be taken; they are not deleted.
    """

    known: dict[str, Row] = field(default_factory=dict)
    new: list[Row] = field(default_factory=list)
    held: set[str] = field(default_factory=set)


def match_records(sheet: Sheet, sealed: Mapping[str, Sealed], listing: Listing) -> Matched:
    """Tell the rows of a sheet of records apart.

    Parameters
    ----------
    sheet : Sheet
        As it came back.
    sealed : mapping of str to Sealed
        Id -> record of this kind as it went out.
    listing : Listing
        A changed id or revision, and an id that stands twice, are faults.

    Returns
    -------
    Matched
        By id.
    """
    found = Matched()
    rows = [row for row in sheet.rows if not _is_odd(row, (ID, REVISION, ORIGIN), sheet, found, listing)]
    own = {row.text(ID) for row in rows if row.text(ORIGIN) == row.text(ID)}
    for row in rows:
        name, origin = row.text(ID), row.text(ORIGIN)
        origin = origin if origin in sealed else ""
        if origin and name != origin and origin not in own:
            _refuse_other_id(row, origin, sheet, listing)
            found.held.add(origin)
        elif not name:
            listing.fault(sheet.name, sheet.cell(row, ID), "the id is missing", "Write one, or delete the whole row")
        elif name in sealed and origin in (name, ""):
            _take_known(row, name, sealed[name], sheet, found, listing)
        elif row.text(REVISION) and not origin:
            what = f"'{name}' went out under no such id, and yet the row has a revision"
            listing.fault(sheet.name, sheet.cell(row, ID), what, "Put the id back, or empty Revision for a new record")
        else:
            found.new.append(row)
    return found


def _refuse_other_id(row: Row, origin: str, sheet: Sheet, listing: Listing) -> None:
    kind, name = sheet.form.kind, row.text(ID)
    what = f"the id of {kind} '{origin}' was changed to '{name}'" if name else f"the id of {kind} '{origin}' is gone"
    listing.fault(sheet.name, sheet.cell(row, ID), what, _WHOLE_ROW, (kind, origin))


def _take_known(row: Row, name: str, sealed: Sealed, sheet: Sheet, found: Matched, listing: Listing) -> None:
    record = (sealed.kind, name)
    if name in found.known:
        what = f"'{name}' stands in row {found.known[name].number + 1} too"
        listing.fault(sheet.name, sheet.cell(row, ID), what, "Give a new record an id of its own", record)
    elif row.text(REVISION) != str(sealed.revision):
        what = f"the revision was {sealed.revision} and now is '{row.text(REVISION)}'"
        listing.fault(sheet.name, sheet.cell(row, REVISION), what, "Put it back", record)
        found.held.add(name)
    else:
        found.known[name] = row


def match_entries(sheet: Sheet, sizes: Mapping[str, int], parents: Collection[str], listing: Listing) -> Matched:
    """Tell the rows of a sheet of entries apart.

    Parameters
    ----------
    sheet : Sheet
        As it came back.
    sizes : mapping of str to int
        Id of a record -> how many entries its list had.
    parents : collection of str
        Ids that an entry may belong to: those that went out, and new ones.
    listing : Listing
        An entry of no record, or one that was moved to another, is a fault.

    Returns
    -------
    Matched
        By mark.
    """
    found = Matched()
    marks = {mark(name, place) for name, size in sizes.items() for place in range(1, size + 1)}
    rows = [row for row in sheet.rows if not _is_odd(row, (PARENT, PLACE, ORIGIN), sheet, found, listing)]
    own = {row.text(ORIGIN) for row in rows if row.text(ORIGIN).rpartition(" ")[0] == row.text(PARENT)}
    for row in rows:
        _match_entry(row, marks, own, parents, sheet, found, listing)
    return found


def _match_entry(
    row: Row,
    marks: Collection[str],
    own: Collection[str],
    parents: Collection[str],
    sheet: Sheet,
    found: Matched,
    listing: Listing,
) -> None:
    parent, place, origin = row.text(PARENT), row.text(PLACE), row.text(ORIGIN)
    kind = sheet.form.kind
    if origin in marks and origin not in own:
        before = origin.rpartition(" ")[0]
        what = (
            f"the entry of {kind} '{before}' now names '{parent}'"
            if parent
            else f"the entry of '{before}' names no record"
        )
        do = "Put it back; to move it, delete the row and write a new one"
        listing.fault(sheet.name, sheet.cell(row, PARENT), what, do, (kind, before))
        found.held.add(origin)
    elif parent not in parents:
        what = f"there is no {kind} '{parent}'" if parent else f"it names no {kind}"
        do = f"Write the id of the {kind} that it belongs to"
        listing.fault(sheet.name, sheet.cell(row, PARENT), what, do, (kind, parent))
    elif (known := _find_mark(parent, place, origin)) in marks and known not in found.known:
        if place != known.rpartition(" ")[2]:
            what = f"the entry's number was {known.rpartition(' ')[2]} and now is '{place}'"
            listing.fault(sheet.name, sheet.cell(row, PLACE), what, "Put it back", (kind, parent))
            found.held.add(known)
        else:
            found.known[known] = row
    elif place and not origin:
        what = f"'{parent}' had no entry {place}"
        listing.fault(sheet.name, sheet.cell(row, PLACE), what, "Leave it empty for a new entry", (kind, parent))
    else:
        found.new.append(row)


def _find_mark(parent: str, place: str, origin: str) -> str:
    """Return the mark of an entry, made of its number where the hidden one is lost; empty for a copy of another's."""
    if origin:
        return origin if origin.rpartition(" ")[0] == parent else ""
    return mark(parent, int(place)) if place.isdecimal() and int(place) else ""


def _is_odd(row: Row, headings: tuple[str, ...], sheet: Sheet, found: Matched, listing: Listing) -> bool:
    """Tell whether what names a row is a formula or an error; the record is then left as it is."""
    strange = [heading for heading in headings if heading in row.odd]
    for heading in strange:
        what = f"{row.odd[heading]} stands where the row is named"
        listing.fault(sheet.name, sheet.cell(row, heading), what, "Write the value itself")
    if strange and row.text(ORIGIN):
        found.held.add(row.text(ORIGIN))
    return bool(strange)
