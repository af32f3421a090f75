"""A declared day that came from files is never shown as one that the history saw, on no page and in no trace."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from csi_lib.report import sections as show
from csi_lib.report.blocks import Text
from csi_lib.study import Study, load_study
from csi_lib.study.trace import trace

NAME = "mailbox-self-repair"
SAYS = "declared on 2025-02-17; that day was taken over from files, not from the history"


@pytest.fixture(scope="module")
def declared(kept_study: Path) -> Study:
    """The client's study; the history saw every declaration on its day or before."""
    return load_study(kept_study)


@pytest.fixture(scope="module")
def taken_over(declared: Study) -> Study:
    """The same, had the register been filled from files when all was over."""
    late = dt.datetime(2026, 11, 22, 14, tzinfo=dt.UTC)
    entries = tuple(replace(entry, raised=late) for entry in declared.records.entries)
    return replace(declared, records=replace(declared.records, entries=entries))


def list_warnings(study: Study) -> dict[str, list[str]]:
    pages = {
        "resolution": show.sip_part(study, "resolution", NAME),
        "implementation": show.sip_part(study, "implementation", NAME),
        "before and after": show.effect_answer(study),
        "status": show.status_initiatives(study),
        "review": show.decisions(study),
    }
    return {
        page: [block.body for block in blocks if isinstance(block, Text) and SAYS in block.body]
        for page, blocks in pages.items()
    }


def test_every_page_with_the_day_or_its_verdict_says_that_it_was_taken_over(taken_over: Study) -> None:
    assert {page: len(said) for page, said in list_warnings(taken_over).items()} == dict.fromkeys(
        ("resolution", "implementation", "before and after", "status", "review"), 1
    )


def test_a_trace_says_it_beside_the_verdict(taken_over: Study) -> None:
    assert [link.says for link in trace(taken_over, NAME) if link.kind == "declaration"] == [SAYS]


def test_nothing_is_said_where_the_history_saw_the_declaration(declared: Study) -> None:
    assert not any(list_warnings(declared).values())
    assert "declaration" not in {link.kind for link in trace(declared, NAME)}
