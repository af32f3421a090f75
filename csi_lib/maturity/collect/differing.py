"""Two answers of one respondent that nobody has settled: a line per pair of files, and what would settle them."""

from __future__ import annotations

from collections.abc import Iterable

from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.source import Conflict, Source, is_newer

SHOWN = 3  # differing cells of a pair of files that are written out; the others are counted
Refused = tuple[Conflict, str]  # what differs, and what to do about it


def advise(one: Source, other: Source, prefer: str) -> str:
    """Say what settles two differing answers; what would not is not advised.

    Parameters
    ----------
    one, other : Source
        Where they stand.
    prefer : {"", "newer", "given"}
        What was tried.

    Returns
    -------
    str
        One sentence.
    """
    if not prefer and (is_newer(one, other) or is_newer(other, one)):
        return "Leave one out, or say --prefer newer"
    given = ", or take the form's with --prefer given" if one.standing or other.standing else ""
    unknown = "Neither is known to be newer: leave one out"
    return f"{unknown}{given}"


def tell_differing(refused: Iterable[Refused], notes: Notes) -> None:
    """Note one fault per respondent and pair of files."""
    pairs: dict[tuple[str, str, str, str], list[Conflict]] = {}
    for item, do in refused:
        pairs.setdefault((item.respondent, item.kept_file, item.other_file, do), []).append(item)
    for (respondent, _, _, do), found in pairs.items():
        said = "; ".join(_say(item) for item in found[:SHOWN])
        more = f"; and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
        count = "two answers" if len(found) == 1 else f"two answers each in {len(found):,} cells"
        notes.refuse(f"respondent {respondent}", f"{count}, {said}{more}", do)


def _say(found: Conflict) -> str:
    one = ", ".join(part for part in (found.kept_file, found.kept_place) if part)
    other = ", ".join(part for part in (found.other_file, found.other_place) if part)
    return f"{found.question}: {found.kept} in {one}; {found.other} in {other}"
