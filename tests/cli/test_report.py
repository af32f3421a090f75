"""What a consultant finds after `csi run`: a whole report, harmless, repeatable and traceable."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from csi_lib.cli import main
from csi_lib.report.csv import unguard_text

PAGES = {
    "executive_summary", "before_after", "trends", "forecast", "measures", "measurability", "definitions", "baseline",
    "data_quality", "description", "diagnosis", "calibration", "maturity", "improvement_plan", "service_review",
    "maturity_change", "maturity_evidence", "maturity_frameworks", "maturity_roadmap", "maturity_sure",
    "services", "capacity",
    "people", "csip", "register", "programme", "glossary",
    "benefits",
}  # fmt: skip
SCRIPT = "<script>alert('csi')</script>"
END_OF_HUGE = "END40000"


class Page(HTMLParser):
    """Elements and texts of a page, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="session")
def pages(report: Path) -> dict[str, Page]:
    return {path.stem: Page(path.read_text(encoding="utf-8")) for path in report.glob("*.html")}


@pytest.fixture(scope="session")
def written(report: Path) -> list[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)
    with (report / "measures.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_report_is_one_page_a_notebook_with_numbers_manifest_and_an_index_above(
    report: Path, pages: dict[str, Page]
) -> None:
    names = {path.name for path in report.iterdir()}

    assert set(pages) == PAGES
    assert {"results.json", "manifest.json", "measures.csv", "rejected.csv"} <= names
    assert (report.parent / "index.html").is_file()


def test_a_second_run_on_the_same_input_writes_the_same_numbers(report: Path, engagement: Path, tmp_path: Path) -> None:
    before = (report / "results.json").read_bytes()

    assert main(["run", str(engagement), "--out", str(tmp_path)]) == 0

    assert (tmp_path / "demo" / "2026-06-30" / "results.json").read_bytes() == before
    assert (tmp_path / "demo" / "2026-06-30" / "measures.csv").read_bytes() == (report / "measures.csv").read_bytes()


def test_no_page_holds_a_script_but_the_one_that_sorts_whatever_the_client_calls_a_team(pages: dict[str, Page]) -> None:
    assert {name for name, page in pages.items() if page.tags.count("script") > 1} == set()


def test_a_team_named_like_a_script_is_shown_as_it_is(pages: dict[str, Page]) -> None:
    assert SCRIPT in "".join(pages["measures"].texts)


def test_a_name_of_40000_characters_is_shown_whole(client: Path, pages: dict[str, Page]) -> None:
    huge = [text for text in pages["measures"].texts if text.endswith(END_OF_HUGE)]

    assert max(map(len, huge)) == 40_000


def test_a_cell_that_would_run_in_a_spreadsheet_is_guarded_and_whole(written: list[dict[str, str]]) -> None:
    services = {row["service"] for row in written}
    guarded = {name for name in services if name.startswith("'")}

    assert not [name for name in services if name[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert {unguard_text(name)[0] for name in guarded} == {"="}


def test_the_csv_holds_the_40000_characters_and_the_script_as_they_are(written: list[dict[str, str]]) -> None:
    assert max(len(row["category"]) for row in written) == 40_000
    assert SCRIPT in {row["team"] for row in written}


def test_the_json_holds_client_text_exactly(results: dict[str, Any]) -> None:
    rows = [row for block in results["notebooks"]["measures"]["blocks"] for row in block.get("rows", [])]

    assert SCRIPT in {row.get("team") for row in rows}
    assert {len(row["category"]) for row in rows if "category" in row} >= {40_000}
    assert any(str(row.get("service", "")).startswith("=") for row in rows)


def test_every_row_of_every_file_is_accounted_for(report: Path) -> None:
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))

    for file in manifest["inputs"]:
        assert file["rows"] == file["kept"] + file["folded"] + file["duplicate"] + file["rejected"], file["file"]


def test_every_rejected_row_is_beside_the_report_with_its_row_number(report: Path, client: Path) -> None:
    rejected = pd.read_csv(report / "rejected.csv", dtype=str)
    planted = yaml.safe_load((client / "data" / "demo" / "planted.yml").read_text(encoding="utf-8"))
    spoiled = {
        name: rows["nameless"] + rows["unreadable"] + rows["ragged"]
        for name, rows in planted["dirt"]["added_rows"].items()
    }

    assert rejected["file"].map(lambda name: Path(name).name).value_counts().to_dict() == spoiled
    assert (rejected["row"].astype(int) > 1).all()
    assert rejected["reason"].notna().all()


def test_a_shown_total_equals_the_measures_file(results: dict[str, Any], written: list[dict[str, str]]) -> None:
    shown = next(
        row["whole"]
        for block in results["notebooks"]["measures"]["blocks"]
        for row in block.get("rows", [])
        if row.get("kpi", "").endswith("(reopen_rate@2)") and "whole" in row
    )
    kept = [
        float(row["value"])
        for row in written
        if row["kpi"] == "reopen_rate" and row["grain"] == "all" and row["view"] == "throughput"
        and not any(row[name] for name in ("service", "priority", "team", "category"))
    ]  # fmt: skip

    assert kept == [shown]


def test_only_one_page_is_made_anew_and_the_others_stay(report: Path, engagement: Path) -> None:
    before = {path.stem: path.stat().st_mtime_ns for path in (report / "notebooks").glob("*.ipynb")}
    numbers = (report / "results.json").read_bytes()

    assert main(["run", str(engagement), "--only", "baseline"]) == 0

    assert {path.stem for path in report.glob("*.html")} == PAGES == set(before)
    assert (report / "results.json").read_bytes() == numbers


def test_an_unknown_page_names_the_nearest(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(engagement), "--only", "trend"]) == 2
    assert "Did you mean 'trends'?" in capsys.readouterr().err


def test_an_export_a_third_smaller_than_last_time_is_a_finding(
    report: Path, client: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(client, copy, ignore=shutil.ignore_patterns(".cache"))
    problems = copy / "data" / "demo" / "problem.csv"
    lines = problems.read_text(encoding="utf-8").splitlines(keepends=True)
    problems.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
    run = ["run", str(copy / "params" / "engagements" / "demo.yml"), "--only", "data_quality"]

    said = []
    for _ in range(2):
        assert main(run) == 0
        text = (copy / "reports" / "demo" / "2026-06-30" / "results.json").read_text(encoding="utf-8")
        said.append([row for row in _findings(text) if row["where"].startswith("problems") and "fewer" in row["what"]])

    assert len(said[0]) == 1
    assert said[1] == said[0]  # the second run on the same input says the same


def _findings(text: str) -> list[dict[str, Any]]:
    blocks = json.loads(text)["notebooks"]["data_quality"]["blocks"]
    return next(block["rows"] for block in blocks if block.get("title") == "Findings")


def test_a_failed_page_leaves_the_last_good_report_untouched(
    report: Path, client: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(client, copy)
    shutil.copytree(Path(__file__).parents[2] / "notebooks", copy / "notebooks")
    broken = copy / "notebooks" / "trends.ipynb"
    broken.write_text(broken.read_text(encoding="utf-8").replace("csi.show.charts", "csi.show.chart"), encoding="utf-8")
    good = (copy / "reports" / "demo" / "2026-06-30" / "results.json").read_bytes()

    code = main(["run", str(copy / "params" / "engagements" / "demo.yml"), "--only", "trends"])
    said = capsys.readouterr().err

    assert code == 1
    assert "trends failed" in said
    assert "Traceback" not in said
    assert (copy / "reports" / "demo" / "2026-06-30" / "results.json").read_bytes() == good
