"""A few aggregates about services, asked of the engine: tickets, users, ratings, bookings, queues, hours."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from csi_lib.clocks import to_utc
from csi_lib.engine import open_engine
from csi_lib.kpi.sql import DAYS, NONE, PERIOD, write_stamped
from csi_lib.kpi.window import make_window
from csi_lib.study.services.ground import Basis
from csi_lib.tables import TABLES

_YEAR = pd.DateOffset(years=1)


def ask(study: Basis, tables: tuple[str, ...], text: str, grain: str = "") -> pd.DataFrame:
    """Ask one thing of the canonical tables of a study.

    Parameters
    ----------
    study : Basis
        Its tables; an absent one is empty.
    tables : tuple of str
        Those that the text reads.
    text : str
        One portable query.
    grain : str
        Length of a period, where the text reads the days of periods.
    """
    with open_engine() as engine:
        for name in tables:
            path = study.ingested.tables.get(name)
            if path is None:
                engine.add_frame(name, TABLES[name].empty())
            else:
                engine.add_file(name, path)
        if grain:
            engine.add_frame(
                DAYS, make_window(study.engagement.zone, study.first, study.as_of, study.as_of, grain).days()
            )
        return engine.query(text)


def write_day(study: Basis, day: dt.date | pd.Timestamp) -> str:
    """Write the first moment of a local day as a constant of a query, UTC."""
    return f"TIMESTAMP '{to_utc(pd.Timestamp(day), study.engagement.zone):%Y-%m-%d %H:%M:%S}'"


def year_before(study: Basis) -> pd.Timestamp:
    """Return the local midnight one year before the end of the data."""
    return pd.Timestamp(study.as_of) + pd.Timedelta(days=1) - _YEAR


def count_tickets(study: Basis) -> pd.DataFrame:
    """Count the tickets in scope by the service they name: ``service, tickets, recent`` (last year), ``last_at``."""
    recent = write_day(study, year_before(study))
    return ask(
        study,
        ("tickets",),
        f"SELECT COALESCE(service, '{NONE}') AS service, COUNT(*) AS tickets, "
        f"COUNT(CASE WHEN opened_at >= {recent} THEN 1 END) AS recent, MAX(opened_at) AS last_at "
        f"FROM tickets WHERE in_scope GROUP BY COALESCE(service, '{NONE}') ORDER BY 1",
    )


def count_after(study: Basis, names: tuple[str, ...], until: dt.date) -> int:
    """Count the tickets that name a service after its last day."""
    quoted = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    after = write_day(study, until + dt.timedelta(days=1))
    text = f"SELECT COUNT(*) AS n FROM tickets WHERE in_scope AND service IN ({quoted}) AND opened_at >= {after}"
    return int(ask(study, ("tickets",), text)["n"].iloc[0])


def rate_services(study: Basis) -> pd.DataFrame:
    """Return the marks of the last year by service: ``service, answers, content`` (percent of marks 4 and 5)."""
    recent = write_day(study, year_before(study))
    found = ask(
        study,
        ("surveys",),
        "SELECT service, COUNT(score) AS answers, COUNT(CASE WHEN top_box THEN 1 END) AS hits FROM surveys "
        f"WHERE kind = 'csat' AND service IS NOT NULL AND score IS NOT NULL AND responded_at >= {recent} "
        "GROUP BY service ORDER BY service",
    )
    return found.assign(content=100.0 * found["hits"] / found["answers"])[["service", "answers", "content"]]


def count_users(study: Basis) -> pd.DataFrame:
    """Return the users of every service at the newest count: ``service, users``."""
    return ask(
        study,
        ("headcount",),
        "SELECT h.service, MAX(h.users) AS users FROM headcount AS h JOIN (SELECT service, MAX(counted_at) AS at_last "
        "FROM headcount WHERE users IS NOT NULL AND service IS NOT NULL GROUP BY service) AS l "
        "ON l.service = h.service AND l.at_last = h.counted_at GROUP BY h.service ORDER BY h.service",
    )


def book_costs(study: Basis) -> pd.DataFrame:
    """Return the bookings by month, service and category: ``period, service, category, currency, amount, bookings``."""
    found = ask(
        study,
        ("costs",),
        f"WITH stamped AS ({write_stamped('costs', 'booked_at')}) SELECT {PERIOD} AS period, "
        f"COALESCE(service, '{NONE}') AS service, COALESCE(category, '{NONE}') AS category, currency, "
        f"SUM(CAST(amount AS DECIMAL(38, 12))) AS amount, COUNT(*) AS bookings FROM stamped WHERE {PERIOD} >= 0 "
        f"GROUP BY {PERIOD}, COALESCE(service, '{NONE}'), COALESCE(category, '{NONE}'), currency "
        "ORDER BY 1, 2, 3, 4",
        "month",
    )
    return found.assign(amount=found["amount"].astype("float64"))


def list_known(study: Basis) -> pd.DataFrame:
    """Return the table of services as the exports hold it: ``name, owner, state, agreed_hours_per_day``."""
    return ask(study, ("services",), "SELECT name, owner, state, agreed_hours_per_day FROM services ORDER BY name, id")


def age_queues(study: Basis) -> pd.DataFrame:
    """Return the open tickets at the end of the data: ``team, state, open, median_days, p90_days, oldest_days``."""
    now = to_utc(pd.Timestamp(study.as_of) + pd.Timedelta(days=1), study.engagement.zone)
    second = int((now - pd.Timestamp("1970-01-01")).total_seconds())
    return ask(
        study,
        ("tickets",),
        f"""WITH waiting AS (
  SELECT COALESCE(team, '{NONE}') AS team, COALESCE(state, 'unknown') AS state,
    ({second} - opened_second) / 86400 AS age
  FROM tickets WHERE in_scope AND open_at_end
)
SELECT team, state, COUNT(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY age) AS median_days,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY age) AS p90_days, MAX(age) AS oldest_days
FROM waiting GROUP BY team, state ORDER BY 3 DESC, 1, 2""",
    )


def sum_work(study: Basis) -> pd.DataFrame:
    """Return the last year's work by service, team and kind: ``service, team, kind, hours, tickets, noted``.

    ``tickets`` are those resolved in that year, ``noted`` those of them whose hours somebody wrote down.
    """
    recent = write_day(study, year_before(study))
    found = ask(
        study,
        ("tickets",),
        f"SELECT COALESCE(service, '{NONE}') AS service, COALESCE(team, '{NONE}') AS team, kind, "
        "SUM(CAST(work_hours AS DECIMAL(38, 12))) AS hours, COUNT(*) AS tickets, COUNT(work_hours) AS noted "
        f"FROM tickets WHERE in_scope AND resolved_at >= {recent} "
        f"GROUP BY COALESCE(service, '{NONE}'), COALESCE(team, '{NONE}'), kind ORDER BY 1, 2, 3",
    )
    return found.assign(hours=found["hours"].astype("float64").fillna(0.0))


def sum_capacity(study: Basis) -> pd.DataFrame:
    """Return the hours there were, by team and month: ``period, team, service, hours``; no team: of all."""
    found = ask(
        study,
        ("capacity",),
        f"WITH stamped AS ({write_stamped('capacity', 'worked_on')}) SELECT {PERIOD} AS period, "
        f"COALESCE(team, '{NONE}') AS team, COALESCE(service, '{NONE}') AS service, "
        f"SUM(CAST(available_hours AS DECIMAL(38, 12))) AS hours FROM stamped WHERE {PERIOD} >= 0 "
        f"GROUP BY {PERIOD}, COALESCE(team, '{NONE}'), COALESCE(service, '{NONE}') ORDER BY 1, 2, 3",
        "month",
    )
    return found.assign(hours=found["hours"].astype("float64"))


def count_opened(study: Basis, grain: str) -> pd.DataFrame:
    """Count the tickets opened by period, service and kind: ``period, service, kind, tickets``."""
    return ask(
        study,
        ("tickets",),
        f"WITH stamped AS ({write_stamped('tickets', 'opened_at')}) SELECT {PERIOD} AS period, "
        f"COALESCE(service, '{NONE}') AS service, kind, COUNT(*) AS tickets FROM stamped "
        f"WHERE {PERIOD} >= 0 AND in_scope GROUP BY {PERIOD}, COALESCE(service, '{NONE}'), kind ORDER BY 1, 2, 3",
        grain,
    )


def sum_outages(study: Basis) -> pd.DataFrame:
    """Return the last year's outages and maintenance: ``service, kind, n, hours, longest``, cut at its edges.

    Hours are of single entries: where two overlap, both count.
    """
    begin, end = (
        int((to_utc(day, study.engagement.zone) - pd.Timestamp("1970-01-01")).total_seconds())
        for day in (year_before(study), pd.Timestamp(study.as_of) + pd.Timedelta(days=1))
    )
    return ask(
        study,
        ("outages",),
        f"""WITH cut AS (
  SELECT service, kind,
    (LEAST(COALESCE(ended_second, {end}), {end}) - GREATEST(started_second, {begin})) / 3600 AS hours
  FROM outages WHERE started_second < {end} AND COALESCE(ended_second, {end}) > {begin}
)
SELECT service, kind, COUNT(*) AS n, SUM(hours) AS hours, MAX(hours) AS longest
FROM cut GROUP BY service, kind ORDER BY service, kind""",
    )


def list_maintenance(study: Basis) -> pd.DataFrame:
    """Return the newest maintenance windows: ``service, started_at, ended_at``, UTC, newest first."""
    return ask(
        study,
        ("outages",),
        "SELECT service, started_at, ended_at FROM outages WHERE kind = 'maintenance' "
        "ORDER BY started_at DESC, service LIMIT 40",
    )
