"""Before the first export the plan and a trace say what the register alone has."""

from __future__ import annotations

import pytest

from csi_lib.errors import AbsentError
from csi_lib.register import Entry, Initiative, Register
from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.register.plans.recorded import WAITS, list_recorded
from csi_lib.study.trace.unmeasured import trace_records

ABSENT = AbsentError("no file matches 'tickets.csv'")


@pytest.fixture
def register() -> Register:
    chance = {"version": 1, "id": "errors", "title": "Errors", "said": "They repeat", "source": "audit",
              "raised": "2025-01-02", "by": "agent"}  # fmt: skip
    plain = {"version": 1, "id": "search", "title": "Search", "opportunity": "Errors repeat", "source": "audit",
             "hypothesis": "Agents see it", "kpi": "mttr_resolve", "owner": "problem manager", "status": "idea",
             "aims": ["efficiency"], "opportunities": ["errors"]}  # fmt: skip
    return Register((Entry(Initiative.model_validate(plain), 1), Entry(Opportunity.model_validate(chance), 1)))


def test_a_plan_without_an_export_is_drafted_from_records_and_waits_for_figures(register: Register) -> None:
    states = {section.id: state for section, state in list_recorded(register, stated=False)}

    assert states["initiatives"] == states["roles"] == "drafted"
    assert states["executive-summary"] == states["data-and-analysis"] == WAITS
    assert states["stakeholders"] == states["scope-and-objectives"] == "EMPTY"
    assert (
        dict((section.id, state) for section, state in list_recorded(register, stated=True))["scope-and-objectives"]
        == "drafted"
    )


def test_a_record_is_traced_to_the_records_it_rests_on_and_says_what_an_export_adds(register: Register) -> None:
    links = trace_records(register, "search", "", ABSENT)

    assert [(link.kind, link.id, link.depth) for link in links] == [
        ("initiative", "search", 0),
        ("kpi", "mttr_resolve", 1),
        ("opportunity", "errors", 1),
    ]
    assert "an export adds" in links[1].says


def test_what_no_record_is_still_needs_the_export(register: Register) -> None:
    with pytest.raises(AbsentError, match="no file matches"):
        trace_records(register, "mttr_resolve", "", ABSENT)
