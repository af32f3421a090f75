"""`csi prepare` loads the tables once; `csi measure` uses what is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.cli import main


def test_prepare_counts_what_it_read(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", str(engagement)]) == 0
    assert capsys.readouterr().out.startswith("Prepared ")


def test_tables_go_into_a_folder_with_a_note_of_their_data(
    engagement: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prepare", str(engagement), "--to", str(tmp_path)]) == 0

    assert (tmp_path / "csi_demo" / "csi_prepared.json").is_file()
    assert len(list((tmp_path / "csi_demo").glob("*/tickets.parquet"))) == 1
    assert str(tmp_path / "csi_demo") in capsys.readouterr().out


def test_a_place_that_keeps_nothing_is_bad_usage(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", str(engagement), "--to", "mysql://me:hush-hush@host/db"]) == 2

    said = capsys.readouterr().err
    assert "postgresql://" in said and "hush-hush" not in said


def test_measuring_again_gives_the_same_file(engagement: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        words = ["measure", str(engagement), "--by", "service", "--out", str(tmp_path / f"{name}.parquet")]
        assert main(words) == 0

    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), pd.read_parquet(tmp_path / "b.parquet"))


def test_measure_loads_neither_statistics_nor_notebooks(engagement: Path, tmp_path: Path) -> None:
    text = (
        "import sys; from csi_lib.cli import main; "
        f"code = main(['measure', {str(engagement)!r}, '--out', {str(tmp_path / 'm.csv')!r}]); "
        "heavy = {'scipy', 'seaborn', 'papermill', 'matplotlib', 'statsmodels'} & set(sys.modules); "
        "sys.exit(f'loaded {heavy}' if heavy else code)"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stderr
