"""The intervals hold the truth as often as the stored table says: small cells, measured once more."""

from __future__ import annotations

import itertools

import pytest

from tests.bench.panels import METHODS, NAMED, measure_attributes, measure_questions, read_rows

AIM = 92.0


@pytest.fixture(scope="module")
def stored() -> dict[tuple[str, ...], dict[str, str]]:
    keys = ("what", "method", "truth", "people", "effect", "team")
    return {tuple(row[key] for key in keys): row for row in read_rows()}


def test_one_question_of_three_and_five_people_is_covered_as_stored(stored) -> None:
    # Every panel there can be is gone through: no luck is in it.
    for row in measure_questions({"mixture": METHODS["mixture"]}, (3, 5)):
        kept = stored["question", "mixture", row.truth, str(row.people), "0", "0"]
        assert row.coverage == pytest.approx(float(kept["coverage"]), abs=0.1)
        assert row.width == pytest.approx(float(kept["width"]), abs=0.1)
        assert row.coverage >= AIM or row.truth not in NAMED


def test_five_questions_of_the_same_people_are_covered_as_stored(stored) -> None:
    panels = 60
    for row in measure_attributes(panels, (5,), ("mostly F", "polarised")):
        kept = stored["attribute", "mixture", row.truth, "5", str(row.effect), "0"]
        share = float(kept["coverage"]) / 100
        noise = 100 * (share * (1 - share) / panels + 0.01 / panels) ** 0.5
        assert row.coverage >= float(kept["coverage"]) - 4 * noise
        assert row.width == pytest.approx(float(kept["width"]), abs=6)


def test_no_single_dirichlet_prior_would_do(stored) -> None:
    people = ("3", "5", "8", "12")
    for method, truth in (("Dirichlet(1/2)", "90 % F"), ("Dirichlet(1/4)", "polarised")):
        cells = [float(stored["question", method, truth, k, "0", "0"]["coverage"]) for k in people]
        assert min(cells) < 90


def test_each_cell_of_the_aim_is_stored_with_its_width(stored) -> None:
    effects = ("0.0", "0.3", "0.6", "1.0")
    for truth, people, effect in itertools.product(NAMED, ("3", "5", "8", "12"), effects):
        row = stored["attribute", "mixture", truth, people, effect, "0"]
        assert float(row["coverage"]) + 3 * float(row["error"]) >= AIM
        assert 5 < float(row["width"]) < 80
