"""BATCH.yml: one engagement × services and units × months × audiences."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from csi_lib.errors import SettingsError, suggest
from csi_lib.settings import Id, Settings, find_home, load

REPORT_SECONDS = 1_800.0  # a report of the demo takes one; half an hour means that something hangs
RETRIES = 2


def _check_month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise ValueError("a month is written as 2026-06")
    return text


Month = Annotated[str, AfterValidator(_check_month)]
Names = Literal["all"] | list[str]


class Batch(Settings):
    """A file of ``params/batches``: what reports to make, and how.

    Examples
    --------
    ::

        version: 1
        id: monthly
        engagement: demo          # an id, or the path of its file relative to this one
        whole: true               # the engagement as a whole
        services: all             # or a list of names
        units: [Vertrieb]         # business units: values of the column `organisation`
        months: [2026-05, 2026-06]  # each as of its last day; none: as far as the data go
        audiences: [executive, operational, unit]
        formats: [pdf]            # beside the pages
        brand: example            # brand and language: default as the engagement says
        language: de
        seconds: 900              # for one report
        retries: 2                # when a report died or took too long; a cell that fails would fail again
        hook: [python, send.py]   # gets the batch's manifest on its standard input
    """

    version: Literal[1]
    id: Id
    engagement: str
    whole: bool = True
    services: Names = []
    units: Names = []
    months: list[Month] = []
    last_months: int = Field(default=0, ge=0, le=600)  # complete months of the data, the newest first to be made
    audiences: list[Id] = Field(min_length=1)
    formats: list[Literal["pdf", "pptx", "docx", "xlsx"]] = []
    brand: str = ""
    language: Literal["", "en", "de"] = ""
    seconds: float = Field(default=REPORT_SECONDS, gt=0)
    retries: int = Field(default=RETRIES, ge=0, le=20)
    hook: list[str] = []

    @property
    def options(self) -> dict[str, str]:
        """What takes the place of the engagement's own ``report``."""
        return {name: text for name, text in (("brand", self.brand), ("language", self.language)) if text}


def load_batch(batch: str | Path) -> tuple[Batch, Path]:
    """Load a batch by id or path.

    Parameters
    ----------
    batch : str or Path
        Path of its file, or the id of one in ``params/batches``.

    Returns
    -------
    tuple of (Batch, Path)
        The definition and its file.

    Raises
    ------
    SettingsError
        When there is no such file, or it is not right.
    """
    given = Path(batch)
    named = given.suffix in {".yml", ".yaml"} or len(given.parts) > 1
    if named and given.is_file():
        return load(given, Batch), given.resolve()
    folder = find_home() / "params" / "batches"
    path = folder / f"{batch}.yml"
    if not named and path.is_file():
        return load(path, Batch), path
    known = sorted(item.stem for item in folder.glob("*.yml"))
    if not known:
        raise SettingsError(f"no batch '{batch}'", where=str(folder), do="Give the path of its file")
    what = f"there is no file '{batch}'" if named else f"no batch '{batch}'"
    raise SettingsError(what, where=str(folder), do=suggest(given.stem if named else str(batch), known))


def find_engagement_of(batch: Batch, path: Path) -> str | Path:
    """Return the engagement of a batch as ``load_engagement`` takes it."""
    given = Path(batch.engagement)
    if given.suffix in {".yml", ".yaml"} or len(given.parts) > 1:
        return path.parent / given
    beside = path.parent.parent / "engagements" / f"{given}.yml"
    return beside if beside.is_file() else batch.engagement


def list_days(batch: Batch, first: dt.date, last: dt.date, path: Path) -> tuple[dt.date, ...]:
    """List the last days of the reports' data, the newest first.

    Parameters
    ----------
    batch : Batch
        Its ``months`` and ``last_months``.
    first, last : date
        Of the data.
    path : Path
        The batch's file, for the message.

    Returns
    -------
    tuple of date
        Only ``last`` where no month is named.

    Raises
    ------
    SettingsError
        When a month is not over by the end of the data, or lies before them.
    """
    days = {_last_day(int(month[:4]), int(month[5:])) for month in batch.months}
    for day in sorted(days):
        if not first <= day <= last:
            raise SettingsError(
                f"the data speak of {first} to {last}, and {day:%Y-%m} ends on {day}",
                where=f"{path}, key months",
                do="Name months that the data hold to their end",
            )
    day = last if last == _last_day(last.year, last.month) else last.replace(day=1) - dt.timedelta(days=1)
    for _ in range(batch.last_months):
        if day >= first:
            days.add(day)
        day = day.replace(day=1) - dt.timedelta(days=1)
    return tuple(sorted(days or {last}, reverse=True))


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
