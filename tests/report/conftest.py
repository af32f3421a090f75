"""A made-up executed notebook and a reader of pages, for the promises of the report room."""

from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from csi_lib.report.html import Link, render_page
from csi_lib.report.meta import Meta

VOID = {"meta", "img", "br", "hr", "link", "input"}


class PageReader(HTMLParser):
    """Collects the elements, the attributes and the text of a page the way a browser would see them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.texts, self.strays = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.texts.append((tag, []))
        if tag not in VOID:
            self.open.append((tag, self.texts[-1][1]))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.strays.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data):
        for _, parts in self.open:
            parts.append(data)

    def tags(self):
        return [tag for tag, _ in self.elements]

    def attributes(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    def text_of(self, tag):
        return ["".join(parts) for name, parts in self.texts if name == tag]


@pytest.fixture
def read_page():
    def read(html):
        reader = PageReader()
        reader.feed(html)
        reader.close()
        assert not reader.strays and not reader.open, "elements are nested wrongly"
        return reader

    return read


@pytest.fixture
def meta():
    return Meta(
        "Client & Sons", "demo", "2026-06-30", "a3f9" * 16, ({"id": "first", "digest": "77ab" * 16},), "An analyst"
    )


@pytest.fixture
def make_notebook():
    """Build an executed notebook: a text is a markdown cell, a list of blocks the outputs of a code cell."""

    def make(*parts):
        notebook = new_notebook()
        for part in parts:
            if isinstance(part, str):
                notebook.cells.append(new_markdown_cell(part))
                continue
            bundles = [block._repr_mimebundle_() for block in part]
            outputs = [new_output("display_data", data=data, metadata=about) for data, about in bundles]
            notebook.cells.append(new_code_cell("secret_code()", outputs=outputs))
        return notebook

    return make


@pytest.fixture
def make_page(make_notebook, meta):
    def make(*parts):
        nav = (Link("Measures", "measures.html"), Link("Before and after", "effects.html", current=True))
        return render_page(make_notebook(*parts), nav=nav, meta=meta)

    return make


@pytest.fixture
def points():
    """Six months: 2026-03 lies outside the limits, 2026-06 cannot be used."""
    starts = pd.date_range("2026-01-01", periods=6, freq="MS")
    return pd.DataFrame(
        {
            "period_start": starts,
            "period_end": starts + pd.offsets.MonthBegin(1),
            "value": [20.0, 21.5, 40.25, np.nan, 18.0, 3.0],
            "n": [80, 81, 79, 0, 90, 4],
            "enough": [True, True, True, False, True, False],
            "reason": ["", "", "", "too few", "", "partial period"],
            "center": 20.0,
            "lower": 12.0,
            "upper": 28.0,
            "outside": [False, False, True, False, False, False],
        }
    )
