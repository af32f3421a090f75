"""Single tickets behind a number: the same months as the verdict, and nothing said that they do not hold."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from csi_lib.demo import generate
from csi_lib.ingest import ingest
from csi_lib.kpi import choose, load_catalogue, measure
from csi_lib.settings import Event, load_engagement
from csi_lib.signals import Intervention
from csi_lib.signals.description import (
    compare,
    compare_shares,
    find_sweeps,
    follow_cohorts,
    open_cases,
    pair_series,
    rank_groups,
    split_kinds,
    split_sides,
    trace_curves,
    try_definitions,
)
from csi_lib.stats import Refused
from csi_lib.tables import TABLES

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "params" / "kpi")
FIRST, AS_OF = dt.date(2025, 1, 1), dt.date(2025, 6, 30)
CHANGE = dt.date(2025, 4, 1)
WINDOW = {"first": FIRST, "last": AS_OF, "as_of": AS_OF, "by": (("service",),)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The generated engagement at a fifth of its size, read in and measured."""
    home = tmp_path_factory.mktemp("demo")
    generate(home, seed=20260630, scale=0.2)
    engagement, path = load_engagement(home / "params" / "engagements" / "demo.yml")
    kpis = choose(CATALOGUE, engagement.kpis)
    found = ingest(engagement, path, cache=home / "cache")
    zone = engagement.zone
    days = {"first": dt.date(2024, 1, 1), "last": engagement.as_of, "as_of": engagement.as_of}
    measures = measure(found.tables, kpis, zone=zone, windows=found.windows, by=(("service",),), **days)
    return SimpleNamespace(tables=found.tables, kpis=kpis, measures=measures, zone=zone, as_of=engagement.as_of)


@pytest.fixture
def sides_of(tmp_path):
    """Build both sides of a change on 1 April 2025 from hand-made tickets."""
    number = itertools.count()

    def build(tickets, kpi="mttr_resolve", *, date=CHANGE, zone="UTC", events=(), where=None):
        path = tmp_path / f"{next(number)}.parquet"
        TABLES["tickets"].conform(pd.DataFrame(tickets)).to_parquet(path)
        tables = {"tickets": path}
        definition = CATALOGUE[kpi].model_copy(update={"min_n": 0})
        measures = measure(tables, [definition], zone=zone, **WINDOW)
        change = Intervention(id="x", title="X", kpi=kpi, date=date, where=where or {}, transition=0)
        return split_sides(open_cases(tables, definition, zone), measures, change, as_of=AS_OF, events=events)

    return build


def make_ticket(opened, hours=None, **more):
    """One incident, resolved after so many hours or still open."""
    began = pd.Timestamp(opened)
    end = None if hours is None else began + pd.Timedelta(hours=hours)
    done = {} if end is None else {"resolved_at": end, "resolved_once_at": end, "hours_to_resolve": hours}
    known = {"kind": "incident", "in_scope": True, "opened_at": began, "open_at_end": hours is None, "reopen_count": 0}
    return {"id": f"{make_ticket.count()}", **known, **done, **more}


make_ticket.count = itertools.count().__next__


def make_months(before, after, **more):
    """Tickets of so many hours, opened hour by hour from the second of every month on."""
    return [
        make_ticket(pd.Timestamp(f"2025-{month:02d}-02") + pd.Timedelta(hours=place), hours, **more)
        for months, values in (((1, 2, 3), before), ((4, 5, 6), after))
        for month in months
        for place, hours in enumerate(values)
    ]


def demo_sides(demo, service, date="2025-04-01"):
    kpi = next(kpi for kpi in demo.kpis if kpi.id == "mttr_resolve")
    where = {"service": service}
    change = Intervention(id="x", title="X", kpi=kpi.id, date=dt.date.fromisoformat(date), where=where, transition=1)
    return split_sides(open_cases(demo.tables, kpi, demo.zone), demo.measures, change, as_of=demo.as_of)


def test_the_tickets_of_a_side_are_those_that_its_months_count(demo):
    sides = demo_sides(demo, "E-Mail & Kalender")
    rows = demo.measures[demo.measures["service"].eq("E-Mail & Kalender") & demo.measures["kpi"].eq("mttr_resolve")]
    rows = rows[rows["stat"].eq("value") & rows["view"].eq("throughput") & rows["reason"].eq("")]
    before, after = rows[rows["period_start"] < "2025-04-01"], rows[rows["period_start"] >= "2025-05-01"]

    level = compare(sides)

    assert (level.before.n, level.after.n) == (before["n"].sum(), after["n"].sum())
    assert level.before.mean == pytest.approx(before["numerator"].sum() / before["n"].sum(), abs=1e-6)
    assert level.after.mean == pytest.approx(after["numerator"].sum() / after["n"].sum(), abs=1e-6)
    assert sides.periods_before == len(before)


def test_the_planted_improvement_of_a_quarter_shows_under_every_definition(demo):
    sides = demo_sides(demo, "E-Mail & Kalender")
    tried = try_definitions(sides, follow_cohorts(sides), split_kinds(sides))

    assert tried[0].factor == pytest.approx(0.75, abs=0.12)
    assert {found.same for found in tried} == {"yes"}
    assert len(tried) >= 9


def test_the_split_by_kinds_adds_up_to_the_change_of_the_mean(demo):
    sides = demo_sides(demo, "E-Mail & Kalender")
    level = compare(sides)
    splits = split_kinds(sides)

    assert {split.by for split in splits} == {("priority",), ("category",), ("team",), ("priority", "category")}
    for split in splits:
        assert split.mean.within + split.mean.mix == pytest.approx(level.after.mean - level.before.mean, abs=1e-9)
        assert split.factor == pytest.approx(level.after.geomean / level.before.geomean)


def test_the_demo_has_no_bulk_closure(demo):
    sides = demo_sides(demo, "E-Mail & Kalender")

    assert [(sweep.at, sweep.refusal) for sweep in sides.sweeps] == [((), ""), ((), "")]


def test_groups_hold_every_ticket_once(demo):
    kpi = next(kpi for kpi in demo.kpis if kpi.id == "mttr_resolve")
    rankings = rank_groups(open_cases(demo.tables, kpi, demo.zone), first=dt.date(2024, 1, 1), as_of=demo.as_of)
    rows = demo.measures[demo.measures["kpi"].eq("mttr_resolve") & demo.measures["service"].isna()]
    rows = rows[rows["stat"].eq("value") & rows["view"].eq("throughput")]

    assert [ranking.by for ranking in rankings] == ["category", "service", "team"]
    for ranking in rankings:
        assert ranking.cases.sum() == ranking.n == rows["n"].sum()
        assert ranking.time.sum() == pytest.approx(rows["numerator"].sum(), abs=1e-3)


def test_two_shares_that_are_one_another_s_rest_are_the_closest_pair_and_marked_so(demo):
    pairs = pair_series(demo.measures, demo.kpis)
    # Every survey of the demonstration names its service, so both satisfactions are one series.
    first = next(pair for pair in pairs.found if {pair.one, pair.other} != {"csat_desk", "csat_service"})

    assert {first.one, first.other} == {"sla_breach", "sla_compliance"}
    assert (first.association.rho, first.shared) == (pytest.approx(-1.0), True)
    assert pairs.asked == len(demo.kpis) * (len(demo.kpis) - 1) // 2
    assert len(pairs.found) <= pairs.asked


def test_a_ticket_solved_after_the_change_is_still_open_for_those_opened_before(sides_of):
    # opened on 31 March, done on 3 April: watched for one day only
    tickets = [*make_months([2.0] * 4, [2.0] * 4), make_ticket("2025-03-31", 72.0)]

    cohorts = follow_cohorts(sides_of(tickets))

    assert (cohorts.before.n, cohorts.before.ended) == (13, 12)
    assert cohorts.before.last == 24.0
    assert cohorts.after.n == 12


def test_open_tickets_keep_the_newest_cohort_from_looking_fast(sides_of):
    # as slow as before, but four of six are not done yet
    tickets = [*make_months([10.0] * 6, [10.0] * 2), *(make_ticket(f"2025-06-{day:02d}") for day in range(3, 15))]
    cohorts = follow_cohorts(sides_of(tickets))
    curves = trace_curves(cohorts)

    assert cohorts.after.quantile(0.5)[0] is None
    assert curves["after"].iloc[-1] > 60
    assert curves["before"].iloc[-1] == 0


def test_a_mean_that_falls_by_another_mix_alone_is_called_that(sides_of):
    slow, fast = {"priority": "4", "category": "a"}, {"priority": "1", "category": "a"}
    tickets = [*make_months([20.0] * 8, [20.0] * 2, **slow), *make_months([1.0] * 2, [1.0] * 8, **fast)]
    (split,) = split_kinds(sides_of(tickets))

    assert split.by == ("priority",)
    assert (split.mean.within, split.mean.mix) == (pytest.approx(0), pytest.approx(-11.4))
    assert split.warns
    assert split.factor_within == pytest.approx(1)


def test_a_sweep_is_found_and_leaving_it_out_turns_the_direction(sides_of):
    # 5 h before and 6 h after; on 20 May somebody opens and closes 90 tickets within a minute
    daily = [
        make_ticket(pd.Timestamp("2025-01-02") + pd.Timedelta(days=day, hours=hour), 5.0 if day < 89 else 6.0)
        for day in range(175)
        for hour in range(6)
    ]
    swept = [make_ticket(f"2025-05-20 10:00:{second % 60:02d}", 0.25) for second in range(90)]
    sides = sides_of([*daily, *swept])
    day, minute = sides.sweeps
    tried = {found.name: found for found in try_definitions(sides, None, ())}

    assert day.at == (pd.Timestamp("2025-05-20"),)
    assert minute.at == (pd.Timestamp("2025-05-20 10:15"),)
    assert minute.counts == (90,)
    assert tried["geometric mean (what the verdict tests)"].factor < 1
    without = tried["geometric mean without minutes of bulk closure"]
    assert (without.factor, without.same) == (pytest.approx(1.2), "no")


def test_a_sweep_at_night_belongs_to_the_local_day():
    ended = pd.Series(pd.date_range("2025-03-01 12:00", periods=60, freq="D").repeat(5))
    night = pd.Series(pd.to_datetime(["2025-03-10 23:30"] * 60))

    sweeps = find_sweeps(pd.concat([ended, night], ignore_index=True).astype("datetime64[us]"), "Europe/Berlin", "day")

    assert sweeps.at == (pd.Timestamp("2025-03-11"),)


def test_a_share_is_compared_and_split_but_has_no_median(sides_of):
    tickets = [
        *make_months([1.0] * 8, [1.0] * 8, priority="1", reopen_count=0),
        *make_months([1.0] * 2, [1.0] * 6, priority="4", reopen_count=1),
    ]
    sides = sides_of(tickets, "reopen_rate")
    (split,) = split_kinds(sides)

    assert compare_shares(sides) == (pytest.approx(20.0), pytest.approx(100 * 6 / 14))
    assert (split.mean.within, split.log) == (pytest.approx(0), None)
    for ask in (compare, follow_cohorts, lambda given: try_definitions(given, None, ())):
        with pytest.raises(Refused, match="share"):
            ask(sides)


def test_one_ticket_a_side_is_described(sides_of):
    sides = sides_of([make_ticket("2025-02-03", 4.0), make_ticket("2025-05-06", 1.0)])

    assert compare(sides).shift.estimate == -3.0
    assert try_definitions(sides, follow_cohorts(sides), ())[0].factor == pytest.approx(0.25)


def test_durations_of_zero_do_not_break_a_factor(sides_of):
    sides = sides_of(make_months([0.0] * 5, [3.0] * 5))
    tried = {found.name: found for found in try_definitions(sides, None, ())}

    assert tried["mean"].factor is None
    assert tried["mean"].same == "yes"
    assert "geometric mean without durations of zero" not in tried  # nothing would be left before


@pytest.mark.parametrize(
    ("tickets", "more", "message"),
    [
        (make_months([], [1.0]), {}, "no month before 2025-04-01 can be used"),
        (make_months([1.0], []), {}, "no month after 2025-04-01 can be used"),
        (make_months([1.0], [1.0]), {"date": dt.date(2027, 1, 1)}, "not among the periods"),
        (make_months([1.0], [1.0]), {"kpi": "incident_volume"}, "neither a duration nor a share"),
        (make_months([1.0], [1.0]), {"where": {"service": "Mail"}}, "service"),
        (
            make_months([1.0], [1.0]),
            {"events": [Event(date=dt.date(2025, 3, 1), what="New tool", blocks=True)]},
            "cannot be compared: New tool on 2025-03-01",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_sentence(sides_of, tickets, more, message):
    with pytest.raises(Refused, match=message):
        sides_of(tickets, **more)


def test_an_event_of_another_service_does_not_block(sides_of):
    tickets = [*make_months([1.0], [1.0], service="Mail")]
    event = Event(date=dt.date(2025, 3, 1), what="New tool", blocks=True, services=["ERP"])

    assert len(sides_of(tickets, where={"service": "Mail"}, events=[event]).before) == 3


def test_cohorts_of_which_nothing_has_ended_are_refused(sides_of):
    tickets = [*make_months([2.0], [2.0])]
    sides = sides_of([*tickets, make_ticket("2025-03-31 22:00", 4.0)], date=CHANGE)
    late = sides.everyone[sides.everyone["began_at"] > "2025-03-31"]
    only_late = SimpleNamespace(**{**vars(sides), "everyone": late, "is_duration": True, "unit": "h"})

    with pytest.raises(Refused, match="opened before 2025-04-01 has ended yet"):
        follow_cohorts(only_late)


def test_a_client_s_page_long_category_costs_neither_memory_nor_time(sides_of):
    long = ["x" * 40_000 + str(number) for number in range(2)]
    tickets = [*make_months([1.0] * 200, [2.0] * 200, category=long[0]), *make_months([1.0], [2.0], category=long[1])]
    (split,) = split_kinds(sides_of(tickets))

    assert split.mean.within == pytest.approx(1.0)


def test_factors_near_one_have_no_direction(sides_of):
    sides = sides_of(make_months([1.0, 2.0, 3.0], [1.005, 2.0, 3.0]))

    assert {found.same for found in try_definitions(sides, None, ())} == {"hardly any change"}


def test_the_order_of_tickets_changes_nothing(sides_of):
    rng = np.random.default_rng(8)
    tickets = make_months(rng.lognormal(2, 1, 9).round(2).tolist(), rng.lognormal(2, 1, 9).round(2).tolist())

    assert compare(sides_of(tickets)) == compare(sides_of(tickets[::-1]))
