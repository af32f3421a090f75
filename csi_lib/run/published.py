"""A report that stands: of the whole engagement, or of one service or business unit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from csi_lib.errors import UsageError, suggest
from csi_lib.run.names import kind_of, make_slug
from csi_lib.study import Scope

DOCUMENTS = "documents"  # folder, in that of an engagement's reports, of its documents, each in one of its own
PARTS = "parts"  # folder, in that of an engagement's reports, of those of one service or unit
_MOST_NAMED = 5
_REPORTS = "????-??-??/manifest.json"


def place_reports(home: Path, scope: Scope, document: str = "") -> Path:
    """Return the folder of an engagement's reports about something, or of a document; ``home`` is that of all."""
    place = home / DOCUMENTS / document if document else home
    return place / PARTS / make_slug(scope) if scope.column else place


def name_files(engagement: str, scope: Scope, as_of: object, document: str = "") -> str:
    """Name what a report is handed over in, without suffix: two reports of one day never share a name."""
    parts = (document, make_slug(scope) if scope.column else "")
    return "-".join((engagement, *(part for part in parts if part), str(as_of)))


def find_report(home: Path, scope: Scope, as_of: str = "") -> Path:
    """Find the folder of a published report.

    Parameters
    ----------
    home : Path
        Of all reports of one engagement.
    scope : Scope
        What it is about.
    as_of : str
        Which, by the last day of its data; default the newest.

    Returns
    -------
    Path
        With a manifest.

    Raises
    ------
    UsageError
        When there is none; where others stand, they are named.
    """
    place = place_reports(home, scope)
    known = {path.parent.name: path.parent for path in sorted(place.glob(_REPORTS))}
    if not known:
        raise _refuse(home, scope)
    if as_of and as_of not in known:
        raise UsageError(f"no report of {as_of}", where=str(place), do=suggest(as_of, known))
    return known[as_of or max(known)]


def _refuse(home: Path, scope: Scope) -> UsageError:
    parts = sorted(_list_parts(home))
    named = ", ".join([*parts[:_MOST_NAMED], *([f"{len(parts) - _MOST_NAMED} more"] if parts[_MOST_NAMED:] else [])])
    if scope.column:
        made = f"; published are: {named}" if parts else ""
        what = f"no report of the {kind_of(scope)} '{scope.name}' is published{made}"
        return UsageError(what, where=str(home), do=f'Make it: csi run {home.name} --{kind_of(scope)} "{scope.name}"')
    if parts:
        what = f"only reports of parts are published: {named}"
        do = f"Name one with --service or --unit, or make that of the whole: csi run {home.name}"
        return UsageError(what, where=str(home), do=do)
    return UsageError("no report is published yet", where=str(home), do=f"Make one: csi run {home.name}")


def _list_parts(home: Path) -> Iterator[str]:
    """Name every part with a report, by what the head of its pages says."""
    for place in (home / PARTS).glob("*"):
        newest = max(place.glob(_REPORTS), default=None)
        if newest is not None:
            yield f"{place.name.split('-')[0]} '{_read_name(newest)}'"


def _read_name(manifest: Path) -> str:
    try:
        found = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return manifest.parents[1].name
    return str(found.get("about", {}).get("name") or manifest.parents[1].name)
