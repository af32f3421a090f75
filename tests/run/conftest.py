"""Notebooks as small as a behaviour each, executed once for all the tests of the room."""

import datetime as dt
import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from csi_lib.report.meta import Meta
from csi_lib.run import Job, make_manifest, run_notebooks

SAYS = """\
import os, sys
import pandas as pd
from csi_lib.report import Blocks, Number, Text
from csi_lib.report.figures import bar_chart
bars = pd.DataFrame({"name": ["a", "b"], "value": [2, 1]})
Blocks([Text(f"params {params}", "answer"), Text(sys.executable), Text(os.environ["CSI_HOME"]),
        Number("hash", hash("a")), bar_chart(bars, "Bars")])
"""
SOURCES = {
    "good": [SAYS],
    "bad": ["from csi_lib.report import Text\nText(params)", "values = []\nvalues[3]"],
    "dead": ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"],
    "killer": ["import os, signal, time\nos.kill(int(os.environ['JPY_PARENT_PID']), signal.SIGKILL)\ntime.sleep(30)"],
}


def write_notebook(path: Path, cells: list[str]) -> Path:
    parameters = new_code_cell('params = "default"', metadata={"tags": ["parameters"]})
    cells = [new_markdown_cell(f"# The {path.stem} one"), parameters, *[new_code_cell(cell) for cell in cells]]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="session")
def write_template():
    return write_notebook


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory):
    """Run all behaviours side by side, on a machine whose registered python3 kernel is broken."""
    folder = tmp_path_factory.mktemp("run")
    broken = folder / "jupyter" / "kernels" / "python3"
    broken.mkdir(parents=True)
    spec = {"argv": ["/nowhere/python", "{connection_file}"], "display_name": "x", "language": "python"}
    (broken / "kernel.json").write_text(json.dumps(spec))
    paths = {name: write_notebook(folder / f"{name}.ipynb", cells) for name, cells in SOURCES.items()}
    paths |= {"again": paths["good"], "gone": folder / "gone.ipynb", "killer": paths.pop("killer")}  # the killer last
    jobs = [Job(path, name, "demo", folder / f"out-{name}" / f"{name}.ipynb") for name, path in paths.items()]
    env = {"JUPYTER_PATH": str(folder / "jupyter"), "CSI_HOME": "/some/home"}
    return {outcome.name: outcome for outcome in run_notebooks(jobs, workers=2, timeout=120, env=env)}


@pytest.fixture
def meta():
    return Meta("Client & Sons", "demo", "2026-06-30", "a3f9" * 16, ({"id": "first", "digest": "77ab" * 16},))


@pytest.fixture
def manifest(meta, tmp_path):
    """Make the manifest of some outcomes."""

    def make(outcomes):
        settings = tmp_path / "demo.yml"
        settings.write_text("id: demo\n")
        return make_manifest(
            meta,
            outcomes,
            ledger=pd.DataFrame(
                {"file": ["a.csv"], "sha256": ["00"], "last_stamp": [pd.Timestamp("2026-06-30 12:00")]}
            ),
            settings=[settings],
            kpis={"mttr": 1},
            started_at=dt.datetime(2026, 7, 1, 6, 0, tzinfo=dt.UTC),
            root=tmp_path,
        )

    return make
