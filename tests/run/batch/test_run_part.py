"""`csi run` makes the pages of the audience, of everything or of one service, each in a place of its own."""

from __future__ import annotations

import json
import zipfile

import pytest
import yaml

from csi_lib.cli import main


@pytest.fixture
def engagement(worlds, tmp_path):
    """A project whose audience reads the second page first."""
    home = tmp_path / "project"
    worlds.make_world(home)
    worlds.write_page(home, "a_page", [worlds.PAGE])
    worlds.write_audience(home, "brief", ["first", "a_page"])
    worlds.write_audience(home, "short", ["first"])
    path = home / "params" / "engagements" / "tiny.yml"
    path.write_text(yaml.safe_dump({**worlds.SETTINGS, "report": {"audience": "brief"}}), encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_service_has_a_report_of_its_own_beside_the_whole(engagement):
    assert main(["run", str(engagement), "--jobs", "2", "--service", "Service 1"]) == 0
    assert main(["run", str(engagement), "--jobs", "2"]) == 0

    reports = engagement.parents[2] / "reports" / "tiny"
    (part,) = reports.glob("parts/service-service-1-*/2026-03-20")
    pages = json.loads((part / "manifest.json").read_text())["pages"]
    assert [page["href"] for page in pages] == ["first.html", "a_page.html"]  # in the order of the audience
    assert "Tiny &amp; Sons – Service 1" in (part / "first.html").read_text()
    whole = (reports / "2026-03-20" / "first.html").read_text()
    assert "Tiny &amp; Sons" in whole and "– Service 1" not in whole


@pytest.mark.slow
def test_a_part_that_is_published_is_exported_and_archived_by_its_name(engagement, tmp_path, capsys):
    part = ["--service", "Service 1"]
    assert main(["run", str(engagement), "--jobs", "1", *part, "--audience", "short", "--language", "de"]) == 0

    reports = engagement.parents[2] / "reports" / "tiny"
    (manifest,) = reports.glob("parts/*/2026-03-20/manifest.json")
    noted = json.loads(manifest.read_text())
    assert [page["href"] for page in noted["pages"]] == ["first.html"]
    assert noted["options"] == {"audience": "short", "language": "de"}

    assert main(["export", str(engagement), "xlsx", *part, "--out", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.glob("*.xlsx")] == [f"tiny-{manifest.parents[1].name}-2026-03-20.xlsx"]
    assert main(["archive", str(engagement), *part, "--out", str(tmp_path / "part.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "part.zip") as pack:
        (readme,) = [pack.read(name).decode() for name in pack.namelist() if name.endswith("README.md")]
    assert 'csi run tiny --service "Service 1" --audience "short" --language "de"' in readme

    capsys.readouterr()
    assert main(["export", str(engagement), "xlsx"]) == 2
    assert "only reports of parts are published: service 'Service 1'" in capsys.readouterr().err
    assert main(["archive", str(engagement), "--unit", "Sales"]) == 2
    assert "no report of the unit 'Sales' is published; published are: service 'Service 1'" in capsys.readouterr().err


@pytest.mark.parametrize("report", [{"brand": "exampel"}, {"audience": "breif"}])
def test_check_names_a_wrong_look_before_it_reads_exports(report, engagement, capsys):
    engagement.write_text(yaml.safe_dump({**yaml.safe_load(engagement.read_text()), "report": report}))
    (engagement.parents[2] / "tickets.csv").unlink()

    assert main(["check", str(engagement)]) == 2
    assert f"no {next(iter(report))} '{next(iter(report.values()))}'" in capsys.readouterr().err


def test_a_brand_that_is_not_there_is_refused_with_the_nearest(engagement, capsys):
    assert main(["run", str(engagement), "--brand", "exampel"]) == 2
    assert "no brand 'exampel'. Did you mean 'example'?" in capsys.readouterr().err


def test_an_audience_that_is_not_there_is_refused_with_the_nearest(engagement, capsys):
    engagement.write_text(engagement.read_text().replace("audience: brief", "audience: breif"))

    assert main(["run", str(engagement)]) == 2
    assert "no audience 'breif'. Did you mean 'brief'?" in capsys.readouterr().err


def test_a_service_that_no_row_names_is_refused_with_the_nearest(engagement, capsys):
    assert main(["run", str(engagement), "--service", "Servise 1"]) == 2
    assert "no row names the service 'Servise 1'. Did you mean 'Service 1'?" in capsys.readouterr().err
