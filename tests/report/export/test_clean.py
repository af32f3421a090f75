"""What an office file cannot hold is taken out and counted, never dropped in silence."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from csi_lib.report.export.clean import CELL_LIMIT, Cleaner


def test_control_characters_are_removed_and_counted() -> None:
    cleaner = Cleaner()

    assert cleaner.clean("a\x00b\x1bc\ud800d") == "abcd"
    assert cleaner.removed == 3


def test_tabulators_and_line_ends_stay() -> None:
    cleaner = Cleaner()

    assert cleaner.clean("a\tb\r\nc\rd") == "a\tb\nc\nd"
    assert cleaner.removed == 0


@given(st.text(st.characters(codec=None)))
def test_whatever_a_client_wrote_becomes_text_that_xml_can_hold(text: str) -> None:
    ElementTree.fromstring(f"<x>{Cleaner().clean(text).replace('&', '&amp;').replace('<', '&lt;')}</x>")


def test_a_text_of_just_the_limit_stays_whole() -> None:
    cleaner = Cleaner()

    assert (cleaner.fit("x" * CELL_LIMIT), cleaner.cut) == ("x" * CELL_LIMIT, 0)


def test_a_text_over_the_limit_is_cut_to_it_with_a_note_that_says_how_much_is_shown() -> None:
    cleaner = Cleaner()

    shown = cleaner.fit("x" * 40_000)

    assert len(shown) == CELL_LIMIT
    assert shown.endswith(f" … [cut: {shown.count('x')} of 40000 characters shown]")
    assert cleaner.cut == 1
