"""``csi plan``: what is empty is named, a plan is written with all its sections, and who gets it is listed."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
import yaml

from csi_lib.cli import main
from csi_lib.register.plans import PLAN, SIP
from csi_lib.report.wording import say_value

DAY = "2026-06-30"
FEW = {
    "kpis": ["mttr_resolve", "mttr_respond", "reopen_rate", "incident_volume", "sla_breach"],
    "slices": ["service"],
    "breakdowns": [],
    "objectives": [{"id": "day", "objective": "Back to work", "success_factor": "Mended", "kpi": "mttr_resolve",
                    "target": 36, "by": "2026-12-31"}],
    "answers": ...,
    "assessment": ...,
}  # fmt: skip


@pytest.fixture(scope="module")
def own(client: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the client whose documents are written once."""
    root = Path(shutil.copytree(client, tmp_path_factory.mktemp("plans") / "demo"))
    engagement = settings(root)
    assert main(["plan", "write", engagement, "--format", "docx", "--format", "md", "--eml"]) == 0
    assert main(["plan", "status", engagement, "--period", "2026-05", "--process", "incident"]) == 0
    return root


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def settings(root: Path, **changes: object) -> str:
    """Keep the incidents and a few KPIs, which is quick, and change keys of the engagement; ``...`` takes one out."""
    path = root / "params/engagements/demo.yml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    found.update(FEW | {"sources": {"incidents": found["sources"]["incidents"]}} | changes)
    path.write_text(yaml.safe_dump({key: value for key, value in found.items() if value is not ...}), encoding="utf-8")
    return str(path)


def test_the_plan_is_a_document_with_every_section_and_nothing_of_it_is_empty(own: Path) -> None:
    (path,) = (own / f"reports/demo/documents/plan/{DAY}").glob("*.docx")
    found = docx.Document(str(path))
    heads = [item.text for item in found.paragraphs if item.style is not None and item.style.name == "Heading 2"]

    assert [title for title in heads if title in {section.title for section in PLAN}] == [item.title for item in PLAN]
    assert not any("This section is empty" in item.text for item in found.paragraphs)


def test_the_plan_as_markdown_holds_its_sections_and_its_authors_own_words(own: Path) -> None:
    (path,) = (own / f"reports/demo/documents/plan/{DAY}").glob("*.md")
    text = path.read_text(encoding="utf-8")

    assert all(f"\n## {section.title}\n" in text for section in PLAN)
    assert "one proven step at a time" in text
    assert "| mttr_resolve@" in text  # definitions carry the version of the catalogue


def test_a_document_leaves_the_report_of_the_day_as_it_was(own: Path, report: Path) -> None:
    assert (own / f"reports/demo/{DAY}/results.json").read_bytes() == (report / "results.json").read_bytes()
    assert not (own / f"reports/demo/{DAY}/csi_plan.html").exists()


def test_the_list_names_every_receiver_its_sender_and_the_hash_of_each_file(own: Path) -> None:
    from hashlib import sha256

    folder = own / f"reports/demo/documents/plan/{DAY}"
    rows = read_rows(folder / "distribution.csv")
    files = {
        path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.suffix in (".docx", ".md")
    }

    assert {(row["stakeholder"], row["sender"]) for row in rows} == {("directors", "reporting team")}
    assert {row["file"]: row["sha256"] for row in rows} == files
    assert [path.name for path in (folder / "mails").iterdir()] == ["directors.eml"]


def test_the_log_of_distribution_has_the_lines_of_every_document(own: Path) -> None:
    rows = read_rows(own / "reports/demo/documents/distribution.csv")

    assert {row["document"] for row in rows} == {"plan", "status-2026-05-incident"}


def test_a_status_report_is_of_its_month_and_its_process(own: Path) -> None:
    folder = own / f"reports/demo/documents/status-2026-05-incident/{DAY}"
    page = json.loads((folder / "results.json").read_text(encoding="utf-8"))["notebooks"]["status_report"]
    tables = {block["title"]: block["rows"] for block in page["blocks"] if block["type"] == "table"}

    assert {row["on"][:7] for row in tables["What happened in the month"]} == {"2026-05"}
    kpis = {row["kpi"] for row in tables["The figures of the month"]}
    assert "Incident reopen rate" in kpis
    assert not any("Change" in name for name in kpis)


def test_a_status_report_of_a_month_without_data_is_refused_before_anything_runs(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "status", str(own / "params/engagements/demo.yml"), "--period", "2030-01"]) == 2

    said = capsys.readouterr().err.strip()
    assert "the data say nothing of 2030-01: they reach from" in said
    assert not any(word in said for word in ("UsageError", "cell", "\n"))
    assert not list((own / "reports/demo/documents").glob("status-2030-01*"))


def test_page_and_document_show_the_figures_that_the_results_hold(own: Path) -> None:
    folder = own / f"reports/demo/documents/status-2026-05-incident/{DAY}"
    found = json.loads((folder / "results.json").read_text(encoding="utf-8"))["notebooks"]["status_report"]
    figures = next(block["rows"] for block in found["blocks"] if block.get("title") == "The figures of the month")
    (path,) = folder.glob("*.docx")
    rows = [[cell.text for cell in row.cells] for table in docx.Document(str(path)).tables for row in table.rows]
    page = (folder / "status_report.html").read_text(encoding="utf-8")

    assert figures
    for row in figures:
        said = say_value(row["value"])
        assert any(cells[:2] == [row["kpi"], said] for cells in rows)
        assert f">{said}<" in page


def test_the_page_for_the_board_is_at_most_two_pages_and_bears_its_name(own: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    pytest.importorskip("typst", reason="typst is not installed")
    engagement = str(own / "params/engagements/demo.yml")

    assert main(["plan", "write", engagement, "--document", "board", "--format", "pdf"]) == 0

    (path,) = (own / f"reports/demo/documents/board/{DAY}").glob("*.pdf")
    pages = pypdf.PdfReader(path).pages
    assert len(pages) <= 2
    assert "Page for the board" in pages[0].extract_text()


def test_a_sip_lacks_nothing_that_is_recorded(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "check", str(own / "params/engagements/demo.yml"), "--document", "sip"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert all(f"{part.title} there" in line for part in SIP for line in lines[:-1])
    assert lines[-1] == f"{4 * (len(lines) - 1)} parts, 0 EMPTY"


def test_what_the_plan_lacks_without_a_register_is_named_and_the_exit_code_says_so(
    copy_unpublished: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engagement = settings(copy_unpublished(tmp_path / "bare"), records=..., objectives=[])

    assert main(["plan", "check", engagement]) == 1

    out = capsys.readouterr().out
    empty = {line.rsplit("  ", 1)[0].strip() for line in out.splitlines() if line.endswith("  EMPTY")}
    assert empty == {
        "Scope and objectives",
        "Stakeholder engagement",
        "Continuous feedback",
        "Initiatives and schedule",
        "Reviews and reports",
        "Changes of this plan",
    }
    assert "Choose ‘CSI manager’ or ‘Service manager’" in out
    assert "csi plan text demo stakeholders --file FILE" in out
    assert out.splitlines()[-1].startswith("10 sections, 6 EMPTY: ")


def test_the_kits_proposal_of_roles_needs_no_register(
    copy_unpublished: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engagement = settings(copy_unpublished(tmp_path / "kick-off"), records=...)

    assert main(["plan", "raci", engagement, "--out", str(tmp_path / "raci.xlsx")]) == 1

    assert (tmp_path / "raci.xlsx").is_file()
    assert "nobody alone answers yet: Run the process" in capsys.readouterr().out


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".md"])
def test_the_matrix_of_roles_is_written_with_one_accountable_role_a_row(
    suffix: str, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"raci{suffix}"
    assert main(["plan", "raci", str(own / "params/engagements/demo.yml"), "--out", str(out)]) == 0
    assert "nobody alone answers" not in capsys.readouterr().out

    rows = [row for row in _read_matrix(out) if row[0] not in ("", "Activity") and len(row) > 10]
    assert len(rows) >= 17
    assert all(sum(cell in ("A", "A/R") for cell in row) == 1 for row in rows)


def _read_matrix(path: Path) -> list[list[str]]:
    if path.suffix == ".md":
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    if path.suffix == ".docx":
        return [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]
    sheets = openpyxl.load_workbook(path).worksheets
    cells = [[str(cell or "") for cell in row] for sheet in sheets for row in sheet.iter_rows(values_only=True)]
    start = next(place for place, row in enumerate(cells) if row[0] == "Activity")
    return [row for row in cells[start + 1 :] if any(cell in ("A", "A/R") for cell in row)]


def test_two_managers_are_warned_of_until_one_is_chosen(
    copy_unpublished: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_unpublished(tmp_path / "new")
    (root / "params/register/demo/duties/run-csi-process.yml").unlink()
    engagement = settings(root, records="../register/demo")
    assert main(["plan", "raci", engagement]) == 1
    assert "choose CSI manager or Service manager" in capsys.readouterr().out

    engagement = settings(root, records="../../data/new.register.db")
    assert main(["register", "init", engagement, "--by", "tester", "--why", "begin"]) == 0
    choose = ["plan", "raci", engagement, "--by", "tester", "--why", "agreed", "--choose"]
    assert main([*choose, "supplier"]) == 2
    assert "Choose 'CSI manager' or 'Service manager'" in capsys.readouterr().err
    assert main([*choose, "service manager"]) == 0
    assert "Service manager answers for" in capsys.readouterr().out


def test_own_words_are_versions_with_role_and_reason_and_point_at_the_feedback_that_asked_for_them(
    copy_unpublished: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_unpublished(tmp_path / "words")
    engagement = settings(root, records="../../data/words.register.db")
    words = tmp_path / "summary.txt"
    assert main(["register", "init", engagement, "--by", "tester", "--why", "begin"]) == 0
    write = ["plan", "text", engagement, "reporting", "--file", str(words), "--author", "CSI manager", "--by", "tester"]
    words.write_text("Every month.\n", encoding="utf-8")
    assert main([*write, "--why", "first version", "--on", "2026-05-01"]) == 0
    words.write_text("Every month, and the board every quarter.\n", encoding="utf-8")

    assert main([*write, "--why", "lost", "--because", "feedback/nobody-said-this"]) == 2
    assert main([*write, "--why", "the board asked", "--on", "2026-06-01"]) == 0

    assert "Version 2 of the section 'reporting' of the plan" in capsys.readouterr().out
    assert main(["register", "verify", engagement]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan", "write", "--initiative", "vpn-checklist"], "Add --document sip"),
        (["plan", "write", "--document", "sip", "--initiative", "vpn-chekclist"], "vpn-checklist"),
        (["plan", "check", "--initiative", "vpn-checklist"], "Add --document sip"),
        (["plan", "raci", "--out", "raci.odt"], "has to end with"),
        (["plan", "raci", "--out", "nowhere/raci.xlsx"], "no such folder"),
        (["plan", "raci", "--choose", "CSI manager"], "needs --why"),
    ],
)
def test_a_wrong_word_is_one_line_and_nothing_is_written(
    words: list[str], said: str, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in (own / "reports/demo/documents").iterdir())

    assert main([*words[:2], str(own / "params/engagements/demo.yml"), *words[2:]]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert sorted(path.name for path in (own / "reports/demo/documents").iterdir()) == before
