"""A document as Markdown: a second library finds nothing in it but what the kit wrote."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from csi_lib.project.markdown import write_markdown
from csi_lib.report.blocks import Column, Number, Picture, Table, Text
from csi_lib.report.export.document import Document, Failure, Heading, Item, Numbers, Page, Paragraph, Run
from csi_lib.report.meta import Meta

EVIL = [
    "<script>alert(1)</script>",
    "<b>bold</b> & &lt;",
    "![x](http://host/x.png)",
    "[l](javascript:alert(1))",
    "<http://host>",
    "a | b\\| `c` *d* _e_",
    "- x\n---\n1. y\n\n    z",
]


def write(items: list[Item], answers: tuple[Text, ...] = (), title: str = "T") -> str:
    return write_markdown(Document(Meta("c", "e", "2026-01-01", ""), (Page("p", title, answers, tuple(items)),)))


@pytest.mark.parametrize("evil", EVIL)
def test_what_a_client_wrote_is_no_markup_in_a_document(evil: str) -> None:
    table = Table("t", (Column("a", evil), Column("b", "B")), ({"a": evil, "b": evil},), note=evil)
    texts: list[Item] = [Text(evil), Paragraph((Run(evil),)), Failure(evil), Picture("t", evil, "")]
    text = write([Heading(2, evil), table, *texts], (Text(evil),), evil)

    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)

    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {"text", "text_special", "softbreak"}
    kinds = [token.type for token in tokens]
    assert {kind.rpartition("_")[0] or kind for kind in kinds} == {
        "inline", "heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert (kinds.count("heading_open"), kinds.count("td_open")) == (2, 2)
    shown = "".join(child.content for child in inner)
    assert shown.count(evil.split("\n")[0]) == 11  # everywhere it was put, as it was put


def test_names_of_kpis_stay_readable() -> None:
    assert "mttr_resolve" in write([Text("mttr_resolve")])
    assert write([Numbers((Number("n", 1.0),))]).count("\n- ") == 1
