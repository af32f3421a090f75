"""Slow twins of the shapes that need a query of their own: plain loops over the rows, dates and zoneinfo."""

import datetime as dt
import math
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FIRST, LAST = dt.date(2025, 9, 1), dt.date(2026, 4, 30)  # both clock changes of Berlin lie inside
MONTHS = [(2025, 9), (2025, 10), (2025, 11), (2025, 12), (2026, 1), (2026, 2), (2026, 3), (2026, 4)]
ZONES = ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"]
few = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
stamps = st.datetimes(dt.datetime(2025, 8, 1), dt.datetime(2026, 5, 10)).map(lambda stamp: stamp.replace(microsecond=0))
services = st.sampled_from(["Mail", "Web", None])


def edges_of(month, zone):
    """First moment of a local month and of the next one, in UTC."""
    year, number = month
    days = [dt.datetime(year, number, 1), dt.datetime(year + number // 12, number % 12 + 1, 1)]
    return [day.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None) for day in days]


def inside(stamp, month, zone):
    begin, end = edges_of(month, zone)
    return stamp is not None and begin <= stamp < end


def quantile(values, share):
    """Linear interpolation between the two nearest ranks (type 7 of Hyndman and Fan)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


@pytest.fixture(scope="module")
def cells_of(run):
    """Measure one KPI by service and return {(month, service): row} of one statistic."""

    def read(kpi, tables, zone, stats=("value",), **more):
        rows = run([kpi], tables, first=str(FIRST), last=str(LAST), zone=zone, by=[("service",)], **more)
        found = [
            {
                ((row.period_start.year, row.period_start.month), None if pd.isna(row.service) else row.service): row
                for row in rows[rows["stat"] == stat].itertuples()
            }
            for stat in stats
        ]
        return found[0] if len(stats) == 1 else found

    return read


def belongs(row, service):
    return service is None or (row["service"] or "(none)") == service


@st.composite
def tickets(draw):
    opened = draw(stamps)
    resolved = draw(st.none() | stamps.filter(lambda stamp: stamp >= opened) | st.just(opened))
    return {
        "kind": draw(st.sampled_from(["incident", "request"])),
        "opened_at": opened,
        "resolved_at": resolved,
        "state": draw(
            st.sampled_from(["open", "hold", "closed", None] if resolved is None else ["closed", "resolved"])
        ),
        "service": draw(services),
        "in_scope": draw(st.sampled_from([True, True, True, False])),
    }


def is_kept(row):
    done = row["state"] in ("resolved", "closed", "cancelled")
    return row["in_scope"] and (row["resolved_at"] is not None or not done)


ANCHOR = {
    "kind": "incident",
    "opened_at": dt.datetime(2026, 1, 5, 8),
    "resolved_at": dt.datetime(2026, 2, 5, 9),
    "state": "closed",
    "service": "Mail",
    "in_scope": True,
}


def number(rows):
    return [{"id": str(place)} | row for place, row in enumerate(rows)]


@few
@given(rows=st.lists(tickets(), max_size=40), zone=st.sampled_from(ZONES))
def test_the_age_of_a_backlog_is_counted_ticket_by_ticket(cells_of, rows, zone):
    rows = [*rows, ANCHOR]
    stats = ("value", "median", "p90", "over_7", "over_30", "over_90")
    found = cells_of("backlog_ageing", {"tickets": number(rows)}, zone, stats)
    for (month, service), cell in found[0].items():
        end = edges_of(month, zone)[1]
        ages = [
            (end - row["opened_at"]).total_seconds() / 86_400
            for row in rows
            if is_kept(row)
            and belongs(row, service)
            and row["opened_at"] < end
            and not (row["resolved_at"] and row["resolved_at"] < end)
        ]
        told = {stat: part[month, service].value for stat, part in zip(stats, found, strict=True)}
        assert (cell.value, cell.n) == (len(ages), len(ages))
        for days in (7, 30, 90):
            assert told[f"over_{days}"] == sum(age > days for age in ages)
        if ages:
            assert told["median"] == pytest.approx(quantile(ages, 0.5), abs=1e-8)
            assert told["p90"] == pytest.approx(quantile(ages, 0.9), abs=1e-8)
        else:
            assert math.isnan(told["median"]) and math.isnan(told["p90"])


@few
@given(rows=st.lists(tickets(), max_size=40), zone=st.sampled_from(ZONES))
def test_bands_of_age_stand_one_within_the_other(cells_of, rows, zone):
    stats = ("value", "over_7", "over_30", "over_90")
    found = cells_of("backlog_ageing", {"tickets": number([*rows, ANCHOR])}, zone, stats)
    for key in found[0]:
        counts = [part[key].value for part in found]
        assert counts == sorted(counts, reverse=True) and counts[-1] >= 0


@few
@given(rows=st.lists(tickets(), max_size=40), zone=st.sampled_from(ZONES))
def test_net_flow_is_in_less_out_and_adds_up_to_the_change_of_the_stock(cells_of, rows, zone):
    rows = number([*rows, ANCHOR])
    flow = cells_of("net_flow", {"tickets": rows}, zone)
    stock = cells_of("backlog_ageing", {"tickets": rows}, zone)
    for (month, service), cell in flow.items():
        kept = [row for row in rows if is_kept(row) and belongs(row, service)]
        begun = sum(inside(row["opened_at"], month, zone) for row in kept)
        ended = sum(inside(row["resolved_at"], month, zone) for row in kept)
        assert (cell.numerator, cell.denominator, cell.value) == (begun, ended, begun - ended)
    for before, after in zip(MONTHS, MONTHS[1:], strict=False):
        # A ticket resolved at the very edge of two months is open when the first ends, and gone in the second.
        assert stock[after, None].value - stock[before, None].value == flow[after, None].value


usage = st.builds(
    lambda stamp, user, service, choice: {"used_at": stamp, "user": user, "service": service, "choice": choice},
    stamps,
    st.sampled_from("ABCDE"),
    st.sampled_from(["Mail", "Web"]),
    st.sampled_from([True, True, False, None]),
)


@few
@given(rows=st.lists(usage, max_size=60), zone=st.sampled_from(ZONES))
def test_retention_is_the_overlap_of_two_sets_of_users(cells_of, rows, zone):
    rows = [*rows, {"used_at": dt.datetime(2026, 1, 5), "user": "A", "service": "Mail", "choice": True}]
    cells = cells_of("user_retention", {"usage": number(rows)}, zone)
    there = {
        (month, service): {
            row["user"]
            for row in rows
            if row["choice"] and service in (None, row["service"]) and inside(row["used_at"], month, zone)
        }
        for month in MONTHS
        for service in (None, "Mail", "Web")
    }
    for place, month in enumerate(MONTHS):
        for service in (None, "Mail", "Web"):
            if (month, service) not in cells:
                assert not any(there[other, service] for other in MONTHS)
                continue
            cell, users = cells[month, service], there[month, service]
            again = there[MONTHS[place + 1], service] if place + 1 < len(MONTHS) else set()
            assert (cell.denominator, cell.numerator) == (len(users), len(users & again))
            assert not users or 0 <= cell.value <= 100
            assert (cell.reason == "immature") == (month == MONTHS[-1])


def test_a_period_before_an_incomplete_one_is_immature_for_who_comes_back(run):
    rows = [{"id": "1", "used_at": dt.datetime(2026, 1, 5), "user": "A", "service": "Mail", "choice": True}]
    found = run(["user_retention"], {"usage": rows}, last="2026-03-15", by=[])
    assert found["reason"].tolist() == ["too few: 1 of 20", "immature", "partial period"]


STEP = dt.timedelta(hours=3)
outages = st.builds(
    lambda service, kind, begin, length: {
        "service": service,
        "kind": kind,
        "started_at": dt.datetime(2025, 10, 20) + begin * STEP,
        "ended_at": None if length is None else dt.datetime(2025, 10, 20) + (begin + length) * STEP,
    },
    st.sampled_from(["Mail", "Web"]),
    st.sampled_from(["unplanned", "unplanned", "maintenance"]),
    st.integers(0, 110),
    st.integers(1, 30) | st.none(),
)


@few
@given(rows=st.lists(outages, max_size=10), zone=st.sampled_from(["Europe/Berlin", "UTC"]))
def test_time_between_failures_is_what_walking_along_the_clock_gives(run, rows, zone):
    rows = [*rows, {"service": "Mail", "kind": "unplanned", "started_at": dt.datetime(2025, 10, 2), "ended_at": None}]
    rows[-1]["ended_at"] = dt.datetime(2025, 10, 2, 3)
    portfolio = [{"id": name, "name": name, "state": "operational"} for name in ("Mail", "Web")]
    months = [(2025, 10), (2025, 11)]
    measures = run(
        ["mtbf"],
        {"outages": number(rows), "services": portfolio},
        first="2025-10-01",
        last="2025-11-30",
        zone=zone,
        by=[("service",)],
    )
    told = {
        ((row.period_start.year, row.period_start.month), None if pd.isna(row.service) else row.service): row
        for row in measures.itertuples()
    }
    for month in months:
        begin, end = edges_of(month, zone)
        sums = [0.0, 0]
        for service in ("Mail", "Web"):
            own = [row for row in rows if row["service"] == service]
            up, failures = 0.0, 0
            before = False
            at = dt.datetime(2025, 9, 30)
            # every edge lies on a whole hour, so nothing happens between two steps of one hour
            while at < end:
                kinds = {
                    row["kind"]
                    for row in own
                    if row["started_at"] <= at and (row["ended_at"] is None or at < row["ended_at"])
                }
                broken = "unplanned" in kinds
                if at >= begin:
                    up += not kinds
                    failures += broken and not before and "maintenance" not in kinds
                before, at = broken, at + dt.timedelta(hours=1)
            cell = told[month, service]
            assert (cell.numerator, cell.denominator) == (up, failures)
            assert (cell.value == pytest.approx(up / failures)) if failures else (cell.reason == "no failure")
            sums = [sums[0] + up, sums[1] + failures]
        assert (told[month, None].numerator, told[month, None].denominator) == tuple(sums)


bookings = st.builds(
    lambda day, kind, amount, low, high, evidence, service: {
        "initiative": "I",
        "booked_at": day,
        "kind": kind,
        "amount": float(amount),
        "low": low,
        "high": high,
        "evidence": evidence,
        "currency": "EUR",
        "service": service,
    },
    stamps,
    st.sampled_from(["cost", "benefit"]),
    st.integers(1, 900),
    st.none() | st.integers(0, 500).map(float),
    st.none() | st.integers(500, 2000).map(float),
    st.sampled_from(["realised", "claimed", None]),
    services,
)


@few
@given(rows=st.lists(bookings, max_size=25), zone=st.sampled_from(ZONES), rate=st.sampled_from([0.0, 0.08]))
def test_a_return_is_what_discounting_booking_by_booking_gives(cells_of, rows, zone, rate):
    first = {"initiative": "I", "booked_at": dt.datetime(2025, 9, 2), "kind": "cost", "amount": 100.0}
    rows = [*rows, first | {"currency": "EUR", "service": "Mail"}]
    value, low, high = cells_of("roi", {"benefits": number(rows)}, zone, ("value", "low", "high"), discount=rate)
    counted = [row for row in rows if row["kind"] == "cost" or row.get("evidence") == "realised"]
    # what is booked after the window is no part of it
    known = [row for row in counted if row["booked_at"] < edges_of(MONTHS[-1], zone)[1]]
    origin = min(row["booked_at"].date() for row in known)

    def worth(row, side):
        amount = row["amount"] if row.get(side) is None else row[side]
        return amount * (1 + rate) ** (-(row["booked_at"].date() - origin).days / 365)

    def summed(kind, side, until, service):
        return sum(
            worth(row, side)
            for row in known
            if row["kind"] == kind and row["booked_at"] < until and belongs(row, service)
        )

    for (month, service), cell in value.items():
        until = edges_of(month, zone)[1]
        cost, benefit = (summed(kind, "amount", until, service) for kind in ("cost", "benefit"))
        if not cost:
            assert math.isnan(cell.value) and cell.reason == "no cost booked"
            continue
        assert cell.value == pytest.approx(100 * (benefit - cost) / cost, rel=1e-6, abs=1e-6)
        dear, cheap = (summed("cost", side, until, service) for side in ("high", "low"))
        little, much = (summed("benefit", side, until, service) for side in ("low", "high"))
        assert low[month, service].value == pytest.approx(100 * (little - dear) / dear, rel=1e-6, abs=1e-6)
        if cheap:
            assert high[month, service].value == pytest.approx(100 * (much - cheap) / cheap, rel=1e-6, abs=1e-6)


answers = st.builds(
    lambda stamp, who, points, service, kind: {
        "responded_at": stamp,
        "respondent": who,
        "nps_points": points,
        "service": service,
        "kind": kind,
    },
    st.none() | stamps,
    st.sampled_from(["P", "Q", None]),
    st.sampled_from([100.0, 0.0, -100.0, None]),
    services,
    st.sampled_from(["nps", "nps", "csat"]),
)


@few
@given(rows=st.lists(answers, max_size=40, unique_by=lambda row: row["responded_at"]), zone=st.sampled_from(ZONES))
def test_of_several_answers_of_one_person_in_a_month_the_last_counts(cells_of, rows, zone):
    anchor = {"responded_at": dt.datetime(2026, 1, 5, 0, 0, 1), "respondent": "Z", "nps_points": 0.0, "score": 8.0}
    rows = [*rows, anchor | {"service": "Mail", "kind": "nps"}]
    cells = cells_of("nps", {"surveys": number(rows)}, zone)
    for (month, service), cell in cells.items():
        said = [
            row
            for row in rows
            if row["kind"] == "nps" and row["nps_points"] is not None and inside(row["responded_at"], month, zone)
        ]
        last = {
            row["respondent"]: row for row in sorted(said, key=lambda row: row["responded_at"]) if row["respondent"]
        }
        points = [
            row["nps_points"]
            for row in [*last.values(), *(row for row in said if not row["respondent"])]
            if belongs(row, service)
        ]
        assert (cell.n, cell.numerator) == (
            len(points),
            sum(points) if points else pytest.approx(math.nan, nan_ok=True),
        )


work = st.tuples(stamps, services, st.none() | st.integers(1, 9).map(float))


@few
@given(hours=st.lists(work, max_size=30), capacity=st.lists(work, max_size=10), zone=st.sampled_from(ZONES))
def test_a_quotient_of_two_sums_is_summed_on_both_sides(run, hours, capacity, zone):
    hours = [*hours, (dt.datetime(2026, 1, 5), "Mail", 5.0)]
    capacity = [*capacity, (dt.datetime(2026, 1, 6), "Mail", 10.0)]
    tickets_ = [
        {"kind": "incident", "in_scope": True, "opened_at": at, "resolved_at": at, "team": team, "work_hours": value}
        for at, team, value in hours
    ]
    there = [
        {"worked_on": at, "team": team, "available_hours": value} for at, team, value in capacity if value is not None
    ]
    measures = run(
        ["agent_utilisation"],
        {"tickets": number(tickets_), "capacity": number(there)},
        first=str(FIRST),
        last=str(LAST),
        zone=zone,
        by=[("team",)],
    )
    for row in measures.itertuples():
        month, team = (row.period_start.year, row.period_start.month), None if pd.isna(row.team) else row.team
        mine = [
            [
                value
                for at, name, value in side
                if value is not None and inside(at, month, zone) and team in (None, name or "(none)")
            ]
            for side in (hours, capacity)
        ]
        assert (row.n, row.denominator) == (len(mine[0]), sum(mine[1]))
        if all(mine):
            assert row.value == pytest.approx(100 * sum(mine[0]) / sum(mine[1]))
        else:
            assert math.isnan(row.value)
