"""What is packed is enough for another person to come to the same numbers."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.cli import main


@pytest.fixture(scope="module")
def packed(engagement: Path, report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("archive") / "demo.zip"
    assert main(["archive", str(engagement), "--data", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def unpacked(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    with zipfile.ZipFile(packed) as pack:
        pack.extractall(folder)
    return folder / "demo-2026-06-30"


def test_every_file_is_listed_with_its_hash(unpacked: Path) -> None:
    listed = json.loads((unpacked / "archive.json").read_text(encoding="utf-8"))["files"]
    own = {"README.md", "archive.json", "constraints.txt"}
    found = {path.relative_to(unpacked).as_posix(): path for path in unpacked.rglob("*") if path.is_file()}

    assert set(found) - own == set(listed)
    assert {name: hashlib.sha256(found[name].read_bytes()).hexdigest() for name in listed} == listed


def test_elsewhere_the_same_exports_give_the_same_numbers(
    unpacked: Path, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CSI_HOME", raising=False)
    monkeypatch.chdir(unpacked)
    words = ["measure", "demo", "--kpi", "mttr_resolve", "--kpi", "sla_compliance", "--out", str(tmp_path / "m.csv")]
    assert main(words) == 0

    again = pd.read_csv(tmp_path / "m.csv")
    before = pd.read_csv(report / "measures.csv", low_memory=False)
    keys = ["kpi", "stat", "view", "period_start"]
    whole = before["grain"].eq("month") & before["service"].isna() & before["priority"].isna() & before["team"].isna()
    both = again.merge(before[whole & before["kpi"].isin(again["kpi"])], on=keys, suffixes=("", "_before"))

    assert len(both) == len(again) > 100
    pd.testing.assert_series_equal(both["value"], both["value_before"], check_names=False)


def test_the_report_lies_there_as_it_was_published(unpacked: Path, report: Path) -> None:
    assert (unpacked / "report" / "results.json").read_bytes() == (report / "results.json").read_bytes()


def test_no_key_of_pseudonyms_goes_along(unpacked: Path) -> None:
    keys = [path.read_bytes().strip() for path in Path(os.environ["CSI_KEYS"]).rglob("*") if path.is_file()]

    assert keys
    assert not [
        path for path in unpacked.rglob("*") if path.is_file() and any(key in path.read_bytes() for key in keys)
    ]


def test_the_same_report_gives_the_same_bytes(packed: Path, engagement: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    assert main(["archive", str(engagement), "--data", "--out", str(again)]) == 0

    assert again.read_bytes() == packed.read_bytes()


def test_without_the_data_the_archive_names_the_exports_and_holds_none(
    engagement: Path, report: Path, tmp_path: Path
) -> None:
    out = tmp_path / "slim.zip"
    assert main(["archive", str(engagement), "--out", str(out)]) == 0

    with zipfile.ZipFile(out) as pack:
        listed = json.loads(pack.read("demo-2026-06-30/archive.json"))["exports"]
        below = [name for name in pack.namelist() if "/data/" in name]
    assert [name for name in below if not name.endswith("/register.db")] == []  # the register is no export
    assert listed and all(len(row["sha256"]) == 64 for row in listed)
    assert [row["file"] for row in listed if "/answers/" in row["file"]], "the questionnaire's answers are needed too"


def test_a_report_that_is_not_there_is_named(
    engagement: Path, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["archive", str(engagement), "--as-of", "2026-05-31"]) == 2
    assert "no report of 2026-05-31" in capsys.readouterr().err
