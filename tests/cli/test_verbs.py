"""What the verbs of csi promise beyond reports: measures, baselines, checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.cli import main


def test_measures_in_csv_and_parquet_are_the_same_numbers(engagement: Path, tmp_path: Path) -> None:
    words = [
        "measure",
        str(engagement),
        "--kpi",
        "mttr_resolve",
        "--kpi",
        "sla_compliance",
        "--by",
        "priority",
        "--out",
    ]
    assert main([*words, str(tmp_path / "m.csv")]) == 0
    assert main([*words, str(tmp_path / "m.parquet")]) == 0

    csv, parquet = pd.read_csv(tmp_path / "m.csv"), pd.read_parquet(tmp_path / "m.parquet")

    assert len(csv) == len(parquet) > 0
    pd.testing.assert_series_equal(csv["value"], parquet["value"].astype("float64"), check_names=False)


def test_crossed_slices_add_up_to_the_total(engagement: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.parquet"
    words = ["--kpi", "incident_volume", "--by", "service", "--by", "priority", "--period", "quarter"]
    assert main(["measure", str(engagement), *words, "--out", str(out)]) == 0

    frame = pd.read_parquet(out)
    total = frame[frame["service"].isna() & frame["priority"].isna()]
    parts = frame[frame["service"].notna() & frame["priority"].notna()]

    assert parts.groupby("period_start")["value"].sum().tolist() == total["value"].tolist()


@pytest.mark.parametrize(("period", "count"), [("month", 30), ("quarter", 10), ("year", 3), ("all", 1)])
def test_every_period_of_the_window_is_there(period: str, count: int, engagement: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.parquet"
    words = ["measure", str(engagement), "--kpi", "incident_volume", "--period", period, "--out", str(out)]
    assert main(words) == 0

    assert len(pd.read_parquet(out)) == count


def test_a_report_prints_the_digest_of_its_baseline(copy_unpublished: Callable[[Path], Path], tmp_path: Path) -> None:
    root = copy_unpublished(tmp_path / "root")
    settings = root / "params" / "engagements" / "demo.yml"
    words = [
        "freeze",
        str(settings),
        "start",
        "--from",
        "2024-01-01",
        "--to",
        "2025-03-31",
        "--author",
        "A",
        "--reason",
        "R",
    ]
    assert main(words) == 0
    digest = (root / "params/baselines/demo/start.yml").read_text(encoding="utf-8").split("digest: ")[1].strip()

    assert main(["run", str(settings), "--only", "baseline"]) == 0
    page = (root / "reports/demo/2026-06-30/baseline.html").read_text(encoding="utf-8")

    assert digest in page
    assert main(words) == 2


def test_check_says_what_became_of_every_row(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(engagement)]) == 0

    out = capsys.readouterr().out
    assert "rows = kept + folded + duplicate + rejected" in out
    assert "mttr_resolve@1: computed" in out
