"""What goes into git is what an analyst wrote, not what a run left behind."""

from __future__ import annotations

import io
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from csi_lib.cli import main
from csi_lib.errors import UsageError
from csi_lib.project import strip_notebook


def make_executed() -> str:
    cell = new_code_cell("1 + 1", execution_count=7, outputs=[new_output("stream", text="2")])
    cell.metadata = {"tags": ["parameters"], "papermill": {"duration": 1.5}, "scrolled": True}
    injected = new_code_cell("params = 'x'", metadata={"tags": ["injected-parameters"]})
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), cell, injected])
    notebook.metadata = {"papermill": {"start_time": "now"}, "language_info": {"name": "python", "version": "3.11.7"}}
    return nbformat.writes(notebook)


def test_outputs_counts_times_and_injected_cells_go_and_tags_stay() -> None:
    stripped = nbformat.reads(strip_notebook(make_executed()), as_version=4)

    assert [cell.source for cell in stripped.cells] == ["# Title", "1 + 1"]
    assert stripped.cells[1].outputs == [] and stripped.cells[1].execution_count is None
    assert stripped.cells[1].metadata == {"tags": ["parameters"]}
    assert stripped.metadata == {"language_info": {"name": "python"}}


def test_stripping_twice_changes_nothing_more() -> None:
    once = strip_notebook(make_executed())

    assert strip_notebook(once) == once


def test_the_notebooks_that_are_shipped_are_stripped() -> None:
    for path in sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert nbformat.reads(strip_notebook(text), as_version=4) == nbformat.reads(text, as_version=4), path.name


def test_git_can_use_it_as_a_filter(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(make_executed()))

    assert main(["strip"]) == 0
    assert '"outputs": []' in capsys.readouterr().out


def test_one_bad_file_leaves_all_files_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.ipynb", tmp_path / "bad.ipynb"
    text = make_executed()
    good.write_text(text, encoding="utf-8")
    bad.write_text("no notebook", encoding="utf-8")

    assert main(["strip", str(good), str(bad)]) == 2
    assert good.read_text(encoding="utf-8") == text
    assert "bad.ipynb: this is not a notebook" in capsys.readouterr().err


def test_what_is_no_notebook_is_refused() -> None:
    with pytest.raises(UsageError, match="this is not a notebook"):
        strip_notebook('{"a": 1}', "x.ipynb")
