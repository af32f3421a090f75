"""A slow twin in plain Python, dicts and loops and zoneinfo, gives the same numbers from the same tickets."""

import datetime as dt
import math
from collections import defaultdict
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FIRST, LAST = dt.date(2025, 9, 15), dt.date(2026, 4, 30)
MONTHS = [(2025, 9), (2025, 10), (2025, 11), (2025, 12), (2026, 1), (2026, 2), (2026, 3), (2026, 4)]
BY = [("service",), ("priority",), ("service", "priority")]
ZONES = ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]

stamps = st.datetimes(dt.datetime(2025, 9, 1), dt.datetime(2026, 5, 10)).map(lambda stamp: stamp.replace(microsecond=0))


@st.composite
def tickets(draw):
    opened = draw(stamps)
    resolved = draw(st.none() | stamps.filter(lambda stamp: stamp >= opened) | st.just(opened))
    return {
        "kind": draw(st.sampled_from(["incident", "incident", "request"])),
        "opened_at": opened,
        "resolved_at": resolved,
        "hours_to_resolve": None if resolved is None else (resolved - opened).total_seconds() / 3600,
        "open_at_end": resolved is None,
        "service": draw(st.sampled_from(["Mail", "Web", None])),
        "priority": draw(st.sampled_from(["1", "2", None])),
        "reassign_count": draw(st.sampled_from([0, 0, 1, 3, None])),
        "sla_met": draw(st.sampled_from([True, False, None])),
        "sla_decided_at": resolved,
        "in_scope": draw(st.sampled_from([True, True, True, False])),
    }


def month_of(stamp, zone):
    """Local month of a UTC stamp, None outside the window."""
    if stamp is None:
        return None
    day = stamp.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).date()
    return (day.year, day.month) if FIRST <= day <= LAST else None


def slices_of(row):
    """Every (service, priority) cell a row counts in; None: all."""
    service, priority = row["service"] or "(none)", row["priority"] or "(none)"
    return [(None, None), (service, None), (None, priority), (service, priority)]


def gather(rows, stamp, zone, take):
    """Collect what `take` says of every row, by month and slice."""
    cells = defaultdict(list)
    for row in rows:
        month, item = month_of(row[stamp], zone), take(row)
        if month is not None and item is not None:
            for cell in slices_of(row):
                cells[(month, *cell)].append(item)
    return cells


def quantile(values, share):
    """Linear interpolation between the two nearest ranks (type 7 of Hyndman and Fan)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def describe(hours):
    return {
        "value": sum(hours) / len(hours),
        "median": quantile(hours, 0.5),
        "p90": quantile(hours, 0.9),
        "geomean": math.exp(sum(math.log(max(hour, 1 / 60)) for hour in hours) / len(hours)),
    }


def is_incident(row):
    return row["kind"] == "incident" and row["in_scope"]


def read_cells(rows, kpi, view, stat="value"):
    """Turn measures into {(month, service, priority): row}."""
    found = rows[(rows["kpi"] == kpi) & (rows["view"] == view) & (rows["stat"] == stat)]
    assert found["team"].isna().all() and found["category"].isna().all()
    keys = [
        (
            (row.period_start.year, row.period_start.month),
            None if pd.isna(row.service) else row.service,
            None if pd.isna(row.priority) else row.priority,
        )
        for row in found.itertuples()
    ]
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, found.itertuples(), strict=True))


def assert_complete(cells):
    """Every slice that is there at all is there in every month."""
    assert set(cells) == {(month, *key[1:]) for key in cells for month in MONTHS}


@pytest.fixture(scope="module")
def measure_tickets(run):
    def measured(kpis, rows, zone, **more):
        numbered = [{"id": str(number)} | row for number, row in enumerate(rows)]
        return run(kpis, {"tickets": numbered}, first=str(FIRST), last=str(LAST), zone=zone, by=BY, **more)

    return measured


few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# One row that makes every column present and every table filled.
ANCHOR = {
    "kind": "incident",
    "opened_at": dt.datetime(2026, 1, 5, 8),
    "resolved_at": dt.datetime(2026, 1, 5, 9),
    "hours_to_resolve": 1.0,
    "open_at_end": False,
    "service": "Mail",
    "priority": "1",
    "reassign_count": 0,
    "sla_met": True,
    "sla_decided_at": dt.datetime(2026, 1, 5, 9),
    "in_scope": True,
}


@few
@given(rows=st.lists(tickets(), max_size=60), zone=st.sampled_from(ZONES))
def test_durations_are_what_loops_over_the_tickets_give(measure_tickets, rows, zone):
    rows = [*rows, ANCHOR]
    measures = measure_tickets(["mttr_resolve"], rows, zone)
    for view, stamp in (("throughput", "resolved_at"), ("cohort", "opened_at")):
        told = gather(rows, stamp, zone, lambda row: row["hours_to_resolve"] if is_incident(row) else None)
        for stat in ("value", "median", "p90", "geomean"):
            cells = read_cells(measures, "mttr_resolve", view, stat)
            assert_complete(cells)
            assert {key for key, cell in cells.items() if cell.n} == set(told)
            for key, cell in cells.items():
                hours = told.get(key, [])
                assert cell.n == len(hours)
                if hours:
                    assert cell.value == pytest.approx(describe(hours)[stat], rel=1e-9, abs=1e-8)
                else:
                    assert math.isnan(cell.value) and cell.reason


@few
@given(rows=st.lists(tickets(), max_size=60), zone=st.sampled_from(ZONES))
def test_ratios_count_only_rows_that_are_known(measure_tickets, rows, zone):
    rows = [*rows, ANCHOR]
    measures = measure_tickets(["fcr_call", "sla_compliance"], rows, zone)

    def fcr(row):
        known = is_incident(row) and row["resolved_at"] is not None and row["reassign_count"] is not None
        return row["reassign_count"] == 0 if known else None

    def sla(row):
        return row["sla_met"] if row["in_scope"] else None

    for kpi, stamp, take in (("fcr_call", "resolved_at", fcr), ("sla_compliance", "sla_decided_at", sla)):
        for view, by in (("throughput", stamp), ("cohort", "opened_at")):
            told = gather(rows, by, zone, take)
            cells = read_cells(measures, kpi, view)
            assert_complete(cells)
            for key, cell in cells.items():
                marks = told.get(key, [])
                assert (cell.n, cell.denominator) == (len(marks), len(marks))
                assert cell.numerator == sum(marks)
                assert (
                    math.isnan(cell.value) if not marks else cell.value == pytest.approx(100 * sum(marks) / len(marks))
                )


@few
@given(rows=st.lists(tickets(), max_size=60), zone=st.sampled_from(ZONES))
def test_counts_are_counts_and_slices_add_up(measure_tickets, rows, zone):
    rows = [*rows, ANCHOR]
    cells = read_cells(measure_tickets(["incident_volume"], rows, zone), "incident_volume", "throughput")
    told = gather(rows, "opened_at", zone, lambda row: 1 if is_incident(row) else None)
    assert_complete(cells)
    assert {key: cell.value for key, cell in cells.items() if cell.value} == {
        key: len(ones) for key, ones in told.items()
    }
    for month in MONTHS:
        total = cells[month, None, None].value
        assert total == sum(cell.value for key, cell in cells.items() if key[0] == month and key[1] and not key[2])
        assert total == sum(cell.value for key, cell in cells.items() if key[0] == month and key[2] and not key[1])
        assert total == sum(cell.value for key, cell in cells.items() if key[0] == month and key[1] and key[2])
    included = [row for row in rows if is_incident(row) and month_of(row["opened_at"], zone)]
    assert sum(cells[month, None, None].value for month in MONTHS) == len(included)


@few
@given(rows=st.lists(tickets(), min_size=1, max_size=40), zone=st.sampled_from(ZONES))
def test_the_backlog_is_what_was_open_when_each_period_ended(run, rows, zone):
    changes = [
        {"id": str(number), "opened_at": row["opened_at"], "ended_at": row["resolved_at"], "service": row["service"]}
        for number, row in enumerate([*rows, ANCHOR])
    ]
    measures = run(
        ["change_backlog"], {"changes": changes}, first=str(FIRST), last=str(LAST), zone=zone, by=[("service",)]
    )
    cells = read_cells(measures, "change_backlog", "throughput")
    for (year, month), service, _ in cells:
        following = dt.datetime(year + month // 12, month % 12 + 1, 1, tzinfo=ZoneInfo(zone))
        end = following.astimezone(dt.UTC).replace(tzinfo=None)
        open_then = [
            change
            for change in changes
            if change["opened_at"] < end
            and not (change["ended_at"] and change["ended_at"] < end)
            and service in (None, change["service"] or "(none)")
        ]
        assert cells[(year, month), service, None].value == len(open_then)
