"""A success that the evidence does not show is printed, whoever claims it and however."""

import datetime as dt

import pytest

from csi_lib.register.initiatives.claims import list_claims, say_cautions
from csi_lib.register.initiatives.outcome import Outcome
from tests.register.initiative.samples import EVALUATION, NO_EFFECT, OVERRIDE, UNSURE, close


class FakeVerdict:
    """What a claim asks of a verdict."""

    def __init__(self, verdict, reason="that is no clear change", numbers=(0.76, 0.66, 0.88)):
        self.intervention, self.verdict, self.reason = "self-repair", verdict, reason
        self.effect, self.lo, self.hi = numbers


def find(item, verdict="no clear change", state="not decidable"):
    outcome = Outcome(item.id, state, None, None, None, "the target lies inside the interval")
    return list_claims([item], [FakeVerdict(verdict)], [outcome])


def finish(make, evaluations, **more):
    return make("standardised", evaluations=evaluations, lessons="ask first", closing=close("standardised", **more))


def test_a_success_that_the_report_finds_too_is_no_claim(make):
    assert find(finish(make, [EVALUATION]), "improved", "achieved") == ()


def test_an_override_is_printed_with_reason_role_and_day_beside_what_the_report_finds(make):
    (claim,) = find(finish(make, [NO_EFFECT], override=OVERRIDE))
    assert (claim.kind, claim.reason, claim.by) == ("override", "The board wants it kept", "service manager")
    assert claim.said == "standard way of working although its evaluation of 2026-03-31 says 'not achieved'"
    assert claim.found == "no clear change; target not decidable"
    assert claim.on.isoformat() == "2026-04-20"


def test_an_override_is_printed_even_where_a_later_report_finds_the_success(make):
    (claim,) = find(finish(make, [UNSURE], override=OVERRIDE), "improved", "achieved")
    assert claim.kind == "override" and claim.found == "improved; target achieved"


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("no clear change", "not decidable"), ("worse", "not achieved"), ("improved", "not decidable"),
     ("no clear change", "achieved")],
)  # fmt: skip
def test_an_evaluation_written_by_hand_that_this_report_contradicts_is_printed(make, verdict, state):
    (claim,) = find(finish(make, [EVALUATION]), verdict, state)
    assert claim.kind == "contradicted"
    assert claim.said == "its evaluation of 2026-03-31 says 'achieved'"
    assert claim.found == f"{verdict}; target {state}"


def test_a_claimed_improvement_without_a_reached_target_is_held_against_the_verdict_too(make):
    claimed = EVALUATION | {"state": "not achieved"}
    (claim,) = find(make("evaluated", evaluations=[claimed]))
    assert claim.said == "its evaluation of 2026-03-31 says 'improved'"
    assert find(make("evaluated", evaluations=[claimed]), "improved", "not achieved") == ()


def test_an_evaluation_that_no_run_could_have_made_is_printed_too(make):
    item = make("live", evaluations=[EVALUATION])
    (claim,) = list_claims([item], [], [])
    assert claim.found == "no verdict: nothing was compared"


def test_an_old_file_closed_without_an_evaluation_is_printed_unless_the_report_finds_the_success(make):
    old = make("closed")
    (claim,) = find(old)
    assert claim.kind == "never evaluated"
    assert find(old, "improved", "achieved") == ()


def test_an_end_without_success_claims_nothing(make):
    for status in ("restarted", "stopped"):
        assert find(make(status, evaluations=[NO_EFFECT], lessons="ask first", closing=close(status))) == ()


def test_an_evaluation_whose_numbers_a_study_of_the_same_day_does_not_find_is_printed(make):
    item = make("live", evaluations=[EVALUATION | {"hi": None}])
    outcome = Outcome(item.id, "achieved", None, None, None, "")

    def hold(*numbers, day="2026-03-31"):
        verdicts = [FakeVerdict("improved", numbers=numbers)]
        return list_claims([item], verdicts, [outcome], as_of=dt.date.fromisoformat(day))

    (claim,) = hold(0.95, 0.9, 0.99)
    assert claim.said == "its evaluation of 2026-03-31 gives the effect 0.76 [0.66; –]"
    assert (claim.kind, claim.found) == ("contradicted", "the effect 0.95 [0.9; 0.99]")
    assert hold(0.76, 0.66, float("inf")) == ()
    assert hold(0.95, 0.9, 0.99, day="2026-06-30") == ()  # more data may say something else


def test_an_improvement_declared_before_the_history_knew_it_is_marked(make):
    item = make("live")

    def ask(raised, verdict="improved"):
        return list_claims([item], [FakeVerdict(verdict)], [], raised={item.id: raised})

    (claim,) = ask(dt.datetime(2026, 7, 1, 14, tzinfo=dt.UTC))
    assert (claim.kind, claim.said) == ("declared elsewhere", "declared on 2025-02-17")
    assert claim.found == "that day was taken over from files, not from the history"
    assert ask(dt.datetime(2025, 2, 17, 14, tzinfo=dt.UTC)) == ask(None) == ()
    assert ask(dt.datetime(2026, 7, 1, 14, tzinfo=dt.UTC), "no clear change") == ()


def look(verdict, day):
    unsure = "not enough evidence"
    return EVALUATION | {"as_of": day, "verdict": verdict, "state": unsure if verdict == unsure else "not achieved"}


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (("no clear change", "improved"), ("measured on 2 days and improved on 1 of them",)),
        (("improved", "worse", "improved"), ("measured on 3 days and improved on 2 of them",)),
        (("not enough evidence", "improved"), ()),  # that look could find nothing
        (("improved", "improved"), ()),
        (("no clear change", "worse"), ()),
    ],
)
def test_an_effect_that_not_every_look_found_is_never_shown_without_the_others(make, verdicts, said):
    looks = [look(one, f"2026-0{4 + at}-30") for at, one in enumerate(verdicts)]
    chance = "every look can find by chance what is not there"
    assert say_cautions(make("evaluated", evaluations=looks), None) == tuple(f"{one}; {chance}" for one in said)


def test_two_measurements_of_one_day_are_one_look(make):
    looks = [look(one, "2026-03-31") for one in ("no clear change", "improved")]
    assert say_cautions(make("evaluated", evaluations=looks), None) == ()
