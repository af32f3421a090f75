"""What may be stored of a row that was not kept: enough to find it in the file, and nothing about people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csi_lib.ingest.adapter import Mapping
from csi_lib.ingest.issue import hide_mail
from csi_lib.ingest.people import PEOPLE, hide_person

NOT_STORED = "(not stored)"
LONGEST = 60  # characters; a longer cell of a mapped column has swallowed a text that belongs elsewhere


@dataclass(frozen=True)
class Screen:
    """What each cell of a file holds, as far as its headings say.

    Parameters
    ----------
    people, known : frozenset of int
        Places of cells that name a person, and of cells that feed another canonical column.
    width : int
        Cells of a whole row.
    key : bytes
        The engagement's key.
    keep_text : bool
        Cells nobody reads are stored as they stand.
    """

    people: frozenset[int]
    known: frozenset[int]
    width: int
    key: bytes
    keep_text: bool = False

    def hide(self, cells: Sequence[str]) -> list[str]:
        """Return the cells of one row with people as pseudonyms and without free text.

        Parameters
        ----------
        cells : sequence of str
            The row as it stands in the file.

        Returns
        -------
        list of str
            As many cells; of a row that is not as wide as the heading only a mark, since nobody can say which of its
            cells names a person.
        """
        if len(cells) != self.width:
            return [NOT_STORED]
        return [self._hide_cell(place, cell) for place, cell in enumerate(cells)]

    def _hide_cell(self, place: int, cell: str) -> str:
        if not cell.strip():
            return cell
        if place in self.people:
            return hide_person(cell, self.key)
        if self.keep_text:
            return cell
        swallowed = len(cell.strip()) > LONGEST or "\n" in cell.strip() or "\r" in cell.strip()
        return hide_mail(cell) if place in self.known and not swallowed else NOT_STORED


def make_screen(mapping: Mapping, width: int, key: bytes, *, keep_text: bool = False) -> Screen:
    """Say for one file which of its cells may be stored.

    Parameters
    ----------
    mapping : Mapping
        Which heading feeds which column.
    width : int
        Headings of the file.
    key : bytes
        The engagement's key.
    keep_text : bool
        The engagement asks for texts to be kept.

    Returns
    -------
    Screen
        For every row of the file.
    """
    people = frozenset(place for name, places in mapping.columns.items() if name in PEOPLE for place in places)
    fed = frozenset(place for places in mapping.columns.values() for place in places) - people
    running = frozenset() if mapping.order is None else frozenset({mapping.order})
    return Screen(people, fed | running, width, key, keep_text)
