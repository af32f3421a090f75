"""The page on what improvements were worth, of the generated client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import csi_lib as csi
from csi_lib.register import Entry, Register
from csi_lib.register.benefits import Benefit
from csi_lib.report.blocks import Table
from csi_lib.report.language import Words, load_words, translate
from csi_lib.report.sections.benefits.words import say_chance
from csi_lib.study import Study, load_study
from csi_lib.study.worth import value_benefits

SECTIONS = (
    "benefits_answer", "benefit_ledger", "benefit_quality", "benefit_returns", "benefit_drivers", "benefit_costs",
    "benefit_left_out", "benefit_types", "benefit_decisions",
)  # fmt: skip


@pytest.fixture(scope="module")
def study(kept_study: Path) -> Study:
    return load_study(kept_study)


def show(study: Study, name: str) -> Any:
    return getattr(csi.show, name)(study)


def table(study: Study, name: str, title: str) -> Table:
    return next(block for block in show(study, name) if isinstance(block, Table) and block.title == title)


def test_the_page_adds_up_what_its_lines_say(study: Study) -> None:
    lines = table(study, "benefit_ledger", "Benefits that are money").rows
    for total in table(study, "benefit_ledger", "Money realised, by kind").rows:
        own = [row for row in lines if row["kind"] == total["kind"]]
        assert total["realised"] == pytest.approx(sum(row["realised"] for row in own))
        assert total["lines"] == len(own)


def test_cash_and_avoided_cost_stand_in_rows_of_their_own(study: Study) -> None:
    assert [row["kind"] for row in table(study, "benefit_ledger", "Money realised, by kind").rows] == [
        "cost avoided", "cash",
    ]  # fmt: skip


def test_no_money_stands_without_its_guard(study: Study) -> None:
    cards = table(study, "benefit_quality", "Quality beside the money").rows
    money = {line.initiative for line in value_benefits(study).lines if line.is_money and line.counted}
    assert len({row["initiative"] for row in cards}) == len(money)
    assert all(row["guard"] for row in cards)


def test_every_kind_of_benefit_of_the_texts_can_be_chosen(study: Study) -> None:
    rows = table(study, "benefit_types", "Kinds of benefit").rows
    by_list = {word: sum(word in row["of"] for row in rows) for word in ("service design", "service strategy")}
    assert by_list == {"service design": 5, "service strategy": 5}
    assert sum("improvement plan" in row["of"] for row in rows) == 4
    assert {row["type"] for row in rows if row["money"]} >= {"cost savings", "revenue", "efficiency"}
    assert next(row for row in rows if row["type"] == "flexibility")["money"] is False


def test_satisfaction_is_shown_before_and_after_with_the_share_that_answered(study: Study) -> None:
    rows = table(study, "benefit_quality", "Their KPIs before and after").rows
    assert any(row["kpi"] == "Satisfaction with the services" for row in rows)
    assert any(row["kpi"] == "Mean time to resolve" and row["n_before"] and row["n_after"] for row in rows)


def test_every_initiative_with_a_promise_has_something_to_decide(study: Study) -> None:
    rows = table(study, "benefit_decisions", "What to decide about benefits").rows
    promised = {line.initiative for line in value_benefits(study).lines if line.is_money}
    assert len(rows) == len(promised)
    assert all(row["proposal"] and not row["decision"] for row in rows)


def test_without_a_cost_or_a_benefit_the_page_says_so_in_one_sentence(study: Study) -> None:
    bare = tuple(item.model_copy(update={"benefits": [], "costs": []}) for item in study.initiatives)
    tables = {name: place for name, place in study.ingested.tables.items() if name != "benefits"}
    empty = replace(
        study,
        initiatives=bare,
        records=Register(),
        ingested=replace(study.ingested, tables=tables),
        fingerprint="none",
    )
    assert [str(block) for block in show(empty, "benefits_answer")] == [
        "No benefit and no cost of an initiative is noted yet."
    ]
    for name in SECTIONS:
        assert len(show(empty, name)) >= 1


@pytest.fixture(scope="module")
def paper(study: Study) -> Study:
    """The study with a paper of 99,000 EUR for an initiative whose verdict is no clear change, named twice."""
    plain = {
        "version": 1, "title": "Less toner", "initiative": "printer-newsletter", "type": "cost savings",
        "counts_as": "cash", "rests_on": "invoice", "amount": 99_000, "rhythm": "once",
        "proof": {"document": "none really", "on": "2026-01-31"},
    }  # fmt: skip
    standby = {"initiative": "mailbox-self-repair", "title": "Standby again", "amount": 620,
               "proof": {"document": "Change no. 4 of the standby contract", "on": "2025-08-18"}}  # fmt: skip
    more = [plain | {"id": "less-toner"}, plain | standby | {"id": "standby-again"}]
    entries = (*study.records.entries, *(Entry(Benefit.model_validate(item)) for item in more))
    # of so few tickets no verdict claims anything
    claimed = {"verdict": "improved", "effect": 0.8, "lo": 0.7, "hi": 0.9, "exploratory": False}
    verdicts = tuple(
        replace(item, **claimed) if item.intervention == "mailbox-self-repair" else item for item in study.verdicts
    )
    return replace(study, records=Register(entries), verdicts=verdicts, fingerprint="paper")


def test_a_paper_of_an_initiative_without_an_effect_is_shown_and_never_added(paper: Study) -> None:
    totals = {row["kind"]: row["realised"] for row in table(paper, "benefit_ledger", "Money realised, by kind").rows}
    assert totals["cash"] == 10 * 620  # the standby contract, September to June, and once
    row = next(
        row for row in table(paper, "benefit_ledger", "Benefits that are money").rows if row["title"] == "Less toner"
    )
    assert (row["state"], row["realised"]) == ("evidenced, not attributed", 0)
    said = [str(block) for block in show(paper, "benefits_answer")]
    assert any(one.startswith("Evidenced by a paper, not attributed") for one in said)


def test_whether_money_may_be_claimed_is_said_of_each_benefit(paper: Study) -> None:
    rows = table(paper, "benefit_quality", "Quality beside the money").rows
    claims = {row["title"]: row["claim"] for row in rows}
    assert not claims["Less toner"] and not claims["Standby again"] and not claims["The desk works less on printers"]
    assert claims["No bought standby for mail at weekends"]


def test_a_paper_that_is_named_twice_is_said_to_be_counted_once(paper: Study) -> None:
    said = [str(block) for block in show(paper, "benefit_left_out")]
    assert any("Standby again names the same paper as No bought standby for mail at weekends" in one for one in said)


@pytest.mark.parametrize(
    ("share", "says"),
    [(0.0, "below 0.1 %"), (0.0004, "below 0.1 %"), (0.25, "25.0 %"), (0.9996, "above 99.9 %"), (1.0, "above 99.9 %")],
)
def test_no_chance_is_said_to_be_none_or_certain(share: float, says: str) -> None:
    assert say_chance(share) == says


def test_a_head_of_a_table_names_its_unit_once(study: Study) -> None:
    columns = table(study, "benefit_returns", "What comes back on what was spent").columns
    assert all("%" not in column.label for column in columns if column.unit == "%")


@pytest.fixture(scope="module")
def german(study: Study, paper: Study) -> Iterator[Words]:
    known = load_words("de")
    words = Words(known.language, known.phrases, known.sentences)
    for one in (study, paper):
        for name in SECTIONS:
            for block in show(one, name):
                translate(block.to_json(), words)
    yield words


def test_no_sentence_of_the_page_stays_english(german: Words) -> None:
    assert sorted(german.missing) == []
