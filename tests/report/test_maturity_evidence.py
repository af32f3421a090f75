"""The pages on evidence and on the roadmap: what they say first, what they show, and nothing of nothing."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from csi_lib.kpi import load_catalogue
from csi_lib.maturity import NO_ASSESSMENT, Assessment, Process, Sheet, assess, load_framework
from csi_lib.maturity.evidence import Findings
from csi_lib.maturity.ledger import Entry, Shown
from csi_lib.maturity.ledger.keep import MIXED_ROWS
from csi_lib.report.blocks import Blocks, Picture, Table, Text
from csi_lib.report.language import Words, load_words, translate
from csi_lib.report.maturity.front import front_chart
from csi_lib.report.maturity.pairs import pair_chart
from csi_lib.report.sections import maturity_evidence, maturity_roadmap
from csi_lib.settings.assessment import Assessment as Settings

FRAMEWORK = load_framework()
CATALOGUE = load_catalogue()
PAGES = [getattr(page, name) for page in (maturity_evidence, maturity_roadmap) for name in page.__all__]
RECORD = {"grade": "record", "date": "2026-05-01", "ref": "sample of 20"}


def make_assessment(letters: str = "FF", *findings: dict[str, Any], **settings: Any) -> Assessment:
    questions = [
        {"id": f"inc-1.1-q{place}", "attribute": "1.1", "outcome": f"Outcome {place} holds.", "ask": "?",
         "groups": ["agents"], "kpis": ["reopen_rate"]}
        for place in range(1, len(letters) + 1)
    ]  # fmt: skip
    process = Process.model_validate(
        {"version": 1, "edition": 1, "process": "incident", "order": 1, "prefix": "inc", "title": "Incident management",
         "purpose": "p", "questions": questions}
    )  # fmt: skip
    answers = dict(zip([question["id"] for question in questions], letters, strict=True))
    sheets = [
        Sheet.model_validate(
            {"version": 1, "respondent": f"r{place}", "group": "agents", "role": "agent", "answers": answers}
        )
        for place in range(3)
    ]
    files = [
        Findings.model_validate(
            {"version": 1, "assessor": f"a{place}", "date": "2026-05-22", "ratings": [{"process": "incident"} | item]}
        )
        for place, item in enumerate(findings, 1)
    ]
    return assess(sheets, [process], FRAMEWORK, Settings(**settings), findings=files)


def make_entry(**more: Any) -> Entry:
    shown = tuple(Shown(f"2026-0{month}", 7.2, 72.0, 1000.0, 1000, "L") for month in (3, 4, 5))
    given: dict[str, Any] = {
        "process": "incident", "title": "Incident management", "question": "inc-1.1-q1", "outcome": "It stays closed.",
        "letter": "F", "percent": None, "respondents": 3, "kpi": "reopen_rate", "kpi_title": "Incident reopen rate",
        "unit": "%", "definition": "params/kpi/reopen_rate.yml", "version": 2, "bands": (("F", 3), ("L", 8), ("P", 20)),
        "better": "lower", "shown": shown, "fits": "L", "state": "people say more", "reason": "",
    }  # fmt: skip
    return Entry(**given | more)


def make_study(assessment: Assessment, *entries: Entry, baseline: str = "", part: str = "") -> Any:
    return SimpleNamespace(
        assessment=assessment,
        ratings=assessment.ratings,
        ledger=entries,
        kpis=(CATALOGUE["reopen_rate"],),
        baseline=SimpleNamespace(id=baseline) if baseline else None,
        engagement=SimpleNamespace(id="own"),
        part=part,
    )


def list_texts(blocks: Blocks, role: str = "answer") -> list[str]:
    return [block.body for block in blocks if isinstance(block, Text) and block.role == role]


def find_table(blocks: Blocks, title: str) -> Table:
    return next(block for block in blocks if isinstance(block, Table) and block.title.startswith(title))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_without_answers_no_page_breaks_and_none_draws(page: Any) -> None:
    assert not [block for block in page(make_study(NO_ASSESSMENT)) if isinstance(block, Picture)]


def test_the_answer_names_the_processes_that_fall_on_evidence() -> None:
    found = make_assessment("FF", {"attribute": "1.1", "rating": "P", "evidence": [RECORD]})
    said = list_texts(maturity_evidence.evidence_answer(make_study(found, make_entry())))
    assert said == [
        "On evidence 1 process falls to a lower level than by the answers: Incident management (1 to 0).",
        "1 answer could be held against the engagement's own KPIs: saying more than the figures show 1, saying less 0, "
        "borne out 0.",
    ]


def test_both_levels_stand_in_the_picture_s_words_and_the_table() -> None:
    found = make_assessment("FF", {"attribute": "1.1", "rating": "P", "evidence": [RECORD]})
    blocks = maturity_evidence.evidence_levels(make_study(found))
    picture = next(block for block in blocks if isinstance(block, Picture))
    assert "Incident management: by the answers 1, on evidence 0" in picture.alt
    (row,) = find_table(blocks, "Processes by both ratings").rows
    assert (row["said"], row["shown"], row["lower"]) == (1, 0, "PA 1.1: F → P")


def test_a_level_that_no_assessor_looked_at_does_not_look_confirmed() -> None:
    looked = {"attribute": "1.1", "rating": "F", "evidence": [RECORD]}
    for findings, basis in (((), "answers, capped"), ((looked,), "assessors")):
        blocks = maturity_evidence.evidence_levels(make_study(make_assessment("FF", *findings)))
        picture = next(block for block in blocks if isinstance(block, Picture))
        (row,) = find_table(blocks, "Processes by both ratings").rows
        assert (row["basis"], picture.data[0]["basis"]) == (basis, basis)
        assert ("(answers, capped)" in picture.alt) == (basis == "answers, capped")


def test_what_nobody_has_confirmed_is_drawn_hollow() -> None:
    pairs = pd.DataFrame({"name": ["A"], "said": [2.0], "low": [1.0], "high": [1.0], "basis": ["answers, capped"]})
    drawn = [
        pair_chart(pairs.assign(basis=basis), "T", ("0", "1", "2"), "said", "shown", unproven="answers, capped").svg
        for basis in ("answers, capped", "assessors")
    ]
    assert [svg.count("fill: #ffffff; stroke: #0072b2") for svg in drawn] == [2, 0]  # the dot and its legend


def test_a_contradiction_shows_the_months_their_cases_and_where_the_kpi_is_defined() -> None:
    table = find_table(maturity_evidence.ledger_findings(make_study(make_assessment(), make_entry())), "Answers")
    (row,) = table.rows
    assert (row["newest"], row["span"]) == ("2026-05 7.2 % (1,000 cases)", "7.2 % to 7.2 %")
    assert (row["letter"], row["fits"], row["band"]) == ("F", "L", "at most 3.0 %")
    assert table.note.endswith("Defined in: params/kpi/reopen_rate.yml (version 2).")


def test_every_row_of_the_ledger_says_which_tickets_are_in_it() -> None:
    study = make_study(
        make_assessment(), make_entry(tickets="incidents"), make_entry(state="no band", tickets="requests")
    )
    (row,) = find_table(maturity_evidence.ledger_findings(study), "Answers").rows
    (beside,) = find_table(maturity_evidence.ledger_rest(study), "KPIs beside answers").rows
    assert (row["tickets"], beside["tickets"]) == ("incidents", "requests")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-10-05", "up to 5 months after the last month of figures"),
        ("2025-11-05", "up to 4 months before the first month of figures"),
        ("2026-08-05", ""),
    ],
)
def test_answers_over_three_months_from_the_figures_they_are_held_against_are_said_to_be(day: str, said: str) -> None:
    found = make_assessment()
    when = pd.Timestamp(day).date()
    sheets = tuple(sheet.model_copy(update={"date": when}) for sheet in found.asked.sheets)
    study = make_study(replace(found, asked=replace(found.asked, sheets=sheets)), make_entry())  # months 3 to 5 of 2026
    notes = " ".join(list_texts(maturity_evidence.ledger_findings(study), "note"))
    assert said in notes and bool(said) == bool(notes)


def test_the_ledger_is_said_in_german_as_a_whole() -> None:
    known = load_words("de")
    words = Words(known.language, known.phrases, known.sentences)
    found = make_assessment()
    for day in ("2026-10-05", "2025-11-05"):
        sheets = tuple(item.model_copy(update={"date": pd.Timestamp(day).date()}) for item in found.asked.sheets)
        dated = replace(found, asked=replace(found.asked, sheets=sheets))
        for reason in ("", MIXED_ROWS):
            entries = [make_entry(tickets=kind, reason=reason) for kind in ("incidents", "requests")]
            for block in maturity_evidence.ledger_findings(make_study(dated, *entries)):
                translate(block.to_json(), words)
    ours = ("answers", "process", "Tickets", "incident", "request", "figures")
    own = {"Incident management", "Outcome 1 holds.", "It stays closed.", "Incident reopen rate"}
    assert not [text for text in words.missing if any(one in text for one in ours) and text not in own]


def test_answers_about_the_whole_are_not_held_against_the_figures_of_a_part() -> None:
    study = make_study(make_assessment(), part="service")
    assert "not held against the figures of one part" in list_texts(maturity_evidence.evidence_answer(study))[-1]
    assert not maturity_evidence.ledger_findings(study)


def test_what_cannot_be_said_stands_apart_with_its_reason() -> None:
    entry = make_entry(state="cannot be said", reason="no usable period: immature", shown=(), fits="")
    (row,) = find_table(maturity_evidence.ledger_rest(make_study(make_assessment(), entry)), "What cannot be said").rows
    assert row["reason"] == "no usable period: immature"
    assert list_texts(maturity_evidence.ledger_findings(make_study(make_assessment(), entry)), "paragraph")


def test_evidence_that_counts_as_less_stands_first_and_muted() -> None:
    old = RECORD | {"date": "2020-01-01"}
    found = make_assessment("FF", {"attribute": "1.1", "rating": "F", "evidence": [RECORD, old]})
    table = find_table(maturity_evidence.evidence_pieces(make_study(found)), "Evidence that assessors looked at")
    assert [(row["counts"], row["why"]) for row in table.rows] == [
        ("a statement", "older than 18 months"),
        ("a record", ""),
    ]
    assert table.muted == (0,)


def test_two_assessors_are_shown_with_kappa_by_both_weightings() -> None:
    found = make_assessment("FF", {"attribute": "1.1", "rating": "F"}, {"attribute": "1.1", "rating": "L"})
    (row,) = find_table(maturity_evidence.assessors(make_study(found)), "Agreement of the assessors").rows
    assert (row["pair"], row["stage"], row["n"], row["alike"]) == ("a1 and a2", "before they talked", 1, 0.0)


@pytest.mark.parametrize(
    ("baseline", "closed", "said"),
    [
        ("", None, "This assessment cannot be closed yet: no baseline is frozen."),
        ("start", None, "This assessment can be closed: the baseline ‘start’ is frozen."),
        ("start", "2026-06-30", "Closed on 2026-06-30, with the frozen baseline ‘start’."),
    ],
)
def test_the_page_says_whether_the_assessment_can_be_closed(baseline: str, closed: str | None, said: str) -> None:
    study = make_study(make_assessment(closed=closed), baseline=baseline)
    assert next(block.body for block in maturity_evidence.closing(study) if isinstance(block, Text)) == said


def test_the_roadmap_says_first_what_comes_first_and_what_all_of_it_takes() -> None:
    # N N at 0 % by three people: one outcome at 100 % makes 50 %, which is P; both are needed, 4 to 10 days each.
    said = list_texts(maturity_roadmap.roadmap_answer(make_study(make_assessment("NN", target=1))))
    assert said == [
        "First, with 8 to 20 person-days: 2 items of Incident management.",
        "All in all 2 outcomes bring 1 process just past the edge of the target: 8 to 20 person-days, in 1 wave of 40.",
        "By the answers its chance to be at the target would then be 97 %.",
    ]


def test_the_roadmap_promises_no_more_processes_at_the_target_than_their_chances_add_up_to() -> None:
    found = make_assessment("NN", target=1)
    assert found.roadmap is not None
    (way,) = found.roadmap.ways
    ways = tuple(replace(way, then=chance) for chance in (0.9, 0.4, 0.5, 0.3))
    study = make_study(replace(found, roadmap=replace(found.roadmap, ways=ways)))
    said = list_texts(maturity_roadmap.roadmap_answer(study))
    assert "bring 4 processes just past the edge of the target" in said[1]
    assert said[2] == (
        "By the answers about 2 of these 4 would then be at the target: so many their chances add up to."
    )
    assert not any(" lift " in line for line in said)


def test_every_item_of_a_wave_names_its_days_and_where_it_should_show() -> None:
    study = make_study(make_assessment("NN", target=1), make_entry())
    table = find_table(maturity_roadmap.waves(study), "Wave 1: 8 to 20 person-days")
    assert [(row["outcome"], row["days"]) for row in table.rows] == [
        ("Outcome 1 holds.", "4 to 10"),
        ("Outcome 2 holds.", "4 to 10"),
    ]
    assert table.rows[0]["benefit"] == "Incident reopen rate 7.2 % in 2026-05; F needs at most 3 %"


def test_a_wave_that_one_item_overfills_says_so() -> None:
    study = make_study(make_assessment("NN", target=1, capacity=5))
    titles = [block.title for block in maturity_roadmap.waves(study) if isinstance(block, Table)]
    assert titles == [f"Wave {number}: 4 to 10 person-days – more than a wave holds" for number in (1, 2)]


def test_a_target_that_cannot_be_planned_is_said_with_what_has_to_be_asked() -> None:
    study = make_study(make_assessment("FF", target=2))
    assert list_texts(maturity_roadmap.roadmap_answer(study)) == [
        "Not to be planned before more is asked: Incident management."
    ]
    (table,) = maturity_roadmap.targets(study)
    assert isinstance(table, Table) and "no answer on PA 2.1, PA 2.2" in table.note


def test_ratings_that_join_letters_warn_that_the_roadmap_joins_percents() -> None:
    found = make_assessment("NN", target=1)
    assert found.roadmap is not None
    study = make_study(replace(found, roadmap=replace(found.roadmap, exact=False)))
    assert list_texts(maturity_roadmap.roadmap_answer(study), "warning")
    assert not list_texts(maturity_roadmap.roadmap_answer(make_study(found)), "warning")


def test_a_pair_of_judgements_says_both_and_that_one_is_missing() -> None:
    pairs = pd.DataFrame({"name": ["A", "B"], "said": [3.0, None], "low": [1.0, 0.0], "high": [2.0, 0.0]})
    picture = pair_chart(pairs, "Title", ("N", "P", "L", "F"), "said", "shown")
    assert picture.alt == "Title. A: said F, shown P–L; B: said not rated, shown N."
    assert len(picture.data) == 2


def test_the_front_says_each_step_with_its_range() -> None:
    points = pd.DataFrame({"count": [1, 2], "added": ["A", "B"], "low": [2.0, 5.5], "high": [4.0, 11.0]})
    picture = front_chart(points, "Effort", 5.0)
    assert picture.alt == "Effort. 1 with A: 2 to 4 person-days; 2 with B: 5.5 to 11 person-days."
