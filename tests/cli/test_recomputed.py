"""Sixteen KPIs of a report, recomputed from the raw exports by plain loops over rows: the walk from export to report.

Nothing of the kit computes here. The conventions are those of the KPI list (its sections 1 and 4): the newest row of
an id wins, cancelled work is out, local stamps are Europe/Berlin, no duration runs backwards, broken rows are no rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import StatisticsError, fmean, median
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

Row = dict[str, Any]
Span = tuple[dt.datetime, dt.datetime]

BERLIN = ZoneInfo("Europe/Berlin")
WHOLE = (dt.date(2024, 1, 1), dt.date(2026, 7, 1))
MONTHS = (  # the clocks go back in the second and forward in the third; the data end with the fourth
    (dt.date(2024, 2, 1), dt.date(2024, 3, 1)),
    (dt.date(2025, 10, 1), dt.date(2025, 11, 1)),
    (dt.date(2026, 3, 1), dt.date(2026, 4, 1)),
    (dt.date(2026, 6, 1), dt.date(2026, 7, 1)),
)
WEEK = dt.timedelta(days=7)


@functools.cache
def read_stamp(text: str | dt.datetime | None) -> dt.datetime | None:
    if not text:
        return None
    naive = text if isinstance(text, dt.datetime) else dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    return naive.replace(tzinfo=BERLIN).astimezone(dt.UTC)


def is_stamp(text: str) -> bool:
    try:
        return read_stamp(text) is not None
    except ValueError:
        return False


def read_csv(path: Path) -> Iterator[Row]:
    """Rows that have as many cells as there are headings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        headings = next(lines)
        yield from (dict(zip(headings, cells, strict=True)) for cells in lines if len(cells) == len(headings))


def newest(rows: Iterator[Row]) -> list[Row]:
    kept: dict[str, Row] = {}
    for row in rows:
        number = row["number"]
        older = kept.get(number, row)["sys_updated_on"]
        if number and is_stamp(row["opened_at"]) and row["sys_updated_on"] >= older:
            kept[number] = row
    return [row for row in kept.values() if row["state"] != "Canceled"]


def read_tickets(folder: Path, kind: str) -> list[Row]:
    return newest(row for path in sorted(folder.glob(f"{kind}_*.csv")) for row in read_csv(path))


def read_changes(folder: Path) -> list[Row]:
    sheet = openpyxl.load_workbook(folder / "change_request.xlsx", read_only=True).worksheets[0]
    headings, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), line, strict=True)) for line in lines]


def to_utc(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(dt.UTC)


def inside(text: str | dt.datetime | None, span: Span) -> bool:
    stamp = read_stamp(text)
    return stamp is not None and span[0] <= stamp < span[1]


def spans_of(rows: list[Row], end: str, unit: float) -> list[float]:
    """Lengths from opening to another stamp; those that run backwards are none."""
    ends = [(read_stamp(row["opened_at"]), read_stamp(row[end])) for row in rows]
    found = [(b - a).total_seconds() / unit for a, b in ends if a and b]
    return [length for length in found if length >= 0]


def ninth_tenth(values: list[float]) -> float:
    """The 90th percentile, between the two neighbours in proportion."""
    ordered = sorted(values)
    place = 0.9 * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def share(marks: list[bool]) -> float:
    return 100 * sum(marks) / len(marks)


class Exports:
    """The raw exports of the client, read once."""

    def __init__(self, folder: Path) -> None:
        self.incidents = read_tickets(folder, "incident")
        self.requests = read_tickets(folder, "request")
        self.changes = read_changes(folder)
        self.problems = newest(read_csv(folder / "problem.csv"))
        self.surveys, self.outages, self.costs, self.services = (
            list(read_csv(folder / f"{name}.csv")) for name in ("surveys", "outages", "costs", "services")
        )
        self.data_end = to_utc(WHOLE[1])

    @property
    def tickets(self) -> list[Row]:
        return self.incidents + self.requests

    def resolved(self, span: Span) -> list[Row]:
        return [row for row in self.incidents if inside(row["resolved_at"], span)]


def first_fix(row: Row) -> str:
    """The first resolve where the export tells it, else the last; none of what is not resolved."""
    return row["u_first_resolved_at"] or row["resolved_at"]


def back_soon(row: Row) -> bool:
    """Reopened within a week of the first resolve; when it is not known when, any reopen counts."""
    if int(row["reopen_count"] or 0) == 0:
        return False
    fixed, again = read_stamp(row["u_first_resolved_at"]), read_stamp(row["reopened_time"])
    return fixed is None or again is None or again <= fixed + WEEK


def respond_hours(raw: Exports, span: Span) -> list[float]:
    return spans_of([row for row in raw.incidents if inside(row["opened_at"], span)], "u_first_response_at", 3600)


def respond_minutes(raw: Exports, span: Span) -> list[float]:
    return spans_of([row for row in raw.tickets if inside(row["opened_at"], span)], "u_first_response_at", 60)


def resolve_hours(raw: Exports, span: Span) -> list[float]:
    return spans_of(raw.resolved(span), "resolved_at", 3600)


def problem_days(raw: Exports, span: Span) -> list[float]:
    mended = [row for row in raw.problems if row["resolution_code"] not in ("Risk Accepted", "Canceled", "Duplicate")]
    return spans_of([row for row in mended if inside(row["resolved_at"], span)], "resolved_at", 86400)


def sla_marks(raw: Exports, span: Span) -> list[bool]:
    """Met or missed by the tool's mark at the resolve; what is open and late is missed at its due date."""
    marks = [row["made_sla"] == "true" for row in raw.tickets if inside(row["resolved_at"], span)]
    waiting = [row for row in raw.tickets if not row["resolved_at"] and not row["closed_at"]]
    late = [row for row in waiting if inside(row["sla_due"], (span[0], min(span[1], raw.data_end)))]
    return marks + [False] * len(late)


def ended(row: Row) -> dt.datetime | None:
    done = row["State"] in ("Closed", "Canceled")
    return read_stamp(row["Actual end"]) or (read_stamp(row["Closed"]) if done else None)


def judged_changes(raw: Exports, span: Span) -> list[Row]:
    codes = ("Successful", "Successful with issues", "Unsuccessful")
    rows = [row for row in raw.changes if row["State"] != "Canceled" and row["Close code"] in codes]
    return [row for row in rows if (end := ended(row)) and span[0] <= end < span[1]]


def did_harm(row: Row, incidents: list[Row]) -> bool:
    """Some incident names the change as its cause, and began between its start and a week after its end."""
    start, end = read_stamp(row["Actual start"] or row["Opened"]), ended(row)
    opened = [read_stamp(item["opened_at"]) for item in incidents if item["caused_by"] == row["Number"]]
    return any(start <= at <= end + WEEK for at in opened if start and end and at)


def failures(raw: Exports, span: Span) -> list[bool]:
    naming = [row for row in raw.tickets if row["caused_by"]]
    return [row["Close code"] == "Unsuccessful" or did_harm(row, naming) for row in judged_changes(raw, span)]


def waiting_changes(raw: Exports, span: Span) -> int:
    rows = [row for row in raw.changes if row["State"] not in ("New", "Draft")]
    return sum(read_stamp(row["Opened"]) < span[1] and ((end := ended(row)) is None or end >= span[1]) for row in rows)


def scores(raw: Exports, kind: str, span: Span) -> list[float]:
    rows = [row for row in raw.surveys if row["kind"] == kind and row["score"] and inside(row["responded_at"], span)]
    return [float(row["score"]) for row in rows]


def promoters_less_detractors(raw: Exports, span: Span) -> float:
    answers = scores(raw, "nps", span)
    return share([score >= 9 for score in answers]) - share([score <= 6 for score in answers])


def cost_of_one(raw: Exports, span: Span) -> float:
    booked = [row for row in raw.costs if row["activity"] == "incident" and inside(row["booked_at"], span)]
    return math.fsum(float(row["amount"]) for row in booked) / len(raw.resolved(span))


def downtime(raw: Exports, service: str, span: Span) -> float:
    """Minutes of one service with an unplanned outage and no maintenance: every stretch between two events is asked."""
    lasting: dict[str, list[Span]] = {"unplanned": [], "maintenance": []}
    for row in raw.outages:
        if row["service"] == service:
            begin, end = read_stamp(row["started_at"]), read_stamp(row["ended_at"]) or raw.data_end
            lasting[row["kind"]].append((max(begin, span[0]), min(end, span[1])))
    edges = sorted({edge for pairs in lasting.values() for pair in pairs if pair[0] < pair[1] for edge in pair})

    def runs(kind: str, at: dt.datetime) -> bool:
        return any(begin <= at < end for begin, end in lasting[kind])

    steps = [
        b - a for a, b in zip(edges, edges[1:], strict=False) if runs("unplanned", a) and not runs("maintenance", a)
    ]
    return sum(step.total_seconds() for step in steps) / 60


def availability(raw: Exports, span: Span) -> float:
    days = (span[1].astimezone(BERLIN).date() - span[0].astimezone(BERLIN).date()).days
    agreed, lost = 0.0, 0.0
    for row in raw.services:
        if row["state"] == "operational":
            minutes = float(row["agreed_hours_per_day"]) * 60 * days
            agreed, lost = agreed + minutes, lost + min(minutes, downtime(raw, row["name"], span))
    return 100 * (agreed - lost) / agreed


RECOMPUTED: dict[tuple[str, str, str], Callable[[Exports, Span], float]] = {
    ("mttr_respond", "value", "cohort"): lambda raw, span: fmean(respond_hours(raw, span)),
    ("mttr_respond", "median", "cohort"): lambda raw, span: median(respond_hours(raw, span)),
    ("mttr_resolve", "value", "throughput"): lambda raw, span: fmean(resolve_hours(raw, span)),
    ("mttr_resolve", "median", "throughput"): lambda raw, span: median(resolve_hours(raw, span)),
    ("mttr_resolve", "p90", "throughput"): lambda raw, span: ninth_tenth(resolve_hours(raw, span)),
    ("mttr_resolve", "geomean", "throughput"): lambda raw, span: math.exp(
        fmean(math.log(max(hours, 1 / 60)) for hours in resolve_hours(raw, span))
    ),
    ("incident_volume", "value", "throughput"): lambda raw, span: sum(
        inside(row["opened_at"], span) for row in raw.incidents
    ),
    ("fcr_call", "value", "throughput"): lambda raw, span: share(
        [int(row["reassignment_count"]) == 0 and not back_soon(row) for row in raw.resolved(span)]
    ),
    ("reopen_rate", "value", "throughput"): lambda raw, span: share(
        [int(row["reopen_count"]) > 0 for row in raw.incidents if inside(first_fix(row), span)]
    ),
    ("change_success_rate", "value", "throughput"): lambda raw, span: share(
        [row["Close code"] == "Successful" for row in judged_changes(raw, span)]
    ),
    ("change_failure_rate", "value", "throughput"): lambda raw, span: share(failures(raw, span)),
    ("change_backlog", "value", "throughput"): waiting_changes,
    ("problem_resolution_time", "value", "throughput"): lambda raw, span: fmean(problem_days(raw, span)),
    ("desk_response_time", "value", "cohort"): lambda raw, span: fmean(respond_minutes(raw, span)),
    ("sla_compliance", "value", "throughput"): lambda raw, span: share(sla_marks(raw, span)),
    ("sla_breach", "value", "throughput"): lambda raw, span: share([not met for met in sla_marks(raw, span)]),
    ("csat_desk", "value", "throughput"): lambda raw, span: fmean(scores(raw, "csat", span)),
    ("nps", "value", "throughput"): promoters_less_detractors,
    ("cost_per_incident", "value", "throughput"): cost_of_one,
    ("availability", "value", "throughput"): availability,
}


@pytest.fixture(scope="session")
def raw(client: Path) -> Exports:
    return Exports(client / "data" / "demo")


@pytest.fixture(scope="session")
def printed(report: Path) -> list[Row]:
    """The rows of measures.csv that speak of everything together."""
    with (report / "measures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return [row for row in rows if not any(row[name] for name in ("service", "priority", "team", "category"))]


def find(printed: list[Row], key: tuple[str, str, str], grain: str, start: dt.date) -> Row:
    wanted = (*key, grain, start.isoformat())
    (row,) = [
        row for row in printed if (row["kpi"], row["stat"], row["view"], row["grain"], row["period_start"]) == wanted
    ]
    return row


def compute(raw: Exports, key: tuple[str, str, str], days: tuple[dt.date, dt.date]) -> float | None:
    """The value by hand; nothing where there is nothing to divide by."""
    try:
        return RECOMPUTED[key](raw, (to_utc(days[0]), to_utc(days[1])))
    except (StatisticsError, ZeroDivisionError):
        return None


def check(
    raw: Exports, printed: list[Row], key: tuple[str, str, str], grain: str, days: tuple[dt.date, dt.date]
) -> None:
    expected, row = compute(raw, key, days), find(printed, key, grain, days[0])
    assert row["period_end"] == days[1].isoformat()
    if expected is None:
        assert row["value"] == ""
    else:
        assert float(row["value"]) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("key", RECOMPUTED, ids="-".join)
def test_a_loop_over_the_export_gives_the_whole_window_of_the_report(
    raw: Exports, printed: list[Row], key: tuple[str, str, str]
) -> None:
    assert compute(raw, key, WHOLE) is not None
    check(raw, printed, key, "all", WHOLE)


@pytest.mark.parametrize("days", MONTHS, ids=lambda days: f"{days[0]:%Y-%m}")
@pytest.mark.parametrize("key", RECOMPUTED, ids="-".join)
def test_a_loop_over_the_export_gives_the_month_of_the_report(
    raw: Exports, printed: list[Row], key: tuple[str, str, str], days: tuple[dt.date, dt.date]
) -> None:
    check(raw, printed, key, "month", days)


def test_sixteen_kpis_of_all_groups_are_recomputed(printed: list[Row]) -> None:
    """The others rest on their worked examples and on twins over drawn rows (tests/kpi)."""
    assert {key[0] for key in RECOMPUTED} <= {row["kpi"] for row in printed}
    assert len({key[0] for key in RECOMPUTED}) == 16
