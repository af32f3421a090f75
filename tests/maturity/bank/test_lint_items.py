"""What a question may fit is read from the framework files, whatever their kind."""

from __future__ import annotations

import pytest

from csi_lib.errors import SettingsError
from csi_lib.maturity.bank.lint.items import list_items
from csi_lib.settings import list_kit

FOUND = list_items(list_kit("params/maturity/frameworks", ".yml").values())


def test_each_framework_lists_what_it_counts():
    assert FOUND["itil-pmf"] == ("vision", "process", "people", "technology", "culture")
    assert FOUND["samm"] == ("1A", "1B", "2A", "2B", "3A", "3B")
    assert FOUND["c2m2"] == ("1", "2", "3")
    assert FOUND["ten-steps"] == tuple(str(step) for step in range(1, 11))


def test_a_step_may_carry_the_mark_of_a_mandatory_question():
    assert {"1", "4.5", "1M", "4.5M"} <= set(FOUND["ogc"])
    assert "5.5" not in FOUND["ogc"]


def test_objectives_areas_and_goals_are_all_items():
    # COBIT 2019 has 40 objectives, CMMI for Services 1.3 has 24 process areas.
    assert len(FOUND["cobit2019"]) == 40 and "DSS02" in FOUND["cobit2019"]
    assert {"IRP", "SAM", "SG1", "GG3"} <= set(FOUND["cmmi-svc"])
    assert sum(not name.startswith(("SG", "GG")) for name in FOUND["cmmi-svc"]) == 24


def test_a_ladder_of_attributes_is_fitted_by_the_attribute_alone():
    assert "iso33020" not in FOUND


def test_a_framework_whose_lists_are_none_is_refused_by_name(tmp_path):
    path = tmp_path / "own.yml"
    path.write_text("id: own\nsteps: [{title: no id}]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"own\.yml: its items cannot be listed"):
        list_items([path])
