"""An initiative takes only the steps there are, and each asks for what the next one builds on."""

import itertools
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from csi_lib.errors import UsageError
from csi_lib.register import Entry, Initiative, Objective, Register
from csi_lib.register.change import Change
from csi_lib.register.initiatives.course import INITIATIVE_COURSE
from csi_lib.register.initiatives.initiative import Status
from csi_lib.register.known import Known
from csi_lib.register.rules import list_faults
from tests.register.initiative.samples import EVALUATION, NO_EFFECT, OBJECTIVE, ON_ITS_WAY, OVERRIDE, UNSURE, close

KNOWN = Known(frozenset({"mttr_resolve", "reopen_rate"}), frozenset({"start"}))
# By hand, from the rows ST01 to ST07 and SX05 of the features: after an evaluation either everyday work or another
# cycle; giving up is possible at any time, waiting only while nobody can tell.
WAYS = {
    ("idea", "planned"), ("planned", "running"), ("running", "live"), ("live", "evaluated"),
    ("evaluated", "standardised"), ("evaluated", "restarted"), ("evaluated", "live"),
    ("idea", "stopped"), ("planned", "stopped"), ("running", "stopped"), ("live", "stopped"), ("evaluated", "stopped"),
}  # fmt: skip


def surround(item):
    return Register((Entry(Objective.model_validate(OBJECTIVE)), Entry(item)), "files")


def list_missing(keep, before, after):
    return INITIATIVE_COURSE.list_missing(before, after, keep(after))


def finish(make, status, **changes):
    """Make an initiative of any status that holds all a file of that status needs."""
    ends = {"standardised", "restarted", "stopped"}
    given = {"evaluations": [EVALUATION], "lessons": "start smaller"} | changes
    return make(status, **given, **({"closing": close(status)} if status in ends and "closing" not in given else {}))


@pytest.mark.parametrize("pair", list(itertools.permutations(get_args(Status), 2)), ids="-".join)
def test_only_these_steps_are_legal_and_any_other_names_the_ways_there_are(make, keep, pair):
    before, after = finish(make, pair[0]), finish(make, pair[1])
    if pair in WAYS:
        list_missing(keep, before, after)
    else:
        with pytest.raises(UsageError, match=f"cannot go from '{pair[0]}' to '{pair[1]}'"):
            list_missing(keep, before, after)


@pytest.mark.parametrize(
    ("source", "target", "without", "said"),
    [
        ("idea", "planned", {"objective": ...}, "'objective' is missing"),
        ("idea", "planned", {"objective": "gone"}, "there is no objective 'gone'"),
        ("planned", "running", {"options": ..., "decision": ...}, "'options' is missing"),
        ("planned", "running", {"decision": ...}, "'decision' is missing"),
        ("planned", "running", {"declared": ...}, "'declared' is missing"),
        ("running", "live", {"tests": ...}, "'tests' is missing"),
        ("running", "live", {"training": ...}, "'training' is missing"),
    ],
)
def test_a_step_says_what_is_missing(make, keep, source, target, without, said):
    missing = list_missing(keep, make(source), make(target, **without))
    assert missing[0].startswith(said)
    assert list_missing(keep, make(source), make(target)) == ()


def test_without_a_go_live_date_nothing_goes_live(make):
    with pytest.raises(ValidationError, match="needs 'date', the day of go-live"):
        make("live", date=...)


def test_a_failed_test_keeps_it_from_going_live_until_it_passes(make, keep):
    failed = {"what": "Twenty mailboxes", "result": "failed", "on": "2025-03-25"}
    tests = [*ON_ITS_WAY["tests"], failed]
    assert list_missing(keep, make("running"), make("live", tests=tests)) == ("failed last time: Twenty mailboxes",)
    again = failed | {"result": "passed", "on": "2025-03-28"}
    assert list_missing(keep, make("running"), make("live", tests=[*tests, again])) == ()


def test_nothing_is_evaluated_without_an_evaluation(make, keep):
    with pytest.raises(ValidationError, match="needs 'evaluations'"):
        make("evaluated")
    assert list_missing(keep, make("live"), make("evaluated", evaluations=[NO_EFFECT])) == ()


def test_it_goes_back_to_waiting_only_while_nobody_can_tell(make, keep):
    told = make("evaluated", evaluations=[NO_EFFECT])
    (missing,) = list_missing(keep, told, told.model_copy(update={"status": "live"}))
    assert "there is nothing to wait for" in missing
    open_ = make("evaluated", evaluations=[UNSURE])
    assert list_missing(keep, open_, open_.model_copy(update={"status": "live"})) == ()


@pytest.mark.parametrize("evaluation", [NO_EFFECT, UNSURE], ids=["no effect", "not enough evidence"])
def test_nothing_becomes_the_standard_way_of_working_without_evidence_unless_somebody_signs_for_it(
    make, keep, evaluation
):
    before = make("evaluated", evaluations=[evaluation])
    said = {"lessons": "ask first", "evaluations": [evaluation]}
    with pytest.raises(ValidationError, match="cannot be 'standardised'.*'closing' needs 'override'"):
        make("standardised", closing=close("standardised"), **said)
    signed = make("standardised", closing=close("standardised", override=OVERRIDE), **said)
    assert list_missing(keep, before, signed) == ()


def test_the_machine_refuses_it_too_where_a_copy_got_round_the_file(make, keep):
    before = make("evaluated", evaluations=[NO_EFFECT])
    forged = before.model_copy(update={"status": "standardised", "lessons": "none"})
    missing = list_missing(keep, before, forged)
    assert any("'closing' needs 'override'" in clause and "every report prints it" in clause for clause in missing)


def test_the_newest_evaluation_decides_wherever_it_stands_in_the_list(make):
    later = NO_EFFECT | {"as_of": "2026-06-30"}
    with pytest.raises(ValidationError, match="2026-06-30 says 'not achieved'"):
        finish(make, "standardised", evaluations=[later, EVALUATION])


@pytest.mark.parametrize("status", ["standardised", "restarted", "stopped"])
def test_every_end_needs_what_was_learned_and_why(make, status):
    with pytest.raises(ValidationError, match="needs 'lessons'"):
        finish(make, status, lessons="")
    with pytest.raises(ValidationError, match="needs 'closing'"):
        finish(make, status, closing=None)
    with pytest.raises(ValidationError, match="needs 'closing'"):
        finish(make, status, closing=close("stopped" if status != "stopped" else "restarted"))


def test_one_that_restarts_needs_the_next_cycle_that_follows_it(make, keep):
    ended = finish(make, "restarted", evaluations=[NO_EFFECT])
    assert ended.check(keep(ended)) == (
        "it restarts, and no initiative follows it; add the next one with 'follows: self-repair'",
    )
    following = make("idea", id="self-repair-2", follows="self-repair")
    assert ended.check(keep(ended, following)) == ()


def test_an_old_file_is_taken_over_in_the_state_it_had(make, keep):
    for status in ("planned", "running", "live", "closed"):
        old = make(
            status, **dict.fromkeys(("objective", "opportunities", "options", "decision", "tests", "training"), ...)
        )
        assert list_faults(keep(), [Change(old)], KNOWN, source="elsewhere") == ()
        assert [fault.what for fault in list_faults(keep(), [Change(old)], KNOWN)] == [
            f"a new initiative begins as 'idea', not as '{status}'"
        ]


def test_what_it_names_has_to_be_there(make, keep):
    item = make("idea", opportunities=["broken-mailboxes", "never-raised"], baseline="2019")
    keys = {fault.key: fault.what for fault in list_faults(keep(), [Change(item)], KNOWN)}
    assert keys == {
        "baseline": "there is no baseline '2019'",
        "opportunities.2": "there is no opportunity 'never-raised'",
    }


@given(st.lists(st.sampled_from(get_args(Status)), max_size=12))
def test_no_walk_along_legal_steps_ends_in_success_without_evidence_or_a_signature(walk):
    # Whatever is tried, in whatever order: the record holds an evaluation without effect and nobody has signed.
    base = Initiative.model_validate(ON_ITS_WAY | {"evaluations": [NO_EFFECT], "lessons": "none", "status": "idea"})
    now = base
    for status in walk:
        then = now.model_copy(update={"status": status})
        try:
            missing = INITIATIVE_COURSE.list_missing(now, then, surround(now))
        except UsageError:
            continue
        now = now if missing else then
    assert now.status not in ("standardised", "restarted", "stopped")


def test_an_evaluation_is_never_altered_or_left_out_only_followed_by_another(make, keep):
    before = make("live", evaluations=[NO_EFFECT])
    better = make("live", evaluations=[EVALUATION])
    for after in (better, make("live")):
        (fault,) = list_faults(keep(before), [Change(after, 1)], KNOWN, source="evaluation")
        assert fault.what == "the evaluation of 2026-03-31 is changed or left out; add another instead"
    later = EVALUATION | {"as_of": "2026-06-30"}
    followed = Change(make("live", evaluations=[NO_EFFECT, later]), 1)
    assert list_faults(keep(before), [followed], KNOWN, source="evaluation") == ()
