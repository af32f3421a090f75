"""The process maturity framework of ITIL v3, and a level of the organisation.

Areas and levels: ITIL v3 Service Design, appendix H, as summarised at itsmprofessor.net (March 2011). The source states
no formula; minimum and median are this kit's and worked by hand. Organisation: ISO/IEC 33004 leaves the sets to the
model.
"""

import pytest

from csi_lib.maturity.bank import Question
from csi_lib.maturity.frameworks.areas import read_areas
from csi_lib.maturity.frameworks.heard import Heard
from csi_lib.maturity.frameworks.organisation import read_organisation

AREAS = ("vision", "process", "people", "technology", "culture")
LEVEL_2, LEVEL_3 = "2.1", "3.1"


def lay_out(letters, frame):
    """One question per area and attribute: {(area, attribute): letter}."""
    questions, percents = [], {}
    for (area, attribute), letter in letters.items():
        name = f"q-{area}-{attribute}"
        given = {"id": name, "attribute": attribute, "outcome": "o", "ask": "a?", "groups": ["staff"]}
        questions.append(Question.model_validate(given | {"fits": {frame.id: area}}))
        if letter:
            percents[name] = frame.answers[letter] * 100
    return Heard("x", "X", tuple(questions), percents)


def every(attribute, letter):
    return {(area, attribute): letter for area in AREAS}


def test_names_of_areas_and_levels_are_those_of_the_source(frame):
    pmf = frame("itil-pmf")
    assert [item.id for item in pmf.areas] == list(AREAS)
    assert [item.title for item in pmf.levels[1:]] == ["initial", "repeatable", "defined", "managed", "optimizing"]


@pytest.mark.parametrize(
    ("letters", "areas", "minimum", "median"),
    [
        (every(LEVEL_2, "N"), [0, 0, 0, 0, 0], 0, 0),
        (every(LEVEL_2, "P"), [1, 1, 1, 1, 1], 1, 1),
        (every(LEVEL_2, "L"), [2, 2, 2, 2, 2], 2, 2),
        (every(LEVEL_2, "F") | {("people", LEVEL_2): "P"}, [2, 2, 1, 2, 2], 1, 2),
        (every(LEVEL_2, "F") | every(LEVEL_3, "L") | {("culture", LEVEL_3): "P"}, [3, 3, 3, 3, 2], 2, 3),
        (every(LEVEL_2, "L") | every(LEVEL_3, "F") | {("vision", LEVEL_2): "N"}, [1, 3, 3, 3, 3], 1, 3),
    ],
)
def test_the_lowest_area_is_the_level_and_no_mean_hides_it(frame, letters, areas, minimum, median):
    pmf = frame("itil-pmf")
    found = read_areas(lay_out(letters, pmf), pmf)
    assert [part.value for part in found.parts] == areas
    assert (found.level, dict(found.numbers)) == (minimum, {"minimum": minimum, "median": median})


def test_an_area_nobody_was_asked_about_leaves_the_process_without_a_level(frame):
    pmf = frame("itil-pmf")
    letters = {pair: letter for pair, letter in every(LEVEL_2, "F").items() if pair[0] != "culture"}
    found = read_areas(lay_out(letters, pmf), pmf)
    assert (found.level, found.says, found.numbers) == (None, "not rated", ())
    assert "Culture: was not asked" in found.why
    assert found.covered == (4, 20)


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({}, 3),
        ({"desk": 0}, 0),
        ({"request": 1}, 1),
        ({"capacity": 2}, 2),
        ({"incident": 4}, 4),
        ({"incident": 5}, 5),
        ({"incident": 5, "finance": 2}, 2),
        ({"desk": None}, None),
        ({"request": None}, 1),
    ],
)
def test_the_organisation_has_the_level_that_all_its_processes_carry(frame, changed, level):
    organisation = frame("organisation")
    everything = {name: 3 for item in organisation.levels for name in item.adds}
    assert read_organisation(everything | changed, organisation, {}).level == level
