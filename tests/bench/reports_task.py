"""The pieces of ``tests.bench.reports`` that need a process of their own."""

from __future__ import annotations

import ast
import gzip
import os
import pickle
import sys
import time
from pathlib import Path
from typing import Any

import nbformat

from csi_lib.study import STUDY_VARIABLE, save_study

TEMPLATE = Path(__file__).parents[2] / "notebooks" / "executive_summary.ipynb"


def lay(cache: str, out: str) -> None:
    """Lay out the studies of a batch as folders that a notebook opens."""
    Path(out).mkdir()
    for place, path in enumerate(sorted(Path(cache).glob("*.gz"))):
        save_study(pickle.loads(gzip.decompress(path.read_bytes())), Path(out) / f"study-{place:02}")


def notebooks(studies: str, out: str) -> None:
    """Execute the notebook on every study in forked kernels, two at a time, and do nothing else."""
    from csi_lib.run.execute import _open_pool, execute_job, open_kernels
    from csi_lib.run.plan import Job

    Path(out).mkdir()
    with open_kernels() as environment, _open_pool(2) as pool:
        waiting = []
        for study in sorted(Path(studies).iterdir()):
            job = Job(TEMPLATE, study.name, "demo", Path(out) / f"{study.name}.ipynb")
            waiting.append(pool.submit(execute_job, job, {**environment, STUDY_VARIABLE: str(study)}, 600))
        outcomes = [future.result() for future in waiting]
    assert all(outcome.ok for outcome in outcomes), [outcome.error for outcome in outcomes]


def plain(studies: str, out: str) -> None:
    """Do the same work as a plain function in this process, after all imports: nothing can cost less."""
    from csi_lib.report.export.document import read_document
    from csi_lib.report.export.formats import export
    from csi_lib.report.html import render_page
    from csi_lib.report.meta import Meta

    Path(out).mkdir()
    template = nbformat.read(TEMPLATE, as_version=4)
    meta = Meta("Client", "demo", "2026-06-30", "0" * 64)
    execute(template, sorted(Path(studies).iterdir())[0])  # warm
    begin, cpu = time.perf_counter(), sum(os.times()[:4])
    for study in sorted(Path(studies).iterdir()):
        notebook = execute(template, study)
        nbformat.write(notebook, Path(out) / f"{study.name}.ipynb")
        (Path(out) / f"{study.name}.html").write_text(render_page(notebook, nav=(), meta=meta), encoding="utf-8")
        export(read_document({"executive_summary": notebook}, meta), ["pdf"], Path(out), study.name)
    print({"wall": time.perf_counter() - begin, "cpu": sum(os.times()[:4]) - cpu})


def execute(template: Any, study: Path) -> Any:
    """Run the cells of a notebook here and keep what the last line of each shows."""
    os.environ[STUDY_VARIABLE] = str(study)
    made, names = nbformat.from_dict(template.copy()), {}
    made.cells = [nbformat.from_dict(cell.copy()) for cell in template.cells]
    for cell in made.cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else ()
        bundles = [block._repr_mimebundle_() for block in shown or ()]
        cell.outputs = [
            nbformat.v4.new_output("display_data", data=data, metadata=metadata) for data, metadata in bundles
        ]
    return made


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
