"""A page in a real browser: nothing is asked for, nothing is wrong for assistive technology, nothing overflows."""

import shutil

import pandas as pd
import pytest

from csi_lib.report import Column, Number, Table, Text
from csi_lib.report.brand import Look, load_brand
from csi_lib.report.figures import bar_chart, control_chart
from csi_lib.report.html import Link, render_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")


@pytest.fixture
def sample(make_page, points, tmp_path):
    wide = Table("Wide", tuple(Column(f"c{n}", f"Column {n}", "h", "number") for n in range(20)), ({"c0": 1.5},) * 3)
    long = Table("Long", (Column("a"), Column("b")), ({"a": "x" * 199, "b": "y" * 40_000},))
    thin = Table("Thin", (Column("a"), Column("m", "A tool", kind="mark")), ({"a": "x", "m": "no"},) * 2, muted=(1,))
    folded = Table("Folded", (Column("a"),), ({"a": "x"},), folded=True)
    html = make_page(
        "# Title",
        "## The answer",
        [Text("It improved.", "answer"), Number("MTTR", 22.1, "h", source={"kpi": "mttr", "n": 84})],
        "## Pictures and tables",
        [control_chart(points, "Series", "h", "lower", [("2026-03-01", "Articles")])],
        [
            bar_chart(pd.DataFrame({"name": ["a", "b"], "value": [2, 1]}), "Bars", "tickets"),
            wide,
            wide,
            long,
            thin,
            folded,
        ],
        [Text("Mind this.", "warning"), Text("A remark.", "note")],
    )
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_accessible_quiet_and_fits(browser, sample, scheme, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width in (1280, 390):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        asked, said = [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto(sample.as_uri())

        assert [address for address in asked if not address.startswith("data:")] == [sample.as_uri()]
        assert said == [], "the browser complains, perhaps about the policy"
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = axe.run(page, options=RULES).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        page.screenshot(path=tmp_path / f"{scheme}-{width}.png", full_page=True)
        page.close()


@pytest.fixture
def sortable(make_page, tmp_path):
    numbers = (1_204.0, None, 22.5, 3.0)
    rows = tuple({"a": name, "n": n} for name, n in zip("caBd", numbers, strict=True))
    html = make_page("# Title", [Table("T", (Column("a", "Name"), Column("n", "Count", kind="number")), rows)])
    path = tmp_path / "sortable.html"
    path.write_text(html, encoding="utf-8")
    return path


def test_a_table_is_sorted_by_keyboard_alone_and_says_so(browser, sortable):
    page = browser.new_page()
    page.goto(sortable.as_uri())

    def names():
        return page.locator("tbody th").all_inner_texts()

    head = page.get_by_role("columnheader", name="Count")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert (names(), head.get_attribute("aria-sort")) == (["d", "B", "c", "a"], "ascending")
    assert page.get_by_role("status").inner_text() == "sorted by Count: ascending"
    page.keyboard.press("Enter")
    assert (names(), head.get_attribute("aria-sort")) == (["c", "B", "d", "a"], "descending")
    page.keyboard.press("Enter")
    assert (names(), head.get_attribute("aria-sort")) == (["c", "a", "B", "d"], None)
    page.get_by_role("columnheader", name="Name").get_by_role("button").press("Space")
    assert names() == ["a", "B", "c", "d"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_in_the_colours_of_a_brand_is_accessible_too(browser, make_notebook, meta, tmp_path, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    look = Look(load_brand("example"))
    blocks = [Text("It improved.", "answer"), Number("MTTR", 22.1, "h"), Text("Mind this.", "warning")]
    html = render_page(make_notebook("# Title", blocks), nav=(Link("A", "a.html"),), meta=meta, look=look)
    path = tmp_path / "brand.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page(color_scheme=scheme)
    page.goto(path.as_uri())

    assert page.locator("img.logo").evaluate("image => image.naturalWidth") > 0
    found = axe.run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    page.screenshot(path=tmp_path / f"brand-{scheme}.png")
    page.close()


@pytest.fixture
def grouped(make_notebook, meta, tmp_path):
    nav = [Link(f"Page {n} of them", f"{n}.html", n == 9, f"Group {n // 4}") for n in range(12)]
    path = tmp_path / "grouped.html"
    path.write_text(render_page(make_notebook("# Title", [Text("Words.")]), nav=nav, meta=meta), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 390])
def test_the_groups_of_a_long_navigation_open_by_keyboard_and_are_accessible(browser, grouped, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(grouped.as_uri())
    others = page.get_by_role("link", name="Page 5 of them")

    assert page.locator("[aria-current]").all_inner_texts() == ["Page 9 of them"]
    assert not others.is_visible()
    page.locator("summary", has_text="Group 1").focus()
    page.keyboard.press("Enter")
    assert others.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Page 4 of them"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = axe.run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    page.close()
