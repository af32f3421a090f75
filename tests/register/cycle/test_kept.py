"""Cycles and the programme's entries are written by ``csi cycle`` alone, and stand as it wrote them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, get_args

import pytest

from csi_lib.cli.cycle.close import check_names
from csi_lib.errors import SettingsError, UsageError
from csi_lib.register import Entry, Initiative, Register
from csi_lib.register.change import Change, Source
from csi_lib.register.closing import close_cycle, list_left_open
from csi_lib.register.cycle import Cycle, Frozen, SipEntry
from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.register.known import Known
from csi_lib.register.objective import Objective
from csi_lib.register.record import Record, say_body
from csi_lib.register.rules import list_faults
from tests.register.cycle.test_views import ENDED

KNOWN = Known(
    kpis=frozenset({"mttr_resolve", "sla_compliance"}),
    catalogue=frozenset({"mttr_resolve", "sla_compliance"}),
    baselines=frozenset({"start", "second"}),
)
OPEN = Cycle.model_validate(
    {"version": 1, "id": "one", "title": "One", "opened": "2025-04-01", "began": {"id": "start", "digest": "a" * 64}}
)


@pytest.fixture
def before(make_initiative: Callable[..., Initiative]) -> Register:
    return Register((Entry(OPEN, 1), Entry(make_initiative(**ENDED), 1)), "database")


@pytest.fixture
def closing(before: Register) -> tuple[Change, ...]:
    ended = Frozen(id="second", digest="b" * 64)
    return close_cycle(before, OPEN, ended=ended, on=dt.date(2026, 4, 20), reason="It works", next_id="two")


@pytest.fixture
def closed(before: Register, closing: tuple[Change, ...]) -> Register:
    written = {item.record.id: Entry(item.record, item.revision + 1) for item in closing}
    return Register((*(item for item in before.entries if item.record.id not in written), *written.values()))


def find(register: Register, *records: Record, **occasion: Any) -> str:
    changes = [Change(item, 1 if register.entry(item.KIND, item.id) else 0) for item in records]
    kinds = ("sip", "cycle")
    return "; ".join(str(item) for item in list_faults(register, changes, KNOWN, **occasion) if item.kind in kinds)


def alter(record: Record, **changes: Any) -> Record:
    return type(record).model_validate(say_body(record) | changes)


def test_what_closing_writes_is_refused_from_anybody_else(before: Register, closing: tuple[Change, ...]) -> None:
    records = [item.record for item in closing]

    assert find(before, *records, source="cycle") == ""
    for source in sorted({*get_args(Source)} - {"cycle"}):
        said = find(before, *records, source=source)
        assert "sip 'one-search': an entry of the Service Improvement Programme is not typed in" in said
        assert "csi cycle open begins a cycle" in said and "csi cycle close ends a cycle" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"result": "stopped"}, "its result is 'stopped', and initiative 'search' is 'standardised'"),
        ({"verdict": "worse"}, "of another run"),
        ({"fingerprint": "f" * 8}, "of another run"),
        ({"began": {"id": "start", "digest": "c" * 64}}, "not those of cycle 'one'"),
        ({"ended": {"id": "second", "digest": "c" * 64}}, "not those of cycle 'one'"),
        ({"on": "2026-04-19"}, "not those of cycle 'one'"),
    ],
)
def test_an_entry_says_what_its_initiative_and_its_cycle_say(
    before: Register, closing: tuple[Change, ...], change: dict[str, Any], says: str
) -> None:
    records = [alter(item.record, **change) if isinstance(item.record, SipEntry) else item.record for item in closing]

    assert says in find(before, *records, source="cycle")


@pytest.mark.parametrize("change", [{"lessons": "None"}, {"effect": "0.5"}, {"title": "Other"}])
def test_an_entry_is_not_changed(closed: Register, change: dict[str, Any]) -> None:
    (entry,) = closed.of(SipEntry)

    assert "stands as its cycle was closed" in find(closed, alter(entry, **change), source="cycle")


def test_a_closed_cycle_is_not_changed(closed: Register) -> None:
    cycle = closed.get(Cycle, "one")
    assert cycle is not None

    assert "it is closed, and stands" in find(closed, alter(cycle, reason="Another"))


@pytest.mark.parametrize("change", [{"began": {"id": "start", "digest": "c" * 64}}, {"opened": "2025-01-01"}])
def test_what_an_open_cycle_is_measured_against_is_not_changed(before: Register, change: dict[str, Any]) -> None:
    assert "measured against what it began from" in find(before, alter(OPEN, **change))
    assert find(before, alter(OPEN, title="The first")) == ""


@pytest.mark.parametrize(
    ("baseline", "following", "says"),
    [
        ("start", "two", "--baseline start: it is there already, name another"),
        ("second", "one", "--next one: that is the cycle being closed; name another"),
        ("", "two", "--baseline is empty: name the new one"),
    ],
)
def test_a_name_that_is_taken_is_refused_before_anything_is_frozen(
    before: Register, baseline: str, following: str, says: str
) -> None:
    with pytest.raises(UsageError) as refused:
        check_names(before, OPEN, baseline=baseline, following=following)

    assert str(refused.value) == says


@pytest.mark.parametrize(("key", "value"), [("on", dt.date(2025, 3, 31)), ("next_id", "Number two")])
def test_a_day_or_an_id_that_does_not_fit_is_one_line(before: Register, key: str, value: Any) -> None:
    given = {"ended": Frozen(id="second", digest="b" * 64), "on": dt.date(2026, 4, 20), "reason": "It works"}

    with pytest.raises(SettingsError) as refused:
        close_cycle(before, OPEN, **(given | {"next_id": "two"} | {key: value}))

    assert str(value) in str(refused.value)


def test_what_a_standardised_initiative_served_and_nobody_ended_is_named(
    make_initiative: Callable[..., Initiative],
) -> None:
    goal = {"version": 1, "id": "faster", "title": "Faster", "kpi": "mttr_resolve", "baseline": "start",
            "target": {"value": 20, "unit": "h", "by": "2025-12-31"}, "owner": "service manager"}  # fmt: skip
    chance = {"version": 1, "id": "errors", "title": "Errors", "said": "They repeat", "source": "audit",
              "raised": "2025-01-02", "by": "agent"}  # fmt: skip
    served = Entry(make_initiative(**ENDED, opportunities=["errors"]), 1)
    waiting = Register((served, Entry(Objective.model_validate(goal), 1), Entry(Opportunity.model_validate(chance), 1)))
    ended = Register((served, Entry(Objective.model_validate(goal | {"status": "achieved"}), 1)))

    assert list_left_open(waiting) == (
        "objective 'faster' is open, and was evaluated as achieved",
        "opportunity 'errors' is raised, and 'search' is standardised",
    )
    assert list_left_open(ended) == ()
