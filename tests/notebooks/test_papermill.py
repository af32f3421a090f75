"""Every notebook runs by plain papermill, from the project's root and from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def run_papermill(
    notebook: Path, client: Path, folder: Path, out: Path, params: str = "demo", **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "papermill", str(notebook), str(out), "-p", "params", params],
        cwd=folder,
        env={**os.environ, "CSI_HOME": str(client), "PYTHONPATH": str(ROOT), **more},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_by_plain_papermill_from_another_folder(
    notebook: Path, client: Path, kept_study: Path, tmp_path: Path
) -> None:
    """All gather the study in the same line: here it is at hand; one below, and all under nbval, gather it."""
    done = run_papermill(notebook, client, tmp_path, tmp_path / "out.ipynb", CSI_STUDY=str(kept_study))

    assert done.returncode == 0, done.stderr[-2_000:]
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    shown = [output for cell in executed.cells for output in cell.get("outputs", [])]
    assert any("application/vnd.csi-kit.block+json" in output.get("data", {}) for output in shown)
    assert not [output for output in shown if output.output_type == "error"]


def test_a_notebook_runs_by_plain_papermill_from_the_root(client: Path, tmp_path: Path) -> None:
    done = run_papermill(ROOT / "notebooks" / "executive_summary.ipynb", client, client, tmp_path / "out.ipynb")

    assert done.returncode == 0, done.stderr[-2_000:]


def test_a_wrong_engagement_fails_with_its_name(client: Path, tmp_path: Path) -> None:
    notebook = NOTEBOOKS[0]
    done = run_papermill(notebook, client, tmp_path, tmp_path / "o.ipynb", "demmo")

    assert done.returncode != 0
    assert "Did you mean 'demo'?" in done.stderr + done.stdout
