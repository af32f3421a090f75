"""Pages on measures, definitions, data, diagnosis, maturity, plan and review are said in German as a whole."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from csi_lib.ingest.findings import orders
from csi_lib.ingest.quality import _FAULTS
from csi_lib.kpi import load_catalogue
from csi_lib.kpi.catalogue import say_definition
from csi_lib.kpi.exclusions import _REASONS
from csi_lib.maturity.bank import load_questions
from csi_lib.maturity.framework import load_framework
from csi_lib.register import Initiative
from csi_lib.register.initiatives.review import next_step
from csi_lib.report.language import Words, load_words, translate
from csi_lib.signals.diagnosis import RULES
from csi_lib.study.ambiguity import say_span
from tests.report.client import list_client_words, read_golden

ROOT = Path(__file__).parents[2]
PAGES = (
    "benefits",
    "capacity",
    "csip",
    "data_quality",
    "definitions",
    "diagnosis",
    "glossary",
    "improvement_plan",
    "maturity",
    "maturity_change",
    "maturity_evidence",
    "maturity_frameworks",
    "maturity_roadmap",
    "maturity_sure",
    "measurability",
    "measures",
    "people",
    "programme",
    "register",
    "service_review",
    "services",
)
GOLDEN = read_golden()
KPIS = load_catalogue(home=ROOT)

# Columns, by their key, whose cells are a client's words or codes and stay as they are.
KEPT = {
    "attribute", "author", "before", "category", "column", "comment", "content", "coverage", "file", "finding",
    "guard", "guards", "heading", "hypothesis", "initiative", "item", "kpi", "letter", "lower", "objective", "owner",
    "question", "recommendation", "ref", "rule", "service", "Service", "setting", "sha256", "source", "sources",
    "stamp", "success_factor", "table", "team", "title", "touches", "where",
}  # fmt: skip
# Of one page: what the same key of another page holds are words of ours.
OWN = {
    "benefits": {"what", "why", "unit", "currency"},
    "csip": {"deciders", "supplier"},
    "glossary": {"aliases"},
    "measurability": {"agreements", "contracts", "initiatives", "objectives"},
    "programme": {"aliases"},
    "improvement_plan": {"answer", "mitigation", "what"},
    "register": {
        "answer", "by", "customers", "employees", "evidence", "group", "manager", "note", "pm", "reason", "role",
        "serves", "what", "who",
    },
    "service_review": {"customer", "deciders", "present", "supplier"},
    "services": {
        "action", "between", "calendar", "clause", "course", "currency", "customers", "escalation", "evidence",
        "features", "name", "sla", "slas",
    },
}  # fmt: skip
# A worked example is written in columns and values; so are what a KPI needs, its guards and its sources.
_COLUMNS = re.compile(r"[a-z_.]+( = .*|(, [a-z_.]+)*)|.*\b(?:features|kpis)\.md\b.*|office-de|[A-Z][\w ]*, .* ☎️")
_CUT = re.compile(r"… \d+ characters$")  # the golden file holds the beginning of a long text
# Words that no German text of ours holds: conditions on columns, which stay, are cut out first.
_ENGLISH = re.compile(r"\b(?:the|of|and|is|are|by|with|from|were|has|have|than|which|worse)\b")
_CONDITION = re.compile(r"(?:Anteil mit|über \w+ mit|Anzahl von \w+ mit|aus \w+ mit|Ausfälle|Ausfallzeit) .*")
_QUOTED = re.compile(r"'[^']*'|„[^“]*“|\([a-z_]+@\d+\)|Return on Investment|csi [\w-]+")


def fresh() -> Words:
    german = load_words("de")
    return Words(german.language, german.phrases, german.sentences)


def _blocks(page: str) -> Iterator[dict[str, Any]]:
    for block in GOLDEN[page]["blocks"]:
        if isinstance(block, dict):
            rows = [row for row in block.get("rows", ()) if isinstance(row, dict)]
            yield block | {"rows": rows} if "rows" in block else block


def kept(page: str) -> set[str]:
    """Columns of a page whose cells stay as they are."""
    return KEPT | OWN.get(page, set())


def _cells(page: str) -> Iterator[tuple[str, str, str]]:
    """Column, English and German of every text cell."""
    words = fresh()
    for block in _blocks(page):
        if block["type"] == "table":
            for row, said in zip(block["rows"], translate(block, words)["rows"], strict=True):
                for key, value in row.items():
                    if isinstance(value, str) and re.search("[A-Za-z]{2}", value):
                        yield key, value, said[key]


def _texts(page: str) -> Iterator[tuple[str, str]]:
    """Each text, title, note and heading of a page in English and German."""
    words = fresh()
    for block in _blocks(page):
        said = translate(block, words)
        yield from ((block[key], said[key]) for key in ("body", "title", "note", "label") if block.get(key))


@pytest.mark.parametrize("page", PAGES)
def test_no_text_of_a_page_stays_english(page: str) -> None:
    words = fresh()
    words.say(GOLDEN[page]["title"])
    for block in _blocks(page):
        translate(block, words)

    assert sorted(text for text in words.missing if not _CUT.search(text)) == []


@pytest.mark.parametrize("page", PAGES)
def test_no_cell_of_ours_stays_english(page: str) -> None:
    same = {
        value
        for key, value, said in _cells(page)
        if said == value and key not in kept(page) and not _COLUMNS.fullmatch(value) and value not in {*PHRASES, *NAMES}
    }

    assert sorted(same) == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_said_half_in_english(page: str) -> None:
    said = {text for _, text in _texts(page)} | {text for key, _, text in _cells(page) if key not in kept(page)}
    names = "|".join(re.escape(item) for item in NAMES)
    half = [
        text
        for text in said
        if not _COLUMNS.fullmatch(text)
        and _ENGLISH.search(_QUOTED.sub("", _CONDITION.sub("", re.sub(names, "", text))))
    ]

    assert sorted(half) == []


def _names() -> list[str]:
    """What the demo's client named and its assessors noted, and the question bank, which stays English."""
    keys = ("title", "hypothesis", "objective", "success_factor")
    given = {row[key] for page in PAGES for block in _blocks(page) for row in block.get("rows", ())
             for key in (*keys, *OWN.get(page, ()))
             if page in ("improvement_plan", "register", "service_review") and row.get(key)}  # fmt: skip
    asked = {text for item in load_questions() for one in item.questions for text in (one.outcome, one.ask)}
    own = {*list_client_words(), "done by some teams, not by all of them"}
    return sorted({*given, *asked, *own}, key=len, reverse=True)


PHRASES = load_words("de").phrases
NAMES = _names()


@pytest.mark.parametrize("page", PAGES)
def test_a_german_cell_holds_the_numbers_of_the_english_one(page: str) -> None:
    wrong = [(value, said) for _, value, said in _cells(page) if _digits(value) != _digits(said)]

    assert wrong == []


def _digits(text: str) -> list[str]:
    """All digits; a day is written the other way round."""
    return sorted(re.findall(r"\d", text))


@pytest.mark.parametrize("name", sorted(KPIS))
def test_every_definition_and_every_answer_to_what_it_leaves_open_is_known(name: str) -> None:
    words, kpi = fresh(), KPIS[name]
    words.say(say_definition(kpi))
    for variant in kpi.variants.values():
        words.say(variant.ask)
        for choice in variant.choices.values():
            words.say(choice.say)

    assert sorted(words.missing) == []


def test_every_spread_of_answers_is_known() -> None:
    words = fresh()
    for kpi in KPIS.values():
        unit = "EUR" if kpi.unit == "currency" else kpi.unit  # that of the bookings
        for variant in kpi.variants:
            rows = pd.DataFrame({"value": [1.25, 1234.0], "unit": unit, "choice": "a", "reason": ""})
            for frame in (rows, rows.assign(value=3.0), rows.head(1), rows.assign(unit=[unit, "points"])):
                words.say(say_span(kpi.title, variant, frame))
            words.say(say_span(kpi.title, variant, rows.assign(value=None)))

    assert sorted(words.missing) == []


def test_the_names_of_the_framework_and_of_the_rules_are_known() -> None:
    words, framework = fresh(), load_framework()
    levels, attributes = framework.levels, framework.attributes
    for title in (
        *(item.title for item in levels),
        *(item.title for item in attributes),
        *(item.title for item in RULES),
    ):
        words.say(title)

    assert sorted(words.missing) == []


def test_why_rows_are_left_out_and_what_is_odd_about_cells_and_stamps_is_known() -> None:
    words = fresh()
    for reason, _ in itertools.chain(*_REASONS.values()):
        words.say(reason)
    for _, what, do in _FAULTS.values():
        words.say(do)
        for examples in ("'x' (3)", "'x' (3), 'y' (2) and 1,204 more", "5 texts, not shown"):
            words.say(f"{what}: {examples}")
            words.say(f"{what}: {examples} (19 of 21 cells are in rows that were kept)")
    for later, earlier in itertools.chain(*orders._PAIRS.values()):
        said = f"{orders._SAID[later]} before {orders._SAID[earlier]}: 'A1', 'A2' and 35 more"
        words.say(said)
        words.say(f"{said}; no duration is computed for them")

    assert sorted(words.missing) == []


def _initiatives() -> Iterator[Initiative]:
    given: dict[str, Any] = {
        "version": 1,
        "id": "x",
        "title": "X",
        "opportunity": "o",
        "source": "audit",
        "hypothesis": "h",
    }
    given |= {"kpi": "mttr_resolve", "owner": "a role", "aims": ["quality"]}
    live: dict[str, Any] = given | {"date": dt.date(2025, 4, 1), "target": {"value": 20, "unit": "h"}}
    before: dict[str, Any] = {"declared": dt.date(2025, 3, 1)}
    guards: tuple[dict[str, Any], ...] = ({}, {"guards": ["reopen_rate"]}, {"guards": ["reopen_rate", "csat_desk"]})
    for more in guards:
        for when in (dict[str, Any](), before, {"declared": dt.date(2025, 4, 2)}):
            yield Initiative(**live, **more, **when, status="live")
        yield Initiative(**live, **more, status="planned")
        yield Initiative(**live, **more, **before, baseline="b", status="running")
    yield Initiative(**live, status="closed")
    yield Initiative(**live, status="closed", lessons="l")
    for end in ("standardised", "restarted", "stopped"):
        closing = {"result": end, "reason": "r", "by": "a role", "on": dt.date(2026, 1, 1)}
        signed = {"reason": "r", "by": "a role", "on": dt.date(2026, 1, 1)}
        yield Initiative(**live, status=end, lessons="l", closing=closing | {"override": signed})
    yield Initiative(**given, status="idea")


@pytest.mark.parametrize(
    "verdict", ["improved", "worse", "no clear change", "not enough evidence", "achieved", "not achieved", ""]
)
def test_every_next_step_is_known_alone_and_behind_the_name_of_an_initiative(verdict: str) -> None:
    words, titles = fresh(), {name: kpi.title[:1].lower() + kpi.title[1:] for name, kpi in KPIS.items()}
    for item in _initiatives():
        for reason, level in (("", ""), ("the interval also allows no change", "mean 34.1 h in 2026-06, n = 371")):
            step = next_step(item, verdict, reason, titles=titles, level=level)
            words.say(step)
            words.say(f"Netz: Druck; neu: {step}")

    assert sorted(words.missing) == []


# Sentences that these data do not bring about, as the code writes them.
SELDOM = (
    "2 rows above the heading counted as no data: row 1: 'Incidents of May'; row 2: 'Printed; 3 pages'",
    "the sheet 'Tickets' was read, of 3; not read: Codes, Notes",
    "this report speaks of 2025-12-31 and the data go on: 1,204 later rows are left out; of 62 rows something happened "
    "later, and their later stamps, states and outcomes are unknown here",
    "only the rows of the service Mail are in this report: tickets 100 of 2,000, changes 3 of 40",
    "left out, for they speak of more than Mail: 2 frozen baselines, 1 initiative",
    "other close codes from the week of 2025-03-03: before 'Solved'; from then on 'Done', 'Fixed' and 3 more",
    "the data end earlier (without any stamp) than last time (2026-06-30 16:56 UTC)",
    "200 tickets share one minute, 20 or more in each, most at 2025-01-01 00:00 UTC (80)",
    "the tool's mark is 'met' on all 400 tickets that have one, and 12 of these were resolved after their due stamp; "
    "it looks like a default",
    "1,200 of 1,300 were opened from 2025-01-01 to 2025-06-30; what lies outside is the extraction, not falling or "
    "rising volume",
    "Not computed, and not guessed: Availability (not computable: table outages is empty).",
    "In the last three months 38 of the 41 with enough months stayed in the usual range; outside it: incident volume "
    "(deterioration), change backlog (improvement).",
    "no value for 2 of 7 services; by a proxy",
    "No tool of this engagement exports outages: add a file for the adapter 'plain' with service, started_at.",
    "Incident volume: 1,300 incidents in the last usable month; the chart shows a deterioration: 2026-05: a point "
    "outside the limits; over the window it is 12 % higher (95 % interval 3 % to 20 % higher; deterioration).",
    "no signal: breach rate 8.1 % in 2026-06; line 10.0 % (target of an objective)",
    "Cost per incident stands alone: none of its guards has a number here, so a lower cost says nothing about the "
    "service. Its guards: Incident reopen rate, csat_desk (not in this report).",
    "n = 1,234 incidents in the last 3 usable months. 2 of 7 groups hold 80 %.",
    "2 things are worth a look: missed agreements: propose an action (high); recurring incidents: look at the largest "
    "problems (medium).",
    "the level hangs on 'not applicable': read as not achieved it would be level 1",
    "2 of 30 questions have no answer; opinion only: no answer rests on a record or on data",
    "This engagement is sliced by team and priority and not by service, so nothing is said about any service.",
    "A baseline is of the whole engagement, so this report of one service is compared with none.",
    "Of one business unit alone nothing is frozen, so there is no then to lay beside now.",
    "Objectives are of the whole engagement, so this report of one business unit decides on none.",
    "What next: Look at the initiatives of the whole engagement, in its own report; none is for this service alone.",
    "What changed: nothing that these data can show. No initiative for this service alone is live, so there is no "
    "before and after to compare.",
    "KPIs of this service",
    "This report is of one service alone: there is no other to show beside it.",
    "Nothing is ready for a decision: no initiative for this business unit alone has gone live.",
    "No initiative is registered for this business unit alone.",
    "No comment yet for 2026-06 on: Availability. Write them in 2026-06.yml, in a folder that the engagement names "
    "under 'notes'.",
    "Team sizes count only where every group that answered has one; not so for: Service desk, Event management.",
    "SLA compliance 76.7 % in 2026-06; F needs at least 95 %",
    "A record or figures bear out that PA 2.2 (the records and documents are looked after) is F.",
)


@pytest.mark.parametrize("text", SELDOM)
def test_what_is_seldom_said_is_said_whole_and_with_its_numbers(text: str) -> None:
    words = fresh()
    said = words.say(text)

    assert not words.missing
    assert _digits(said) == _digits(text)
    assert not _ENGLISH.search(_QUOTED.sub("", said))
