"""Numbers are said the way people write them."""

import pandas as pd
import pytest

from csi_lib.report import wording


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (22.1234, "h", "22.1 h"),
        (5.0, "h", "5.0 h"),
        (1234.5, "h", "1,234 h"),
        (93.38, "%", "93.4 %"),
        (0.034, "percent", "0.034 %"),
        (100.0, "percent", "100.0 %"),
        (1204, "tickets", "1,204 tickets"),
        (12.0, "", "12"),
        (1.0345, "", "1.03"),
        (0.0342, "", "0.034"),
        (-0.001, "h", "-0.0010 h"),
        (-0.04, "%", "-0.04 %"),
        (0.0, "h", "0.0 h"),
        (float("nan"), "h", "–"),
        (None, "", "–"),
        (True, "", "yes"),
        (pd.Timestamp("2026-06-30"), "", "2026-06-30"),
        ("as it is", "", "as it is"),
    ],
)
def test_a_value_is_said_with_its_unit(value, unit, said):
    assert wording.say_value(value, unit) == said


@pytest.mark.parametrize(
    ("value", "goal", "unit", "said"),
    [
        (99.86, 99.9, "%", ("99.86 %", "99.90 %")),
        (99.9, 99.9, "%", ("99.9 %", "99.9 %")),
        (98.9, 99.9, "percent", ("98.9 %", "99.9 %")),
        (40.04, 40.0, "", ("40.04", "40.00")),  # 40.0 and 40 else
        (None, 40.0, "h", ("–", "40.0 h")),
    ],
)
def test_a_value_never_reads_as_what_was_promised_where_it_is_not(value, goal, unit, said):
    assert wording.say_against(value, goal, unit) == said


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.03, "p = 0.03"),
        (0.0009, "p < 0.001"),
        (0.004, "p = 0.004"),
        (0.0496, "p = 0.050"),
        (0.2, "p = 0.20"),
        (0.999, "p > 0.99"),
        (None, "p not computed"),
    ],
)
def test_a_p_value_is_said_with_the_digits_that_matter(p, said):
    assert wording.say_p(p) == said


@pytest.mark.parametrize(
    ("effect", "kind", "unit", "said"),
    [
        (0.8234, "ratio", "h", "× 0.82"),
        (2.13, "percentage points", "%", "+2.1 percentage points"),
        (-3.44, "difference", "h", "-3.4 h"),
        (3.44, "difference", "h", "+3.4 h"),
        (None, "ratio", "", "–"),
    ],
)
def test_an_effect_is_said_by_its_kind(effect, kind, unit, said):
    assert wording.say_change(effect, kind, unit) == said


def test_the_source_of_a_number_is_one_line_of_small_print():
    source = {"kpi": "mttr", "version": 1, "stat": "median", "period": "2026-06", "slice": {"service": "VPN"}, "n": 84}

    assert wording.say_source(source) == "2026-06, n = 84, service VPN, median, mttr version 1"


@pytest.mark.parametrize(
    ("title", "said"),
    [("Mean time to resolve", "mean time to resolve"), ("SLA compliance", "SLA compliance"), ("", "")],
)
def test_a_title_inside_a_sentence_keeps_only_its_initials_large(title, said):
    assert wording.say_inside(title) == said
