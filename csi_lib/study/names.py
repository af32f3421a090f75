"""Names in an engagement's file that have to be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from csi_lib.baseline import Baseline
from csi_lib.errors import SettingsError, suggest
from csi_lib.kpi import Kpi
from csi_lib.settings import Engagement, point_at


def check_names(engagement: Engagement, path: Path, kpis: tuple[Kpi, ...]) -> None:
    """Refuse slices and breakdowns that name what is not there: they would be left out in silence.

    Raises
    ------
    SettingsError
        Naming the file, the line, the key and the nearest known name.
    """
    columns = {name for kpi in kpis for name in kpi.slices}
    for key, names in (("slices", engagement.slices), ("breakdowns", engagement.breakdowns)):
        for place, name in enumerate(names):
            if name not in columns:
                what = f"no KPI of this engagement can be sliced by '{name}'"
                raise SettingsError(what, where=point_at(path, key, place), do=suggest(name, columns))


def check_services(engagement: Engagement, path: Path, tables: Mapping[str, Path]) -> None:
    """Refuse an event about a service that no table names: it would block and mark nothing, in silence.

    Parameters
    ----------
    engagement : Engagement
        Its events count.
    path : Path
        Its file, for the message.
    tables : mapping of str to Path
        The canonical tables.

    Raises
    ------
    SettingsError
        Naming the file, the key and the nearest service of the data.
    """
    named = [name for event in engagement.events for name in event.services]
    if not named:
        return
    known = {name for table, column in _SERVICES for name in _read_column(tables, table, column)}
    for name in named:
        if name not in known:
            where = f"{path}, key events.services"
            raise SettingsError(f"the data know no service '{name}'", where=where, do=suggest(name, known))


_SERVICES = (("services", "name"), ("tickets", "service"), ("changes", "service"), ("outages", "service"))


def _read_column(tables: Mapping[str, Path], table: str, column: str) -> list[str]:
    if table not in tables or column not in pq.read_schema(tables[table]).names:
        return []
    return [str(name) for name in pd.read_parquet(tables[table], columns=[column])[column].dropna().unique()]


def check_rebases(engagement: Engagement, path: Path, first: dt.date, as_of: dt.date) -> None:
    """Refuse a rebasing outside the data: no limits would begin there, and nothing would say so.

    Raises
    ------
    SettingsError
        Naming the file, the key, the day and the days of the data.
    """
    for item in engagement.rebase:
        if not first < item.date <= as_of:
            raise SettingsError(
                f"{item.kpi} is rebased on {item.date}, and the data speak of {first} to {as_of}",
                where=f"{path}, key rebase.date",
                do="Name a day within the data, or remove the entry",
            )


def check_baseline(baseline: Baseline | None, as_of: dt.date) -> None:
    """Refuse to compare with a baseline whose window begins after the data end.

    Raises
    ------
    SettingsError
        Naming both days.
    """
    if baseline is not None and baseline.first > as_of:
        raise SettingsError(
            f"the baseline '{baseline.id}' begins on {baseline.first}, after the data end on {as_of}",
            where=f"params/baselines/{baseline.engagement}/{baseline.id}.yml",
            do="Name an earlier baseline under 'baseline', or read the data it was frozen from",
        )
