"""Beside a score stands how many of those asked answered: few or suddenly fewer answers are said, not hidden."""

import pandas as pd
import pytest

from csi_lib.errors import DefinitionError
from csi_lib.kpi import choose
from csi_lib.kpi.checks import check_kpi


def survey(month, number, answered, *, service="Mail", sent=True):
    """One survey of the fifth of a month, answered on the seventh."""
    at = f"2026-{month:02}-05 08:00:00"
    return {
        "id": f"{service}{month}-{number}",
        "kind": "csat",
        "service": service,
        "sent_at": at if sent else None,
        "responded_at": f"2026-{month:02}-07 08:00:00" if answered else None,
        "score": 4.0 if answered else None,
        "top_box": True if answered else None,
    }


def surveys(month, count, answered, **more):
    return [survey(month, number, number < answered, **more) for number in range(count)]


def take(measures, **where):
    rows = measures[measures["stat"].eq("response")]
    for name in ("service", "team"):
        rows = rows[rows[name].eq(where[name]) if name in where else rows[name].isna()]
    return rows.set_index(rows["period_start"].dt.month)


@pytest.mark.parametrize("kpi", ["csat_desk", "csat_service"])
def test_a_score_says_how_many_of_those_asked_answered(run, kpi):
    rows = surveys(1, 100, 50) + surveys(2, 100, 48) + surveys(3, 40, 22)
    found = take(run([kpi], {"surveys": rows}))

    assert list(found["value"]) == [50, 48, 55]
    assert list(found["numerator"]) == [50, 48, 22] and list(found["n"]) == [100, 100, 40]
    assert set(found["unit"]) == {"%"} and set(found["reason"]) == {""}


def test_an_answer_counts_where_its_survey_was_sent_however_late_it_came(run):
    rows = surveys(1, 40, 20)
    rows[0]["responded_at"] = "2026-03-20 08:00:00"
    found = take(run(["csat_desk"], {"surveys": rows}))
    assert found.loc[1, "value"] == 50 and found.loc[3, "reason"] == "nobody was asked"


def test_few_answers_and_a_moved_rate_are_said(run):
    # 120 of 300 in the whole window is 40 %; a fifth of that is 8 points: 32 and 48 just stay, 31 and 49 do not
    rows = surveys(1, 100, 31) + surveys(2, 100, 40) + surveys(3, 100, 49)
    found = take(run(["csat_desk"], {"surveys": rows}))
    assert list(found["reason"]) == [
        "moved: 31 % answered, 40 % in the whole window",
        "",
        "moved: 49 % answered, 40 % in the whole window",
    ]
    still = take(run(["csat_desk"], {"surveys": surveys(1, 100, 32) + surveys(2, 100, 40) + surveys(3, 100, 48)}))
    assert set(still["reason"]) == {""}
    low = take(run(["csat_desk"], {"surveys": surveys(1, 100, 19) + surveys(2, 100, 20)}))
    assert list(low["reason"][:2]) == ["low: fewer than 20 % answered", ""]


def test_each_service_is_held_against_itself(run):
    rows = [line for month in (1, 2, 3) for line in surveys(month, 50, 40) + surveys(month, 50, 15, service="Web")]
    measures = run(["csat_service"], {"surveys": rows})
    assert set(take(measures, service="Mail")["value"]) == {80}
    assert set(take(measures, service="Web")["value"]) == {30}
    assert set(take(measures, service="Web")["reason"]) == {""}


def test_without_a_stamp_of_sending_the_rate_is_unknown_and_the_score_stands(run, pick):
    measures = run(["csat_desk"], {"surveys": surveys(1, 40, 30, sent=False)})
    found = take(measures)
    assert found["value"].isna().all() and set(found["reason"]) == {"no stamp of asking"}
    assert pick(measures, kpi="csat_desk", month="2026-01").value == 4


def test_a_rate_of_a_part_of_a_month_is_kept_out(run):
    rows = surveys(1, 100, 50) + surveys(2, 100, 50) + surveys(3, 100, 5)
    found = take(run(["csat_desk"], {"surveys": rows}, as_of="2026-03-20"))
    assert found.loc[3, "reason"] == "partial period" and set(found["reason"][:2]) == {""}


def test_the_share_of_good_marks_keeps_its_response_rate(run, catalogue):
    kpis = choose(catalogue, ["csat_desk"], {"csat_desk": {"score": "top_box"}})
    measures = run(kpis, {"surveys": surveys(1, 40, 30)})
    january = measures[measures["period_start"].eq(pd.Timestamp("2026-01-01"))]
    assert set(january.loc[january["service"].isna() & january["team"].isna(), "value"]) == {100, 75}


def test_only_a_score_can_ask(make_kpi):
    with pytest.raises(DefinitionError, match="only answers to surveys"):
        check_kpi(make_kpi(asked="closed_at"))
