"""Every initiative is told its next step in one plain sentence, and what its record lacks."""

import pickle
import re

import pandas as pd
import pytest

from csi_lib.errors import UsageError
from csi_lib.register import find_gaps, is_declared_late, next_step, register_frame

WORDS = ["achieved", "improved", "not achieved", "no clear change", "worse", "not enough evidence", ""]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("achieved", "standard way of working, close it, and freeze a new baseline"),
        ("improved", "Compare mttr_resolve with its target of 20 h"),
        ("not achieved", "20 h was not reached"),
        ("no clear change", "stop it, or start another cycle"),
        ("worse", "be ready to take it back"),
        ("not enough evidence", "Wait with the decision .*: 3 of 6 months are in"),
        ("", "no verdict has been made yet"),
    ],
)
def test_each_verdict_has_its_own_next_step(make_initiative, verdict, said):
    assert re.search(said, next_step(make_initiative(), verdict, "3 of 6 months are in."))


@pytest.mark.parametrize("status", ["idea", "planned", "running", "live", "closed"])
@pytest.mark.parametrize("verdict", WORDS)
def test_the_next_step_is_always_one_sentence_without_a_claim_of_cause(make_initiative, status, verdict):
    said = next_step(make_initiative(status=status), verdict, "the reason given.")
    assert said.endswith(".") and ". " not in said and "\n" not in said
    assert not re.search(r"caused|thanks to|led to|due to", said)


def test_an_improvement_counts_only_while_the_guard_holds(make_initiative):
    for verdict in ("achieved", "improved"):
        assert "reopen_rate did not get worse" in next_step(make_initiative(), verdict)
        assert "did not get worse" not in next_step(make_initiative(guards=[]), verdict)


def test_a_plan_without_a_go_live_date_is_asked_for_it(make_initiative):
    assert next_step(make_initiative(status="planned", date=...)).startswith("Set the go-live date")


def test_an_idea_is_to_be_decided_on(make_initiative):
    assert next_step(make_initiative(status="idea", date=..., target=...)).startswith("Decide whether to plan it")


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({}, "Go live on 2025-04-01"),
        ({"baseline": ""}, "Freeze a baseline, then go live"),
        ({"baseline": "", "declared": ...}, "Note the date of declaration and freeze a baseline, then go live"),
    ],
)
def test_before_go_live_what_is_still_lacking_comes_first(make_initiative, changes, begins):
    assert next_step(make_initiative(status="running", **changes), "not enough evidence").startswith(begins)


@pytest.mark.parametrize(
    ("declared", "said"), [("2025-04-02", "only on 2025-04-02, after go-live on 2025-04-01"), (..., "never")]
)
@pytest.mark.parametrize("verdict", ["achieved", "improved"])
def test_good_news_declared_after_the_fact_is_only_a_hint(make_initiative, verdict, declared, said):
    sentence = next_step(make_initiative(declared=declared), verdict)
    assert sentence.startswith(f"Take '{verdict}' as a hint") and said in sentence


@pytest.mark.parametrize("declared", ["2025-04-02", ...])
def test_what_was_declared_after_the_fact_is_to_be_confirmed_and_not_waited_for(make_initiative, declared):
    sentence = next_step(make_initiative(declared=declared), "not enough evidence", "exploratory")
    assert sentence.startswith("Take what is seen as a hint, declare the next cycle beforehand")
    assert "Wait" not in sentence


def test_bad_news_declared_after_the_fact_is_acted_on_all_the_same(make_initiative):
    assert "take it back" in next_step(make_initiative(declared="2025-06-01"), "worse")


def test_a_closed_one_without_lessons_is_asked_for_them(make_initiative):
    assert "lessons" in next_step(make_initiative(status="closed"), "achieved")
    assert "lessons" not in next_step(make_initiative(status="closed", lessons="start smaller"), "achieved")


SIGNED = {"reason": "kept", "by": "service manager", "on": "2026-01-10"}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("standardised", "freeze a new baseline beside the old one if none has been frozen since 2026-01-10"),
        ("restarted", "Carry on in the cycle that follows it"),
        ("stopped", "Nothing to do: it was stopped on 2026-01-10"),
    ],
)
def test_at_its_end_a_success_asks_for_the_next_baseline_and_a_failure_for_the_next_cycle(
    make_initiative, status, said
):
    closing = {"result": status, "override": SIGNED} | SIGNED
    item = make_initiative(status=status, lessons="start smaller", closing=closing)
    for verdict in WORDS:
        assert said in next_step(item, verdict, "any reason")


def test_an_unknown_verdict_is_answered_with_the_nearest(make_initiative):
    with pytest.raises(UsageError, match="Did you mean 'improved'"):
        next_step(make_initiative(), "improve")


@pytest.mark.parametrize(
    ("declared", "late"), [("2025-03-31", False), ("2025-04-01", False), ("2025-04-02", True), (..., True)]
)
def test_declared_on_the_day_of_go_live_is_in_time(make_initiative, declared, late):
    item = make_initiative(declared=declared)
    assert is_declared_late(item) is late
    assert ("declared after the fact" in find_gaps(item)) is (declared == "2025-04-02")


def test_the_register_is_one_row_per_initiative(make_initiative):
    items = [
        make_initiative(where={"service": "Mail", "priority": 1}),
        make_initiative(id="b", status="planned", date=...),
    ]
    frame = register_frame(items)
    assert frame["id"].tolist() == ["search", "b"]
    assert frame["where"].tolist() == ["priority = 1, service = Mail", ""]
    assert frame["date"].tolist() == [pd.Timestamp("2025-04-01"), pd.NaT]
    assert frame["gaps"].tolist() == ["; ".join(find_gaps(item)) for item in items]


def test_an_empty_register_keeps_its_columns_and_types():
    frame = register_frame(())
    assert frame.empty and frame["date"].dtype == "datetime64[us]" and frame["target"].dtype == "float64"


def test_an_initiative_survives_a_pickle_with_its_file(make_initiative):
    item = make_initiative()
    item._file = "search.yml"
    assert pickle.loads(pickle.dumps(item)).file == "search.yml"
