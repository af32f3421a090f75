"""A step curve says below its axis what it counts, and in which unit, in every native chart."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from csi_lib.report.blocks import from_json
from csi_lib.report.export import docx, pptx, xlsx
from csi_lib.report.language import load_words, translate
from tests.report.export.office import BARS, CURVES, report

CHARTS = {
    "docx": (docx, r"word/charts/chart\d+\.xml"),
    "pptx": (pptx, r"ppt/charts/chart\d+\.xml"),
    "xlsx": (xlsx, r"xl/charts/chart\d+\.xml"),
}


def _read_titles(kind: str, picture: object, folder: Path) -> list[str]:
    """Return the titles of the lower axes of the charts of a file."""
    writer, pattern = CHARTS[kind]
    path = writer.write(report(picture), folder / f"a.{kind}").path
    with zipfile.ZipFile(path) as package:
        charts = [package.read(name).decode() for name in package.namelist() if re.fullmatch(pattern, name)]
    axes = [axis for chart in charts for axis in re.findall(r"<c:(?:val|cat|date)Ax>.*?</c:(?:val|cat|date)Ax>", chart)]
    lower = [axis for axis in axes if '<c:axPos val="b"/>' in axis]
    return [
        "".join(re.findall(r"<a:t>([^<]*)</a:t>|<c:v>([^<]*)</c:v>", axis)[0]) if "<c:title>" in axis else ""
        for axis in lower
    ]


@pytest.mark.parametrize("kind", CHARTS)
def test_a_step_curve_has_its_title_below(kind: str, tmp_path: Path):
    assert _read_titles(kind, CURVES, tmp_path) == ["Time since opening, h"]


def test_the_title_is_said_in_the_language_of_the_report():
    said = from_json(translate(CURVES.to_json(), load_words("de")))

    assert said.chart.x_label == "Zeit seit Eröffnung, h"


def test_a_chart_without_such_a_title_is_what_it_was():
    assert "x_label" not in BARS.to_json()["chart"]
    assert from_json(CURVES.to_json()).chart == CURVES.chart
