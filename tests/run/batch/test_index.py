"""The list of a batch's reports: failed first, then the newest; searched in a browser, whole without a script."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from zlib import crc32

import pytest

from csi_lib.run.batch.catalogue import Entry
from csi_lib.run.batch.index import write_index

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
HOSTILE = '<script>alert(1)</script> & "Büro"'


def _entry(about: str, as_of: str, state: str = "made") -> Entry:
    failed = state == "failed"
    return Entry(
        name=f"{as_of}/service-{crc32(about.encode())}/brief",
        key="a3f9" * 16,
        state=state,
        kind="service",
        about=about,
        as_of=as_of,
        audience="brief",
        title="Brief",
        why="new",
        seconds=1.5,
        attempts=2 if failed else 1,
        error="first: cell 5 (1 / 0): ZeroDivisionError: division by zero" if failed else "",
        page="first" if failed else "",
        cell=5 if failed else 0,
        output="Traceback\nZeroDivisionError" if failed else "",
        started_at=f"{as_of}T08:00:00+00:00",
        finished_at=f"{as_of}T08:00:02+00:00",
        machine="here",
        first_page="first.html",
        parts={"data": "77ab" * 16},
        versions={"python": "3.11"},
    )


@pytest.fixture
def index(tmp_path):
    entries = [_entry(f"Service {place}", f"2026-0{1 + place % 3}-28") for place in range(30)]
    failed = [_entry(HOSTILE, "2026-01-28", "failed")]
    standing = tmp_path / entries[0].name
    standing.mkdir(parents=True)
    (standing / "first.html").write_text("<!doctype html><title>x</title>")
    return write_index(tmp_path, "monthly", "A client", [*entries, *failed])


def test_failed_ones_come_first_then_the_newest(index):
    rows = re.findall(r'<td class="stamp">([^<]*)</td>', index.read_text())

    assert rows[0] == "2026-01-28" and rows[1:] == sorted(rows[1:], reverse=True)
    assert index.read_text().index("ZeroDivisionError: division by zero") < index.read_text().index("Service 0")


def test_the_page_is_whole_without_a_script_and_asks_for_nothing(index):
    text = index.read_text()

    assert "<script>alert" not in text and HOSTILE in unescape(text)
    assert "default-src 'none'" in text and "script-src 'sha256-" in text
    assert '<p id="search" hidden>' in text  # a field that could not search is not shown
    assert all(f"Service {place}<" in text for place in range(30))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert (
        text.count('<a href="2026-') == 3
    )  # the one that stands and its manifest, and what was made of the failed one


def test_the_list_is_said_in_the_language_of_its_reports(tmp_path):
    changed = replace(
        _entry("Mail", "2026-02-28"),
        why="the settings changed (author), a KPI changed (mttr_resolve is new and 3 more)",
        seconds=1234.5,
    )
    whole = replace(_entry("", "2026-01-28", "failed"), why="new", title="Executive")

    text = unescape(write_index(tmp_path, "monatlich", "Kunde", [changed, whole], "de").read_text())

    assert '<html lang="de">' in text
    assert "2 Berichte, gescheiterte zuerst, neueste zuerst" in text
    assert "die Einstellungen haben sich geändert (author), eine Kennzahl hat sich geändert" in text
    assert "(mttr_resolve ist neu und 3 weitere)." in text
    assert "28.02.2026 08:00:02 UTC, 1.234,5 s: " in text
    assert ">Alles</th>" in text and "<td>Führung</td>" in text and ": neu.<br>" in text
    for english in ("made", "changed", "failed", "Data up to", "Search", "newest"):
        assert not re.search(rf"\b{english}\b", re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", " ", text, flags=re.S))


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")
def test_the_list_is_searched_in_a_browser_and_fit_for_assistive_technology(index):
    sync_api = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 900})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(index.as_uri())

        page.get_by_label("Search by service").fill("service 17")
        assert page.inner_text("#found") == "1 of 31"
        assert page.locator("#reports tbody tr:visible").count() == 1
        page.get_by_label("Search by service").fill("zerodivision")
        assert "division by zero" in page.inner_text("#reports tbody tr:visible")
        page.get_by_label("Search by service").fill("")
        assert page.locator("#reports tbody tr:visible").count() == 31
        assert said == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        found = axe.run(page, options=RULES).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]][:2]) for rule in found] == []
        browser.close()
