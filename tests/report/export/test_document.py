"""What an exporter is given is what the notebook showed, in its order."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.chart import Chart, Line
from csi_lib.report.export.document import Failure, Heading, Numbers, Paragraph, Run, read_page, read_prose


def show(*blocks: Any) -> nbformat.NotebookNode:
    outputs = []
    for block in blocks:
        data, metadata = block._repr_mimebundle_()
        outputs.append(new_output("display_data", data=data, metadata=metadata))
    return new_code_cell("csi.show.something(study)", outputs=outputs)


CHART = Chart("line", "month", (Line("value", "hours"),), "h", (("2026-01-01", "go-live"),), 4.0)
PICTURE = Picture("Hours", "One value", "<svg/>", ({"month": "2026-01", "value": 2.5, "a": None},), CHART)
TABLE = Table("Cases", (Column("name", "Name"), Column("n", "n", kind="number")), ({"name": "a", "n": 1},))


def test_a_block_comes_back_from_the_notebook_as_it_was() -> None:
    page = read_page(new_notebook(cells=[show(PICTURE, TABLE)]), "x")

    assert page.items == (PICTURE, TABLE)


def test_the_answers_stand_first_and_the_first_heading_is_the_title() -> None:
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Did it help?"),
            show(Text("It did.", role="answer")),
            new_markdown_cell("## Why"),
            show(Text("Fewer tickets.")),
        ]
    )

    page = read_page(notebook, "x")

    assert (page.title, [str(answer) for answer in page.answers]) == ("Did it help?", ["It did."])
    assert page.items == (Heading(2, "Why"), Text("Fewer tickets."))


def test_numbers_that_follow_each_other_stand_side_by_side() -> None:
    one, two, three = (Number(name, 1.0) for name in ("one", "two", "three"))

    page = read_page(new_notebook(cells=[show(one, two), show(TABLE), show(three)]), "x")

    assert page.items == (Numbers((one, two)), TABLE, Numbers((three,)))


def test_no_heading_stands_empty() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("# T\n\n## Empty\n\n## Full\n\n### Empty too"), show(TABLE)])
    notebook.cells.append(new_markdown_cell("## Last"))

    page = read_page(notebook, "x")

    assert page.items == (Heading(2, "Full"), Heading(3, "Empty too"), TABLE)


def test_a_cell_that_failed_is_named_and_shows_no_traceback() -> None:
    cell = new_code_cell("1/0", outputs=[new_output("error", ename="ZeroDivisionError", evalue="by zero")])

    page = read_page(new_notebook(cells=[cell]), "x")

    assert page.items == (
        Failure("ZeroDivisionError: by zero (cell 1 of the notebook; what should follow was not made)"),
    )


def test_what_an_analyst_writes_keeps_its_looks_and_its_markup_is_text() -> None:
    prose = list(read_prose("A **bold** <b>word</b> and `code`.\n\n- one\n  1. two\n\n> said"))

    assert prose[0] == Paragraph(
        (
            Run("A "),
            Run("bold", strong=True),
            Run(" <b>word</b> and "),
            Run("code", code=True),
            Run("."),
        )
    )
    assert [(str(item), item.kind, item.depth) for item in prose[1:] if isinstance(item, Paragraph)] == [
        ("one", "bullet", 1),
        ("two", "number", 2),
        ("said", "quote", 0),
    ]


def test_a_table_of_markdown_is_a_table() -> None:
    (table,) = read_prose("| a | b |\n|---|---|\n| 1 | x |")

    assert isinstance(table, Table)
    assert [column.label for column in table.columns] == ["a", "b"]
    assert table.rows == ({"0": "1", "1": "x"},)
