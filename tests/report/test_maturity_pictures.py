"""Pictures of maturity say in words all they show, hold their numbers, and need no colour."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from csi_lib.errors import UsageError
from csi_lib.report.brand import find_contrast
from csi_lib.report.export.series import plot_picture
from csi_lib.report.maturity import group_chart, letter_grid, parts_chart, radar_chart
from csi_lib.report.maturity.grid import SHADES
from csi_lib.report.maturity.groups import MARKS
from csi_lib.report.maturity.parts import PARTS

NAMES = {"now": "this round", "before": "round before", "target": "target"}
BANDS = [("N", 15.0), ("P", 50.0), ("L", 85.0), ("F", 100.0)]
LEVELS = pd.DataFrame(
    {"name": ["Incidents", "Problems", "Changes"], "now": [2, np.nan, 1], "before": [1, 1, 1], "target": [3, 2, np.nan]}
)
CELLS = pd.DataFrame(
    [
        {"group": "Design", "name": "Levels", "column": "1.1", "letter": "F", "percent": 92.0, "level": 1},
        {"group": "Design", "name": "Levels", "column": "2.1", "letter": "", "percent": np.nan, "level": 1},
        {"group": "Operation", "name": "Faults", "column": "1.1", "letter": "P", "percent": 15.2, "level": np.nan},
    ]
)
MEANINGS = {"N": "not", "P": "partly", "L": "largely", "F": "fully"}


def read_luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_a_radar_says_every_level_target_and_earlier_level() -> None:
    said = radar_chart(LEVELS, "Level by process", NAMES).alt
    assert "Incidents: this round 2, round before 1, target 3" in said
    assert "Problems: this round not rated, round before 1, target 2" in said
    assert "Changes: this round 1, round before 1." in said


def test_a_radar_tells_its_lines_apart_by_dash_and_mark() -> None:
    svg = radar_chart(LEVELS, "Level by process", NAMES).svg
    assert len(set(re.findall(r"stroke-dasharray: ([\d., ]+)", svg))) >= 2


def test_a_radar_of_two_spokes_is_refused() -> None:
    with pytest.raises(UsageError, match="three spokes"):
        radar_chart(LEVELS.head(2), "Level by process", NAMES)


def test_a_radar_becomes_a_native_chart_with_the_same_numbers() -> None:
    (plot,) = plot_picture(radar_chart(LEVELS, "Level by process", NAMES))
    assert plot.form == "radar"
    assert {series.look: series.values for series in plot.series} == {
        "value": (2.0, None, 1.0),
        "second": (1.0, 1.0, 1.0),
        "target": (3.0, 2.0, None),
    }


def test_a_grid_reads_row_by_row_and_says_what_is_not_rated() -> None:
    picture = letter_grid(CELLS, "Attributes", MEANINGS)
    assert "Levels (Design): level 1; PA 1.1 F, 2.1 not rated." in picture.alt
    assert "Faults (Operation): not rated; PA 1.1 P." in picture.alt
    assert len(picture.data) == len(CELLS)


def test_a_grid_is_read_in_grey_by_its_shades_and_its_letters() -> None:
    grey = [read_luminance(SHADES[letter][0]) for letter in "NPLF"]
    assert grey == sorted(grey, reverse=True)
    assert all(one - other > 25 for one, other in zip(grey, grey[1:], strict=False))
    assert all(find_contrast(ink, ground) >= 4.5 for ground, ink in SHADES.values())


def test_groups_have_a_mark_each() -> None:
    assert len({marker for marker, _, _ in MARKS.values()}) == len(MARKS)


def test_what_groups_say_is_said_with_n() -> None:
    shares = pd.DataFrame(
        [
            {"name": "Incidents", "group": "agents", "percent": 40.0, "respondents": 3},
            {"name": "Incidents", "group": "managers", "percent": 100.0, "respondents": 1},
            {"name": "Incidents", "group": "users", "percent": np.nan, "respondents": 0},
        ]
    )
    said = group_chart(shares, "By group", BANDS).alt
    assert said == "By group. Incidents: agents 40.0 % (n = 3), managers 100.0 % (n = 1), users no answer."


def test_the_parts_of_a_change_differ_in_grey_or_hatching_and_are_all_said() -> None:
    looks = {(round(read_luminance(colour), -1), hatch) for colour, hatch in PARTS.values()}
    assert len(looks) == len(PARTS)
    rows = pd.DataFrame(
        [
            {
                "name": "Incidents",
                "verdict": "improved",
                "whole": 12.0,
                "answers": 20.0,
                "questionnaire": -3.0,
                "people": -5.0,
                "undivided": np.nan,
            },
            {"name": "Faults", "verdict": "not comparable", "whole": np.nan},
        ]
    )
    names = {"whole": "whole", "answers": "answers", "questionnaire": "questions", "people": "people"}
    said = parts_chart(rows, "Parts", names).alt
    assert said == (
        "Parts. Incidents: improved; whole +12.0 percentage points, answers +20.0 percentage points, "
        "questions -3.0 percentage points, people -5.0 percentage points. Faults: not comparable."
    )


@pytest.mark.parametrize("draw", ["radar", "grid"])
def test_the_same_numbers_are_drawn_in_the_same_bytes(draw: str) -> None:
    made = [
        radar_chart(LEVELS, "R", NAMES).svg if draw == "radar" else letter_grid(CELLS, "G", MEANINGS).svg
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_a_legend_names_what_is_not_rated_only_where_something_is_not() -> None:
    rated = CELLS[CELLS["letter"] != ""]
    assert "url(#h" not in letter_grid(rated, "Attributes", MEANINGS).svg
    assert "url(#h" in letter_grid(CELLS, "Attributes", MEANINGS).svg


def test_a_long_name_beside_the_parts_is_broken_and_not_cut() -> None:
    name = "Ten steps to better IT service management"  # a letter more than fits on a line
    rows = pd.DataFrame([{"name": name, "verdict": "improved", "whole": 12.0, "answers": 12.0}])
    rows = rows.reindex(columns=["name", "verdict", "whole", *PARTS])
    drawn = parts_chart(rows, "Parts", {"whole": "whole", "answers": "answers"}).svg
    assert "<!-- management -->" in drawn and "…" not in drawn
