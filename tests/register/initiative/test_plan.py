"""Milestones, risks and issues of all initiatives stand in one list, and what is late follows from the days."""

import datetime as dt

import pytest
from pydantic import ValidationError

from csi_lib.register.initiatives.plan import list_issues, list_milestones, list_risks
from tests.register.initiative.samples import ON_ITS_WAY, close

TODAY = dt.date(2025, 6, 30)
MILESTONES = [
    {"what": "late", "due": "2025-06-20"},
    {"what": "today", "due": "2025-06-30"},
    {"what": "done late", "due": "2025-03-01", "done": "2025-03-04"},
    {"what": "done in time", "start": "2025-01-01", "due": "2025-02-01", "done": "2025-02-01"},
    {"what": "done tomorrow", "due": "2025-06-29", "done": "2025-07-01"},
]


def test_overdue_follows_from_the_days(make):
    found = {one.milestone.what: (one.state, one.late) for one in list_milestones([make(milestones=MILESTONES)], TODAY)}
    assert found == {
        "late": ("overdue", 10),
        "today": ("open", 0),
        "done late": ("done", 3),
        "done in time": ("done", 0),
        "done tomorrow": ("overdue", 1),  # a report of that day could not know
    }


def test_of_an_initiative_that_is_over_nobody_waits_for_a_milestone(make):
    over = make("stopped", milestones=MILESTONES, closing=close("stopped"), lessons="l")
    assert "overdue" not in {one.state for one in list_milestones([over], TODAY)}


def test_milestones_stand_in_the_order_of_time(make):
    found = [one.milestone.what for one in list_milestones([make(milestones=MILESTONES)], TODAY)]
    assert found == ["done in time", "done late", "late", "done tomorrow", "today"]


def test_a_milestone_does_not_begin_after_it_is_due(make):
    with pytest.raises(ValidationError, match="'start' is after 'due'"):
        make(milestones=[{"what": "m", "start": "2025-02-02", "due": "2025-02-01"}])


def risk(what, probability, impact, review_by="2025-12-31", **more):
    given = ON_ITS_WAY["risks"][0] | {"what": what, "probability": probability, "impact": impact}
    return given | {"review_by": review_by} | more


def test_the_highest_risk_stands_first_by_probability_times_impact(make):
    items = [
        make(id="a", risks=[risk("small", 2, 2), risk("top", 4, 5), risk("gone", 5, 5, state="closed")]),
        make(id="b", risks=[risk("middle", 3, 3)]),
        make("stopped", id="c", risks=[risk("past", 5, 5)], closing=close("stopped"), lessons="l"),
    ]
    assert [(one.risk.what, one.risk.score) for one in list_risks(items, TODAY)] == [
        ("top", 20), ("middle", 9), ("small", 4),
    ]  # fmt: skip


def test_a_risk_that_was_not_looked_at_again_is_overdue(make):
    items = [make(risks=[risk("late", 1, 1, "2025-06-29"), risk("today", 1, 1, "2025-06-30")])]
    assert {one.risk.what: one.overdue for one in list_risks(items, TODAY)} == {"late": True, "today": False}


@pytest.mark.parametrize("lacking", ["probability", "impact", "mitigation", "owner", "review_by"])
def test_a_risk_without_one_of_its_parts_is_refused(make, lacking):
    with pytest.raises(ValidationError, match=lacking):
        make(risks=[{key: value for key, value in risk("r", 1, 1).items() if key != lacking}])
    for wrong in (0, 6):
        with pytest.raises(ValidationError):
            make(risks=[risk("r", wrong, 1)])


def test_open_issues_come_first_and_count_the_days(make):
    issues = [
        {"what": "solved", "raised": "2025-01-01", "owner": "o", "answer": "bought", "closed": "2025-01-11"},
        {"what": "open", "raised": "2025-06-01", "owner": "o"},
        {"what": "tomorrow", "raised": "2025-07-01", "owner": "o"},
        {"what": "solved later", "raised": "2025-06-20", "owner": "o", "answer": "a", "closed": "2025-07-02"},
    ]
    found = [(one.issue.what, one.age, one.closed) for one in list_issues([make(issues=issues)], TODAY)]
    assert found == [("open", 29, None), ("solved later", 10, None), ("solved", 10, dt.date(2025, 1, 11))]


def test_an_issue_is_not_closed_without_an_answer(make):
    with pytest.raises(ValidationError, match="needs its 'answer'"):
        make(issues=[{"what": "i", "raised": "2025-01-01", "owner": "o", "closed": "2025-01-02"}])
