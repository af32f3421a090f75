"""What initiatives taught becomes articles, and nothing that a client wrote becomes markup in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pydantic import ValidationError

from csi_lib.register.exchange.articles import collect_lessons, write_article
from csi_lib.register.markdown import escape
from tests.register.exchange.book import initiative, register

EVALUATION = {
    "as_of": "2026-06-30",
    "verdict": "improved",
    "state": "achieved",
    "effect": 0.8,
    "lo": 0.7,
    "hi": 0.9,
    "effect_kind": "ratio",
    "fingerprint": "ab12",
    "feedback": {"customers": "glad", "employees": "glad"},
}
CLOSED = {
    "date": "2025-04-01",
    "declared": "2025-03-01",
    "baseline": "start",
    "target": {"value": 20, "unit": "h", "by": "2026-12-31"},
    "evaluations": [EVALUATION],
    "status": "standardised",
    "closing": {"result": "standardised", "reason": "target met", "by": "service manager", "on": "2026-07-02"},
    "lessons": "Train the desk first",
}


def test_no_initiative_ends_without_lessons() -> None:
    with pytest.raises(ValidationError, match="needs 'lessons'"):
        initiative("done", **{**CLOSED, "lessons": ""})


def say(item: object) -> str:
    return "said in words"


def test_every_initiative_with_lessons_is_an_article_that_names_its_evidence() -> None:
    held = register(initiative("done", **CLOSED), initiative("open"))
    (article,) = collect_lessons(held, say).articles
    text = write_article(article)
    for part in ("# Search", "Errors repeat", "said in words", "It was standardised: target met.", "Train the desk"):
        assert part in text
    assert "- Initiative: done (standardised)" in text
    assert "- Data up to: 2026-06-30" in text and "- Fingerprint of the study: ab12" in text


def test_a_declared_day_taken_over_from_files_is_said_beside_the_verdict() -> None:
    held = register(initiative("done", **CLOSED))
    late = replace(held.entries[0], raised=dt.datetime(2026, 11, 22, 14, tzinfo=dt.UTC))
    (article,) = collect_lessons(replace(held, entries=(late,)), say).articles
    taken = "It was declared on 2025-03-01; that day was taken over from files, not from the history."
    assert taken in article.result
    assert taken not in collect_lessons(held, say).articles[0].result


def test_an_override_is_printed_in_the_article() -> None:
    override = {"reason": "the board wants it", "by": "director", "on": "2026-07-02"}
    closing = {**CLOSED["closing"], "override": override}  # type: ignore[dict-item]
    evaluation = {**EVALUATION, "verdict": "no clear change", "state": "not enough evidence"}
    held = register(initiative("done", **{**CLOSED, "closing": closing, "evaluations": [evaluation]}))
    text = write_article(collect_lessons(held, say).articles[0])
    assert "called a success without evidence: the board wants it." in text


def test_an_initiative_that_is_over_and_taught_nothing_is_named() -> None:
    old = {**CLOSED, "status": "closed", "lessons": "", "closing": None, "evaluations": []}
    found = collect_lessons(register(initiative("old", **old)), say)
    assert (found.articles, found.missing) == ((), ("old",))


def show(text: str) -> tuple[str, set[str]]:
    """The text a reader sees, and the kinds of markup on the way there."""
    tokens = MarkdownIt("commonmark").parse(escape(text))
    inner = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inner)}
    parts = [child.content if child.type in ("text", "text_special") else "\n" for child in inner]
    return "".join(parts), kinds


@given(st.text(alphabet=st.sampled_from("ab1 .-+*_#<>[]()!`\\&;:/|~=$^{}\"'\n"), max_size=30))
def test_no_text_becomes_markup(text: str) -> None:
    _, kinds = show(text)
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak"}


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30))
def test_a_reader_sees_the_very_text(text: str) -> None:
    assert show(text)[0] == text


def test_an_address_does_not_become_a_link() -> None:
    assert escape("http://example.invalid and www.example.invalid") == (
        "http\\://example.invalid and www\\.example.invalid"
    )
