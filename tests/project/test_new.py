"""A new engagement is a folder that works: its settings load, its notebooks run, its lists can be sent."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.settings import Engagement, load


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "Ämter & Söhne"
    words = ["--id", "aemter", "--tool", "servicenow", "--tool", "plain", "--zone", "Europe/Berlin"]
    assert main(["new", str(folder), "--client", 'Ämter "&" Söhne: IT', *words, "--date", "2026-11-22"]) == 0
    return folder


def test_the_settings_say_what_was_asked_for(folder: Path) -> None:
    settings = load(folder / "params" / "engagements" / "aemter.yml", Engagement)

    assert (settings.id, settings.client, settings.zone) == ("aemter", 'Ämter "&" Söhne: IT', "Europe/Berlin")
    assert {source.adapter for source in settings.sources.values()} == {"servicenow", "plain"}
    assert len({source.table for source in settings.sources.values()}) == len(settings.sources), "each table once"


def test_the_stub_on_maturity_holds_once_its_marks_are_taken_away(folder: Path, tmp_path: Path) -> None:
    text = (folder / "params" / "engagements" / "aemter.yml").read_text(encoding="utf-8")
    path = tmp_path / "own.yml"
    head, stub = text.split("#answers:")
    path.write_text(head + "answers:" + stub.replace("\n#", "\n"), encoding="utf-8")
    settings = load(path, Engagement)

    assert settings.answers == ["../../data/answers/*.yml"]
    assert (settings.assessment.target, settings.assessment.also) == (2, ["ten-steps"])
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"csi assess {verb} aemter" in readme for verb in ("export", "import", "plan", "roadmap", "close"))


def test_exports_that_are_saved_as_the_request_says_are_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder / "params" / "engagements" / "aemter.yml")]) == 2
    assert "data/servicenow_tickets" in capsys.readouterr().err
    assert "`data/servicenow_tickets….csv`" in (folder / "requests" / "servicenow.md").read_text(encoding="utf-8")

    head = "number,sys_class_name,opened_at,resolved_at,state"
    rows = f"{head}\nINC1,Incident,2026-01-05 08:00:00,2026-01-05 10:00:00,Resolved\n"
    (folder / "data" / "servicenow_tickets_2026.csv").write_text(rows, encoding="utf-8")
    assert main(["check", str(folder / "params" / "engagements" / "aemter.yml")]) == 0


def test_the_request_names_headings_recipe_and_what_each_column_is_for(folder: Path) -> None:
    text = (folder / "requests" / "servicenow.md").read_text(encoding="utf-8")

    assert "| resolved_at | resolved_at, Resolved, Resolved at |" in text
    assert "sysparm_fields=" in text
    assert "mttr_resolve" in text


def test_the_sheet_to_sign_holds_every_definition_that_is_wanted(folder: Path) -> None:
    text = (folder / "kpi-sheet.md").read_text(encoding="utf-8")

    assert "Mean time to resolve" in text and "mttr_resolve@1" in text
    assert text.rstrip().endswith("|") and "| Party | Name | Date | Signature |" in text


def test_the_notebooks_come_along_without_outputs(folder: Path) -> None:
    notebooks = sorted(path.name for path in (folder / "notebooks").glob("*.ipynb"))

    assert "executive_summary.ipynb" in notebooks
    assert all('"output_type"' not in (folder / "notebooks" / name).read_text(encoding="utf-8") for name in notebooks)


def test_its_readme_says_how_it_becomes_a_repository_and_what_the_report_is_made_as(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")

    assert "git init" in text
    assert "as pages for a browser, PDF, DOCX, PPTX and XLSX" in text
    formats = load(folder / "params" / "engagements" / "aemter.yml", Engagement).report.formats
    assert sorted(formats) == ["docx", "html", "pdf", "pptx", "xlsx"]


def test_git_never_takes_data_or_reports(folder: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    (folder / "data" / "secret.csv").write_text("x", encoding="utf-8")

    seen = subprocess.run(["git", "status", "--short", "-uall"], cwd=folder, check=True, capture_output=True, text=True)

    assert "data/" not in seen.stdout
    assert "params/engagements/aemter.yml" in seen.stdout


def test_what_is_there_is_never_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert main(["new", str(folder)]) == 2
    assert "there is something here already" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tool", "servicenw"], "Did you mean 'servicenow'?"),
        (["--zone", "Europe/Berln"], "did you mean 'Europe/Berlin'?"),
        (["--kpi", "mttr_reslve"], "mttr_resolve"),
        (["--id", "Ä"], "'Ä' is no id"),
    ],
)
def test_a_wrong_word_is_answered_and_nothing_is_made(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "x"), *words]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
