"""The downtime of every service: when, how long, and by which cause."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from csi_lib.clocks import to_utc
from csi_lib.study.once import once
from csi_lib.study.study import Study

MONTHS = 12  # looked at: what is older is no recent downtime
DOWNTIME_COLUMNS = ("service", "started_at", "minutes", "cause", "open")


@once
def list_downtime(study: Study) -> pd.DataFrame:
    """List the unplanned outages of the last twelve months.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    DataFrame
        ``service``, ``started_at`` (local, to the minute), ``minutes``, ``cause`` (empty where none is noted) and
        ``open`` (still down when the data end); the longest first. Empty without the table. Overlaps are listed as they
        were noted, and counted once only in the availability.
    """
    path = study.ingested.tables.get("outages")
    if path is None:
        return pd.DataFrame(columns=list(DOWNTIME_COLUMNS))
    frame = pd.read_parquet(path, columns=["service", "started_at", "ended_at", "kind", "cause"])
    end = to_utc(study.as_of + dt.timedelta(days=1), study.engagement.zone)
    begin = to_utc((pd.Timestamp(study.as_of) - pd.DateOffset(months=MONTHS)).date(), study.engagement.zone)
    frame = frame[(frame["kind"] == "unplanned") & (frame["started_at"] < end)]
    stopped = frame["ended_at"].fillna(end).clip(upper=end)
    frame = frame[stopped > begin]
    minutes = (stopped[frame.index] - frame["started_at"]).dt.total_seconds() / 60
    local = (
        frame["started_at"]
        .dt.tz_localize("UTC")
        .dt.tz_convert(study.engagement.zone)
        .dt.tz_localize(None)
        .dt.floor("min")
    )
    found = pd.DataFrame(
        {
            "service": frame["service"].astype("str"),
            "started_at": local,
            "minutes": minutes,
            "cause": frame["cause"].fillna("").astype("str"),
            "open": frame["ended_at"].isna() | (frame["ended_at"] > end),
        }
    )
    return found.sort_values(["minutes", "started_at"], ascending=[False, True], ignore_index=True)


def sum_downtime(downtime: pd.DataFrame) -> pd.DataFrame:
    """Sum up downtime by service and cause.

    Returns
    -------
    DataFrame
        ``service``, ``cause``, ``outages`` (count), ``minutes`` and ``longest`` (minutes): by service, the cause with
        most minutes first.
    """
    grouped = downtime.groupby(["service", "cause"], sort=True)["minutes"]
    found = grouped.agg(outages="count", minutes="sum", longest="max").reset_index()
    return found.sort_values(["service", "minutes"], ascending=[True, False], ignore_index=True)
