"""The numbers that the authors of the definitions worked by hand."""

from pathlib import Path

import pytest

from csi_lib.errors import DefinitionError
from csi_lib.kpi import load_catalogue
from csi_lib.kpi.example import work_example

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "params" / "kpi")


@pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.id)
def test_a_definition_gives_the_numbers_its_example_was_worked_to(kpi, tmp_path):
    assert work_example(kpi, tmp_path) == []


def test_a_wrong_number_in_an_example_is_told_with_both_numbers(catalogue, tmp_path):
    kpi = catalogue["incident_volume"]
    wrong = kpi.example.expect[0].model_copy(update={"value": 7.0})
    changed = kpi.model_copy(update={"example": kpi.example.model_copy(update={"expect": [wrong]})})
    (told,) = work_example(changed, tmp_path)
    assert "value is 1.0, worked by hand 7.0" in told and "2026-01" in told


def test_an_expected_row_that_nothing_gives_is_told(catalogue, tmp_path):
    kpi = catalogue["incident_volume"]
    absent = kpi.example.expect[0].model_copy(update={"period": "1999-01"})
    changed = kpi.model_copy(update={"example": kpi.example.model_copy(update={"expect": [absent]})})
    assert work_example(changed, tmp_path) == ["incident_volume 1999-01 value throughput: 0 rows instead of one"]


def test_a_mistyped_column_in_an_example_is_refused(catalogue, tmp_path, make_kpi):
    kpi = make_kpi()
    given = {"tickets": [{"id": "A", "kind": "incident", "opend_at": "2026-01-02"}]}
    changed = kpi.model_copy(update={"example": kpi.example.model_copy(update={"given": given})})
    with pytest.raises(DefinitionError, match="did you mean 'opened_at'"):
        work_example(changed, tmp_path)


def test_the_first_sixteen_definitions_are_there(catalogue):
    assert set(catalogue) >= {
        *("mttr_respond", "mttr_resolve", "incident_volume", "fcr_call", "reopen_rate", "change_success_rate"),
        *("change_failure_rate", "change_backlog", "problem_resolution_time", "desk_response_time", "sla_compliance"),
        *("sla_breach", "csat_desk", "nps", "cost_per_incident", "availability"),
    }
