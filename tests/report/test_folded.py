"""Long tables and thin numbers on a page: what is folded can be opened and printed, what says little is grey."""

from __future__ import annotations

import re

import pytest

from csi_lib.errors import UsageError
from csi_lib.report import Column, Table
from csi_lib.report.blocks import from_json
from csi_lib.report.markup import render_block
from csi_lib.report.results import check_results

COLUMNS = (Column("kpi", "KPI"), Column("n", "n", kind="number"))
ROWS = ({"kpi": "Many", "n": 400}, {"kpi": "Few", "n": 3})


def test_a_folded_table_shows_its_title_alone_until_it_is_opened() -> None:
    html = str(render_block(Table("The definitions", COLUMNS, ROWS, folded=True).to_json()))

    assert html.startswith('<details class="folded"><summary>The definitions</summary>')
    assert html.count("The definitions</") == 1, "the title is said once"
    assert "Few" in html


def test_a_row_of_few_cases_and_no_other_is_marked() -> None:
    html = str(render_block(Table("Values", COLUMNS, ROWS, muted=(1,)).to_json()))

    rows = re.findall(r"<tr( class=\"few\")?><th scope=\"row\" class=\"text\">(\w+)", html)
    assert rows == [("", "Many"), (' class="few"', "Few")]


def test_what_is_folded_or_grey_comes_back_from_results() -> None:
    table = Table("Values", COLUMNS, ROWS, folded=True, muted=(1,))

    assert from_json(table.to_json()) == table
    head = {"engagement": "a", "client": "A", "as_of": "2026-06-30", "fingerprint": "f", "baselines": []}
    check_results(head | {"schema_version": 1, "notebooks": {"one": {"title": "T", "blocks": [table.to_json()]}}})


def test_a_grey_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="a muted row is none of the table"):
        Table("Values", COLUMNS, ROWS, muted=(2,))
