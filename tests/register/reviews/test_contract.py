"""What a contract promises, period by period: met or missed by its own value."""

import datetime as dt

import pandas as pd
import pytest

from csi_lib.errors import SettingsError
from csi_lib.kpi import load_catalogue
from csi_lib.register.reviews.contract import ask_contract, count_missed, judge_promise
from csi_lib.register.reviews.line import find_lines

KPIS = load_catalogue()


def rows(kpi, values, *, grain="MS", reasons=None, n=50, service="Net", unit="%"):
    starts = pd.date_range("2026-01-01", periods=len(values), freq=grain)
    step = {"MS": 1, "QS": 3}[grain]
    return pd.DataFrame(
        {
            "kpi": kpi,
            "stat": "value",
            "view": "throughput",
            "period_start": starts,
            "period_end": starts + pd.DateOffset(months=step),
            "service": service,
            "value": values,
            "unit": unit,
            "n": n,
            "reason": reasons or [""] * len(values),
        }
    )


def promise(make, measure, **more):
    supplier = make("supplier", measures=[{"id": "m", "clause": "no. 3"} | measure], **more)
    return ask_contract(supplier)


def test_a_promise_is_kept_at_its_very_value_and_missed_below_it(make):
    (asked,) = promise(make, {"kpi": "sla_compliance", "target": 90})
    results = judge_promise(asked, rows("sla_compliance", [90.0, 89.99, 95.0]), KPIS["sla_compliance"])
    assert [(item.period, item.state) for item in results] == [
        ("2026-01", "met"), ("2026-02", "missed"), ("2026-03", "met"),
    ]  # fmt: skip


def test_where_less_is_better_more_is_a_miss(make):
    (asked,) = promise(make, {"kpi": "mttr_resolve", "target": 42})
    results = judge_promise(asked, rows("mttr_resolve", [41.0, 42.5], unit="h"), KPIS["mttr_resolve"])
    assert [item.state for item in results] == ["met", "missed"]


def test_few_cases_still_count_and_are_said_but_half_a_period_decides_nothing(make):
    (asked,) = promise(make, {"kpi": "sla_compliance", "target": 90})
    found = rows("sla_compliance", [80.0, 80.0, None], reasons=["too few: 3 of 20", "partial period", "no value"], n=3)
    results = judge_promise(asked, found, KPIS["sla_compliance"])
    assert [item.state for item in results] == ["missed", "not decidable", "not decidable"]
    assert results[0].remark == "too few: 3 of 20" and results[0].n == 3


def test_a_promise_holds_for_whole_periods_within_the_contract(make):
    measure = {"kpi": "availability", "target": 99.5, "period": "quarter", "since": "2026-02-01", "until": "2026-09-30"}
    (asked,) = promise(make, measure)
    results = judge_promise(asked, rows("availability", [99.0] * 4, grain="QS"), KPIS["availability"])
    assert [item.period for item in results] == ["2026-Q2", "2026-Q3"]


def test_a_promise_without_a_slice_is_made_for_each_service(make):
    asked = promise(make, {"kpi": "availability", "target": 99.5}, services=["Net", "Mail"])
    assert [dict(item.where) for item in asked] == [{"service": "Net"}, {"service": "Mail"}]


def test_rows_of_another_service_decide_nothing(make):
    (asked,) = promise(make, {"kpi": "sla_compliance", "target": 90})
    assert judge_promise(asked, rows("sla_compliance", [50.0], service="Mail"), KPIS["sla_compliance"]) == ()


def test_misses_are_counted_over_the_newest_periods_that_could_be_decided(make):
    (asked,) = promise(make, {"kpi": "sla_compliance", "target": 90})
    found = rows("sla_compliance", [80.0, 95.0, 80.0, 80.0], reasons=["", "", "", "partial period"])
    results = judge_promise(asked, found, KPIS["sla_compliance"])
    assert count_missed(results, 2) == (1, 2)
    assert count_missed(results, 12) == (2, 3)


def test_a_promise_names_its_clause(make):
    with pytest.raises(SettingsError, match="clause"):
        make("supplier", measures=[{"id": "m", "kpi": "availability", "target": 99}])


def test_two_measures_never_share_an_id(make):
    measure = {"id": "m", "kpi": "availability", "target": 99, "clause": "no. 1"}
    with pytest.raises(SettingsError, match="two measures are called 'm'"):
        make("supplier", measures=[measure, measure])


def test_a_promise_of_compliance_is_a_line_for_breaches(make, put):
    (line,) = find_lines(put(make("supplier")), "sla_breach", "Net", "", dt.date(2026, 4, 1))
    assert line.target == pytest.approx(10.0) and "Carrier, no. 3" in line.source


def test_no_line_is_drawn_where_nobody_promised_anything(make, put):
    register = put(make("supplier"))
    assert find_lines(register, "mttr_resolve", "Net", "carrier", dt.date(2026, 4, 1)) == ()
    assert find_lines(register, "availability", "Mail", "", dt.date(2026, 4, 1)) == ()


@pytest.mark.parametrize("several", ["supplier manager, account manager", "buyer; supplier manager", ["buyer"]])
def test_one_role_answers_for_a_supplier(make, several):
    with pytest.raises(SettingsError, match="exactly one"):
        make("supplier", manager=several)
