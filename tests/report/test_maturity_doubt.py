"""How sure a level is, on the page: pictures say all they show and become native charts; doubt is said in words."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.maturity import Process, Sheet, assess, load_framework
from csi_lib.maturity.measured import Measured
from csi_lib.report.blocks import Picture, Table, Text
from csi_lib.report.export.series import plot_picture
from csi_lib.report.language import Words, load_words, translate
from csi_lib.report.maturity import doubt_chart, share_grid
from csi_lib.report.sections.maturity.heard import agreement, interviews, unknown_map
from csi_lib.report.sections.maturity.sure import attribute_intervals, level_chances, measured_chances, sure_answer
from csi_lib.settings.assessment import Assessment as Settings

FRAMEWORK = load_framework()
ASKED = ("1.1", "1.1", "2.1", "2.2")


def make_study(people: list[str], **settings: Any) -> Any:
    """Each string answers four questions on one process, a letter each; ``?`` is don't know."""
    questions = [
        {"id": f"inc-{place}", "attribute": name, "outcome": "so", "ask": "so?", "groups": ["agents"]}
        for place, name in enumerate(ASKED)
    ]
    head = {"version": 1, "edition": 1, "order": 1, "prefix": "inc", "purpose": "p", "process": "incident"}
    process = Process.model_validate(head | {"title": "Incidents", "questions": questions})
    sheets = [
        Sheet.model_validate(
            {
                "version": 1,
                "respondent": f"r{number}",
                "group": "agents",
                "role": "any",
                "answers": {f"inc-{place}": letter.replace("?", "DK") for place, letter in enumerate(text)},
            }
        )
        for number, text in enumerate(people)
    ]
    found = assess(sheets, [process], FRAMEWORK, Settings(**settings))
    return SimpleNamespace(assessment=found, ratings=found.ratings, part="")


def find(blocks: Any, kind: type) -> list[Any]:
    return [block for block in blocks if isinstance(block, kind)]


def say(blocks: Any) -> str:
    return " ".join(block.body for block in find(blocks, Text))


# --- pictures ---------------------------------------------------------------------------------------------------


def test_a_grid_of_shares_says_every_share_and_what_is_framed() -> None:
    shares = pd.DataFrame([{"name": "Incidents", "a": 0.6, "b": 0.4, "c": np.nan, "framed": "a"}])
    drawn = share_grid(shares, "Levels", {"a": "0", "b": "1", "c": "2"}, framed="rated")
    assert drawn.alt == "Levels. Incidents: 0 60.0 %, 1 40.0 %, rated 0."
    assert "60 %" in drawn.svg and "40 %" in drawn.svg


def test_intervals_say_percent_and_both_ends() -> None:
    rows = pd.DataFrame([{"name": "Incidents", "part": "PA 1.1", "percent": 70.0, "low": 52.5, "high": 83.0}])
    drawn = doubt_chart(rows, "Doubt", [("N", 15), ("P", 50), ("L", 85), ("F", 100)], "Achieved")
    assert drawn.alt == "Doubt. Incidents, PA 1.1: 70.0 % (52.5 % to 83.0 %)."


def test_both_pictures_become_native_charts_with_whiskers() -> None:
    study = make_study(["FLLP", "FFLP", "LFPL", "FLLL"])
    ladder, intervals = (find(page(study), Picture)[0] for page in (level_chances, attribute_intervals))
    (plot,) = plot_picture(ladder)
    assert plot.form == "bars" and plot.categories == ("Incidents",)
    assert plot.series[0].values == (float(study.assessment.confidence[0].likeliest),)
    assert plot.series[0].whiskers is not None
    (plot,) = plot_picture(intervals)
    assert plot.categories[0] == "Incidents, PA 1.1"
    assert plot.series[0].whiskers is not None and plot.series[0].values[0] == 87.5  # (11 + 10) / 24


def test_the_ladder_carries_all_probabilities_as_data() -> None:
    study = make_study(["FLLP", "FFLP", "LFPL", "FLLL"])
    row = find(level_chances(study), Picture)[0].data[0]
    assert sum(row[name] for name in row if name[:2] in ("0 ", "1 ", "2 ")) == pytest.approx(1)


def test_the_numbers_behind_the_shares_are_headed_by_words_and_never_by_a_key() -> None:
    study = make_study(["FLLP", "FFLP", "LFPL", "FLL?"])
    (ladder,), (unknown,) = (find(made(study), Picture) for made in (level_chances, unknown_map))
    level = study.ratings[0].level
    assert not any("_" in name or name == "framed" for name in (*ladder.columns, *unknown.columns))
    assert ladder.data[0]["rated"].startswith(f"{level} ") and ladder.data[0]["rated"] in ladder.columns
    assert "all groups" in unknown.columns


def test_the_word_decides_is_gone_and_what_stops_is_defined() -> None:
    study = make_study(["FLLP", "FFLP", "LFPL"])
    (picture,) = find(attribute_intervals(study), Picture)
    (table,) = find(attribute_intervals(study), Table)
    (needed,) = find(interviews(study), Table)
    assert "what stops the next level most often" in picture.title
    assert "Several can stop it at once, so these may add up to more than 100." in table.note
    assert "decide" not in picture.title + needed.note + "".join(row["says"] for row in needed.rows)


# --- pages ------------------------------------------------------------------------------------------------------


def test_a_level_that_is_not_settled_is_said_to_be_open() -> None:
    said = say(sure_answer(make_study(["FLLP", "FFLP", "LFPL", "FLLL"])))
    assert said.startswith("Open, since no level has 95 %: Incidents. More people have to be asked: Incidents.")
    assert "They do not cover what all of them may see too rosily" in said


def test_a_settled_level_is_said_to_be_settled() -> None:
    said = say(sure_answer(make_study(["NNNN"] * 12)))
    assert said.startswith("Settled, with 95 % or more for one level: Incidents.") and "have to be asked" not in said


def test_a_whole_team_is_said_to_leave_nothing_to_chance() -> None:
    said = say(level_chances(make_study(["FLLP", "FFLP", "LFPL"], team={"agents": 3})))
    assert "Everybody there is has answered, so that nothing is left to chance: Incidents." in said


def test_a_team_whose_size_is_not_known_whole_is_said_to_count_for_nothing() -> None:
    said = say(level_chances(make_study(["FLLP", "FFLP", "LFPL"], team={"managers": 3})))
    assert "Team sizes count only where every group that answered has one; not so for: Incidents." in said


def test_below_ninety_the_measured_coverage_stands_beside_the_interval() -> None:
    study = make_study(["FLLP", "FFLP", "LFPL"])
    (kept,) = find(attribute_intervals(study), Table)
    assert "measured" not in [column.key for column in kept.columns]
    item = study.assessment.confidence[0]
    worse = tuple(replace(one, measured=Measured(87.5, 60.0, (3,))) for one in item.attributes)
    poor = replace(study.assessment, confidence=(replace(item, attributes=worse),))
    (shown,) = find(attribute_intervals(SimpleNamespace(assessment=poor, ratings=study.ratings)), Table)
    assert [row["measured"] for row in shown.rows] == [87.5] * 3
    assert "at least 87.5 times of 100" in shown.note


def test_one_respondent_is_said_to_be_a_guess() -> None:
    (table,) = find(attribute_intervals(make_study(["FLLP"])), Table)
    assert "read such an interval as a guess" in table.note


def test_the_page_shows_how_often_such_probabilities_were_right() -> None:
    (table,) = find(measured_chances(make_study(["FLLP", "FFLP"])), Table)
    assert [row["between"] for row in table.rows][-1] == "90 to 100 %" and len(table.rows) == 10


def test_whether_such_probabilities_hold_is_answered_in_a_sentence() -> None:
    # params/calibration/panels.csv: said, 90 to 100 %: 97.0 said on average, 98.6 true, 1572 levels.
    assert say(measured_chances(make_study(["FLLP", "FFLP"]))) == (
        "When the truth was known, of 1,572 levels given 90 to 100 %, on average 97.0 %, 98.6 % were true."
    )


def test_agreement_names_its_metric_and_what_it_allows() -> None:
    (table,) = find(agreement(make_study(["FLLP", "FLLP", "NNFF"])), Table)
    assert any("ordinal" in column.label for column in table.columns)
    assert table.rows[0]["says"] == "people see the process differently"


def test_what_a_group_does_not_know_is_drawn_and_said() -> None:
    page = unknown_map(make_study(["??LP", "?FLP", "LFPL"]))
    (drawn,) = find(page, Picture)
    assert "Incidents: agents 25.0 %, all groups 25.0 %" in drawn.alt
    assert plot_picture(drawn)[0].series[0].values == (25.0,)
    assert "Incidents (agents, 3 of 12)" in say(page)


def test_nobody_who_does_not_know_needs_no_picture() -> None:
    page = unknown_map(make_study(["FLLP", "FFLP"]))
    assert not find(page, Picture) and say(page) == "Nobody answered that they do not know."


def test_interviews_still_needed_are_told_per_process() -> None:
    (table,) = find(interviews(make_study(["FLLP", "FNLF", "LFPN"])), Table)
    assert table.rows[0]["says"].startswith("about ") and table.rows[0]["respondents"] == 3


@pytest.mark.parametrize(
    ("people", "settings"),
    [
        (["FLLP", "FFLP", "LFPL", "FLLL"], {}),
        (["NNNN"] * 12, {}),
        (["FLLP", "FFLP", "LFPL"], {"team": {"agents": 3}}),
        (["FLLP", "FFLP"], {"team": {"managers": 3}}),
        (["FLLP"], {}),
        (["??LP", "?FLP", "LFPL"], {}),
        (["FLLP"] * 22 + ["LFPN"] * 3, {}),
    ],
)
def test_every_page_is_said_in_german_as_a_whole(people: list[str], settings: dict[str, Any]) -> None:
    known = load_words("de")
    words = Words(known.language, known.phrases, known.sentences)
    study = make_study(people, **settings)
    for page in (sure_answer, level_chances, measured_chances, attribute_intervals, agreement, unknown_map, interviews):
        for block in page(study):
            said = translate(block.to_json(), words)
            assert not re.search(r"\b(the|of|to|and|with)\b", said.get("alt", "") + said.get("body", ""))
    assert sorted(words.missing) == []
