"""What weakens a verdict is said beside it on every page and in every trace.

A declared day came from files and not from the history; not every look found the effect.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from csi_lib.register import Initiative
from csi_lib.register.initiatives.evaluation import Evaluation, Heard
from csi_lib.report import sections as show
from csi_lib.report.blocks import Text
from csi_lib.study import Study, load_study
from csi_lib.study.trace import trace

LOOKS = [
    Evaluation(
        as_of=dt.date(2026, month, 28),
        verdict=verdict,
        state="not achieved",
        effect=0.9,
        lo=0.8,
        hi=0.98,
        effect_kind="ratio",
        reason="so it came out",
        fingerprint="ab12",
        feedback=Heard(customers="nobody was asked", employees="nobody was asked"),
    )
    for month, verdict in ((4, "no clear change"), (5, "improved"))
]
CHANCE = "measured on 2 days and improved on 1 of them; every look can find by chance what is not there"
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


@pytest.fixture(scope="module")
def looked(declared: Study) -> Study:
    """The same, measured on two days of which one showed an improvement."""
    entries = tuple(
        replace(entry, record=entry.record.model_copy(update={"evaluations": LOOKS}))
        if entry.record.KIND == "initiative" and entry.record.id == NAME
        else entry
        for entry in declared.records.entries
    )
    records = replace(declared.records, entries=entries)
    return replace(declared, records=records, initiatives=records.of(Initiative))


def list_warnings(study: Study, says: str = SAYS) -> dict[str, list[str]]:
    pages = {
        "resolution": show.sip_part(study, "resolution", NAME),
        "implementation": show.sip_part(study, "implementation", NAME),
        "before and after": show.effect_answer(study),
        "status": show.status_initiatives(study),
        "review": show.decisions(study),
    }
    return {
        page: [block.body for block in blocks if isinstance(block, Text) and says in block.body]
        for page, blocks in pages.items()
    }


def test_every_page_with_the_day_or_its_verdict_says_that_it_was_taken_over(taken_over: Study) -> None:
    assert {page: len(said) for page, said in list_warnings(taken_over).items()} == dict.fromkeys(
        ("resolution", "implementation", "before and after", "status", "review"), 1
    )


def test_a_trace_says_it_beside_the_verdict(taken_over: Study) -> None:
    assert [link.says for link in trace(taken_over, NAME) if link.kind == "caution"] == [SAYS]


def test_nothing_is_said_where_the_history_saw_the_declaration(declared: Study) -> None:
    assert not any(list_warnings(declared).values())
    assert "caution" not in {link.kind for link in trace(declared, NAME)}


def test_every_page_with_the_verdict_says_that_not_every_look_found_it(looked: Study) -> None:
    assert {page: len(said) for page, said in list_warnings(looked, CHANCE).items()} == dict.fromkeys(
        ("resolution", "implementation", "before and after", "status", "review"), 1
    )
    assert [link.says for link in trace(looked, NAME) if link.kind == "caution"] == [CHANCE]
