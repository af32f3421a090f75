"""Pictures say their numbers in words, and the same numbers give the same bytes."""

import re
import subprocess
import sys
import warnings
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from csi_lib.errors import UsageError
from csi_lib.report.canvas import clean_label
from csi_lib.report.figures import bar_chart, control_chart, effect_chart, level_chart
from csi_lib.report.marks import Heading

EFFECTS = pd.DataFrame(
    {
        "label": ["Knowledge articles", "New portal", "First contact"],
        "verdict": ["improved", "not enough evidence", "worse"],
        "effect": [0.82, None, -3.2],
        "lo": [0.71, None, -6.0],
        "hi": [0.94, None, -0.4],
        "effect_kind": ["ratio", "ratio", "percentage points"],
        "unit": ["h", "h", "%"],
    }
)


def test_the_words_of_a_control_chart_hold_its_numbers(points):
    alt = control_chart(points, "Mean time to resolve", "h", "lower", [("2026-03-01", "Articles")]).alt

    assert alt == (
        "Mean time to resolve: 4 periods with a value, first 20.0 h in 2026-01, last 18.0 h in 2026-05. "
        "Least 18.0 h in 2026-05, greatest 40.2 h in 2026-03. Centre line 20.0 h, limits 12.0 h to 28.0 h. "
        "1 point outside the limits: 40.2 h in 2026-03. 2 periods cannot be used and are grey. "
        "Marked: Articles on 2026-03-01."
    )


def test_a_series_without_a_usable_point_is_drawn_and_says_so(points):
    assert "no period has a value" in control_chart(points.assign(enough=False), "T").alt


def test_the_words_of_an_effect_chart_hold_effect_interval_and_verdict():
    assert effect_chart(EFFECTS, "Effects").alt == (
        "Effects. Knowledge articles: improved, × 0.82 (× 0.71 to × 0.94); New portal: not enough evidence; "
        "First contact: worse, -3.2 percentage points (-6.0 percentage points to -0.4 percentage points)."
    )


def test_the_words_of_a_bar_chart_hold_whole_names_and_shares():
    bars = pd.DataFrame({"name": ["V" * 50, "Mail"], "value": [3, 1], "cumulative": [75.0, 100.0]})

    alt = bar_chart(bars, "Causes", "tickets").alt

    assert alt == f"Causes: {'V' * 50} 3 tickets (together 75.0 %); Mail 1 tickets (together 100.0 %)."


def test_the_words_of_a_level_chart_say_what_was_not_rated():
    levels = pd.DataFrame(
        {"name": ["Incident", "Change"], "level": [3.2, None], "low": [2.8, None], "high": [3.6, None]}
    )

    assert level_chart(levels, "Profile").alt == (
        "Profile, on a scale up to 5: Incident 3.20 (between 2.80 and 3.60); Change not rated."
    )


@pytest.mark.parametrize(
    "draw",
    [
        lambda points: control_chart(points, "T", "h", marks=[("2026-03-01", "m")]),
        lambda points: effect_chart(EFFECTS, "T"),
        lambda points: bar_chart(pd.DataFrame({"name": ["a", "b"], "value": [2, 1]}), "T"),
    ],
)
def test_the_same_numbers_give_the_same_drawing(draw, points):
    assert draw(points).svg == draw(points.copy()).svg


def test_a_client_name_is_neither_markup_nor_mathematics(points):
    names = ["$\\frac{1}{", "a_b^c", "<script>alert(1)</script>", "--> ]]>", "bell\x07", "🙂 メール"]
    svg = bar_chart(pd.DataFrame({"name": names, "value": range(6)}), "T").svg

    assert not [element for element in ElementTree.fromstring(svg).iter() if "script" in str(element.tag)]


def test_a_letter_that_no_font_has_is_no_noise_on_stderr():
    code = (
        "import pandas as pd; from csi_lib.report.figures import bar_chart;"
        "bar_chart(pd.DataFrame({'name': ['\\U0001F642 \\u30e1'], 'value': [1]}), 'T')"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stderr == b""


def test_drawing_leaves_no_figure_and_no_setting_behind(points):
    before = dict(matplotlib.rcParams)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        control_chart(points, "T")

    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == []


def test_a_long_name_is_cut_to_forty_characters_on_one_line():
    assert clean_label("a\n" + "b" * 60) == "a " + "b" * 37 + "…"


def test_a_missing_column_is_named(points):
    with pytest.raises(UsageError, match="column 'upper' is missing"):
        control_chart(points.drop(columns="upper"), "T")


HEADING = Heading(
    "improvement", "2026-05: a point outside the limits", "hit and miss", 15, [("2026-04-01", "new clock")]
)


@pytest.fixture
def marked(points):
    """The six months with a pattern in the first two, and limits begun anew in April."""
    return points.assign(
        signal=["run of seven", "run of seven", "outside", "", "", ""],
        segment=[0, 0, 0, 1, 1, 1],
        original_center=[None, None, None, 20.0, 20.0, 20.0],
        original_lower=[None, None, None, 12.0, 12.0, 12.0],
        original_upper=[None, None, None, 28.0, 28.0, 28.0],
    )


def test_the_words_of_a_control_chart_hold_its_marks_target_and_rebasing(marked):
    alt = control_chart(marked, "Mean time to resolve", "h", "lower", heading=HEADING).alt

    assert "2 points marked by another rule: 20.0 h in 2026-01 (run of seven), 21.5 h in 2026-02 (run of seven)." in alt
    assert alt.endswith(
        "New limits from 2026-04-01: new clock. Lately: improvement (2026-05: a point outside the limits). "
        "Target 15 h: hit and miss."
    )


def test_the_data_of_a_rebased_chart_hold_both_limits(marked):
    last = control_chart(marked, "T", heading=HEADING).data[-2]

    assert (last["center"], last["original_center"], last["segment"]) == (20.0, 20.0, 1)


@pytest.mark.parametrize("variation", ["improvement", "deterioration", "common cause", "no direction", "not assessed"])
@pytest.mark.parametrize("assurance", ["always hit", "hit and miss", "always missed"])
def test_every_mark_is_drawn_and_no_two_look_alike_without_colour(variation, assurance, points):
    def shapes(heading):
        svg = control_chart(points, "T", heading=heading).svg
        return re.sub(r"#[0-9a-f]{6}", "", re.sub(r'"[^"]*(clip|m[0-9a-f]{10})[^"]*"', "", svg))

    seen = shapes(Heading(variation, "", assurance))
    others = [Heading(variation, "", other) for other in ("always hit", "hit and miss", "always missed")]

    assert sum(shapes(other) == seen for other in others) == 1
    assert shapes(Heading()) != seen
