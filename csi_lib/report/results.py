"""results.json: everything the pages of one report say, as data, read from the executed notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from csi_lib.errors import JobError
from csi_lib.report.blocks import MIME, SVG_MIME
from csi_lib.report.language import current, translate
from csi_lib.report.markdown import read_title
from csi_lib.report.outputs import read_outputs
from csi_lib.report.plain import make_plain

PAPERMILL_MARKER = "papermill-error-cell-tag"
SCHEMA_VERSION = 1
HEAD_KEYS = ("engagement", "client", "as_of", "fingerprint", "baselines")


def collect_results(notebooks: Mapping[str, NotebookNode], head: Mapping[str, Any]) -> dict[str, Any]:
    """Gather the blocks of executed notebooks.

    Parameters
    ----------
    notebooks : mapping of str to NotebookNode
        Executed notebooks by name.
    head : mapping
        ``HEAD_KEYS``: id of the engagement, client, last day of the data, fingerprint of the study and its baselines,
        each with ``id`` and ``digest``; other keys are left out.

    Returns
    -------
    dict
        As ``results.schema.json`` says; pictures come with words and data, without their drawing. No time of the run
        is in it, so that the same data give the same bytes.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        **{key: make_plain(head[key]) for key in HEAD_KEYS},
        "notebooks": {
            name: {"title": title_of(notebook, name), "blocks": [data for data, _ in blocks_of(notebook)]}
            for name, notebook in notebooks.items()
        },
    }


def blocks_of(notebook: NotebookNode) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each block of an executed notebook: its JSON values, and the drawing of a picture."""
    for place, cell in enumerate(notebook.cells, start=1):
        for output in read_outputs(cell, place):
            if output["output_type"] != "error":
                yield block_of(output)


def block_of(output: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the block of one notebook output, and the drawing of a picture."""
    drawing = output["data"].get(SVG_MIME, "")
    return json.loads(json.dumps(output["data"][MIME])), drawing if isinstance(drawing, str) else "".join(drawing)


def say_block(output: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the block of one notebook output in the language in use, and the drawing of a picture."""
    data, drawing = block_of(output)
    words = current()
    noted = output.get("metadata", {}).get(MIME, {})
    return (data if noted.get("language") == words.language else translate(data, words)), drawing


def title_of(notebook: NotebookNode, name: str) -> str:
    """Return the first heading of a notebook, or its name where there is none."""
    for cell in notebook.cells:
        title = read_title(cell.source) if cell.cell_type == "markdown" else ""
        if title:
            return title
    return name


@cache
def _schema_text() -> str:
    return Path(__file__).with_name("results.schema.json").read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of results.json as data."""
    return dict(json.loads(_schema_text()))


def check_results(results: Mapping[str, Any]) -> None:
    """Refuse results that do not follow the schema.

    Raises
    ------
    JobError
        Naming the first place that does not, and why.
    """
    from jsonschema import Draft202012Validator  # half a second to import, and only the exporter needs it

    faults = sorted(Draft202012Validator(schema()).iter_errors(results), key=lambda fault: list(map(str, fault.path)))
    if faults:
        place = "/".join(str(part) for part in faults[0].absolute_path) or "the top"
        raise JobError(
            f"the results do not follow results.schema.json at {place}: {faults[0].message[:300]}",
            do="The notebook made a block by hand; make it with csi_lib.report",
        )


def write_results(results: Mapping[str, Any], path: Path) -> None:
    """Check results against their schema and write them, the same bytes for the same results.

    Raises
    ------
    JobError
        When they do not follow the schema; nothing is written then.
    """
    check_results(results)
    write_json(results, path)


def write_json(data: Mapping[str, Any], path: Path) -> None:
    """Write data as sorted, readable UTF-8 JSON with a last line end.

    Raises
    ------
    ValueError
        When a number is not finite: JSON has no word for it.
    """
    text = json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
