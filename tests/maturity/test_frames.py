"""Ratings leave as tidy frames; what is not known is missing there, never zero."""

import math

from csi_lib.maturity import groups_frame, load_framework, outcomes_frame, rate, ratings_frame, roadmap_frame

ASKED = {"1.1": 2, "2.1": 1}


def rated(make_process, make_sheet):
    sheet = make_sheet("a", {"inc-1.1-q1": "F", "inc-1.1-q2": "P"})
    return rate([sheet], [make_process(ASKED)], load_framework())


def test_one_row_per_process_and_attribute(make_process, make_sheet):
    frame = ratings_frame(rated(make_process, make_sheet))
    assert frame[["process", "attribute", "letter", "n", "level"]].values.tolist() == [
        ["incident", "1.1", "L", 1, 1],
        ["incident", "2.1", "", 0, 1],
    ]
    assert math.isclose(frame["percent"][0], 200 / 3)


def test_what_is_not_rated_is_missing_and_not_zero(make_process, make_sheet):
    assert ratings_frame(rated(make_process, make_sheet))["percent"].isna().tolist() == [False, True]
    nobody = rate([], [make_process(ASKED)], load_framework())
    assert ratings_frame(nobody)["level"].isna().all()


def test_one_row_per_question_with_its_own_score(make_process, make_sheet):
    frame = outcomes_frame(rated(make_process, make_sheet))
    assert frame[["question", "letter", "n"]].values.tolist() == [
        ["inc-1.1-q1", "F", 1],
        ["inc-1.1-q2", "P", 1],
        ["inc-2.1-q1", "", 0],
    ]


def test_one_row_per_group_with_its_n(make_process, make_sheet):
    frame = groups_frame(rated(make_process, make_sheet))
    assert frame[["group", "letter", "n"]].values.tolist() == [["agents", "L", 1]]


def test_the_roadmap_lists_what_has_to_rise_smallest_gap_first(make_process, make_sheet):
    sheet = make_sheet("a", {"inc-1.1-q1": "F", "inc-1.1-q2": "L", "inc-2.1-q1": "N"})
    process = make_process({**ASKED, "2.2": 1})
    frame = roadmap_frame(rate([sheet], [process], load_framework()))
    # 1.1 is 5/6: 85 - 83.3 = 1.7 short; 2.1 is 0: 50 short; 2.2 has no answer.
    assert frame["attribute"].tolist() == ["1.1", "2.1", "2.2"]
    assert [round(gap, 1) for gap in frame["gap"].dropna()] == [1.7, 50.0]


def test_frames_of_no_ratings_keep_their_columns():
    for make in (ratings_frame, groups_frame, outcomes_frame, roadmap_frame):
        frame = make(())
        assert frame.empty and "process" in frame.columns
