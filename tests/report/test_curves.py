"""Curves of what is still open say their numbers in words."""

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from csi_lib.report.curves import CURVE_COLUMNS, open_curves

NAMES = {"before": "opened before 2025-04-01", "after": "opened from 2025-05-01 on"}


@pytest.fixture
def curves():
    """Half the earlier tickets are done after 4 h, half the later ones after 2 h; a tenth of these stays open."""
    time = np.arange(9.0)
    before = np.array([100, 90, 80, 60, 50, 40, 25, 10, 0.0])
    after = np.array([100, 70, 50, 30, 20, 15, 12, 11, np.nan])
    heights = {"before": before, "after": after}
    bands = {
        f"{side}_{end}": values + shift for side, values in heights.items() for end, shift in (("lo", -2), ("hi", 2))
    }
    return pd.DataFrame({"time": time} | heights | bands)[list(CURVE_COLUMNS)]


def test_the_words_name_when_so_much_is_still_open(curves):
    picture = open_curves(curves, "Mail: tickets still open", "h", NAMES)

    assert picture.alt == (
        "Mail: tickets still open. opened before 2025-04-01: 75 % still open after 3.0 h; 50 % still open after 4.0 h; "
        "25 % still open after 6.0 h; 10 % still open after 7.0 h. opened from 2025-05-01 on: "
        "75 % still open after 1.0 h; 50 % still open after 2.0 h; 25 % still open after 4.0 h."
    )


def test_the_drawing_is_well_formed_and_carries_its_numbers(curves):
    picture = open_curves(curves, "Mail", "h", NAMES)

    ElementTree.fromstring(picture.svg)
    assert len(picture.data) == 9
    assert tuple(picture.data[0]) == CURVE_COLUMNS


def test_a_curve_that_never_comes_down_says_so(curves):
    flat = curves.assign(after=95.0, after_lo=90.0, after_hi=99.0)

    assert "opened from 2025-05-01 on: the curve does not come down." in open_curves(flat, "Mail", "h", NAMES).alt
