"""The analyst's notes: one file per period, what the numbers mean and what to do about them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import field_validator

from csi_lib.errors import SettingsError, UsageError, suggest
from csi_lib.settings import Settings, load, point_at

NOTE_COLUMNS = ("period", "kpi", "comment", "finding", "recommendation", "author", "file")

_PERIOD = re.compile(r"^(?P<year>\d{4})(?:-(?:(?P<month>0[1-9]|1[0-2])|Q[1-4]|W(?P<week>\d{2})))?$")


class Note(Settings):
    """What an analyst has to say on one KPI of one period; empty texts are allowed and are flagged."""

    comment: str = ""  # what happened, and the likely explanation
    finding: str = ""  # what it means for the service
    recommendation: str = ""  # what to do
    author: str = ""  # a role

    @field_validator("author")
    @classmethod
    def _role_not_person(cls, value: str) -> str:
        if "@" in value:
            raise ValueError("name the role of the author, not an address")
        return value


class Notes(Settings):
    """The notes of one period; the file's name is the period.

    Examples
    --------
    ``params/notes/demo/2026-06.yml``::

        version: 1
        notes:
          mttr_resolve:
            comment: Two long outages of the mail service make up half of the mean.
            finding: Outside these two the service is as fast as in spring.
            recommendation: Review the two outages with the supplier before the next service review.
            author: CSI analyst
          reopen_rate: {comment: "", author: CSI analyst}   # empty: flagged as missing
    """

    version: Literal[1]
    notes: dict[str, Note]


def load_notes(folder: Path | None, known: Iterable[str] | None = None) -> pd.DataFrame:
    """Read a folder of notes, one file per period.

    Parameters
    ----------
    folder : Path or None
        Holds files named by their period: ``2026-06.yml``, ``2026-Q2.yml``, ``2026-W23.yml`` or ``2026.yml``;
        None gives no notes.
    known : iterable of str, optional
        The KPI ids of the catalogue; without it ids are not checked.

    Returns
    -------
    DataFrame
        ``period, kpi, comment, finding, recommendation, author, file``, all text, sorted by period and KPI;
        a note that says nothing keeps its row with empty texts.

    Raises
    ------
    SettingsError
        When the folder is absent, a file is malformed, its name is no period, or a KPI id is unknown.
    """
    ids = None if known is None else set(known)
    rows = [row for path in _list_files(folder) for row in _read_file(path, ids)]
    frame = pd.DataFrame(rows, columns=list(NOTE_COLUMNS)).astype("str")
    return frame.sort_values(["period", "kpi"], ignore_index=True)


def _list_files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    folder = Path(folder)
    if not folder.is_dir():
        raise SettingsError("no such folder of notes", where=str(folder), do="Check the key 'notes'")
    return sorted(folder.glob("*.yml"))


def _read_file(path: Path, known: set[str] | None) -> list[tuple[str, ...]]:
    if not is_period(path.stem):
        raise SettingsError(
            f"'{path.stem}' is no period", where=str(path), do="Name the file 2026-06.yml, 2026-Q2.yml or 2026.yml"
        )
    notes = load(path, Notes).notes
    for kpi in notes:
        if known is not None and kpi not in known:
            raise SettingsError(f"no KPI is called '{kpi}'", where=point_at(path, "notes", kpi), do=suggest(kpi, known))
    return [
        (path.stem, kpi, note.comment, note.finding, note.recommendation, note.author, path.name)
        for kpi, note in notes.items()
    ]


def is_period(name: str) -> bool:
    """Tell whether a text names a month, quarter, ISO week or year (2026-06, 2026-Q2, 2026-W23, 2026)."""
    match = _PERIOD.match(name)
    if match is None:
        return False
    if match["week"] is None:
        return True
    try:
        dt.date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
    except ValueError:  # week 53 of a year that has 52
        return False
    return True


def missing_notes(notes: pd.DataFrame, kpi_ids: Iterable[str], period: str) -> list[str]:
    """List the KPIs of a period that nobody has commented on.

    Parameters
    ----------
    notes : DataFrame
        As ``load_notes`` returns it.
    kpi_ids : iterable of str
        The KPIs a report shows.
    period : str
        Name of the period, e.g. ``2026-06``.

    Returns
    -------
    list of str
        The ids without a comment, in the order given: no note at all, or an empty comment.

    Raises
    ------
    UsageError
        When the text is no period.
    """
    if not is_period(period):
        raise UsageError(f"'{period}' is no period", do="Write 2026-06, 2026-Q2, 2026-W23 or 2026")
    said = notes[(notes["period"] == period) & (notes["comment"] != "")]
    done = set(said["kpi"])
    return [kpi for kpi in kpi_ids if kpi not in done]


def open_findings(notes: pd.DataFrame, period: str) -> list[str]:
    """List the KPIs of a period that have a finding but no recommendation, sorted."""
    rows = notes[(notes["period"] == period) & (notes["finding"] != "")]
    return sorted(rows.loc[rows["recommendation"] == "", "kpi"])
