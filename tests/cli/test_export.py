"""A report that is published can be handed over in another format and look, without a kernel and with its numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.report.export import formats
from csi_lib.report.export.formats import FORMATS

PAGE = ["--only", "executive_summary"]


@pytest.fixture(scope="module")
def exported(engagement: Path, report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export")
    assert main(["export", str(engagement), *FORMATS, *PAGE, "--brand", "example", "--out", str(out)]) == 0
    return out


def test_each_format_is_a_file_named_for_what_it_holds(exported: Path) -> None:
    assert {path.name for path in exported.iterdir()} == {
        f"demo-2026-06-30-executive_summary.{name}" for name in FORMATS
    }


def test_the_numbers_of_the_page_stand_in_the_pdf(exported: Path, report: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    blocks = json.loads((report / "results.json").read_text(encoding="utf-8"))["notebooks"]["executive_summary"][
        "blocks"
    ]
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(exported / "demo-2026-06-30-executive_summary.pdf").pages
    )
    squeezed = "".join(text.split())

    numbers = [block["text"] for block in blocks if block["type"] == "number"]
    assert numbers
    assert [said for said in numbers if "".join(said.split()) not in squeezed] == []


def test_a_second_export_gives_the_same_bytes(exported: Path, engagement: Path, tmp_path: Path) -> None:
    words = ["--brand", "example", "--out", str(tmp_path)]
    assert main(["export", str(engagement), *FORMATS, *PAGE, *words]) == 0

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in exported.iterdir()
    }


def test_the_report_itself_stays_as_it_was_published(report: Path, exported: Path) -> None:
    assert not [path.name for path in report.iterdir() if path.suffix.lstrip(".") in FORMATS]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pfd"], "unknown format 'pfd'. Did you mean 'pdf'?"),
        (["pdf", "--only", "executive"], "no such page. Did you mean 'executive_summary'?"),
        (["pdf", "--as-of", "2020-01-31"], "no report of 2020-01-31"),
        (["pdf", "--brand", "exampel"], "no brand 'exampel'"),
    ],
)
def test_a_wrong_word_is_answered_and_nothing_is_written(
    words: list[str], said: str, engagement: Path, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(engagement), *words, "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_missing_library_is_named_with_the_extra_that_brings_it(
    engagement: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)

    assert main(["export", str(engagement), "pptx"]) == 2
    assert "the format pptx needs the package 'pptx'. pip install 'csi-kit[office]'" in capsys.readouterr().err
