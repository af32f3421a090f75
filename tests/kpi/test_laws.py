"""What must hold whatever the data are."""

import datetime as dt
import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csi_lib.errors import DefinitionError, UsageError
from csi_lib.kpi import MEASURE_COLUMNS


def make_tickets(count, seed=1):
    draw = random.Random(seed)
    rows = []
    for number in range(count):
        opened = dt.datetime(2026, 1, 1) + dt.timedelta(seconds=draw.randrange(90 * 86_400))
        resolved = opened + dt.timedelta(seconds=draw.randrange(20 * 86_400)) if draw.random() < 0.9 else None
        rows.append(
            {
                "id": str(number),
                "kind": draw.choice(["incident", "request"]),
                "in_scope": draw.random() < 0.95,
                "opened_at": opened,
                "resolved_at": resolved,
                "hours_to_resolve": (resolved - opened).total_seconds() / 3600 if resolved else None,
                "sla_met": draw.choice([True, True, False, None]),
                "sla_decided_at": resolved,
                "service": draw.choice(["Mail", "Web", None]),
                "team": draw.choice(["North", "South"]),
                "open_at_end": resolved is None,
            }
        )
    return rows


def test_compliance_and_breach_make_one_hundred_on_the_same_tickets(run):
    measures = run(["sla_compliance", "sla_breach"], {"tickets": make_tickets(400)}, by=[("service",), ("team",)])
    keys = ["view", "period_start", "service", "team"]
    met, missed = (measures[measures["kpi"] == kpi].set_index(keys) for kpi in ("sla_compliance", "sla_breach"))
    both = met.join(missed.add_suffix("_missed"))
    assert len(both) == len(met) == len(missed) > 20
    assert (both["denominator"] == both["denominator_missed"]).all()
    assert (both["numerator"] + both["numerator_missed"] == both["denominator"]).all()
    assert (both["value"] + both["value_missed"]).dropna().sub(100).abs().max() < 1e-6


def test_the_grid_is_complete_and_every_key_stands_once(run, catalogue):
    tickets = make_tickets(60)
    measures = run(list(catalogue), {"tickets": tickets}, by=[("service",), ("team",), ("service", "team")])
    keys = ["kpi", "stat", "view", "period_start", "service", "priority", "team", "category"]
    assert not measures.duplicated(keys).any()
    sizes = measures.groupby([key for key in keys if key != "period_start"], dropna=False).size()
    assert (sizes == 3).all() and set(measures["kpi"]) == set(catalogue)


def test_the_frame_has_the_promised_columns_and_plain_types(run):
    measures = run(["incident_volume", "mttr_resolve"], {"tickets": make_tickets(30)})
    assert tuple(measures.columns) == MEASURE_COLUMNS
    assert (
        measures["value"].dtype == "float64" and measures["n"].dtype == "int64" and measures["enough"].dtype == "bool"
    )
    assert measures["period_start"].dtype == "datetime64[us]" and measures["reason"].notna().all()


def test_a_further_slice_column_follows_the_four(run):
    measures = run(
        ["incident_volume"], {"tickets": [{**row, "channel": "phone"} for row in make_tickets(9)]}, by=[("channel",)]
    )
    assert list(measures.columns)[11] == "channel"
    # The definition does not list it, so there is the total only.
    assert measures["channel"].isna().all()


def test_the_order_of_the_rows_of_an_export_changes_nothing(run):
    rows = make_tickets(300)
    shuffled = random.Random(2).sample(rows, len(rows))
    first, second = (run(["mttr_resolve", "sla_breach"], {"tickets": given}) for given in (rows, shuffled))
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_measuring_some_kpis_gives_the_same_rows_as_measuring_all(run, catalogue):
    rows = {"tickets": make_tickets(200)}
    together = run(list(catalogue), rows)
    for kpi in ("mttr_resolve", "sla_breach", "incident_volume"):
        alone = run([kpi], rows)
        pd.testing.assert_frame_equal(together[together["kpi"] == kpi].reset_index(drop=True), alone)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grain=st.sampled_from(["week", "month", "quarter", "year", "all"]), seed=st.integers(0, 99))
def test_periods_of_any_length_hold_every_ticket_once(run, grain, seed):
    rows = make_tickets(80, seed)
    measures = run(["incident_volume"], {"tickets": rows}, last="2026-03-31", grain=grain, by=[])
    wanted = [
        row
        for row in rows
        if row["kind"] == "incident" and row["in_scope"] and row["opened_at"] < dt.datetime(2026, 4, 1)
    ]
    assert measures["value"].sum() == len(wanted)


def test_a_day_of_23_hours_begins_and_ends_at_local_midnight(run, pick):
    # Berlin, 29 March 2026: from 23:00 UTC of the 28th to 22:00 UTC of the 29th.
    stamps = ["2026-03-28 22:59:59", "2026-03-28 23:00:00", "2026-03-29 21:59:59", "2026-03-29 22:00:00"]
    rows = [{"id": str(k), "kind": "incident", "in_scope": True, "opened_at": stamp} for k, stamp in enumerate(stamps)]
    day = {"first": "2026-03-29", "last": "2026-03-29", "grain": "all", "zone": "Europe/Berlin", "by": []}
    assert pick(run(["incident_volume"], {"tickets": rows}, **day), kpi="incident_volume").value == 2


def test_a_month_begins_with_the_clients_midnight(run, pick):
    rows = [{"id": "A", "kind": "incident", "in_scope": True, "opened_at": "2026-01-31 23:30:00"}]
    there = run(["incident_volume"], {"tickets": rows}, zone="Europe/Berlin")
    here = run(["incident_volume"], {"tickets": rows}, zone="UTC")
    assert pick(there, kpi="incident_volume", month="2026-02").value == 1
    assert pick(here, kpi="incident_volume", month="2026-01").value == 1


def test_names_with_quotes_and_brackets_are_only_names(run, pick):
    rows = [
        {"id": "A", "kind": "incident", "in_scope": True, "opened_at": "2026-01-05", "service": 'it\'s [a] "x"; --'}
    ]
    measures = run(["incident_volume"], {"tickets": rows}, by=[("service",)])
    assert pick(measures, kpi="incident_volume", month="2026-01", service='it\'s [a] "x"; --').value == 1


def test_a_text_that_nobody_knows_cannot_be_sliced_by(run):
    with pytest.raises(UsageError, match="did you mean 'service'"):
        run(["incident_volume"], {"tickets": make_tickets(2)}, by=[("servise",)])


def test_a_definition_made_in_a_notebook_is_checked_before_it_runs(run, make_kpi):
    sly = make_kpi(of="id in (select id from tickets)")
    with pytest.raises(DefinitionError, match="not allowed"):
        run([sly], {"tickets": make_tickets(2)})


def test_a_condition_that_is_null_keeps_its_row_out_of_the_denominator(run, pick, make_kpi):
    rows = [
        {"id": str(k), "kind": "incident", "opened_at": "2026-01-05", "reassign_count": hops, "hold_hours": hold}
        for k, (hops, hold) in enumerate([(0, 5), (1, None), (None, None), (None, 5)])
    ]
    kpi = make_kpi(formula="ratio", kind="proportion", met="reassign_count = 0", of="hold_hours > 1")
    row = pick(run([kpi], {"tickets": rows}), kpi="made_up", month="2026-01")
    assert (row.numerator, row.denominator, row.value) == (1, 1, 100)


def test_the_order_of_the_rows_never_moves_a_digit(run):
    tickets = pd.DataFrame(make_tickets(4_000))
    tickets["hours_to_resolve"] = tickets["hours_to_resolve"] * 1e5 / 7  # sums reach the last bits
    kpis = ["mttr_resolve", "reopen_rate", "sla_compliance", "incident_volume"]

    there = run(kpis, {"tickets": tickets})
    back = run(kpis, {"tickets": tickets.sample(frac=1, random_state=3)})

    pd.testing.assert_frame_equal(there, back, check_exact=True)
