"""What a programme, a cycle and an entry of the SIP promise."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from csi_lib.errors import UsageError
from csi_lib.register import Entry, Register
from csi_lib.register.cycle import Cycle
from csi_lib.register.folder import read_folder
from csi_lib.register.programme import Programme
from csi_lib.settings import find_kit

DIGEST, OTHER = "a" * 64, "b" * 64
OPEN: dict[str, Any] = {
    "version": 1,
    "id": "cycle-1",
    "title": "First cycle",
    "opened": "2025-04-01",
    "began": {"id": "start", "digest": DIGEST},
}
CLOSED = OPEN | {
    "status": "closed",
    "closed": "2026-03-31",
    "ended": {"id": "second", "digest": OTHER},
    "reason": "Mail is the standard way of working now",
    "sip": ["cycle-1-search"],
    "next": "cycle-2",
}


def make(**changes: Any) -> Cycle:
    return Cycle.model_validate(OPEN | changes)


def test_a_cycle_closes_only_with_a_new_baseline_a_day_an_entry_and_the_next_cycle() -> None:
    before, bare = make(), make(status="closed", closed=None)
    whole = Cycle.model_validate(CLOSED)

    missing = Cycle.MACHINE.list_missing(before, bare, Register())

    assert len(missing) == 4
    assert "frozen baseline" in " ".join(missing) and "Service Improvement Programme" in " ".join(missing)
    assert Cycle.MACHINE.list_missing(before, whole, Register()) == ()


def test_a_closed_cycle_is_never_opened_again() -> None:
    with pytest.raises(UsageError, match="the end of its way"):
        Cycle.MACHINE.list_missing(Cycle.model_validate(CLOSED), make(), Register())


def test_a_cycle_does_not_end_with_the_baseline_it_began_from() -> None:
    with pytest.raises(ValidationError, match="new baseline"):
        Cycle.model_validate(CLOSED | {"ended": {"id": "start", "digest": OTHER}})


def test_one_cycle_is_open_at_a_time() -> None:
    first, second = make(), make(id="cycle-2")
    register = Register((Entry(first), Entry(second)))

    assert second.check(register) == ("cycle 'cycle-1' is open already: close it first",)
    assert make().check(Register((Entry(first),))) == ()


def test_a_cycle_points_at_both_baselines_its_neighbours_and_its_entries() -> None:
    whole = Cycle.model_validate(CLOSED | {"follows": "cycle-0", "initiatives": ["search"]})

    assert [(item.kind, item.id) for item in whole.references] == [
        ("baseline", "start"),
        ("baseline", "second"),
        ("cycle", "cycle-0"),
        ("cycle", "cycle-2"),
        ("initiative", "search"),
        ("sip", "cycle-1-search"),
    ]


def test_an_engagement_has_one_programme() -> None:
    one = Programme(version=1, id="programme")
    other = Programme(version=1, id="another")

    assert other.check(Register((Entry(one), Entry(other)))) == (
        "there is a programme already, 'programme': change that one",
    )
    assert one.check(Register((Entry(one),))) == ()


def test_a_goal_of_the_programme_points_at_its_objectives_and_kpis() -> None:
    aim = {"id": "less", "goal": "Less waiting", "objectives": ["faster-mail"], "kpis": ["mttr_resolve"]}
    programme = Programme.model_validate({"version": 1, "id": "p", "goals": [aim]})

    assert [(item.kind, item.id, item.key) for item in programme.references] == [
        ("objective", "faster-mail", ("goals", 0, "objectives", 0)),
        ("kpi", "mttr_resolve", ("goals", 0, "kpis", 0)),
    ]


def test_the_generated_client_has_a_programme_with_vision_mission_and_goals() -> None:
    (found,) = read_folder(find_kit("params/register/demo")).of(Programme)

    assert found.vision and found.mission and len(found.goals) == 3


@pytest.mark.parametrize("key", ["owner"])
def test_an_address_is_no_role(key: str) -> None:
    with pytest.raises(ValidationError, match="role"):
        Programme.model_validate({"version": 1, "id": "p", key: "a@b.example"})
