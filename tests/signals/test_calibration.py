"""A report is told the error rate of series like its own, never a kinder one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from csi_lib.errors import SettingsError
from csi_lib.signals.calibration import COLUMNS, find_rate, load_rates, neighbours, say_error_rate


def make_rates(rows: list[tuple[str, int, int, float, str, str, float]]) -> pd.DataFrame:
    """Make a table of what, n, kpis, rho, noise, rule, percent."""
    named = [dict(zip(("what", "n", "kpis", "rho", "noise", "rule", "percent"), row, strict=True)) for row in rows]
    rest = {
        "method": "trend", "kind": "score", "case": "", "season": 0, "effect": 0.0, "error": 0.2, "series": 4004,
        "refused": 0.0, "bound": float("nan"), "holds": "", "seed": 1,
    }  # fmt: skip
    return pd.DataFrame([rest | row for row in named])[list(COLUMNS)]


@pytest.fixture
def rates() -> pd.DataFrame:
    return make_rates(
        [
            ("size", 24, 7, 0.0, "ar1", "both", 2.0),
            ("size", 24, 14, 0.0, "ar1", "both", 2.5),
            ("size", 24, 14, 0.6, "ar1", "both", 4.5),
            ("size", 36, 7, 0.0, "ar1", "both", 5.5),
            ("size", 36, 14, 0.0, "ar1", "both", 3.0),
            ("size", 104, 14, 0.0, "ar1", "both", 9.0),
            ("size", 24, 14, 0.0, "drift", "both", 6.1),
            ("size", 24, 14, 0.0, "ar1", "pooled", 20.0),
            ("power", 24, 14, 0.0, "ar1", "both", 70.0),
        ]
    )


def test_a_length_in_the_table_has_the_range_over_its_autocorrelations(rates: pd.DataFrame) -> None:
    found = find_rate("trend", 14, 24, rates=rates)

    assert (found.lowest, found.highest, found.lengths, found.kpis) == (2.5, 4.5, (24,), (14,))


def test_between_two_rows_the_worse_of_all_neighbours_counts(rates: pd.DataFrame) -> None:
    found = find_rate("trend", 10, 30, rates=rates)

    assert (found.highest, found.lengths, found.kpis) == (5.5, (24, 36), (7, 14))


def test_beyond_the_table_its_end_counts(rates: pd.DataFrame) -> None:
    assert find_rate("trend", 99, 500, rates=rates).highest == 9.0
    assert find_rate("trend", 1, 6, rates=rates).lengths == (24,)


def test_rules_noises_and_power_are_never_mixed_up(rates: pd.DataFrame) -> None:
    assert find_rate("trend", 14, 24, rule="pooled", rates=rates).highest == 20.0
    assert find_rate("trend", 14, 24, noises=["drift", "ar2"], rates=rates).highest == 6.1
    assert find_rate("trend", 14, 24, what="power", rates=rates).highest == 70.0


def test_what_was_never_measured_has_no_rate(rates: pd.DataFrame) -> None:
    with pytest.raises(KeyError, match="before/after"):
        find_rate("before/after", 14, 24, rates=rates)


def test_the_sentence_says_lengths_kpis_range_and_the_worse_case(rates: pd.DataFrame) -> None:
    assert say_error_rate("trend", 14, 24, rates=rates) == (
        "Measured on 24 stable months in reports of 14 KPIs, such a claim is made where nothing changed in 2.5 to 4.5 "
        "of 100 series (autocorrelation 0 to 0.6, up to 6.1 where it forgets more slowly)."
    )


def test_one_kpi_alone_is_said_in_the_singular() -> None:
    rates = make_rates([("size", 24, 1, 0.0, "ar1", "both", 3.0), ("size", 24, 1, 0.0, "ar2", "both", 2.0)])

    assert "24 stable weeks in reports of 1 KPI, such" in say_error_rate("trend", 1, 24, noun="week", rates=rates)


@pytest.mark.parametrize(("own", "expected"), [(24, (24,)), (25, (24, 36)), (3, (12,)), (400, (104,))])
def test_neighbours_are_oneself_or_both_sides_or_the_end(own: int, expected: tuple[int, ...]) -> None:
    assert neighbours(pd.Series([104, 12, 24, 36, 24]), own) == expected


def test_the_shipped_table_has_its_columns_and_a_rate_for_every_claim() -> None:
    rates = load_rates()

    assert tuple(rates.columns) == COLUMNS
    for method in ("trend", "before/after", "interrupted"):
        for kpis in (1, 5, 28, 40):
            for n in (12, 30, 60, 200):
                found = find_rate(method, kpis, n, rates=rates)
                assert 0 < found.lowest <= found.highest < 20


def test_a_changed_copy_leaves_the_table_alone() -> None:
    rates = load_rates()
    rates.loc[:, "percent"] = 0.0

    assert load_rates()["percent"].max() > 0


def test_a_table_without_a_column_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "params" / "calibration").mkdir(parents=True)
    (tmp_path / "params" / "calibration" / "rates.csv").write_text("what,method\nsize,trend\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="the column 'rule' is missing. Run 'make calibrate'"):
        load_rates(tmp_path)


def test_a_missing_table_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "params" / "calibration").mkdir(parents=True)

    with pytest.raises(SettingsError, match="the table of error rates is missing"):
        load_rates(tmp_path)
