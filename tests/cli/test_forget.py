"""A client can be forgotten: key and prepared data go, whatever else is gone already."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.ingest.people import KEYS_VARIABLE, find_key_file


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small engagement whose exports were read once, with a key of its own."""
    home = tmp_path / "project"
    (home / "params" / "engagements").mkdir(parents=True)
    (home / "exports").mkdir()
    settings = (
        "version: 1\nid: acme\nclient: Acme\nzone: UTC\nauthor: A\nkpis: [mttr_resolve]\n"
        "sources: {tickets: {adapter: plain, files: [../../exports/t.csv]}}\n"
    )
    (home / "params" / "engagements" / "acme.yml").write_text(settings, encoding="utf-8")
    rows = "id,kind,opened_at,resolved_at\nINC1,incident,2026-03-02 08:00:00,2026-03-02 18:00:00\n"
    (home / "exports" / "t.csv").write_text(rows, encoding="utf-8")
    monkeypatch.setenv("CSI_HOME", str(home))
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "keys"))
    assert main(["check", "acme"]) == 0
    return home


def left(home: Path) -> list[Path]:
    cache = home / "reports" / ".cache" / "acme"
    return [path for path in (find_key_file("acme", home), cache) if path.exists()]


def test_key_and_prepared_data_are_gone_and_what_remains_is_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(left(project)) == 2
    (project / "reports" / "acme" / "2026-03-02").mkdir(parents=True)

    assert main(["forget", "acme"]) == 0

    said = capsys.readouterr().out
    assert left(project) == []
    assert "the key of the pseudonyms is destroyed" in said
    assert str(project / "exports" / "t.csv") in said
    assert "published reports, with numbers, findings and rejected rows (no names): 1" in said
    assert (project / "exports" / "t.csv").exists()


def test_the_reports_of_its_batches_are_among_what_remains(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, engagement in (("monthly", "acme"), ("others", "beta")):
        folder = project / "reports" / "batches" / name
        folder.mkdir(parents=True)
        (folder / "batch.json").write_text(json.dumps({"engagement": engagement}), encoding="utf-8")

    assert main(["forget", "acme"]) == 0

    said = capsys.readouterr().out
    assert str(project / "reports" / "batches" / "monthly") in said
    assert str(project / "reports" / "batches" / "others") not in said


def test_forgetting_twice_is_no_fault(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["forget", "acme"])

    assert main(["forget", "acme"]) == 0
    assert "there is no key" in capsys.readouterr().out


@pytest.mark.parametrize("gone", ["exports", "params/engagements/acme.yml"])
def test_who_removed_the_exports_or_the_settings_first_can_still_be_forgotten(project: Path, gone: str) -> None:
    path = project / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    assert main(["forget", "acme"]) == 0
    assert left(project) == []


def test_a_mistyped_name_does_not_pass_for_forgotten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "acmee"]) == 2
    assert "acme" in capsys.readouterr().err
    assert len(left(project)) == 2


def test_people_get_new_pseudonyms_after_being_forgotten(project: Path) -> None:
    before = find_key_file("acme", project).read_bytes()
    main(["forget", "acme"])

    assert main(["check", "acme"]) == 0
    assert find_key_file("acme", project).read_bytes() != before
