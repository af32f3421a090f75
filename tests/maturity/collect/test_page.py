"""The page in a real browser: filled in by keyboard alone, saved, taken in; no request, no fault, nothing overflows."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil

import pytest

from csi_lib.maturity import Sheet
from csi_lib.maturity.answers import Answer
from csi_lib.maturity.collect.packet import make_packets
from csi_lib.maturity.collect.page import render_form, write_page
from csi_lib.maturity.collect.people import Person
from csi_lib.settings import load

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MOST_TABS = 60

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")


@pytest.fixture
def page_of(packet, tmp_path):
    def make(person=None):
        made = dataclasses.replace(packet, person=person) if person else packet
        path = tmp_path / f"{made.stem}.html"
        write_page(made, path)
        return path

    return make


@pytest.fixture
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def tab_to(page, selector):
    """Press the tabulator until an element has the focus: what cannot be reached so is not for the keyboard."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by the tabulator")


def choose(page, question, steps):
    """Choose an answer of a question: blank to take the first, an arrow for every one after it."""
    tab_to(page, f"input[name='{question}']")
    page.keyboard.press("Space")
    for _ in range(steps):
        page.keyboard.press("ArrowRight")


def save(page):
    tab_to(page, "#save")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    return waiting.value


@needs_browser
def test_the_page_is_filled_in_by_keyboard_alone_saved_and_taken_in(browser, page_of, take_in, tmp_path):
    path = page_of(Person("agents"))
    context = browser.new_context(locale="en-US", accept_downloads=True)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())

    tab_to(page, "#respondent")
    page.keyboard.type("r07")
    tab_to(page, "#role")
    page.keyboard.type("second-line engineer")
    choose(page, "inc-1.1-a", 0)
    tab_to(page, "#q-inc-1\\.1-a summary")
    page.keyboard.press("Enter")
    tab_to(page, "[id='evidence-inc-1.1-a']")
    page.keyboard.type("Records")
    tab_to(page, "[id='seen-inc-1.1-a']")
    page.keyboard.type("05122026")
    tab_to(page, "[id='ref-inc-1.1-a']")
    page.keyboard.type("export of May")
    tab_to(page, "[id='note-inc-1.1-a']")
    page.keyboard.type("twenty looked at")
    choose(page, "inc-1.1-b", 4)
    choose(page, "inc-1.1-c", 5)
    tab_to(page, "[id='reason-inc-1.1-c']")
    page.keyboard.type("one team only")
    choose(page, "chg-1.1-a", 3)
    choose(page, "chg-1.1-b", 1)
    assert page.locator("#count").inner_text() == "5 of 6 answered"
    assert page.locator("#open-list li:visible").all_inner_texts() == [
        "Is it tested? (Changes: all/some?: not answered)"
    ]
    download = save(page)
    assert page.get_by_role("status").inner_text() == (
        "Saved as acme-agents-r07.json in your downloads. 1 question is still open."
    )
    saved = tmp_path / download.suggested_filename
    download.save_as(saved)
    context.close()

    assert [address for address in asked if not address.startswith(("data:", "blob:"))] == [path.as_uri()]
    assert said == [], "the browser complains, perhaps about the policy"
    found = take_in(saved)
    assert found.faults == ()
    assert dataclasses.astuple(found.tallies[0])[3:] == (6, 3, 1, 1, 1)
    sheet = load(tmp_path / "answers" / "r07.yml", Sheet)
    assert (sheet.group, sheet.role, sheet.processes) == ("agents", "second-line engineer", ["incident", "change"])
    assert sheet.date is not None
    assert sheet.answers == {
        "inc-1.1-a": Answer.model_validate(
            {"answer": "F", "evidence": "record", "seen": "2026-05-12", "ref": "export of May"}
            | {"note": "twenty looked at"}
        ),
        "inc-1.1-b": Answer(answer="DK"),
        "inc-1.1-c": Answer(answer="NA", reason="one team only"),
        "chg-1.1-a": Answer(answer="N"),
        "chg-1.1-b": Answer(answer="L"),
    }


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_quiet_and_fits(browser, page_of, scheme, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    path = page_of(Person("agents"))
    for width in (1280, 390):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(path.as_uri())
        page.locator("input[value=NA]").first.check()
        page.locator("input[value=L]").nth(1).check()
        page.locator("details.more > summary").first.click()

        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = axe.run(page, options=RULES).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        page.screenshot(path=tmp_path / f"{scheme}-{width}.png", full_page=True)
        page.close()


@needs_browser
def test_a_saved_file_is_opened_again_and_one_of_another_form_is_not(browser, page_of, tmp_path, bank):
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(page_of().as_uri())
    choose(page, "inc-1.1-a", 5)
    tab_to(page, "[id='reason-inc-1.1-a']")
    page.keyboard.type("x")
    saved = tmp_path / "saved.json"
    save(page).save_as(saved)

    page.reload()
    assert page.locator("#count").inner_text() == "0 of 6 answered"
    page.locator("#file").set_input_files(saved)
    page.get_by_text("saved.json was opened.").wait_for()
    assert page.locator("#count").inner_text() == "1 of 6 answered"
    assert page.locator("[id='reason-inc-1.1-a']").input_value() == "x"

    page.goto(page_of(Person("agents", "r02", "agent")).as_uri())
    page.locator("#file").set_input_files(saved)
    page.get_by_text("saved.json belongs to another form; nothing was changed.").wait_for()
    assert page.locator("#count").inner_text() == "0 of 6 answered"
    context.close()


@needs_browser
def test_a_missing_reason_and_a_name_for_a_pseudonym_are_told_before_the_file_is_sent(browser, page_of):
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(page_of(Person("agents")).as_uri())
    tab_to(page, "#respondent")
    page.keyboard.type("anna meier")
    choose(page, "inc-1.1-a", 5)
    assert page.locator("#open-list li").first.inner_text() == "Is it logged? (Incidents: the reason is missing)"
    save(page)

    assert "'Your pseudonym' must be a pseudonym such as r01" in page.get_by_role("status").inner_text()
    assert page.evaluate("document.activeElement.id") == "respondent"
    context.close()


@needs_browser
def test_an_answer_can_be_taken_back_by_keyboard(browser, page_of):
    page = browser.new_page()
    page.goto(page_of().as_uri())
    choose(page, "inc-1.1-a", 2)
    tab_to(page, "#q-inc-1\\.1-a .undo button")
    page.keyboard.press("Enter")

    assert page.locator("#count").inner_text() == "0 of 6 answered"
    assert page.evaluate("document.activeElement.name") == "inc-1.1-a"
    page.close()


def test_the_policy_of_the_page_allows_its_own_script_and_style_and_no_request(packet):
    page = render_form(packet)

    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'",
        policy,
    )
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"", page) == []


def test_what_a_client_wrote_is_text_in_the_page(bank, agent):
    nasty = "</script><script>alert(1)</script>\" onload='x'"
    questions = [bank[0].questions[0].model_copy(update={"ask": nasty, "look_for": nasty})]
    process = bank[0].model_copy(update={"title": nasty, "purpose": nasty, "questions": questions})
    page = render_form(make_packets("acme", nasty, [dataclasses.replace(agent, role=nasty)], [process])[0])

    assert page.count("<script>") == 1
    assert "alert(1)</script>" not in page


SAVED = {
    "an unknown answer": ({"answer": "X"}, "answers.inc-1.1-a.answer: 'X' is no answer"),
    "a number": ({"answer": 3}, "answers.inc-1.1-a.answer: '3' does not belong here"),
    "a key of one's own": ({"answer": "F", "extra": "x"}, "answers.inc-1.1-a.extra: 'x' does not belong here"),
    "no reason": ({"answer": "NA"}, "answers.inc-1.1-a.reason: 'Not applicable' stands there without a reason"),
}


@pytest.mark.parametrize("what", SAVED)
def test_a_saved_file_that_was_changed_is_told_in_one_line(packet, take_in, tmp_path, what):
    given, line = SAVED[what]
    path = tmp_path / "r01.json"
    path.write_text(json.dumps({"form": packet.seal.as_data(), "answers": {"inc-1.1-a": given}}))

    (fault,) = take_in(path).faults
    assert str(fault).startswith(f"r01.json, {line}")


def test_an_answer_to_a_question_that_was_not_asked_is_told(packet, take_in, tmp_path):
    path = tmp_path / "r01.json"
    path.write_text(json.dumps({"form": packet.seal.as_data(), "answers": {"inc-1.1-z": {"answer": "F"}}}))

    (fault,) = take_in(path).faults
    assert "answers.inc-1.1-z: 'inc-1.1-z' is no question of this form" in str(fault)


@pytest.mark.parametrize(("key", "value"), [("respondent", "r02"), ("group", "managers"), ("role", "boss")])
def test_a_saved_file_made_out_to_another_person_is_refused(packet, take_in, tmp_path, key, value):
    path = tmp_path / "r01.json"
    path.write_text(json.dumps({"form": packet.seal.as_data() | {key: value}, "answers": {}}))

    (fault,) = take_in(path).faults
    assert "its hidden fingerprint was changed" in str(fault)
