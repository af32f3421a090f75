"""What a run appends to an initiative: once for what was measured on a day, and never before the change is live."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from csi_lib.register import Initiative
from csi_lib.register.initiatives.evaluation import Evaluation, Heard
from csi_lib.study import Study, load_study
from csi_lib.study.evaluating import UNHEARD, evaluate, is_early, is_repeated


@pytest.fixture(scope="module")
def study(kept_study: Path) -> Study:
    return load_study(kept_study)


@pytest.fixture(scope="module")
def said(study: Study) -> Evaluation:
    return evaluate(study, study.initiatives[0].id, Heard(customers="Fine", employees="Fine"))


def of(study: Study, *evaluations: Evaluation) -> Initiative:
    return study.initiatives[0].model_copy(update={"evaluations": list(evaluations)})


def test_a_run_that_asked_nobody_repeats_what_was_measured(study: Study, said: Evaluation) -> None:
    assert is_repeated(of(study, said), said.model_copy(update={"feedback": UNHEARD}))


def test_other_words_of_customers_are_news(study: Study, said: Evaluation) -> None:
    heard = Heard(customers="Worse", employees="Fine")

    assert not is_repeated(of(study, said), said.model_copy(update={"feedback": heard}))


def test_of_two_evaluations_of_a_day_the_last_one_counts(study: Study, said: Evaluation) -> None:
    corrected = said.model_copy(update={"effect": 1.5})  # the exports were corrected meanwhile

    item = of(study, said, corrected)

    assert item.evaluation == corrected
    assert is_repeated(item, corrected) and not is_repeated(item, said)


def test_what_goes_live_after_the_data_end_is_not_measured_yet(study: Study) -> None:
    item = study.initiatives[0]
    later = replace(study, initiatives=(item.model_copy(update={"date": study.as_of + dt.timedelta(days=1)}),))

    assert is_early(later, item.id) and not is_early(study, item.id)
