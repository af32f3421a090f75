"""The index of an engagement names every artefact with hash and date; lessons are handed out as articles."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.register import Objective
from csi_lib.register.exchange.articles import COLUMNS
from csi_lib.register.store import Change, Place, create_store
from csi_lib.settings import find_home, load_engagement
from tests.register.exchange.book import initiative
from tests.register.exchange.test_articles import CLOSED
from tests.register.initiative.samples import OBJECTIVE, ON_ITS_WAY

COURSE = {key: ON_ITS_WAY[key] for key in ("objective", "options", "decision", "tests", "training")}

SETTINGS = """\
version: 1
id: acme
client: Acme
zone: Europe/Berlin
author: service improvement
as_of: 2026-06-30
sources: {tickets: {adapter: servicenow, files: [../../data/*.csv]}}
kpis: [mttr_resolve, reopen_rate]
notes: ../notes
records: ../../data/acme.db
"""


@pytest.fixture
def engagement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An engagement with an export, a note, a frozen baseline, a report, an archive and a register."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "params/engagements/acme.yml": SETTINGS,
        "params/notes/2026-06.yml": "version: 1\n",
        "params/baselines/acme/start.yml": "version: 1\n",
        "data/tickets.csv": "number\n1\n",
        "reports/acme/2026-06-30/manifest.json": "{}",
        "reports/acme/2026-06-30/measures.html": "<p>",
        "reports/acme/acme-2026-06-30.zip": "PK",
        "reports/acme/.hidden": "x",
        "reports/other/2026-06-30/manifest.json": "{}",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings, path = load_engagement("params/engagements/acme.yml")
    store, _ = create_store(Place("acme", file=tmp_path / "data" / "acme.db"), settings, path, find_home(path.parent))
    done = initiative("done", **CLOSED, **COURSE)
    store.write(
        [Change(Objective.model_validate(OBJECTIVE)), Change(done)], by="keeper", why="first", source="elsewhere"
    )
    return path


def run(*words: object) -> int:
    return main(["register", *map(str, words)])


def read(name: str) -> list[dict[str, str]]:
    with Path(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_artefact_is_listed_with_its_hash_and_date(engagement: Path) -> None:
    assert run("index", engagement, "--out", "index.csv") == 0
    rows = {row["file"]: row for row in read("index.csv")}
    own = {name for name, row in rows.items() if row["part"] != "definitions"}
    assert own == {
        "params/engagements/acme.yml",
        "data/tickets.csv",
        "params/baselines/acme/start.yml",
        "params/notes/2026-06.yml",
        "data/acme.db",
        "reports/acme/2026-06-30/manifest.json",
        "reports/acme/2026-06-30/measures.html",
        "reports/acme/acme-2026-06-30.zip",
    }
    for name in own:
        file = Path(name)
        written = dt.datetime.fromtimestamp(int(file.stat().st_mtime), dt.UTC)
        assert rows[name]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert rows[name]["date"] == f"{written:%Y-%m-%dT%H:%M:%SZ}"
        assert int(rows[name]["bytes"]) == file.stat().st_size
    assert any(name.endswith("mttr_resolve.yml") for name in rows)


def test_what_changed_since_an_earlier_index_is_said(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("index", engagement, "--out", "index.csv") == 0
    assert run("index", engagement, "--check", "index.csv") == 0
    Path("data/tickets.csv").write_text("number\n2\n", encoding="utf-8")
    Path("params/notes/2026-06.yml").unlink()
    Path("reports/acme/2026-06-30/trends.html").write_text("<p>", encoding="utf-8")
    capsys.readouterr()
    assert run("index", engagement, "--check", "index.csv") == 1
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "changed: data/tickets.csv",
        "gone: params/notes/2026-06.yml",
        "new: reports/acme/2026-06-30/trends.html",
    ]
    assert said[3].endswith("2 not")


def test_what_is_no_index_is_refused(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("index", engagement, "--check", "data/tickets.csv") == 2
    assert "this is no index" in capsys.readouterr().err


def test_lessons_are_handed_out_as_articles_and_as_one_table(engagement: Path) -> None:
    assert run("articles", engagement, "--out", "articles") == 0
    assert sorted(path.name for path in Path("articles").iterdir()) == ["done.md", "lessons.csv"]
    (row,) = read("articles/lessons.csv")
    assert tuple(row) == COLUMNS
    assert row["lessons"] == "Train the desk first"
    assert row["result"].startswith("Improved, and the target is achieved: × 0.80, 95 % interval × 0.70 to × 0.90.")
    assert "Train the desk first" in Path("articles/done.md").read_text(encoding="utf-8")


def test_an_article_that_was_edited_is_not_written_over(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("articles", engagement, "--out", "articles") == 0
    assert run("articles", engagement, "--out", "articles") == 0
    Path("articles/done.md").write_text("ours", encoding="utf-8")
    assert run("articles", engagement, "--out", "articles") == 2
    assert "read otherwise" in capsys.readouterr().err
    assert Path("articles/done.md").read_text(encoding="utf-8") == "ours"
    assert run("articles", engagement, "--out", "articles", "--overwrite") == 0
