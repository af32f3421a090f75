"""The extraction window: from when to when an export really covers what was opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from csi_lib.engine import open_local, quote_path
from csi_lib.ingest.stamps import STAMP
from csi_lib.scratch import keep_scratch

WINDOW_TABLES = ("tickets", "changes", "problems")

SPARSE = 0.10  # of the bulk level; normal weeks, holidays and seasons stay above a tenth
SHORTEST = 14  # days; a company's Christmas break is shorter
EXPECTED = 30.0  # tickets the stretch would hold at bulk level; by chance a Poisson stretch stays under a tenth: < 1e-8
ABRUPT = 0.50  # of the bulk level, in the four weeks inside the edge: a roll-out grows, an extraction stops
WEEK = 7
_STAMPS = ("opened_at", "resolved_at", "implemented_at", "closed_at", "updated_at")
_EVENTS_SHARE = 0.999
_MINUTE = 60_000_000  # microseconds
OLD_SHARE = 0.10  # of all hours to resolve: a mean that lacks less than a tenth is not called too short


def find_windows(
    tables: Mapping[str, pd.DataFrame | Path],
    zone: str = "UTC",
    connection: duckdb.DuckDBPyConnection | None = None,
) -> pd.DataFrame:
    """Find the days between which an export holds what was opened, by opening day.

    Exports are drawn by some query, and often not by opening day: "everything closed this year" brings a thin
    scatter of older tickets along, "opened until May, updated until today" a thin tail of later ones. Months of that
    scatter are no fall in volume. The rule: the bulk level is the volume-weighted median of all 7-day counts, that
    is, the weeks in which the typical ticket was opened (a plain median would follow the scatter once it is longer
    than the window). A stretch at an end of the series in which every 7 days hold less than a tenth of the bulk
    level lies outside the window if it is at least 14 days long, would hold at least 30 tickets at bulk level, and
    begins abruptly: the four weeks inside its edge hold at least half the bulk level. A shorter, smaller or gradual
    one is life. The series ends with the last stamp of any event of the table, so that updates going on for weeks
    after the last opening show the cut, too.

    Parameters
    ----------
    tables : mapping of str to DataFrame or Path
        Canonical tables, or their Parquet files; absent ones count as empty.
    zone : str
        IANA zone in which days are cut.
    connection : DuckDBPyConnection, optional
        A local database to ask with; default one of its own.

    Returns
    -------
    DataFrame
        One row for each of tickets, changes and problems: ``table``, ``first_day``, ``last_day`` (datetime64, local
        midnight, both inclusive), ``rows``, ``inside`` (rows opened between them) and ``cut`` (bool: something lies
        outside, or the export goes on without openings).
    """
    with local_database(connection) as asked:
        rows = [{"table": name, **_find_window(asked, tables.get(name), zone)} for name in WINDOW_TABLES]
    frame = pd.DataFrame(rows)
    return frame.astype({"first_day": STAMP, "last_day": STAMP, "rows": "int64", "inside": "int64", "cut": bool})


@contextmanager
def local_database(given: duckdb.DuckDBPyConnection | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Take the database that is given, or open one that spills beside the system's temporary files."""
    if given is not None:
        yield given
        return
    with keep_scratch() as folder, open_local(folder) as connection:
        yield connection


def read_rows(connection: duckdb.DuckDBPyConnection, table: pd.DataFrame | Path) -> tuple[str, list[str]]:
    """Write what follows FROM to read a frame or a Parquet file, and list its columns."""
    if not isinstance(table, pd.DataFrame):
        return f"read_parquet({quote_path(Path(table))})", pq.read_schema(table).names
    connection.register("csi_rows", pa.Table.from_pandas(table, preserve_index=False))
    return "csi_rows", [str(name) for name in table.columns]


def _find_window(
    connection: duckdb.DuckDBPyConnection, table: pd.DataFrame | Path | None, zone: str
) -> dict[str, object]:
    nothing = {"first_day": pd.NaT, "last_day": pd.NaT, "rows": 0, "inside": 0, "cut": False}
    if table is None:
        return nothing
    source, known = read_rows(connection, table)
    # By minute, so that millions of stamps are few numbers: no zone has changed its day within a minute since 1972.
    text = (
        f"SELECT epoch_us(opened_at) // {_MINUTE} AS minute, count(*) AS openings FROM {source} "
        "WHERE opened_at IS NOT NULL"
    )
    openings = connection.execute(f"{text} GROUP BY minute").df()
    if openings.empty:
        return nothing
    days = _local_days(pd.to_datetime(openings["minute"] * 60, unit="s"), zone)
    opened = openings["openings"].groupby(days).sum()
    last_event = _last_event_day(connection, source, [name for name in _STAMPS if name in known], zone)
    every = pd.date_range(opened.index[0], max(opened.index[-1], last_event), freq="D")
    counts = opened.reindex(every, fill_value=0)
    first, last = outer_stretches(counts)
    first_day = counts.index[first]
    last_day = min(counts.index[len(counts) - 1 - last], opened.index[-1])
    inside = int(counts[first_day:last_day].sum())
    cut = bool(first or last)
    return {"first_day": first_day, "last_day": last_day, "rows": int(opened.sum()), "inside": inside, "cut": cut}


def _local_days(stamps: pd.Series, zone: str) -> pd.Series:
    return stamps.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()


def _last_event_day(connection: duckdb.DuckDBPyConnection, source: str, stamps: list[str], zone: str) -> pd.Timestamp:
    """Find the local day of the last stamp but one in 1,000: one mistyped year is no proof that the export goes on."""
    latest = f"SELECT greatest({', '.join([*stamps, 'NULL'])}) AS latest FROM {source}"
    days = connection.execute(
        f"SELECT CAST(latest AS DATE) AS day, count(*) FROM ({latest}) WHERE latest IS NOT NULL "
        "GROUP BY day ORDER BY day"
    ).fetchall()
    place = int((sum(rows for _, rows in days) - 1) * _EVENTS_SHARE)
    for day, rows in days:  # noqa: B007 (read after the loop)
        if place < rows:
            break
        place -= rows
    text = f"SELECT latest FROM ({latest}) WHERE CAST(latest AS DATE) = DATE '{day}' ORDER BY latest"
    text += f" LIMIT 1 OFFSET {place}"
    ((found,),) = connection.execute(text).fetchall()
    return _local_days(pd.Series([found]), zone).iloc[0]


def outer_stretches(counts: pd.Series) -> tuple[int, int]:
    """Measure the stretches at both ends of a daily series that lie outside the extraction.

    Parameters
    ----------
    counts : Series of int, shape (days,)
        Rows opened on each day, without gaps.

    Returns
    -------
    tuple of (int, int)
        Days outside at the beginning and at the end; 0 where there is no such stretch.
    """
    daily = counts.to_numpy(dtype=float)
    if len(daily) <= SHORTEST:
        return 0, 0
    weekly = np.convolve(daily, np.ones(WEEK), mode="valid")  # weekly[i] = days i .. i+6
    bulk = _weighted_median(weekly)
    return _stretch(daily, bulk), _stretch(daily[::-1], bulk)


def _weighted_median(values: np.ndarray) -> float:
    ordered = np.sort(values)
    volume = np.cumsum(ordered)
    return float(ordered[np.searchsorted(volume, volume[-1] / 2)])


def _stretch(daily: np.ndarray, bulk: float) -> int:
    """Length in days of the sparse stretch at the beginning of a daily series."""
    trailing = np.convolve(daily, np.ones(WEEK))[: len(daily)]  # trailing[i] = days i-6 .. i
    dense = np.flatnonzero(trailing >= SPARSE * bulk)
    length = int(dense[0]) if len(dense) else 0
    if length < SHORTEST or bulk * length / WEEK < EXPECTED:
        return 0
    inside = daily[length : length + 4 * WEEK]
    return length if inside.sum() / len(inside) * WEEK >= ABRUPT * bulk else 0


def count_young_days(
    tickets: pd.DataFrame | Path, first_day: pd.Timestamp, connection: duckdb.DuckDBPyConnection | None = None
) -> int:
    """Count the days after its beginning in which an export by opening day shows young incidents only.

    An incident resolved so many days after the first opening day cannot be older than that in such an export, whatever
    was resolved then: the mean of the first months lacks the old ones. How much it lacks is known from the incidents
    of the export themselves, followed to their end.

    Parameters
    ----------
    tickets : DataFrame or Path
        Canonical tickets with derived columns, or their Parquet file.
    first_day : Timestamp
        First day of the extraction window.
    connection : DuckDBPyConnection, optional
        A local database to ask with; default one of its own.

    Returns
    -------
    int
        Days above which incidents carry a tenth of all hours to resolve; 0 where the export holds tickets opened before
        the window (it was not drawn by opening day), or no duration.
    """
    if pd.isna(first_day):
        return 0
    with local_database(connection) as asked:
        source, _ = read_rows(asked, tickets)
        # Whole microseconds by whole days: exact in whatever order the threads add.
        text = (
            "SELECT CAST(ceil(hours_to_resolve / 24) AS BIGINT) AS days, "
            "sum(CAST(round(hours_to_resolve * 3600e6) AS BIGINT)) AS micros, "
            f"bool_or(opened_at < TIMESTAMP '{first_day - pd.Timedelta(days=1)}') AS older "
            f"FROM {source} WHERE in_scope AND kind = 'incident' GROUP BY days ORDER BY days NULLS LAST"
        )
        found = asked.execute(text).fetchall()
    rows = [(days, int(micros)) for days, micros, _ in found if micros is not None]
    total = sum(micros for _, micros in rows)
    if not total or any(older for _, _, older in found):
        return 0
    longer = total
    for days, micros in rows:  # noqa: B007 (read after the loop)
        longer -= micros  # in tickets that took more days than these
        if longer <= OLD_SHARE * total:
            break
    return int(days)
