"""Sections, months, what happened in one, and what serves an objective."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from csi_lib.errors import UsageError
from csi_lib.register import Initiative
from csi_lib.register.people import Feedback, Stakeholder
from csi_lib.register.people.receivers import list_receivers
from csi_lib.register.plans import PLAN, SIP, OwnText
from csi_lib.register.plans.aligned import find_aligned
from csi_lib.register.plans.happened import list_happened
from csi_lib.register.plans.month import read_month
from csi_lib.register.register import Entry, Register

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 6, 15)


def initiative(name: str = "search", **more: Any) -> Initiative:
    given = {
        "version": 1, "id": name, "title": name.capitalize(), "opportunity": "Errors repeat", "source": "audit",
        "hypothesis": "It helps", "kpi": "mttr_resolve", "target": {"value": 20, "unit": "h"}, "owner": "desk lead",
        "status": "live", "date": "2026-05-04", "aims": ["quality"],
    }  # fmt: skip
    return Initiative.model_validate(given | more)


def test_the_plan_has_every_section_of_its_template() -> None:
    assert [item.title for item in PLAN[:7]] == [
        "Executive summary",
        "Scope and objectives",
        "Stakeholder engagement",
        "Performance metrics and KPIs",
        "Data collection and analysis",
        "Continuous feedback",
        "Roles and responsibilities",
    ]
    assert [item.id for item in SIP] == ["identification", "analysis", "resolution", "implementation"]


def test_a_month_ends_with_the_data() -> None:
    assert (read_month("2026-02", FIRST, LAST).last, read_month("2026-06", FIRST, LAST).last) == (
        dt.date(2026, 2, 28),
        LAST,
    )


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "June", "2026-6", "", "2026-06-30", "0000-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no month"):
        read_month(text, FIRST, LAST)


@pytest.mark.parametrize("text", ["2023-12", "2026-07"])
def test_a_month_outside_the_data_is_refused_and_the_data_named(text: str) -> None:
    with pytest.raises(UsageError, match="from 2024-01-01 to 2026-06-15"):
        read_month(text, FIRST, LAST)


def test_what_happened_in_a_month_is_all_of_its_days_and_none_of_others() -> None:
    milestones = [{"what": "built", "due": "2026-05-01", "done": "2026-05-31"}, {"what": "later", "due": "2026-06-01"}]
    talk = {"on": "2026-05-02", "what": "printers"}
    before = {"on": "2026-04-30", "what": "mail"}
    records = (
        initiative(milestones=milestones),
        initiative("old", date="2026-04-30"),
        Stakeholder.model_validate(
            {"version": 1, "id": "office", "title": "Office", "group": "users", "interest": "work", "channel": "talk",
             "frequency": "monthly", "owner": "desk lead", "log": [talk, before]}
        ),
        Feedback.model_validate(
            {"version": 1, "id": "slow", "source": "idea", "group": "agents", "said": "faster",
             "received": "2026-04-01", "answered": "2026-05-03", "answer": "yes"}
        ),
        OwnText.model_validate(
            {"version": 1, "id": "sum", "document": "plan", "section": "executive-summary", "body": "b",
             "edits": [{"on": "2026-04-01", "author": "r", "reason": "first"},
                       {"on": "2026-05-20", "author": "r", "reason": "clearer"}]}
        ),
    )  # fmt: skip
    found = list_happened(Register(tuple(Entry(item) for item in records)), read_month("2026-05", FIRST, LAST))

    assert [(f"{item.on:%d}", item.what, item.about) for item in found] == [
        ("02", "talk with a stakeholder", "printers"),
        ("03", "feedback answered", "yes"),
        ("04", "went live", "Search"),
        ("20", "plan changed", "clearer"),
        ("31", "milestone reached", "built"),
    ]


def test_an_initiative_serves_an_objective_by_name_or_by_its_kpi() -> None:
    tried = (initiative("a"), initiative("b", kpi="csat_desk"), initiative("c", kpi="csat_desk", objective="happy"))
    found = find_aligned(tried, ["mttr_resolve", "csat_desk", "fcr_call"], ["mttr_resolve"])

    assert (found.kpis, found.loose_kpis) == (("mttr_resolve",), ("csat_desk", "fcr_call"))
    assert (found.initiatives, found.loose_initiatives) == (("a", "c"), ("b",))
    assert found.share == pytest.approx(200 / 3)
    assert find_aligned((), [], []).share is None  # no share is made of nothing


def test_a_document_goes_to_those_who_ask_for_it_by_the_role_that_sends_it() -> None:
    def ask(name: str, **more: Any) -> Stakeholder:
        given = {"version": 1, "id": name, "title": name, "group": "users", "interest": "i", "channel": "c",
                 "frequency": "monthly", "owner": "desk lead"}  # fmt: skip
        return Stakeholder.model_validate(given | more)

    asked = [ask("b", receives=["status", "plan"], sent_by="reporting team"), ask("a", receives=["status"]), ask("c")]

    assert [(item.id, item.sender) for item in list_receivers(asked, "status")] == [
        ("a", "desk lead"),
        ("b", "reporting team"),
    ]
    assert len(list_receivers(asked)) == 3
