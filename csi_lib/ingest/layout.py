"""Where the table stands in a file: titles above the heading, footers below the rows, empty cells beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from csi_lib.ingest.sheet import Remark, is_blank

Known = Callable[[list[str]], int]

TITLES = 20  # rows above a heading that are looked at; no report seen puts more there
FOOTERS = 5  # rows below the data that are looked at
_LEAST = 2  # known headings that make a row a heading where the first row has none

# How tools end a list: sums, counts, who printed it and when. English, German, French, Spanish, Portuguese, Italian,
# Dutch. Only a row with one or two filled cells, the first of which begins so, is a footer.
_FOOTER = re.compile(
    r"(?:(?:grand |sub ?)?totals?|sum|summe|gesamt\w*|somme|suma|soma|totale|totaal|count|anzahl|nombre|"
    r"generated|created (?:by|on|at)|exported|printed|report (?:generated|run|date|total)|run (?:by|date|on)|"
    r"erstellt|erzeugt|exportiert|gedruckt|généré|exporté|imprimé|generado|exportado|gerado|generato|gegenereerd|"
    r"records?|rows?|pages?|seite|página|pagina|end of (?:report|file|list)|ende der|"
    r"copyright|©|confidential|vertraulich)(?!\w).{0,200}",
    re.IGNORECASE | re.DOTALL,
)
_PERSON = re.compile(
    r"\b(?:by|von|par|por|da|door)\b.*", re.IGNORECASE | re.DOTALL
)  # who printed it is nobody's matter


def find_heading(rows: Sequence[list[str]], known: Known | None) -> int:
    """Find the heading among the first rows of a file.

    Parameters
    ----------
    rows : sequence of list of str
        The first rows with text in them.
    known : callable, optional
        How many headings of a row are known.

    Returns
    -------
    int
        Place of the heading: the first row, unless none of its cells is known and a later row has at least two known
        headings; then the one of these with most.
    """
    if not rows or known is None or known(rows[0]):
        return 0
    counts = [known(row) for row in rows[: TITLES + 1]]
    most = max(counts)
    return counts.index(most) if most >= _LEAST else 0


def count_footers(rows: Sequence[list[str]], width: int) -> int:
    """Count the rows at the end that are no data: sums, and who printed the list.

    Parameters
    ----------
    rows : sequence of list of str
        The last rows of the file that have text in them, in order.
    width : int
        Named columns of the heading.

    Returns
    -------
    int
        How many of the last rows are footers; none in a table of less than four columns, where a row of two cells
        may be data.
    """
    if width < 4:
        return 0
    found = 0
    for cells in reversed(rows[-FOOTERS:]):
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) > 2 or not filled or not _FOOTER.fullmatch(filled[0]):
            break
        found += 1
    return found


def fit_cells(cells: list[str], width: int, named: int) -> list[str] | None:
    """Lay a row under its heading where only empty cells at the end are too many or too few.

    Parameters
    ----------
    cells : list of str
        The row.
    width : int
        Cells of the heading row.
    named : int
        Cells of the heading row up to the last one with a name.

    Returns
    -------
    list of str or None
        The row, as wide as the heading; None where it does not fit.
    """
    if len(cells) == width:
        return cells
    if len(cells) > width:
        return cells[:width] if is_blank(cells[width:]) else None
    return [*cells, *[""] * (width - len(cells))] if len(cells) >= named else None


def count_named(headings: Sequence[str]) -> int:
    """Count the cells of a heading row up to the last one with a name."""
    return max((place for place, text in enumerate(headings, start=1) if text.strip()), default=0)


def say_dropped(what: str, rows: Sequence[tuple[int, list[str]]]) -> list[Remark]:
    """Say which rows were left out as titles or footers.

    Parameters
    ----------
    what : str
        "above the heading" or "below the table".
    rows : sequence of tuple of (int, list of str)
        Row number and cells.

    Returns
    -------
    list of Remark
        One remark, or none.
    """
    if not rows:
        return []
    named = "; ".join(f"row {number:,}: '{_shorten(cells)}'" for number, cells in rows)
    text = f"{len(rows)} row{'s' if len(rows) > 1 else ''} {what} counted as no data: {named}"
    return [Remark("row_left_out", text, len(rows), "Check that no ticket is among them")]


def _shorten(cells: list[str]) -> str:
    text = _PERSON.sub("…", " ".join(" ".join(cell.split()) for cell in cells if cell.strip()))
    return text if len(text) <= 40 else text[:39] + "…"
