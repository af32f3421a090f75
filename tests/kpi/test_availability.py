"""Availability against a twin that looks at every single moment."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

START = dt.datetime(2026, 1, 30)
STEP = dt.timedelta(minutes=10)
STEPS = 4 * 24 * 6  # two days of January, two of February

outages = st.lists(
    st.tuples(
        st.sampled_from(["Mail", "Web"]),
        st.sampled_from(["unplanned", "unplanned", "maintenance"]),
        st.integers(-30, STEPS - 1),
        st.integers(1, 60) | st.none(),
    ),
    min_size=1,
    max_size=8,
)


def to_row(number, service, kind, begin, length):
    started = START + begin * STEP
    ended = None if length is None else started + length * STEP
    return {"id": str(number), "service": service, "kind": kind, "started_at": started, "ended_at": ended}


def lasts(row, at):
    return row["started_at"] <= at and (row["ended_at"] is None or at < row["ended_at"])


def count_down(rows, service, first, last):
    """Minutes with an unplanned outage and no maintenance."""
    down = 0
    for at in (START + k * STEP for k in range(STEPS)):
        kinds = {row["kind"] for row in rows if row["service"] == service and lasts(row, at)}
        down += first <= at.date() <= last and kinds == {"unplanned"}
    return 10 * down


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=outages)
def test_uptime_is_what_counting_step_by_step_gives(run, pick, drawn):
    closed = ("Mail", "unplanned", -20, 10)  # before the window; so there is always one end
    rows = [to_row(number, *item) for number, item in enumerate([*drawn, closed])]
    services = [{"id": name, "name": name, "state": "operational"} for name in ("Mail", "Web")]
    measures = run(
        ["availability"],
        {"outages": rows, "services": services},
        first="2026-01-30",
        last="2026-02-02",
        by=[("service",)],
    )
    for month, days in (("2026-01", (30, 31)), ("2026-02", (1, 2))):
        first, last = (dt.date(2026, int(month[-2:]), day) for day in days)
        lost = {name: count_down(rows, name, first, last) for name in ("Mail", "Web")}
        for name, minutes in lost.items():
            row = pick(measures, kpi="availability", month=month, service=name)
            assert (row.denominator, row.numerator) == (2880, 2880 - minutes)
        total = pick(measures, kpi="availability", month=month)
        assert (total.denominator, total.numerator) == (5760, 5760 - sum(lost.values()))


def test_without_a_portfolio_the_services_are_those_of_the_outages(run, pick):
    rows = [to_row(1, "Mail", "unplanned", 0, 6), to_row(2, "Web", "maintenance", 0, 6)]
    measures = run(["availability"], {"outages": rows}, by=[("service",)])
    total = pick(measures, kpi="availability", month="2026-01")
    assert total.denominator == 2 * 31 * 1440 and total.numerator == total.denominator - 60
    assert pick(measures, kpi="availability", month="2026-01", service="Web").value == 100


def test_an_open_outage_lasts_until_the_end_of_the_data_in_local_time(run, pick):
    rows = [to_row(1, "Mail", "unplanned", 0, 6), to_row(2, "Mail", "unplanned", 60 * 24 * 6, None)]  # 31 March, UTC
    measures = run(["availability"], {"outages": rows}, zone="Europe/Berlin")
    row = pick(measures, kpi="availability", month="2026-03")
    # from 00:00 UTC to local midnight at 22:00 UTC
    assert row.denominator - row.numerator == 22 * 60


def test_a_service_cannot_lose_more_than_was_agreed(run, pick):
    rows = [to_row(1, "Mail", "unplanned", -60 * 24 * 6, 150 * 24 * 6)]
    services = [{"id": "1", "name": "Mail", "agreed_hours_per_day": 8}]
    row = pick(run(["availability"], {"outages": rows, "services": services}), kpi="availability", month="2026-02")
    assert (row.value, row.denominator) == (0, 28 * 8 * 60)
