"""The change of slope beside a verdict is said in words, and a dash stands where there is none."""

from types import SimpleNamespace

import pytest

from csi_lib.report.sections.effects import say_slope
from csi_lib.signals.verdicts.verdict import Slope


@pytest.mark.parametrize(
    ("kind", "slope", "said"),
    [
        ("ratio", Slope(0.88, 0.8, 0.97, 0.01, "a year"), "12 % lower over a year (95 % interval 3 % to 20 % lower)"),
        (
            "difference",
            Slope(3.0, -1.0, 7.0, 0.2, "the window"),
            "3 points higher over the window (95 % interval 1 points lower to 7 points higher)",
        ),
        ("ratio", None, "–"),
    ],
)
def test_the_change_of_slope_is_said_in_words(kind, slope, said):
    study = SimpleNamespace(kpi=lambda name: SimpleNamespace(unit="points"))

    assert say_slope(study, SimpleNamespace(kpi="k", effect_kind=kind, slope=slope)) == said
