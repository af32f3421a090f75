"""A whole report of data that answer nothing: every sentence is clear and no number is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from csi_lib.errors import SettingsError
from csi_lib.register.plans.sections import DOCUMENTS
from csi_lib.report import sections
from csi_lib.report.blocks import Blocks
from csi_lib.study import Study, gather

ENGAGEMENT: dict[str, Any] = {
    "version": 1,
    "id": "small",
    "client": "A client",
    "zone": "UTC",
    "author": "A. Analyst",
    "sources": {"tickets": {"adapter": "servicenow", "kind": "incident", "files": ["../../data/tickets.csv"]}},
    "kpis": ["incident_volume", "mttr_resolve", "reopen_rate", "fcr_call"],
    "slices": ["service"],
    "initiatives": "../register/small",
    "objectives": [
        {"id": "fast", "objective": "O", "success_factor": "S", "kpi": "mttr_resolve", "target": 20, "by": "2026-12-31"}
    ],
}
INITIATIVE: dict[str, Any] = {
    "version": 1,
    "id": "one",
    "title": "One",
    "opportunity": "O",
    "source": "audit",
    "hypothesis": "H",
    "kpi": "mttr_resolve",
    "date": "2025-04-01",
    "declared": "2025-03-01",
    "target": {"value": 20, "unit": "h"},
    "guards": ["reopen_rate"],
    "owner": "role",
    "status": "live",
    "aims": ["quality"],
}
HEAD = "number,opened_at,resolved_at,closed_at,state,business_service,reopen_count,reassignment_count"
NO_NUMBER = re.compile(r"(?<![\w-])(nan|inf|NaT|None(?! [a-z])|<NA>)(?![\w-])")
Make = Callable[..., Study]


def stable(months: int, a_month: int, hours: int) -> list[str]:
    """Tickets that are all alike: as many every month, each resolved after as many hours."""
    rows = []
    for month in range(months):
        first = f"{2024 + month // 12}-{1 + month % 12:02}"
        for i in range(a_month):
            end = f"{first}-{1 + i % 28:02} {8 + hours:02}:00:00"
            opened = f"{first}-{1 + i % 28:02} 08:00:00"
            rows.append(f"INC{month:03}{i:03},{opened},{end},{end},Closed,Mail,0,0")
    return rows


@pytest.fixture
def study_of(tmp_path: Path) -> Make:
    """A function that writes a client and gathers its study."""

    def make(rows: list[str], *, more: dict[str, Any] | None = None, initiatives: list[dict[str, Any]] = ()) -> Study:  # type: ignore[assignment]
        for name in ("params/engagements", "params/register/small", "data"):
            (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / "tickets.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
        for item in initiatives or [INITIATIVE]:
            path = tmp_path / "params" / "register" / "small" / f"{item['id']}.yml"
            path.write_text(yaml.safe_dump(item), encoding="utf-8")
        path = tmp_path / "params" / "engagements" / "small.yml"
        path.write_text(yaml.safe_dump(ENGAGEMENT | (more or {})), encoding="utf-8")
        return gather(path)

    return make


# What a section is asked about, where it is asked about one thing of several.
WORDS = {
    "next_decision": ["trends"],
    "plan_section": [section.id for section in DOCUMENTS["plan"]],
    "sip_part": [section.id for section in DOCUMENTS["sip"]],
}


def say_all(study: Study) -> str:
    """Everything the pages of a report say, as one text."""
    texts = []
    asked = [(name, word) for name in sections.__all__ for word in WORDS.get(name, [None])]
    for name, word in asked:
        blocks = getattr(sections, name)(study, *([] if word is None else [word]))
        assert isinstance(blocks, Blocks), name
        texts += [f"{name}: {block}\n{json.dumps(block.to_json(), allow_nan=False)}" for block in blocks]
    return "\n".join(texts)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (stable(30, 25, 4), "the series does not vary around its course"),
        (stable(30, 25, 0), "the series does not vary around its course"),
        (stable(2, 25, 4), "2025-04-01 is not among the periods measured"),
        (stable(30, 2, 4), "are needed"),
        (stable(30, 25, 4)[:1], "2025-04-01 is not among the periods measured"),
    ],
    ids=["all equal", "zero durations", "two months", "too few cases", "one ticket"],
)
def test_a_report_of_data_that_answer_nothing_says_so(rows: list[str], said: str, study_of: Make) -> None:
    study = study_of(rows)
    text = say_all(study)

    assert study.verdicts[0].verdict == "not enough evidence"
    assert said in study.verdicts[0].sentence
    assert said in text
    found = NO_NUMBER.search(text)
    assert found is None, text[max(0, found.start() - 200) : found.end() + 100]


def test_an_initiative_that_waits_is_planned_and_one_that_cannot_be_says_why(study_of: Make) -> None:
    waiting = INITIATIVE | {"id": "two", "title": "Two", "status": "planned", "guards": []}
    waiting.pop("date")
    study = study_of(stable(30, 25, 4), initiatives=[waiting])

    assert study.prospects == (("two", "the series does not vary around its course"),)
    assert "the series does not vary around its course" in str(sections.measurements(study))


def test_an_event_about_a_service_that_nobody_knows_is_refused(study_of: Make) -> None:
    event = {"date": "2025-01-01", "what": "a new tool", "services": ["Mial"], "blocks": True}
    with pytest.raises(SettingsError, match=r"events\.services: the data know no service 'Mial'") as refused:
        study_of(stable(6, 25, 4), more={"events": [event]})
    assert "'Mail'" in str(refused.value)


def test_an_event_about_a_known_service_is_taken(study_of: Make) -> None:
    event = {"date": "2025-01-01", "what": "a new tool", "services": ["Mail"], "blocks": True}
    study = study_of(stable(30, 25, 4), more={"events": [event]})

    assert "a new tool on 2025-01-01" in study.verdicts[0].reason


def test_a_baseline_after_the_data_is_refused(study_of: Make, tmp_path: Path) -> None:
    from csi_lib.cli import main

    study_of(stable(30, 25, 4))
    engagement = str(tmp_path / "params" / "engagements" / "small.yml")
    words = ["--from", "2026-01-01", "--to", "2026-05-31", "--author", "A", "--reason", "R"]
    assert main(["freeze", engagement, "late", *words]) == 0

    with pytest.raises(SettingsError, match="the baseline 'late' begins on 2026-01-01, after the data end on 2024-12"):
        study_of(stable(12, 25, 4))


def test_declaring_no_season_reaches_every_verdict(study_of: Make) -> None:
    import random

    dice = random.Random(3)
    rows = [row.replace("12:00:00", f"{dice.randint(9, 18):02}:00:00") for row in stable(20, 25, 4)]
    asked = [INITIATIVE | {"date": "2024-11-01", "declared": "2024-10-01"}]

    assert "span 19, and 24 are needed" in study_of(rows, initiatives=asked).verdicts[0].reason
    declared = study_of(rows, initiatives=asked, more={"season": "none"})
    assert declared.verdicts[0].effect is not None
    assert any("no yearly season" in mark for mark in declared.verdicts[0].marks)
