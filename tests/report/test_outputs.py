"""What a cell of an analyst's own shows stands in the report, in every format, and nothing of it runs."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import csi_lib as csi
from csi_lib.report import Column, Picture, Table, Text
from csi_lib.report.export.document import Heading, Paragraph, read_page
from csi_lib.report.html import render_page
from csi_lib.report.language import speaking
from csi_lib.report.meta import Meta
from csi_lib.report.results import blocks_of, check_results, collect_results
from csi_lib.run.execute import run_notebooks
from csi_lib.run.plan import Job

META = Meta("Client", "acme", "2026-06-30", "0" * 64)
HEAD = {"engagement": "acme", "client": "", "as_of": "2026-06-30", "fingerprint": "0", "baselines": []}
FRAME = pd.DataFrame({"team": ["Mail", "<script>alert(1)</script>"], "hours": [1.5, None], "n": [12, 7]})
FRAME_DATA = {"text/html": FRAME._repr_html_(), "text/plain": repr(FRAME)}


def show(*outputs: Any) -> nbformat.NotebookNode:
    cells = [new_markdown_cell("# Mine\n\n## Below"), new_code_cell("…", outputs=list(outputs))]
    return new_notebook(cells=cells)


def display(data: dict[str, str], metadata: dict[str, Any] | None = None) -> Any:
    return new_output("display_data", data=data, metadata=metadata or {})


def printed(text: str, name: str = "stdout") -> Any:
    return new_output("stream", name=name, text=text)


def read(notebook: nbformat.NotebookNode) -> tuple[Any, ...]:
    """Return what stands below the heading, which is never dropped where something stands."""
    heading, *items = read_page(notebook, "mine").items
    assert heading == Heading(2, "Below")
    return tuple(items)


def page(notebook: nbformat.NotebookNode) -> str:
    return render_page(notebook, nav=[], meta=META)


@pytest.fixture(scope="module")
def png() -> str:
    figure, stream = Figure(figsize=(2, 1), dpi=50), io.BytesIO()
    figure.subplots().plot([1, 2])
    figure.savefig(stream, format="png")
    return base64.b64encode(stream.getvalue()).decode("ascii")


def test_a_frame_is_a_table_with_its_index_and_its_numbers() -> None:
    (table,) = read(show(display(FRAME_DATA)))

    assert [(column.label, column.kind) for column in table.columns] == [
        (" ", "text"),
        ("team", "text"),
        ("hours", "number"),
        ("n", "number"),
    ]
    assert [list(row.values()) for row in table.rows] == [
        ["0", "Mail", 1.5, 12],
        ["1", "<script>alert(1)</script>", None, 7],
    ]


def test_what_an_index_spans_stands_in_every_row_and_rows_of_headings_are_joined() -> None:
    frame = pd.DataFrame(
        [[1], [2], [3]],
        columns=pd.MultiIndex.from_tuples([("hours", "mean")]),
        index=pd.MultiIndex.from_tuples([("A", "x"), ("A", "y"), ("B", "x")], names=["team", "prio"]),
    )

    (table,) = read(show(display({"text/html": frame._repr_html_()})))

    assert [column.label for column in table.columns] == ["team", "prio", "hours mean"]
    assert [tuple(row.values()) for row in table.rows] == [("A", "x", 1), ("A", "y", 2), ("B", "x", 3)]


def test_codes_and_years_are_no_numbers() -> None:
    frame = pd.DataFrame({"code": ["007", "012"], "year": [2025, 2026]})

    (table,) = read(show(display({"text/html": frame._repr_html_()})))

    assert [tuple(row.values())[1:] for row in table.rows] == [("007", "2025"), ("012", "2026")]


def test_a_frame_that_was_cut_says_how_long_it_is() -> None:
    (table,) = read(show(display({"text/html": pd.DataFrame({"n": range(99)})._repr_html_()})))

    assert table.note == "99 rows × 1 columns"


def test_printed_lines_are_one_note_wherever_the_kernel_cut_them() -> None:
    together = read(show(printed("one\ntwo\n")))
    apart = read(show(printed("one\n"), printed("a warning", "stderr"), printed("two\n")))

    assert together == apart == (Text("one\ntwo", role="note"),)


def test_markdown_of_a_cell_reads_like_a_markdown_cell() -> None:
    notebook = show(display({"text/markdown": "### Why\n\nA **bold** word", "text/plain": "<Markdown object>"}))

    heading, paragraph = read(notebook)

    assert heading == Heading(3, "Why") and isinstance(paragraph, Paragraph) and str(paragraph) == "A bold word"
    assert "<h3>Why</h3>" in page(notebook) and "<strong>bold</strong>" in page(notebook)


def test_a_figure_is_a_picture_with_the_words_its_cell_gave(png: str) -> None:
    (bare,) = read(show(display({"image/png": png, "text/plain": "<Figure size 100x50 with 1 Axes>"})))
    (said,) = read(show(display({"image/png": png}, {"image/png": {"alt": "Two hours in May", "title": "Hours"}})))

    assert isinstance(bare, Picture) and 'width="100" height="50"' in bare.svg and png in bare.svg
    assert bare.alt == "Picture without description: the cell that drew it gave none."
    assert (said.title, said.alt) == ("Hours", "Two hours in May")


def test_a_drawing_is_a_picture() -> None:
    (picture,) = read(show(display({"image/svg+xml": "<svg/>"})))

    assert isinstance(picture, Picture) and picture.svg == "<svg/>"


@pytest.mark.parametrize(
    "text",
    ["<Axes: xlabel='a'>", "<Figure size 640x480 with 1 Axes>", "None", "[<matplotlib.lines.Line2D at 0x7f>]"],
)
def test_what_a_line_that_draws_returns_is_left_out(text: str) -> None:
    assert read_page(show(display({"text/plain": text})), "mine").items == ()


def test_a_plain_result_is_a_note() -> None:
    assert read(show(display({"text/plain": "a < b"}))) == (Text("a < b", role="note"),)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({"application/vnd.plotly.v1+json": "{}", "text/html": "<div></div>"}, "application/vnd.plotly.v1+json"),
        ({"image/jpeg": "AAAA", "text/plain": "<Image object>"}, "image/jpeg"),
        ({"image/png": "no picture"}, "image/png"),
        ({"text/html": "<script>draw()</script>"}, "text/html"),
        ({"text/plain": "<shop.Basket object at 0x7f3a>"}, "shop.Basket"),
    ],
)
def test_what_a_report_cannot_hold_is_said(data: dict[str, str], what: str) -> None:
    (note,) = read(show(display(data)))

    assert note.role == "note" and note.body.startswith("Cell 2 shows something that a report cannot hold (")
    assert what in note.body


def test_what_stands_around_a_table_is_kept_and_what_has_no_words_is_named() -> None:
    html = "<style>p {}</style><h3>Before</h3><table><tr><th>a</th></tr><tr><td>1</td></tr></table><p>After</p><img>"

    before, table, lost = read(show(display({"text/html": html})))

    assert (before.body, table.rows, table.note) == ("Before", ({"0": 1},), "After")
    assert lost.body == "Cell 2 shows something that a report cannot hold (text/html: img)."


def test_nothing_that_a_cell_shows_runs_on_the_page() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    notebook = show(
        printed(evil),
        display({"text/html": f"<table><tr><th>{evil}</th></tr><tr><td onclick='x'>{evil}a</td></tr></table>"}),
        display(FRAME_DATA),
        display({"text/markdown": evil}),
        display({"text/html": f"<b>hello</b>{evil}"}),
    )

    html = page(notebook)

    assert "<script>alert" not in html and "<img src=x" not in html and "onclick" not in html
    assert "hello" in html and "&lt;script&gt;alert(1)" in html


def test_page_document_and_results_hold_the_same(png: str) -> None:
    notebook = show(
        printed("said aloud"), display(FRAME_DATA), display({"image/png": png}), display({"text/plain": "7"})
    )

    results = collect_results({"mine": notebook}, HEAD)

    check_results(results)
    assert [block["type"] for block in results["notebooks"]["mine"]["blocks"]] == ["text", "table", "picture", "text"]
    assert [type(item) for item in read(notebook)] == [Text, Table, Picture, Text]
    html = page(notebook)
    assert all(part in html for part in ("said aloud", "<caption>Table of cell 2</caption>", "<figure>", "<p>7</p>"))


def test_a_german_report_counts_no_gap_for_an_analysts_own_words() -> None:
    with speaking("de") as words:
        (note, table, lost) = read(show(printed("my own words"), display(FRAME_DATA), display({"image/jpeg": ""})))

    assert note.body == "my own words" and table.title == "Tabelle aus Zelle 2"
    assert lost.body == "Zelle 2 zeigt etwas, das ein Bericht nicht fassen kann (image/jpeg)."
    assert not {text for text in words.missing if "cell" in text.lower() or "own words" in text}


def test_a_frame_is_given_a_title_in_one_call() -> None:
    frame = pd.DataFrame(
        {"n": [1], "day": pd.to_datetime(["2026-06-30"]), "ok": [True]}, index=pd.Index(["A"], name="team")
    )

    table = csi.table(frame, "Mine")

    assert (table.title, [column.kind for column in table.columns]) == ("Mine", ["text", "number", "stamp", "flag"])
    assert table.rows == ({"team": "A", "n": 1, "day": "2026-06-30", "ok": True},)
    assert csi.Text is Text and csi.Column is Column


@pytest.mark.slow
def test_figures_of_pyplot_arrive_once_each(tmp_path: Path) -> None:
    cells = [
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('Hours')\nplt.ylabel('h')\nplt.show()",
        "fig, ax = plt.subplots()\nax.plot([1])\nfig",
        "plt.hist([1, 2])",
    ]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "mine.ipynb")

    (outcome,) = run_notebooks([Job(tmp_path / "mine.ipynb", "mine", "demo", tmp_path / "out.ipynb")])

    blocks = [block for block, _ in blocks_of(nbformat.read(outcome.notebook, as_version=4))]
    assert outcome.ok and [block["type"] for block in blocks] == ["picture"] * 3
    assert (blocks[0]["title"], blocks[0]["alt"]) == ("Hours", "Hours. h")
