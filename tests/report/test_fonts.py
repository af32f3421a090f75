"""A brand whose font this machine lacks is told once, with what stands in for it, and only where a file names it."""

from __future__ import annotations

import pytest

from csi_lib.report import fonts
from csi_lib.report.brand import Brand
from csi_lib.report.fonts import find_fallback, say_fallback


@pytest.fixture(autouse=True)
def a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with Liberation and DejaVu fonts alone."""
    known = {"Arial": "Liberation Sans", "Liberation Sans": "Liberation Sans", "DejaVu Sans": "DejaVu Sans"}
    monkeypatch.setattr(fonts, "_ask_fontconfig", lambda font: known.get(font, "DejaVu Sans"))
    find_fallback.cache_clear()
    yield
    find_fallback.cache_clear()


def test_a_font_that_is_missing_is_told_with_what_stands_in_for_it():
    said = say_fallback(Brand("House", font="House Grotesk"), ("pdf", "pptx"))

    assert "'House Grotesk'" in said
    assert "'DejaVu Sans'" in said


@pytest.mark.parametrize(
    ("brand", "formats"),
    [
        (Brand("House", font="House Grotesk"), ("pdf",)),  # the PDF brings its own letters along
        (Brand("House", font="House Grotesk"), ()),
        (Brand("House", font="DejaVu Sans"), ("docx",)),
        (Brand("House", font="Arial"), ("docx",)),  # Liberation Sans has the very same widths
        (Brand(), ("docx",)),
    ],
)
def test_nothing_is_said_where_nothing_looks_different(brand, formats):
    assert say_fallback(brand, formats) == ""


def test_without_a_list_of_fonts_the_ones_of_the_system_are_looked_through(monkeypatch):
    monkeypatch.setattr(fonts, "_ask_fontconfig", lambda font: "")

    assert find_fallback("House Grotesk") == "Arial"
    assert find_fallback("DejaVu Sans") == ""  # matplotlib brings it along
