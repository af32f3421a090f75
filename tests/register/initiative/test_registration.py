"""What was registered before go-live stands as it is once the result may be known."""

import datetime as dt

import pytest

from csi_lib.register import Objective
from csi_lib.register.change import Change, find_day
from csi_lib.register.known import Known
from csi_lib.register.register import Entry, Register
from csi_lib.register.rules import list_faults
from tests.register.initiative.samples import EVALUATION, NO_EFFECT, OBJECTIVE, ON_ITS_WAY, OVERRIDE, close

KNOWN = Known(frozenset({"mttr_resolve", "reopen_rate", "backlog"}), frozenset({"start", "other"}))
DAY = dt.date(2026, 7, 1)
DONE = {"what": "Trial", "due": "2025-03-14", "done": "2025-03-12"}
LIVE = {"milestones": [DONE, {"what": "Refresher", "due": "2026-10-02"}], "comparison": {"where": {"service": "Print"}}}


def find(keep, was, now, **occasion):
    return [fault.what for fault in list_faults(keep(was), [Change(now, 1)], KNOWN, **{"day": DAY} | occasion)]


@pytest.mark.parametrize("status", ["live", "evaluated"])
@pytest.mark.parametrize(
    ("key", "value"),
    [("target", {"value": 50, "unit": "h"}), ("worthwhile", 0.01), ("guards", []), ("date", "2025-06-01"),
     ("kpi", "backlog"), ("where", {"service": "Mail"}), ("baseline", "other"), ("transition", 3),
     ("comparison", None)],
)  # fmt: skip
def test_from_go_live_on_nothing_that_decides_the_result_is_changed(make, keep, status, key, value):
    held = LIVE | {"evaluations": [NO_EFFECT]}
    said = find(keep, make(status, **held), make(status, **held | {key: value}))
    assert said == [f"'{key}' cannot be changed, for it is '{status}'; start a new cycle that follows this one"]
    assert find(keep, make("running", **LIVE, declared=...), make("running", **LIVE | {key: value}, declared=...)) == []


@pytest.mark.parametrize(
    ("key", "less", "more"),
    [("tests", [], [*ON_ITS_WAY["tests"], {"what": "Again", "result": "failed", "on": "2025-05-02"}]),
     ("options", ON_ITS_WAY["options"][:1], [*ON_ITS_WAY["options"], ON_ITS_WAY["options"][1] | {"id": "third"}]),
     ("milestones", LIVE["milestones"][1:], [DONE, {"what": "Refresher", "due": "2026-12-01"}])],
)  # fmt: skip
def test_tests_options_and_milestones_that_are_done_are_only_added_to(make, keep, key, less, more):
    before = make("live", **LIVE)
    (said,) = find(keep, before, make("live", **LIVE | {key: less}))
    assert said.startswith(f"'{key}'") and "may only be added to, for it is 'live'" in said
    assert find(keep, before, make("live", **LIVE | {key: more})) == []


def test_what_was_decided_stands(make, keep):
    other = ON_ITS_WAY["decision"] | {"chosen": "course"}
    for decision in (other, ...):
        (said,) = find(keep, make("live"), make("live", decision=decision))
        assert said.startswith("'decision' cannot be changed")
    assert find(keep, make("live", decision=...), make("live")) == []  # of an old file, written down afterwards


@pytest.mark.parametrize("status", ["idea", "running", "live"])
def test_nothing_is_declared_for_a_day_that_is_over(make, keep, status):
    for before in (make(status, declared=...), make(status, declared="2026-06-01")):
        (said,) = find(keep, before, make(status, declared="2025-01-01"))
        assert said.startswith("'declared' cannot be 2025-01-01, a day before it is written down here")
        assert find(keep, before, make(status, declared="2026-07-01")) == []


def test_a_new_record_declares_today_unless_it_comes_from_elsewhere(make, keep):
    new = [Change(make("idea", declared="2025-01-01"))]
    (fault,) = list_faults(keep(), new, KNOWN, day=DAY)
    assert "'declared' cannot be 2025-01-01" in fault.what
    assert list_faults(keep(), new, KNOWN, day=DAY, source="elsewhere") == ()


def test_what_was_declared_is_declared_again_where_it_changes_before_go_live(make, keep):
    harder = {"target": {"value": 20, "unit": "h"}}
    (said,) = find(keep, make("running"), make("running", **harder))
    again = "declare it again, 'declared' 2026-07-01 or later"
    assert said == f"'target' changed after it was declared on 2025-02-17; {again}"
    assert find(keep, make("running"), make("running", **harder, declared="2026-07-01")) == []


def test_today_is_the_earliest_day_it_is_anywhere():
    assert find_day(dt.datetime(2026, 7, 1, 11, tzinfo=dt.UTC)) == dt.date(2026, 6, 30)
    assert find_day(dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)) == dt.date(2026, 7, 1)


# --- evaluations ---------------------------------------------------------------------------------------------------


def test_no_evaluation_is_typed_in_however_it_comes(make, keep):
    forged = make("live", evaluations=[EVALUATION | {"fingerprint": "deadbeef"}])
    for source in ("hand", "elsewhere", "cycle"):
        (said,) = find(keep, make("live"), forged, source=source)
        assert said == "the evaluation of 2026-03-31 comes from no run; csi register evaluate adds evaluations"
    assert find(keep, make("live"), forged, source="evaluation") == []
    idea = make("idea", evaluations=[EVALUATION])
    (fault,) = list_faults(keep(), [Change(idea)], KNOWN)
    assert "comes from no run" in fault.what


def test_a_new_record_brings_evaluations_from_elsewhere_but_no_end_by_them(make, keep):
    assert list_faults(keep(), [Change(make("evaluated", evaluations=[EVALUATION]))], KNOWN, source="elsewhere") == ()
    ended = make("standardised", evaluations=[EVALUATION], lessons="ask", closing=close("standardised"))
    (fault,) = list_faults(keep(), [Change(ended)], KNOWN, source="elsewhere")
    assert "that this register did not see" in fault.what
    everything = [Change(entry.record) for entry in keep(ended).entries]  # a whole register, moved to another place
    assert list_faults(Register(), everything, KNOWN, source="elsewhere") == ()


# --- ends ----------------------------------------------------------------------------------------------------------


def end(make, **more):
    return make("standardised", evaluations=[NO_EFFECT], lessons="ask", closing=close("standardised", **more))


def test_how_it_ended_stands_and_the_override_above_all(make, keep):
    signed = end(make, override=OVERRIDE)
    altered = end(make, override=OVERRIDE | {"reason": "It works"})
    (said,) = find(keep, signed, altered)
    assert said == "'closing.override' cannot be changed or removed: every report prints it"
    proven = make("standardised", evaluations=[NO_EFFECT, EVALUATION | {"as_of": "2026-06-30"}], lessons="ask",
                  closing=close("standardised"))  # fmt: skip
    (said,) = find(keep, signed, proven, source="evaluation")
    assert said == "'closing.override' cannot be changed or removed: every report prints it"
    (said,) = find(keep, signed, end(make, override=OVERRIDE, reason="target met"))
    assert said == "'closing' cannot be changed, for it is 'standardised'"


@pytest.mark.parametrize("lacking", ["objective", "options", "tests", "training"])
def test_what_is_taken_in_at_its_end_needs_the_whole_way(make, keep, lacking):
    without = {lacking: ..., "decision": ...} if lacking == "options" else {lacking: ...}
    ended = make("standardised", lessons="ask", evaluations=[NO_EFFECT], **without,
                 closing=close("standardised", override=OVERRIDE))  # fmt: skip
    changes = [*(Change(entry.record) for entry in keep().entries), Change(ended)]
    said = [fault.what for fault in list_faults(Register(), changes, KNOWN, source="elsewhere")]
    assert any(clause.startswith(f"for 'standardised' '{lacking}' is missing") for clause in said)
    assert list_faults(keep(), [Change(make("stopped", lessons="ask", closing=close("stopped"), **without))], KNOWN,
                       source="elsewhere") == ()  # fmt: skip


# --- objectives ----------------------------------------------------------------------------------------------------


def reach(**changes):
    return Objective.model_validate(OBJECTIVE | {"status": "achieved"} | changes)


def try_objective(keep, was, now, *others):
    entries = [entry for entry in keep(*others).entries if entry.record.KIND != "objective"]
    return [fault.what for fault in list_faults(Register((Entry(was, 1), *entries)), [Change(now, 1)], KNOWN)]


def test_an_objective_is_achieved_by_an_evaluation_or_an_override_alone(make, keep):
    was = Objective.model_validate(OBJECTIVE)
    (said,) = try_objective(keep, was, reach())
    assert said.startswith("for 'achieved' no initiative serves it; it needs 'override'")
    failed = make("evaluated", evaluations=[EVALUATION, NO_EFFECT | {"as_of": "2026-06-30"}])
    (said,) = try_objective(keep, was, reach(), failed)
    assert "the newest evaluation of 'self-repair' does not say so" in said
    assert try_objective(keep, was, reach(), make("evaluated", evaluations=[EVALUATION])) == []
    assert try_objective(keep, was, reach(override=OVERRIDE)) == []


def test_an_objective_that_is_decided_keeps_its_target_and_its_override():
    was = Register((Entry(reach(override=OVERRIDE), 1),))
    easier = reach(override=OVERRIDE, target={"value": 60, "unit": "h", "by": "2025-12-31"})
    (fault,) = list_faults(was, [Change(easier, 1)], KNOWN)
    assert fault.what == "'target' cannot be changed, for it is 'achieved'; add another objective"
    (fault,) = list_faults(was, [Change(reach(), 1)], KNOWN)
    assert fault.what == "'override' cannot be changed or removed"
    missed = Register((Entry(reach(status="missed"), 1),))
    assert list_faults(missed, [Change(reach(status="open", target=easier.target.model_dump()), 1)], KNOWN)
