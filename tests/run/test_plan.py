"""A notebook that could not take its parameter is refused before anything runs."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from csi_lib.errors import JobError
from csi_lib.run import plan_jobs


def test_each_notebook_becomes_a_job_in_order(write_template, tmp_path):
    paths = [write_template(tmp_path / f"{name}.ipynb", []) for name in ("b", "a")]

    jobs = plan_jobs(paths, "demo", tmp_path / "out")

    assert [(job.name, job.params, job.output) for job in jobs] == [
        ("b", "demo", tmp_path / "out" / "b.ipynb"),
        ("a", "demo", tmp_path / "out" / "a.ipynb"),
    ]


def test_a_notebook_without_the_parameter_is_refused(tmp_path):
    path = tmp_path / "plain.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell('params = "demo"')]), path)

    with pytest.raises(JobError, match="no cell tagged 'parameters' sets 'params'"):
        plan_jobs([path], "demo", tmp_path)


def test_what_is_no_notebook_is_refused_by_name(tmp_path):
    (tmp_path / "x.ipynb").write_text("hello")

    with pytest.raises(JobError, match="x.ipynb: this is not a notebook"):
        plan_jobs([tmp_path / "x.ipynb"], "demo", tmp_path)


def test_two_notebooks_of_one_name_are_refused(write_template, tmp_path):
    path = write_template(tmp_path / "a.ipynb", [])

    with pytest.raises(JobError, match="two notebooks are named 'a'"):
        plan_jobs([path, path], "demo", tmp_path)
