"""An opportunity says where it comes from, is decided on with a reason, and is counted."""

import datetime as dt
import inspect
import textwrap
from typing import get_args

import pytest
from pydantic import ValidationError

from csi_lib.errors import UsageError
from csi_lib.register import Objective, Opportunity
from csi_lib.register.initiatives.activity import follow, measure_activity, split_by_source, split_by_team
from csi_lib.register.initiatives.initiative import Source
from csi_lib.settings import load
from tests.register.initiative.samples import OBJECTIVE, OPPORTUNITY, close

DECISION = {"reason": "worth it", "by": "service manager", "on": "2025-02-01"}


def raise_one(name="broken-mailboxes", **changes):
    given = OPPORTUNITY | {"id": name} | changes
    return Opportunity.model_validate({key: value for key, value in given.items() if value is not ...})


@pytest.mark.parametrize("kind", [Opportunity, Objective])
def test_the_example_in_the_docstring_is_a_valid_record(kind, tmp_path):
    file = tmp_path / "example.yml"
    file.write_text(textwrap.dedent(inspect.getdoc(kind).split("::\n\n")[1]), encoding="utf-8")
    assert load(file, kind).id


def test_an_opportunity_names_its_source_and_only_those_there_are():
    assert get_args(Source) == ("kpi signal", "customer feedback", "employee feedback", "audit", "maturity gap")
    for source in get_args(Source):
        assert raise_one(source=source).source == source
    for wrong in ("hearsay", ...):
        with pytest.raises(ValidationError, match="source"):
            raise_one(source=wrong)


@pytest.mark.parametrize("lacking", ["kpi", "baseline", "target"])
def test_an_objective_without_kpi_baseline_or_target_is_refused(lacking):
    with pytest.raises(ValidationError, match=lacking):
        Objective.model_validate({key: value for key, value in OBJECTIVE.items() if key != lacking})
    if lacking != "target":
        with pytest.raises(ValidationError, match=lacking):
            Objective.model_validate(OBJECTIVE | {lacking: ""})


@pytest.mark.parametrize("lacking", ["value", "unit", "by"])
def test_an_objective_without_value_unit_or_date_of_its_target_is_refused(lacking):
    target = {key: value for key, value in OBJECTIVE["target"].items() if key != lacking}
    with pytest.raises(ValidationError, match=f"target.{lacking}"):
        Objective.model_validate(OBJECTIVE | {"target": target})


def test_an_objective_that_nobody_closed_is_overdue_after_its_day():
    item = Objective.model_validate(OBJECTIVE)
    assert not item.is_overdue(dt.date(2025, 12, 31))
    assert item.is_overdue(dt.date(2026, 1, 1))


def test_nothing_is_taken_up_or_turned_down_without_who_when_and_why(keep):
    before = raise_one()
    for status in ("accepted", "declined", "withdrawn"):
        with pytest.raises(ValidationError, match="needs 'decision'"):
            raise_one(status=status)
        forged = before.model_copy(update={"status": status})
        assert "'decision' is missing" in Opportunity.MACHINE.list_missing(before, forged, keep())[0]
        assert Opportunity.MACHINE.list_missing(before, raise_one(status=status, decision=DECISION), keep()) == ()


def test_it_is_done_only_when_an_initiative_that_answers_it_is_over(make, keep):
    before = raise_one(status="accepted", decision=DECISION)
    after = before.model_copy(update={"status": "done"})
    assert "no initiative that is over" in Opportunity.MACHINE.list_missing(before, after, keep(make("live")))[0]
    over = make("stopped", closing=close("stopped"), lessons="too dear")
    assert Opportunity.MACHINE.list_missing(before, after, keep(over)) == ()
    with pytest.raises(UsageError, match="cannot go from 'raised' to 'done'"):
        Opportunity.MACHINE.list_missing(raise_one(), after, keep(over))


def test_people_are_roles_everywhere(make):
    for field in ("by", "owner"):
        with pytest.raises(ValidationError, match="not an address"):
            raise_one(**{field: "jo@client.example"})
    with pytest.raises(ValidationError, match="not an address"):
        make("idea", pm="jo@client.example")


# By hand: five opportunities, looked at on 2025-03-01.
FIVE = (
    raise_one("a", raised="2025-01-01", team="Desk"),  # open for 59 days
    raise_one("b", raised="2025-02-09", source="audit", team="Desk"),  # open for 20 days
    raise_one("c", raised="2025-01-22", status="accepted", decision=DECISION, team="Net"),  # decided after 10 days
    raise_one("d", raised="2025-01-30", status="declined", decision=DECISION),  # turned down after 2
    raise_one("e", raised="2025-03-02"),  # not raised yet
)
TODAY = dt.date(2025, 3, 1)


def test_what_was_raised_decided_and_done_is_counted_with_its_age():
    found = measure_activity(follow(FIVE, (), TODAY), TODAY)
    assert (found.raised, found.decided, found.done, found.declined, found.open) == (4, 2, 0, 1, 2)
    assert (found.age, found.waited) == (39.5, 6.0)


def test_a_report_of_an_earlier_day_knows_no_later_decision():
    found = measure_activity(follow(FIVE, (), dt.date(2025, 1, 31)), dt.date(2025, 1, 31))
    assert (found.raised, found.decided, found.done) == (3, 0, 0)


def test_done_is_when_the_last_initiative_that_answers_it_ended(make):
    item = raise_one("c", raised="2025-01-22", status="done", decision=DECISION)
    over = make("stopped", opportunities=["c"], closing=close("stopped"), lessons="too dear")  # on 2026-04-20
    (course,) = follow([item], [over], dt.date(2026, 12, 31))
    assert course.done == dt.date(2026, 4, 20)


def test_every_source_is_counted_also_one_that_nobody_uses():
    found = {item.group: item.raised for item in split_by_source(follow(FIVE, (), TODAY), TODAY)}
    expected = {"kpi signal": 3, "customer feedback": 0, "employee feedback": 0, "audit": 1, "maturity gap": 0}
    assert found == expected


def test_ideas_are_counted_by_the_team_that_had_them():
    found = [(item.group, item.raised) for item in split_by_team(follow(FIVE, (), TODAY), TODAY)]
    assert found == [("Desk", 2), ("(no team named)", 1), ("Net", 1)]
