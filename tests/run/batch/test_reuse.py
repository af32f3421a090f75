"""A report is made again when something it rests on changed, and only then; a plan says which."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
import yaml

from csi_lib.cli import main
from csi_lib.run.batch.definition import load_batch
from csi_lib.run.batch.plan import plan_reports
from csi_lib.study import compute, read_inputs

BATCH = "params/batches/monthly.yml"
PARAMS = Path(__file__).parents[3] / "params"


def _plan(home: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, str]:
    """Return why each report would be made, by what it is about; empty where it stands."""
    assert main(["batch", str(home / BATCH), "--dry-run", *more]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "/brief" in line]
    return {line.split("/")[1][8:17]: line.partition(": ")[2] for line in lines}


def test_an_unchanged_batch_makes_nothing(home, run, capsys):
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*.html") if path.name != "index.html"}

    assert set(_plan(home, capsys).values()) == {""}
    again = run(home)

    assert (again.done.made, again.done.reused) == (0, 3)
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_new_rows_of_one_service_touch_its_reports_alone(home, worlds, capsys, run):
    rows = worlds.list_tickets(3, 20, 3)
    more = [{**row, "id": f"{row['id']}-b"} for row in rows if row["service"] == "Service 1"]
    worlds.write_tickets(home, [*rows, *more])

    assert _plan(home, capsys) == {"service-0": "", "service-1": "the data changed (tickets.csv)", "service-2": ""}
    assert run(home).done.made == 1


def test_the_order_of_the_rows_and_the_name_of_the_file_touch_nothing(home, worlds, capsys):
    worlds.write_tickets(home, worlds.list_tickets(3, 20, 3)[::-1])

    assert set(_plan(home, capsys).values()) == {""}


def test_another_brand_or_language_of_the_batch_is_another_report(home, worlds, capsys):
    words = {"whole": False, "services": "all", "audiences": ["brief"]}
    worlds.write_batch(home, **words, brand="example", language="de")

    assert set(_plan(home, capsys).values()) == {"the look changed (brand, language)"}

    worlds.write_batch(home, **words, brand="exampel")
    assert main(["batch", str(home / BATCH), "--dry-run"]) == 2
    assert "no brand 'exampel'. Did you mean 'example'?" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["notebook", "settings", "kpi", "another kpi", "roles", "formats", "one is gone"])
def test_a_plan_says_what_changed(home, worlds, capsys, part):
    said = {
        "notebook": "a notebook changed (first)",
        "settings": "the settings changed (author)",
        "kpi": "a KPI changed (incident_volume)",
        "another kpi": "a KPI changed",
        "roles": "roles, terms, calendars, rates or formats changed (params/roles.yml)",
        "formats": "the look changed (formats)",
        "one is gone": "it is not there any more",
    }
    if part == "notebook":
        worlds.write_page(home, "first", [worlds.PAGE, "1"])
    elif part == "settings":
        path = home / "params" / "engagements" / "tiny.yml"
        path.write_text(path.read_text().replace("author: A", "author: B"))
    elif part == "kpi":
        (home / "params" / "kpi").mkdir()
        own = PARAMS / "kpi" / "incident_volume.yml"
        text = own.read_text(encoding="utf-8").replace("min_n: ", "min_n: 1")
        (home / "params" / "kpi" / own.name).write_text(text if "min_n: 1" in text else f"{text}min_n: 3\n", "utf-8")
    elif part == "another kpi":  # not used, and yet a page says whether it could be
        (home / "params" / "kpi").mkdir()
        own = (PARAMS / "kpi" / "nps.yml").read_text(encoding="utf-8")
        (home / "params" / "kpi" / "nps.yml").write_text(own.replace("title: ", "title: Our "), "utf-8")
    elif part == "roles":
        own = (PARAMS / "roles.yml").read_text(encoding="utf-8")
        (home / "params" / "roles.yml").write_text(own.replace("title: ", "title: Our ", 1), "utf-8")
    elif part == "formats":
        worlds.write_batch(home, whole=False, services="all", audiences=["brief"], formats=["xlsx"])
    else:
        shutil.rmtree(next(home.glob("reports/batches/monthly/*/service-service-1*")))

    whys = _plan(home, capsys)

    assert whys["service-1"] == said[part]
    assert set(whys.values()) == ({said[part], ""} if part == "one is gone" else {said[part]})


@pytest.mark.parametrize("name", ["brands/example.svg", "words/de/batch.yml"])
def test_another_logo_or_another_wording_is_another_look(home, worlds, name):
    shutil.copytree(PARAMS / "brands", home / "params" / "brands")
    shutil.copytree(PARAMS / "words", home / "params" / "words")
    options = {"brand": "example", "language": "de"}
    path = worlds.write_batch(home, whole=False, services="all", audiences=["brief"], **options)
    batch, given = load_batch(path), read_inputs(home / "params/engagements/tiny.yml", options)

    before, _ = plan_reports(*batch, given), (home / "params" / name).open("a").write("\n")

    assert plan_reports(*batch, given)[0].parts["look"] != before[0].parts["look"]


def test_a_plan_names_what_is_new_and_what_is_gone(home, worlds, capsys):
    path = home / "params" / "engagements" / "tiny.yml"
    settings = yaml.safe_load(path.read_text())
    worlds.write_tickets(home, worlds.list_tickets(3, 20, 3))
    (home / "tickets.csv").rename(home / "other.csv")
    settings["sources"]["tickets"]["files"] = ["../../other.csv"]
    settings["kpis"] = ["incident_volume", "mttr_resolve"]
    path.write_text(yaml.safe_dump(settings))

    whys = set(_plan(home, capsys).values())

    said = "the settings changed (sources.tickets, kpis), a KPI changed (mttr_resolve is new)"
    assert whys == {said}  # the rows are the same, whatever their file is called


def test_the_summary_of_a_plan_counts_by_the_kind_of_change(home, capsys):
    path = home / "params" / "engagements" / "tiny.yml"
    path.write_text(path.read_text().replace("author: A", "author: B"))

    assert main(["batch", str(home / BATCH), "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 to make (3 because the settings changed), 0 stand as they are"


def test_a_page_in_another_language_is_shown_from_the_same_numbers(home, worlds, run, monkeypatch):
    worlds.write_page(home, "first", [worlds.PAGE, "study.engagement.report.language + study.engagement.client"])
    run(home)
    computed = []
    monkeypatch.setattr("csi_lib.run.batch.studies.compute", lambda given: computed.append(1) or compute(given))
    worlds.write_batch(home, whole=False, services=["Service 1"], audiences=["brief"], language="de")

    assert run(home).done.made == 1

    page = next(home.glob("reports/batches/monthly/*/service-service-1*/brief/first.html")).read_text()
    assert (computed, "deTiny &amp; Sons – Service 1" in page, '<html lang="de"' in page) == ([], True, True)


def test_a_catalogue_that_kept_no_names_says_the_kind_of_change_alone(home, capsys):
    with sqlite3.connect(home / "reports" / "batches" / "monthly" / "catalogue.sqlite") as catalogue:
        catalogue.execute("DROP TABLE contents")
    path = home / "params" / "engagements" / "tiny.yml"
    path.write_text(path.read_text().replace("author: A", "author: B"))

    assert set(_plan(home, capsys).values()) == {"the settings changed"}


def test_another_audience_of_a_service_finds_its_study_made(home, worlds, run, monkeypatch):
    worlds.write_audience(home, "second", ["first"])
    worlds.write_batch(home, whole=False, services=["Service 1"], audiences=["brief", "second"])
    computed = []
    monkeypatch.setattr("csi_lib.run.batch.studies.compute", lambda given: computed.append(1) or compute(given))

    done = run(home, again=True)

    assert (done.done.made, len(computed)) == (2, 1)


def test_a_report_that_stood_before_its_driver_died_is_not_made_again(home, run, capsys):
    (home / "reports" / "batches" / "monthly" / "catalogue.sqlite").unlink()

    assert set(_plan(home, capsys).values()) == {""}
    done = run(home)

    assert (done.done.made, done.done.reused) == (0, 3)
    assert done.by["Service 0"].why == "made before the last driver died"


def test_a_report_of_one_service_holds_no_row_of_another(home):
    page = next(home.glob("reports/batches/monthly/*/service-service-1*/brief/first.html")).read_text()

    assert "Tiny &amp; Sons – Service 1" in page
    assert 'href="../../../index.html"' in page
    whole = yaml.safe_load((home / "reports" / "batches" / "monthly" / "batch.json").read_text())
    assert [item["about"] for item in whole["reports"]] == ["Service 0", "Service 1", "Service 2"]
