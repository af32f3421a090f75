"""The single rows behind a number add up to it."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.errors import UsageError
from csi_lib.kpi import load_catalogue, measure
from csi_lib.kpi.cases import CASE_FORMULAS, read_cases

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "params" / "kpi")
WITH_CASES = [kpi for kpi in CATALOGUE.values() if kpi.formula in CASE_FORMULAS and not kpi.last_by]


@pytest.mark.parametrize("kpi", WITH_CASES, ids=lambda kpi: kpi.id)
def test_the_cases_of_a_worked_example_add_up_to_its_measures(kpi, write_tables):
    tables = write_tables(**kpi.example.given)
    far = {"first": dt.date(2000, 1, 1), "last": dt.date(2040, 12, 31), "as_of": dt.date(2040, 12, 31)}
    rows = measure(tables, [kpi], zone=kpi.example.zone, grain="all", by=(), **far)
    (whole,) = rows[(rows["stat"] == "value") & (rows["view"] == kpi.view)].to_dict("records")

    cases = read_cases(tables, kpi)

    counted = cases[cases["value"].notna() & cases["counted_at"].notna()]
    assert len(counted) == (whole["denominator"] if kpi.formula == "ratio" else whole["n"])
    assert counted["value"].sum() == pytest.approx(whole["numerator"])


def test_rows_whose_outcome_is_still_to_come_are_there_and_marked(write_tables):
    kpi = CATALOGUE["mttr_resolve"]

    cases = read_cases(write_tables(**kpi.example.given), kpi, columns=["hold_hours"])

    assert cases.loc[cases["waiting"], "began_at"].tolist() == [pd.Timestamp("2026-03-20 08:00:00")]
    assert cases.loc[cases["waiting"], "value"].isna().all()
    assert cases["hold_hours"].dtype == "float64"
    assert set(cases["service"]) == {"(none)"}


def test_an_absent_table_has_no_cases():
    cases = read_cases({}, CATALOGUE["mttr_resolve"])

    assert cases.empty
    assert cases["value"].dtype == "float64"


def test_which_of_two_answers_counts_is_not_known_without_a_period():
    with pytest.raises(UsageError, match="the last of a period counts in nps"):
        read_cases({}, CATALOGUE["nps"])


def test_a_stock_is_made_of_no_cases():
    with pytest.raises(UsageError, match="no single cases"):
        read_cases({}, CATALOGUE["change_backlog"])
