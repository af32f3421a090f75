"""What no record may say, whatever its kind: a target in a unit its KPI does not have, a day that has not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from csi_lib.register import Entry, Initiative, Register
from csi_lib.register.change import Change
from csi_lib.register.kinds import KINDS
from csi_lib.register.known import Known
from csi_lib.register.making import make_record
from csi_lib.register.record import Record
from csi_lib.register.rules import Fault, list_faults

WRITTEN = dt.date(2026, 6, 29)
KNOWN = Known(
    frozenset({"mttr_resolve", "reopen_rate"}), frozenset({"b1"}), units={"mttr_resolve": "h", "reopen_rate": "%"}
)
OBJECTIVE = {"id": "o", "title": "t", "kpi": "mttr_resolve", "baseline": "b1", "owner": "lead"}
ACTION = {"id": "a", "title": "t", "raised_by": "r", "owner": "o", "due": "2199-12-31"}
EMPTY = Register()


def objective(unit: str) -> Record:
    return make_record(KINDS["objective"], OBJECTIVE | {"target": {"value": 20, "unit": unit, "by": "2026-12-31"}})


def ask(record: Record, before: Register = EMPTY, **more: Any) -> list[tuple[str, str]]:
    return [(fault.key, fault.what) for fault in list_faults(before, [Change(record, 1)], KNOWN, **more)]


def test_a_target_in_another_unit_than_its_kpi_is_refused(make_initiative: Callable[..., Initiative]) -> None:
    said = [("target.unit", "the target is in 'min', and the KPI 'mttr_resolve' is in 'h'")]
    assert (ask(objective("min")), ask(objective("h"))) == (said, [])
    assert ask(make_initiative(target={"value": 1200, "unit": "min"}, status="idea", date=...)) == said
    assert isinstance(list_faults(EMPTY, [Change(objective("min"))], KNOWN)[0], Fault)
    assert list_faults(EMPTY, [Change(objective("min"))], KNOWN)[0].do == "Write the value in 'h', and unit: h"


@pytest.mark.parametrize(("better", "value", "fine"), [
    ("lower", 500, False), ("lower", 50, True), ("higher", 12, False), ("higher", 12.5, True), ("none", 500, True),
])  # fmt: skip
def test_a_target_far_worse_than_the_baseline_is_refused(better: str, value: float, fine: bool) -> None:
    stood = {("b1", "mttr_resolve"): 25.0}
    known = replace(KNOWN, better={"mttr_resolve": better}, stood=lambda name, kpi, where: stood.get((name, kpi)))
    record = make_record(KINDS["objective"], OBJECTIVE | {"target": {"value": value, "unit": "h", "by": "2026-12-31"}})
    said = f"{value:g} h is far worse than the 25 h of baseline 'b1', and {better} is better"
    faults = list_faults(EMPTY, [Change(record)], known)
    assert [(fault.key, fault.what) for fault in faults] == ([] if fine else [("target.value", said)])


def test_a_target_that_stood_in_another_unit_stays_until_it_is_changed() -> None:
    before = Register((Entry(objective("min"), 1),))
    assert ask(objective("min").model_copy(update={"title": "another"}), before) == []
    assert ask(objective("min"), source="elsewhere") == []  # of a register that is taken over whole


@pytest.mark.parametrize(("raised", "fine"), [("2026-07-01", True), ("2026-07-02", False), ("2199-12-31", False)])
def test_nothing_is_raised_on_a_day_that_has_not_come_anywhere(raised: str, fine: bool) -> None:
    action = make_record(KINDS["action"], ACTION | {"raised": raised})
    said = [] if fine else [("raised", f"it cannot be {raised}: that day has not come yet")]
    assert ask(action, day=WRITTEN) == said
    # what came from elsewhere, or was written so before, stays as it was
    assert ask(action, day=WRITTEN, source="elsewhere") == []
    assert ask(action, Register((Entry(action, 1),)), day=WRITTEN) == []
