"""A page is self-contained, harmless and whole."""

import base64
import hashlib
import re

import nbformat
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_output

from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.html import Link, Report, render_index, render_page
from csi_lib.report.markup import render_block

EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)> =HYPERLINK(\"http://example.org\") & 🙂"


def _every_block(text):
    yield Text(text)
    yield Text(text, role="answer")
    yield Number(text, 1.5, text, text, {"kpi": text, text: text})
    yield Table(text, (Column("a", text, text),), ({"a": text},), text)
    yield Picture(text, text or "x", "<svg/>", ({"a": text},))


def test_markup_of_a_client_is_shown_as_text(make_page, read_page):
    page = read_page(make_page("# Title", list(_every_block(EVIL))))

    assert page.tags().count("script") == 1, "the kit's own, which sorts"
    assert {attrs["src"][:26] for attrs in page.attributes("img")} == {"data:image/svg+xml;base64,"}
    assert EVIL in page.text_of("th")


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=80))
def test_any_text_stands_whole_on_the_page(text):
    from html import unescape

    markup = render_block(Table("T", (Column("n", kind="number"), Column("a")), ({"n": 1, "a": text},)).to_json())

    cell = re.search(r'<td class="text(?: prose)?">(.*)</td>', str(markup), re.S).group(1)
    assert unescape(cell) == (text or "–")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.text(max_size=60))
def test_no_text_adds_an_element_to_a_page(make_page, read_page, text):
    plain = read_page(make_page("# Title", list(_every_block("x")))).tags()
    found = read_page(make_page("# Title", list(_every_block(f"x{text}x")))).tags()

    assert [tag for tag in found if tag != "p"] == [tag for tag in plain if tag != "p"]


def test_control_characters_are_made_visible(make_page):
    assert "ring the ␇ twice" in make_page("# Title", [Text("ring the \x07 twice")])


def test_forty_thousand_characters_are_folded_and_whole(make_page, read_page):
    text = "".join(chr(97 + number % 26) for number in range(40_000))
    page = read_page(
        make_page("# Title", [Table("T", (Column("n", kind="number"), Column("a")), ({"n": 1, "a": text},))])
    )

    assert page.text_of("summary") == [f"{text[:80]} … (40,000 characters)"]
    assert text in page.text_of("details")[0]


def test_a_page_asks_nothing_of_any_server(make_page, read_page, points):
    page = read_page(make_page("# Title\n\n![x](http://example.org/x.png)", [Picture("T", "words", "<svg/>")]))

    loading = [attrs.get(name) for _, attrs in page.elements for name in ("src", "srcset", "poster", "data", "action")]
    assert [address for address in loading if address and not address.startswith("data:")] == []
    assert {"script", "link", "iframe", "object", "base"}.isdisjoint(page.tags())


def test_the_policy_allows_this_style_and_nothing_else(make_page, read_page):
    html = make_page("# Title")
    policy = next(meta["content"] for meta in read_page(html).attributes("meta") if "http-equiv" in meta)
    style = html.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not [attrs for _, attrs in read_page(html).elements if "style" in attrs]


def test_the_policy_lets_the_script_that_sorts_run_and_no_other(make_page, read_page):
    html = make_page("# Title", [Table("T", (Column("a"),), ({"a": "</script><script>alert(1)</script>"},))])
    policy = next(meta["content"] for meta in read_page(html).attributes("meta") if "http-equiv" in meta)
    script = html.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert f"script-src 'sha256-{digest}';" in policy
    assert not [name for _, attrs in read_page(html).elements for name in attrs if name.startswith("on")]


def test_a_page_shows_no_code(make_page):
    html = make_page("# Title", [Text("said")])

    assert "said" in html
    assert "secret_code" not in html


def test_answers_stand_before_everything_else_under_one_title(make_page, read_page):
    html = make_page(
        "# The title\n\nIntroduction.", "## The answer", [Text("It improved.", "answer")], "# More", [Text("rest")]
    )

    assert read_page(html).text_of("h1") == ["The title"]
    assert html.index("It improved.") < html.index("Introduction.") < html.index("rest")


def test_a_heading_left_without_its_answer_goes_and_others_stay(make_page, read_page):
    html = make_page("# T", "## The answer", [Text("yes", "answer")], "## Numbers", [Text("n")], "## Nothing here")

    assert read_page(html).text_of("h2") == ["Numbers", "Nothing here"]


def test_a_failed_cell_is_told_without_a_traceback(make_notebook, meta, read_page):
    notebook = make_notebook("# Title")
    error = new_output("error", ename="ValueError", evalue="no <such> column", traceback=["File secret_path.py"])
    notebook.cells.append(new_code_cell("x", outputs=[error]))

    html = render_page(notebook, nav=(), meta=meta)

    assert "This part failed" in html and "ValueError: no &lt;such&gt; column" in html
    assert "secret_path" not in html


def test_every_table_has_caption_scope_and_a_region_of_its_own_name(make_page, read_page):
    table = Table("Same", (Column("a"), Column("n", kind="number")), ({"a": "x", "n": -1234.5},))
    page = read_page(make_page("# Title", [table, table]))

    regions = [attrs["aria-label"] for attrs in page.attributes("div") if attrs.get("role") == "region"]
    assert regions == ["Table: Same", "Table: Same (2)"]
    assert page.text_of("caption") == ["Same", "Same"]
    assert [attrs["scope"] for attrs in page.attributes("th")] == ["col", "col", "row"] * 2
    assert page.text_of("td")[0] == "-1,234"


def test_every_picture_has_its_words(make_page, read_page):
    page = read_page(make_page("# Title", [Picture("T", 'first "1" <last>', "<svg/>")]))

    assert [attrs["alt"] for attrs in page.attributes("img")] == ['first "1" <last>']


def test_numbers_that_follow_each_other_stand_side_by_side(make_page, read_page):
    page = read_page(make_page("# Title", [Number("a", 1), Number("b", 2)], [Text("x")], [Number("c", 3)]))

    assert page.tags().count("dl") == 2


def test_the_head_says_client_date_and_fingerprint_and_marks_the_page(make_page, read_page):
    page = read_page(make_page("# Title"))

    head = page.text_of("header")[0]
    assert "Client & Sons" in head and "2026-06-30" in head and "a3f9a3f9a3f9" in head
    assert [attrs["href"] for attrs in page.attributes("a") if "aria-current" in attrs] == ["effects.html"]


def test_a_page_is_the_same_bytes_for_the_same_notebook(make_page):
    assert make_page("# Title", [Text("x")]) == make_page("# Title", [Text("x")])


def test_the_index_lists_the_newest_report_first_with_its_fault(read_page):
    good = Report("2026-05-31", True, (Link("Measures", "2026-05-31/measures.html"),), "beef" * 16)
    bad = Report("2026-06-30", False, (), faults=(f"measures: cell 3: {EVIL}",))

    html = render_index([good, bad], title="Client")
    page = read_page(html)

    assert [text.split()[0] for text in page.text_of("h2")] == ["2026-06-30", "2026-05-31"]
    assert EVIL in html.replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&#34;", '"').replace(
        "&amp;", "&"
    )
    assert "script" not in page.tags()


def test_a_frame_of_measures_makes_a_table_with_numbers_on_the_right(make_page, read_page):
    frame = pd.DataFrame({"period": pd.to_datetime(["2026-06-01"]), "value": [22.12345]})
    table = Table.from_frame("T", frame, [Column("period", kind="stamp"), Column("value", unit="h", kind="number")])

    page = read_page(make_page("# Title", [table]))

    assert page.text_of("tr")[1] == "2026-06-0122.1"
    assert page.attributes("td") == [{"class": "number"}]


def test_the_numbers_behind_a_picture_keep_their_order_in_a_notebook_file(make_notebook, meta, read_page):
    picture = Picture("T", "words", "<svg/>", ({"period": "2026-06", "value": 1.5, "enough": True},))
    stored = nbformat.reads(nbformat.writes(make_notebook("# Title", [picture])), as_version=4)

    page = read_page(render_page(stored, nav=(), meta=meta))

    assert page.text_of("th")[:3] == ["period", "value", "enough"]


def test_a_long_navigation_stands_in_groups_and_shows_the_pages_of_this_one(make_notebook, meta, read_page):
    nav = [Link(f"Page {n}", f"{n}.html", n == 9, f"Group {n // 4}") for n in range(12)]
    page = read_page(render_page(make_notebook("# Title"), nav=nav, meta=meta))

    assert page.text_of("summary") == ["Group 0", "Group 1"]
    assert [attrs for attrs in page.attributes("a") if "aria-current" in attrs] == [
        {"href": "9.html", "aria-current": "page"}
    ]
    assert sorted(attrs["href"] for attrs in page.attributes("a") if attrs["href"][0].isdigit()) == sorted(
        link.href for link in nav
    )


def test_a_few_pages_stand_side_by_side(make_notebook, meta, read_page):
    nav = [Link(f"Page {n}", f"{n}.html", n == 0, f"Group {n}") for n in range(4)]

    assert read_page(render_page(make_notebook("# Title"), nav=nav, meta=meta)).text_of("summary") == []
