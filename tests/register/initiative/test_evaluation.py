"""An evaluation says what a run found, with interval and feedback, and does not contradict itself."""

import pytest
from pydantic import ValidationError

from csi_lib.register.initiatives.evaluation import Evaluation, SignOff
from tests.register.initiative.samples import EVALUATION, NO_EFFECT, UNSURE


@pytest.mark.parametrize("given", [EVALUATION, NO_EFFECT, UNSURE], ids=["achieved", "not achieved", "nobody can tell"])
def test_an_evaluation_has_one_of_three_states(given):
    assert Evaluation.model_validate(given).state == given["state"]
    with pytest.raises(ValidationError, match="state"):
        Evaluation.model_validate(given | {"state": "nearly"})


def test_nothing_is_evaluated_without_what_people_say():
    for feedback in (None, {"customers": "fine"}, {"customers": "fine", "employees": ""}):
        with pytest.raises(ValidationError, match="feedback"):
            Evaluation.model_validate(EVALUATION | {"feedback": feedback})


@pytest.mark.parametrize("verdict", ["worse", "no clear change", "not enough evidence"])
def test_a_target_is_not_achieved_by_a_change_that_is_no_improvement(verdict):
    with pytest.raises(ValidationError, match="is not 'achieved' by a change whose verdict"):
        Evaluation.model_validate(EVALUATION | {"verdict": verdict})


@pytest.mark.parametrize("lacking", [{"effect": None}, {"lo": None, "hi": None}])
def test_a_claim_needs_its_effect_and_interval(lacking):
    with pytest.raises(ValidationError, match="needs 'effect' and its interval"):
        Evaluation.model_validate(EVALUATION | lacking)


def test_a_rate_without_an_upper_bound_is_still_an_interval():
    assert Evaluation.model_validate(EVALUATION | {"hi": None}).lo == 0.66


@pytest.mark.parametrize("ends", [{"lo": 0.8}, {"hi": 0.7}, {"lo": 0.9, "hi": 0.6}, {"lo": 0.8, "hi": None}])
def test_an_interval_that_does_not_hold_its_effect_is_refused(ends):
    with pytest.raises(ValidationError, match="does not hold the effect 0.76"):
        Evaluation.model_validate(EVALUATION | ends)


def test_nothing_is_evaluated_on_a_day_before_it_went_live(make):
    with pytest.raises(ValidationError, match="2026-03-31 is of a day before its go-live on 2026-04-01"):
        make("live", date="2026-04-01", evaluations=[EVALUATION])
    assert make("live", date="2026-03-31", evaluations=[EVALUATION]).evaluations


def test_every_group_of_stakeholders_signs_for_itself(make):
    signed = [{"group": name, "role": "speaker", "on": "2026-04-01", "says": says}
              for name, says in (("A", "effective"), ("B", "not effective"), ("C", "no view"))]  # fmt: skip
    assert [one.says for one in make(sign_off=signed).sign_off] == ["effective", "not effective", "no view"]
    with pytest.raises(ValidationError):
        SignOff.model_validate(signed[0] | {"role": "jo@client.example"})
