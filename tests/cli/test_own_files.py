"""A client's project holds only what is its own; all that the kit ships stays at hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from csi_lib.cli import main
from csi_lib.settings import list_kit

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(copy_unpublished: Callable[[Path], Path], tmp_path: Path) -> Path:
    return copy_unpublished(tmp_path / "root")


def test_a_kpi_of_the_clients_own_stands_beside_the_shipped_ones(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "params" / "kpi" / "incident_volume.yml").read_text(encoding="utf-8")
    (project / "params" / "kpi").mkdir()
    own = project / "params" / "kpi" / "all_volume.yml"
    own.write_text(text.replace("id: incident_volume", "id: all_volume"), encoding="utf-8")
    settings = project / "params" / "engagements" / "demo.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("kpis: [", "kpis: [all_volume, "), encoding="utf-8"
    )

    assert main(["check", str(settings)]) == 0
    out = capsys.readouterr().out
    assert "all_volume@1: computed" in out
    assert "mttr_resolve@1: computed" in out


def test_a_file_of_the_same_name_takes_the_place_of_the_shipped_one(project: Path) -> None:
    (project / "params" / "sources").mkdir()
    own = project / "params" / "sources" / "plain.yml"
    shutil.copyfile(ROOT / "params" / "sources" / "plain.yml", own)

    known = list_kit("params/sources", ".yml", project)

    assert known["plain"] == own
    assert "servicenow" in known


def test_one_id_in_two_files_is_refused_naming_both(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "params" / "kpi").mkdir()
    shutil.copyfile(ROOT / "params" / "kpi" / "nps.yml", project / "params" / "kpi" / "my_nps.yml")

    assert main(["check", str(project / "params" / "engagements" / "demo.yml")]) == 2

    err = capsys.readouterr().err
    assert "'nps' is defined twice" in err
    assert "my_nps.yml" in err
    assert str(ROOT / "params" / "kpi" / "nps.yml") in err


def test_a_notebook_of_ones_own_takes_typed_parameters_from_the_command_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = new_code_cell('params = "demo"\nmonths: int = 12', metadata={"tags": ["parameters"]})
    said = new_code_cell("from csi_lib.report import Blocks, Number\nBlocks([Number('Months', months)])")
    (project / "notebooks").mkdir()
    nbformat.write(new_notebook(cells=[cell, said]), project / "notebooks" / "own.ipynb")
    words = ["run", str(project / "params" / "engagements" / "demo.yml"), "--only", "own"]

    assert main([*words, "-p", "month=3", "-p", "months=three"]) == 2
    err = capsys.readouterr().err
    assert "month: no notebook has this parameter; did you mean 'months'?" in err
    assert "not a number" in err or "valid integer" in err
    assert main([*words, "-p", "months=36"]) == 0

    report = project / "reports" / "demo" / "2026-06-30"
    number, *_end_of_the_page = json.loads((report / "results.json").read_text(encoding="utf-8"))["notebooks"]["own"][
        "blocks"
    ]
    assert number["value"] == 36
    assert json.loads((report / "manifest.json").read_text(encoding="utf-8"))["parameters"] == {"months": 36}
