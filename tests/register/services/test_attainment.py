"""Whether a promise was kept: counted by hand, beside a plain twin, and for every way open tickets can end."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.register.services.attainment import COUNT_COLUMNS, judge_times, judge_values
from csi_lib.register.services.past import try_goals, try_times
from csi_lib.register.services.targets import Target, say_goal
from csi_lib.register.sla import Sla, TimeTarget
from csi_lib.study import load_study
from csi_lib.study.services.agreements import Agreements, hold_agreements

SETTINGS = {
    "version": 1, "id": "mail", "title": "Mail", "service": "Mail", "provider": "owner", "customer": "head",
    "objective": "Mail works", "status": "agreed", "since": "2026-01-01", "calendar": "24x7",
}  # fmt: skip
TIME = {"times": "resolution", "within": 4, "unit": "h", "share": 75}


def row(held: Agreements, sla: str, key: str, month: str) -> pd.Series:
    found = held.attainment
    at = (found["sla"] == sla) & (found["target"] == key) & (found["period_start"] == pd.Timestamp(f"{month}-01"))
    assert at.sum() == 1
    return found[at].iloc[0]


def test_tickets_in_time_are_counted_on_the_agreed_clock_without_waiting_for_the_user(held: Agreements) -> None:
    found = row(held, "mail", "resolution-1", "2026-01")

    assert (found["met"], found["missed"], found["running"], found["unknown"]) == (3, 1, 0, 0)
    assert found["value"] == 75
    assert found["kept"] == 1  # at the goal is kept


def test_a_period_below_the_share_is_missed_and_names_its_penalty(held: Agreements) -> None:
    assert row(held, "mail", "resolution-1", "2026-02")["state"] == "missed"
    (breach,) = held.breaches[held.breaches["target"] == "resolution-1"].to_dict("records")
    assert (breach["value"], breach["short"], breach["clause"]) == (50, 25, "5 % of the charge")
    assert breach["escalation"] == "head of operations"


def test_a_target_without_a_clause_of_its_own_has_that_of_the_agreement(held: Agreements) -> None:
    (breach,) = held.breaches[held.breaches["target"] == "resolution-2"].to_dict("records")

    assert breach["clause"] == "explained at the next review"


def test_an_open_ticket_that_is_not_late_yet_keeps_the_period_running(held: Agreements) -> None:
    found = row(held, "mail", "resolution-1", "2026-03")

    assert (found["met"], found["running"], found["state"]) == (1, 1, "running")


def test_an_open_ticket_past_its_time_is_late_on_either_clock(held: Agreements) -> None:
    # Opened on Monday at 8: until the end of Tuesday 40 hours, and two office days of nine hours.
    assert row(held, "mail", "resolution-2", "2026-03")["missed"] == 1
    office = held.counts[(held.counts["sla"] == "office") & (held.counts["period_start"] == pd.Timestamp("2026-03-01"))]
    late = dict(zip(office["within"], office["missed"], strict=True))
    assert late[17.0] == 1
    assert late[18.7] == 0  # 18.7 office hours are not over yet


def test_a_resolved_ticket_without_a_first_answer_is_neither_in_time_nor_late(held: Agreements) -> None:
    found = row(held, "mail", "response-1", "2026-01")

    assert (found["met"], found["missed"], found["unknown"]) == (2, 1, 1)


def test_a_period_before_the_agreement_has_no_agreement_and_counts_for_what_would_have_been(held: Agreements) -> None:
    assert row(held, "mail", "resolution-1", "2026-01")["state"] == "no agreement"
    past = next(item for item in held.past if item.target.id == ("mail", "resolution-1"))
    assert (past.kept, past.periods) == (1, 2)  # January would have been kept, February not, March is open


def test_a_draft_is_judged_and_never_missed(held: Agreements) -> None:
    states = held.attainment.loc[held.attainment["sla"] == "office", "state"]

    assert set(states) == {"no agreement"}


def test_the_availability_of_an_agreement_is_that_of_its_service_and_period(held: Agreements) -> None:
    found = row(held, "mail", "kpi-availability", "2026-01")

    assert found["value"] == pytest.approx(99.0)  # 446.4 of 44,640 minutes down
    assert found["kept"] == 1


def test_an_agreement_on_a_calendar_that_was_not_measured_says_so(held: Agreements) -> None:
    (found,) = held.unmeasured

    assert found[0].id == "strange"
    assert "'office-uk'" in found[2] and "'office-de'" in found[2]


def test_a_longer_time_never_has_fewer_tickets_in_time(held: Agreements) -> None:
    for target in held.targets:
        if target.time:
            tried = [item.span.point for item in try_times(held.counts, target) if item.span]
            assert tried == sorted(tried)


def test_a_time_that_was_asked_for_is_tried_beside_the_agreed_one(held: Agreements) -> None:
    target = next(item for item in held.targets if item.id == ("mail", "resolution-1"))
    tried = {item.hours: item for item in try_times(held.counts, target)}

    assert tried[4.0].agreed and not tried[5.0].agreed
    assert (tried[5.0].kept, tried[5.0].periods, tried[5.0].undecided) == (2, 2, 1)  # 3 of 4 and 2 of 2; March is open
    assert tried[5.0].promise == 75


def test_other_values_of_a_kpi_are_held_against_its_past(held: Agreements) -> None:
    target = next(item for item in held.targets if item.kpi == "availability")
    tried = {item.goal: item.kept for item in try_goals(held.attainment, target, [99.5, 98])}

    assert tried == {98: 3, 99: 3, 99.5: 2}


@given(
    st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.floats(0.5, 100), st.integers(0, 5)
)  # fmt: skip
def test_a_period_is_decided_only_where_no_end_of_its_open_tickets_would_change_it(
    met: int, missed: int, running: int, goal: float, unknown: int
) -> None:
    time = TimeTarget.model_validate(TIME | {"share": goal})
    sla = Sla.model_validate(SETTINGS | {"targets": [TIME | {"share": goal}]})
    target = Target(sla, "resolution", "", goal, "%", "higher", "", time)
    day = pd.Timestamp("2026-01-01")
    counts = [("mail", "resolution", 4.0, day, day + pd.DateOffset(months=1), True, met, missed, running, unknown)]

    (state,) = judge_times(pd.DataFrame(counts, columns=list(COUNT_COLUMNS)), [target])["state"]

    cases = met + missed + running
    ends = {100 * (met + more) / cases >= goal for more in range(running + 1)} if cases else set()
    expected = {(): "no number", (True,): "met", (False,): "missed"}.get(tuple(sorted(ends)), "running")
    assert state == expected


def test_a_kpi_that_is_better_lower_is_kept_at_and_below_its_target() -> None:
    sla = Sla.model_validate(SETTINGS | {"measures": [{"kpi": "reopen_rate", "target": 5}]})
    target = Target(sla, "kpi-reopen_rate", "Reopened", 5, "%", "lower", "", kpi="reopen_rate")
    days = pd.date_range("2026-01-01", periods=4, freq="MS")
    values = pd.DataFrame(
        {
            "sla": "mail", "target": "kpi-reopen_rate", "period_start": days[:3], "period_end": days[1:],
            "complete": True, "value": [5.0, 5.1, math.nan], "n": [1, 30, 0], "reason": ["", "", "no case"],
        }
    )  # fmt: skip

    assert list(judge_values(values, [target])["state"]) == ["met", "missed", "no number"]
    assert say_goal(target) == "at most 5 %"


def test_the_counts_of_the_generated_client_are_those_of_a_plain_twin(kept_study: Path) -> None:
    study = load_study(kept_study)
    held = hold_agreements(study)
    tickets = pd.read_parquet(study.ingested.tables["tickets"])
    tickets = tickets[tickets["in_scope"].astype(bool)]
    month = tickets["opened_at"].dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin").dt.strftime("%Y-%m")
    checked = 0
    for target in held.targets:
        if target.time is None or target.sla.period != "month" or target.sla.covers != "incident":
            continue
        mine = (tickets["service"] == target.sla.service) & (tickets["kind"] == "incident")
        mine &= tickets["priority"] == target.time.priority
        took = {
            ("24x7", "resolution"): tickets["hours_to_resolve"] - tickets["hold_hours"].fillna(0),
            ("24x7", "response"): tickets["hours_to_respond"],
            ("office-de", "resolution"): tickets["sla_hours"],
            ("office-de", "response"): tickets["business_hours_to_respond"],
        }[target.sla.calendar, target.time.times]
        in_time = (took <= target.time.hours + 1e-6) & mine
        for _, found in held.of(target).iterrows():
            here = month == f"{found['period_start']:%Y-%m}"
            assert found["met"] == int((in_time & here).sum())
            assert found["n"] == int((mine & here).sum())
            checked += int(found["n"])
    assert checked > 100
