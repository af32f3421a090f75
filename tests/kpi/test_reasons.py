"""A number that must not enter a test says why."""

import pandas as pd
import pytest


def incident(number, opened, hours=1.0, **more):
    opened = pd.Timestamp(opened)
    resolved = None if hours is None else opened + pd.Timedelta(hours=hours)
    return {
        "id": str(number),
        "kind": "incident",
        "in_scope": True,
        "opened_at": opened,
        "resolved_at": resolved,
        "hours_to_resolve": hours,
        "open_at_end": hours is None,
        "reopen_count": 0,
    } | more


def month_full(month, count=25, **more):
    return [incident(f"{month}-{k}", f"{month}-05 08:00", **more) for k in range(count)]


def test_a_full_month_has_no_reason_and_is_enough(run, pick):
    row = pick(run(["mttr_resolve"], {"tickets": month_full("2026-02")}), kpi="mttr_resolve", month="2026-02")
    assert (row.reason, row.enough, row.n) == ("", True, 25)


def test_a_month_with_few_tickets_keeps_its_value_and_says_how_few(run, pick):
    row = pick(run(["mttr_resolve"], {"tickets": month_full("2026-02", 3)}), kpi="mttr_resolve", month="2026-02")
    assert (row.reason, row.enough, row.value) == ("too few: 3 of 20", False, 1.0)


def test_a_month_without_tickets_has_no_mean_but_a_count_of_zero(run, pick):
    measures = run(["mttr_resolve", "incident_volume"], {"tickets": month_full("2026-02")})
    mean = pick(measures, kpi="mttr_resolve", month="2026-01")
    count = pick(measures, kpi="incident_volume", month="2026-01")
    assert pd.isna(mean.value) and (mean.reason, mean.n, mean.enough) == ("no value", 0, False)
    assert (count.value, count.reason, count.enough) == (0, "", True)


@pytest.mark.parametrize("days", [{"first": "2026-02-02"}, {"last": "2026-02-27"}, {"as_of": "2026-02-27"}])
def test_a_month_of_which_the_data_hold_a_part_is_partial(run, pick, days):
    measures = run(["mttr_resolve"], {"tickets": month_full("2026-02")}, **({"last": "2026-02-28"} | days))
    assert pick(measures, kpi="mttr_resolve", month="2026-02").reason == "partial period"


def test_rows_after_the_last_day_of_the_data_are_left_out(run, pick):
    rows = [incident("A", "2026-02-10"), incident("B", "2026-02-20")]
    measures = run(["incident_volume"], {"tickets": rows}, as_of="2026-02-15")
    assert pick(measures, kpi="incident_volume", month="2026-02").value == 1
    assert (measures[measures["period_start"] >= "2026-02-01"]["reason"] == "partial period").all()


@pytest.fixture
def cut():
    return pd.DataFrame(
        {
            "table": ["tickets", "changes", "problems"],
            "first_day": pd.to_datetime(["2026-01-15", "2026-01-01", None]),
            "last_day": pd.to_datetime(["2026-02-28", "2026-03-31", None]),
            "rows": [50, 9, 0],
            "inside": [48, 9, 0],
            "cut": [True, False, False],
        }
    )


def test_months_not_wholly_inside_a_cut_extraction_are_outside(run, cut):
    measures = run(["incident_volume"], {"tickets": month_full("2026-02")}, windows=cut, by=[])
    assert list(measures["reason"]) == ["outside the extraction window", "", "outside the extraction window"]


def test_an_extraction_that_is_not_cut_leaves_every_month_in(run, cut):
    whole = cut.assign(cut=False)
    measures = run(["incident_volume"], {"tickets": month_full("2026-02")}, windows=whole)
    assert set(measures["reason"]) == {""}


def test_a_change_rate_that_counts_tickets_needs_their_window_too(run, pick, cut):
    changes = [
        {"id": str(k), "opened_at": "2026-03-01", "ended_at": "2026-03-05", "outcome": "successful", "failed": False}
        for k in range(25)
    ]
    measures = run(
        ["change_failure_rate", "change_success_rate"], {"changes": changes}, windows=cut, as_of="2026-06-30"
    )
    assert pick(measures, kpi="change_failure_rate", month="2026-03").reason == "outside the extraction window"
    assert pick(measures, kpi="change_success_rate", month="2026-03").reason == ""


def test_cost_by_incident_needs_the_window_of_the_incidents(run, pick, cut):
    costs = [{"id": "1", "booked_at": "2026-03-05", "amount": 9, "currency": "EUR", "activity": "incident"}]
    measures = run(["cost_per_incident"], {"costs": costs, "tickets": month_full("2026-03")}, windows=cut)
    assert pick(measures, kpi="cost_per_incident", month="2026-03").reason == "outside the extraction window"


@pytest.mark.parametrize(("as_of", "reason"), [("2026-04-06", "immature"), ("2026-04-07", "")])
def test_a_reopen_rate_is_immature_until_seven_days_have_passed(run, pick, as_of, reason):
    measures = run(["reopen_rate"], {"tickets": month_full("2026-03")}, as_of=as_of)
    assert pick(measures, kpi="reopen_rate", month="2026-03").reason == reason


@pytest.mark.parametrize(("waiting", "reason"), [(5, ""), (6, "immature")])
def test_a_cohort_is_immature_when_more_than_five_percent_still_wait(run, pick, waiting, reason):
    rows = month_full("2026-02", 100 - waiting) + [incident(f"W{k}", "2026-02-06", None) for k in range(waiting)]
    measures = run(["mttr_resolve"], {"tickets": rows})
    assert pick(measures, kpi="mttr_resolve", month="2026-02", view="cohort").reason == reason
    assert pick(measures, kpi="mttr_resolve", month="2026-02").reason == ""
    pending = pick(measures, kpi="mttr_resolve", month="2026-02", view="cohort", stat="pending")
    assert (pending.value, pending.denominator, pending.unit) == (waiting, 100, "rows")


def test_tickets_closed_without_a_resolve_stamp_do_not_wait(run, pick):
    rows = month_full("2026-02") + [incident(f"C{k}", "2026-02-06", None, open_at_end=False) for k in range(25)]
    row = pick(run(["mttr_resolve"], {"tickets": rows}), kpi="mttr_resolve", month="2026-02", view="cohort")
    assert (row.reason, row.n) == ("", 25)


def test_a_kpi_without_its_column_says_which(run):
    rows = [incident("A", "2026-02-10")]
    measures = run(["mttr_respond"], {"tickets": rows}, by=[("service",)])
    assert set(measures["reason"]) == {"not computable: column first_response_at is missing"}
    assert set(measures["stat"]) == {"value", "median", "p90", "geomean", "pending"}
    assert measures["value"].isna().all() and not measures["enough"].any() and measures["service"].isna().all()
    assert measures["period_start"].nunique() == 3


def test_every_missing_column_is_named(run):
    rows = [incident("A", "2026-02-10", None, reopen_count=None)]
    reasons = set(run(["reopen_rate"], {"tickets": rows})["reason"])
    assert reasons == {"not computable: columns resolved_at, reopen_count are missing"}


def test_a_column_that_only_other_rows_fill_is_missing_all_the_same(run):
    rows = [incident("A", "2026-02-10"), incident("B", "2026-02-10", kind="request", first_response_at="2026-02-11")]
    reasons = set(run(["mttr_respond"], {"tickets": rows})["reason"])
    assert reasons == {"not computable: column first_response_at is missing"}


def test_an_empty_or_absent_table_is_not_computable_instead_of_zero(run):
    expected = {"not computable: table surveys is empty"}
    assert set(run(["csat_desk"], {"surveys": []})["reason"]) == expected
    assert set(run(["csat_desk"], {})["reason"]) == expected


def test_an_export_of_requests_only_says_nothing_about_incidents(run):
    reasons = set(run(["incident_volume"], {"tickets": [incident("A", "2026-02-10", kind="request")]})["reason"])
    assert reasons == {"not computable: table tickets has no row with kind = incident, in_scope = true"}


def test_two_currencies_are_never_added(run):
    costs = [
        {"id": str(k), "booked_at": "2026-02-05", "amount": 9, "currency": currency, "activity": "incident"}
        for k, currency in enumerate(["EUR", "CHF"])
    ]
    reasons = set(run(["cost_per_incident"], {"costs": costs, "tickets": month_full("2026-02")})["reason"])
    assert reasons == {"not computable: more than one currency (CHF, EUR)"}


def test_a_month_without_a_booking_is_blank_and_not_free(run, pick):
    costs = [{"id": "1", "booked_at": "2026-01-05", "amount": 50, "currency": "EUR", "activity": "incident"}]
    rows = month_full("2026-01") + month_full("2026-02")
    measures = run(["cost_per_incident"], {"costs": costs, "tickets": rows})
    january, february = (pick(measures, kpi="cost_per_incident", month=month) for month in ("2026-01", "2026-02"))
    assert (january.value, january.unit, january.reason) == (2.0, "EUR", "")
    assert pd.isna(february.value) and february.reason == "no cost booked"


def test_the_whole_window_as_one_period_has_no_retention_and_says_why(run):
    days = pd.to_datetime(["2026-01-05", "2026-02-05", "2026-03-05"])
    rows = [{"id": str(k), "used_at": at, "user": "P", "service": "Mail", "choice": True} for k, at in enumerate(days)]
    found = run(["user_retention"], {"usage": rows}, grain="all", by=[])
    assert found["value"].isna().all() and set(found["reason"]) == {"one period has no next one"}


def test_a_column_that_only_the_last_rows_of_a_big_table_fill_is_not_missing(run, pick, monkeypatch):
    monkeypatch.setattr("csi_lib.kpi.gaps.FIRST_ROWS", 10)
    rows = [incident(f"open {k}", "2026-02-02", hours=None) for k in range(20)] + month_full("2026-02")
    row = pick(run(["mttr_resolve"], {"tickets": rows}), kpi="mttr_resolve", month="2026-02")
    assert (row.value, row.n, row.reason) == (1.0, 25, "")


def test_a_column_that_no_row_of_a_big_table_fills_is_missing(run, monkeypatch):
    monkeypatch.setattr("csi_lib.kpi.gaps.FIRST_ROWS", 10)
    rows = [incident(k, "2026-02-02", hours=None) for k in range(20)]
    reasons = set(run(["mttr_resolve"], {"tickets": rows})["reason"])
    assert reasons == {"not computable: column resolved_at is missing"}
