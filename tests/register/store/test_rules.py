"""The rules every change keeps, wherever it comes from; in memory."""

from __future__ import annotations

import pytest

from csi_lib.errors import UsageError
from csi_lib.register.change import Change, Source
from csi_lib.register.record import Record
from csi_lib.register.register import Entry, Register
from csi_lib.register.rules import check_changes, list_faults
from tests.register.store.probe import KNOWN, Plain, probe


def hold(*records: Record) -> Register:
    return Register(tuple(Entry(record, 1) for record in records), "database")


def find(before: Register, *records: Record, source: Source = "hand") -> list[str]:
    changes = [Change(record, 1 if before.entry(record.KIND, record.id) else 0) for record in records]
    return [f"{fault}. {fault.do}" for fault in list_faults(before, changes, KNOWN, source=source)]


def test_what_a_record_points_at_has_to_be_there_or_come_with_it() -> None:
    assert find(hold(probe("nearby")), probe("a", near="nearbi")) == [
        "probe 'a', key near: there is no probe 'nearbi'. Did you mean 'nearby'?"
    ]
    assert find(hold(), probe("a", near="b"), probe("b", near="a")) == []


def test_a_kpi_that_nobody_knows_and_one_that_is_only_not_listed_are_two_things() -> None:
    assert find(hold(), probe("a", kpi="mttr_resolv")) == [
        "probe 'a', key kpi: no KPI is called 'mttr_resolv'. Did you mean 'mttr_resolve'?"
    ]
    (fault,) = find(hold(), probe("a", kpi="csat_service"))
    assert "exists, but the engagement does not list it under kpis. Add csat_service there" in fault


def test_a_withdrawn_record_is_no_longer_pointed_at() -> None:
    before = hold(Plain(version=1, id="p", withdrawn="written twice"))
    pointing = type("Pointing", (Plain,), {"references": property(lambda _: (reference,))})
    from csi_lib.register.record import Reference

    reference = Reference("plain", "p", ("at",))

    assert find(before, pointing(version=1, id="q")) == [
        "plain 'q', key at: plain 'p' was withdrawn: written twice. Name another"
    ]


def test_what_others_point_at_is_not_withdrawn_and_what_has_states_never() -> None:
    (fault,) = find(hold(probe("a")), probe("a", withdrawn="x"))
    assert "it has states and ends by a step, it is not withdrawn. From here it goes to 'done'" in fault
    (fault,) = find(hold(), Plain(version=1, id="p", withdrawn="x"))
    assert "a new record cannot be withdrawn already" in fault


@pytest.mark.parametrize(
    ("was", "wanted", "said"),
    [
        ("open", "kept", "cannot go from 'open' to 'kept'. From 'open' it goes to 'done'"),
        ("kept", "open", "cannot go from 'kept' to 'open'. 'kept' is the end of its way"),
        ("open", "done", "for 'done' 'text' is missing"),
    ],
)
def test_an_illegal_step_says_what_there_is_and_an_early_one_what_is_missing(was: str, wanted: str, said: str) -> None:
    (fault,) = find(hold(probe("a", status=was)), probe("a", status=wanted))

    assert said in fault


def test_a_new_record_begins_at_a_beginning() -> None:
    assert find(hold(), probe("a", status="done", text="x")) == [
        "probe 'a': a new probe begins as 'open', not as 'done'. "
    ]


def test_a_record_taken_over_in_a_later_state_needs_what_the_step_to_it_would_have_needed() -> None:
    assert find(hold(), probe("a", status="done", text="x"), source="elsewhere") == []
    assert find(hold(), probe("a", status="done"), source="elsewhere") == ["probe 'a': for 'done' 'text' is missing. "]


def test_an_import_is_no_way_around_a_step_of_what_is_there() -> None:
    (fault,) = find(hold(probe("a")), probe("a", status="kept"), source="elsewhere")

    assert "cannot go from 'open' to 'kept'" in fault


def test_a_rule_of_the_whole_register_sees_what_stands_beside() -> None:
    assert find(hold(probe("a", count=-1)), probe("b", count=-1)) == ["probe 'b': a count below 0 may stand once. "]
    assert find(hold(probe("a", count=-1)), probe("b", count=-1), probe("a", count=2)) == []


def test_a_change_answers_for_what_points_at_it() -> None:
    """Two records that were legal: the change of one breaks the rule of the other."""
    before = hold(probe("a", count=-1, near="b"), probe("b", count=2))

    assert find(before, probe("b", count=-1)) == [
        "probe 'b': a count below 0 may stand once. ",
        "probe 'a': a count below 0 may stand once. ",
    ]


def test_a_record_stands_once_among_the_changes() -> None:
    assert find(hold(), probe("a"), probe("a", count=1))[0].startswith("probe 'a': this record stands twice")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UsageError, match="there is no probe 'x'.*; .*no KPI is called 'y'"):
        check_changes(hold(), [Change(probe("a", near="x")), Change(probe("b", kpi="y"))], KNOWN)
