"""The ten steps on the roadmap: an order by weight only where somebody has weighed them."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest

from csi_lib.maturity.roadmap import Step
from csi_lib.report.sections.maturity_roadmap.steps import ordered_steps


def lay(*impacts: int):
    steps = tuple(
        Step(str(place), "Step", "why", Fraction(40), Fraction(60), impact, Fraction(60 * impact, 3), 1, 1)
        for place, impact in enumerate(impacts, 1)
    )
    study = SimpleNamespace(
        assessment=SimpleNamespace(roadmap=SimpleNamespace(steps=steps)), engagement=SimpleNamespace(id="own")
    )
    (table,) = ordered_steps(study)
    return table


@pytest.mark.parametrize(("impacts", "shown"), [((2, 2), {"gap"}), ((2, 3), {"impact", "priority"})])
def test_a_priority_is_shown_only_where_steps_weigh_differently(impacts, shown):
    table = lay(*impacts)
    assert {column.key for column in table.columns} & {"gap", "impact", "priority"} == shown
    assert set(table.rows[0]) == {column.key for column in table.columns}
    assert ("Priority is the gap" in table.note) == ("priority" in shown)


def test_steps_of_one_weight_show_the_gap_itself():
    assert lay(2, 2).rows[0]["gap"] == 60
