"""Long words break, columns fit their page, sections keep their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.report import Column, Number, Table, Text
from csi_lib.report.export.document import Heading, Numbers
from csi_lib.report.export.pdf.arrange import lie_down, pair_sections
from csi_lib.report.export.pdf.grid import GAP, Grid, fit_grid
from csi_lib.report.export.pdf.letters import break_words, measure, measure_longest

HASH = "aa54a51e78235b7549a057561222704d0ba6d7becc0b228f9dde8c5bc60b83c4"


@given(st.text())
def test_a_text_in_pieces_is_the_text(text: str) -> None:
    assert "".join(break_words(text)) == text


def test_a_long_word_may_break_every_few_letters() -> None:
    assert max(map(len, break_words(HASH))) <= 7


def test_a_path_may_break_after_its_signs_first() -> None:
    assert break_words("data/demo/incidents.csv") == ["data/", "demo/", "incide", "nts.", "csv"]


def test_a_mark_is_never_parted_from_its_letter() -> None:
    pieces = break_words("u\u0308" * 40)

    assert len(pieces) == 7
    assert all(piece.startswith("u") for piece in pieces)


@pytest.mark.parametrize("text", ["short words stay as they are", "2026-06-30"])
def test_short_words_do_not_break(text: str) -> None:
    assert break_words(text) == text


def test_letters_are_as_wide_as_the_font_says() -> None:
    # DejaVu Sans: advance of every figure 1303 of 2048 units (its hmtx table)
    assert measure("0123456789") == pytest.approx(10 * 1303 / 2048)


def test_the_longest_word_decides_how_narrow_a_column_may_be() -> None:
    assert measure_longest("a resolution b") == pytest.approx(measure("resolution"))


@given(
    st.lists(st.lists(st.text("ab ", max_size=120), min_size=4, max_size=4), max_size=12),
    st.floats(150, 800),
)
def test_the_columns_of_a_table_never_need_more_than_the_line(rows: list[list[str]], width: float) -> None:
    grid = Grid(
        (("Name", ""), ("Count", "h"), ("Why", ""), ("n", "")), ("name", "number", "text", "text"), (*map(tuple, rows),)
    )  # type: ignore[arg-type]

    fit = fit_grid(grid, width, 7.0)

    assert fit is None or sum(fit.widths) <= width + 1e-6


def test_the_column_with_the_long_text_gets_the_room() -> None:
    grid = Grid((("a", ""), ("b", ""), ("c", "")), ("name", "text", "text"), (("x", "word " * 30, "word " * 3),) * 9)

    fit = fit_grid(grid, 300, 7.0)

    assert fit is not None
    assert fit.widths[1] == max(fit.widths)


def test_a_number_is_never_parted() -> None:
    number = "1,234,567,890"
    grid = Grid((("a", ""), ("n", "")), ("name", "number"), (("word " * 50, number),))

    fit = fit_grid(grid, 150, 7.0)

    assert fit is not None
    assert fit.widths[1] - GAP >= 7 * measure(number)


def test_no_room_is_no_fit() -> None:
    assert fit_grid(Grid((("unbreakable", ""),), ("name",), ()), 20, 7.0) is None


def test_a_heading_goes_with_its_wide_table_onto_the_page_that_lies_down() -> None:
    heading, table, text = {"kind": "heading", "level": 2}, {"kind": "table", "wide": True}, {"kind": "picture"}

    assert lie_down([text, heading, table, text]) == [text, {"kind": "lying", "items": [heading, table]}, text]


def test_wide_tables_that_follow_each_other_share_their_pages() -> None:
    table = {"kind": "table", "wide": True, "rows": []}
    between = {"kind": "heading", "level": 2}

    assert lie_down([table, between, table]) == [{"kind": "lying", "items": [table, between, table]}]


def test_a_few_last_sentences_do_not_begin_a_page_of_their_own() -> None:
    table, text = {"kind": "table", "wide": True}, {"kind": "text"}

    assert lie_down([table, text]) == [{"kind": "lying", "items": [table, text]}]


def test_only_neighbours_stand_side_by_side_and_the_order_stays() -> None:
    one, two = (Heading(2, "one"), Text("x")), (Heading(2, "two"), Table("T", (Column("a"),)))
    wide = (Heading(2, "three"), Numbers((Number("n", 1),)))

    assert [[list(part) for part in row] for row in pair_sections([*one, *two, *wide, *one])] == [
        [list(one), list(two)],
        [list(wide)],
        [list(one)],
    ]
