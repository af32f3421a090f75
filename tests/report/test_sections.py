"""What a page says in its sentences is true of the study it speaks of."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from csi_lib.ingest import Issue
from csi_lib.kpi import load_catalogue
from csi_lib.register import Register
from csi_lib.report.language import load_words, translate
from csi_lib.report.sections import baseline, measures, plan, quality, review, summary, trend_answer
from csi_lib.report.sections.effects import effect_answer, planned
from csi_lib.settings import Engagement, Source, find_kit

LEDGER = ("rows", "kept", "folded", "duplicate", "rejected")


def say(blocks) -> str:
    """All sentences and notes of a section."""
    return " ".join(getattr(block, "body", "") + getattr(block, "note", "") for block in blocks)


@pytest.fixture
def kpis():
    return load_catalogue(find_kit("params/kpi"))


@pytest.fixture
def study(kpis):
    """A study of two KPIs, of which only the volume has numbers."""
    chosen = (kpis["incident_volume"], kpis["mttr_respond"])
    source = Source(adapter="plain", files=["a.csv"])
    engagement = Engagement(
        version=1, id="acme", client="Acme", zone="UTC", author="me", sources={"tickets": source}, kpis=["incident"],
        slices=["team"], breakdowns=[],
    )  # fmt: skip
    ledger = pd.DataFrame([[10, 10, 0, 0, 0]], columns=list(LEDGER))
    windows = pd.DataFrame({"table": ["tickets"], "cut": [False]})
    rejected = pd.DataFrame(columns=["source", "file", "row", "reason", "content"])
    signals = pd.DataFrame(
        {"kpi": ["incident_volume"], "service": pd.Series([None], dtype="str"), "team": pd.Series([None], dtype="str")}
    ).assign(center=5.0, variation="no signal")
    totals = pd.DataFrame({"kpi": [kpi.id for kpi in chosen], "value": [10.0, None]})
    return SimpleNamespace(
        engagement=engagement,
        ingested=SimpleNamespace(ledger=ledger, windows=windows, rejected=rejected),
        issues=(),
        kpis=chosen,
        kpi=lambda name: kpis[name],
        signals=signals,
        totals=totals,
        verdicts=(),
        notes=pd.DataFrame(columns=["period", "kpi", "comment", "finding", "recommendation", "author"], dtype="str"),
        period="2026-06",
        part="",
        records=Register(),
        first=dt.date(2026, 1, 1),
        as_of=dt.date(2026, 6, 30),
        fingerprint="of one test",
    )


def finding(count: int):
    return tuple(Issue("code", "warning", "tickets", f"what {place}") for place in range(count))


def test_the_data_are_signed_by_who_looked_through_them(study):
    study.as_of = dt.date(2026, 6, 30)
    (line,) = quality.looked_through(study)
    assert line.body == "Looked through by me, data up to 2026-06-30."
    assert translate(line.to_json(), load_words("de"))["body"].startswith("Durchgesehen von me, Daten bis")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 finding needs a look before the numbers are used; it is listed under data quality."),
        (2, "2 findings need a look before the numbers are used; they are listed under data quality."),
    ],
)
def test_findings_are_counted_in_good_english(study, count, said):
    study.issues = finding(count)

    assert said in say(quality.trust(study))


def test_where_nothing_was_rejected_no_list_of_it_is_promised(study):
    assert say(quality.rejected(study)) == "No row was rejected."


def test_one_rejected_row_is_one_row(study):
    study.ingested.rejected = pd.DataFrame(
        [["tickets", "a.csv", 2, "no id", "[]"]], columns=study.ingested.rejected.columns
    )

    assert say(quality.rejected(study)).startswith("1 rejected row in all; every one is in rejected.csv")


def test_data_are_not_blamed_for_services_that_nobody_asked_for(study):
    assert "sliced by team and not by service" in say(review.services(study))
    assert "sliced by team and not by service" in say(review.review_answer(study))


def test_data_without_services_are_said_to_name_none(study):
    study.engagement = study.engagement.model_copy(update={"slices": ["service"]})

    assert "The data name no service" in say(review.services(study))


@pytest.mark.parametrize(("part", "name"), [("service", "service"), ("organisation", "business unit")])
def test_a_report_of_a_part_says_nothing_false_of_the_whole(study, part, name):
    study.part, study.baseline, study.baselines, study.goals = part, None, (), ()
    study.initiatives, study.prospects, study.ingested.tables = (), (), {}
    study.signals = study.signals.assign(trend="", headline=False, n=3)

    first = say(baseline.baseline_answer(study))
    assert first == f"A baseline is of the whole engagement, so this report of one {name} is compared with none."
    assert "No baseline is frozen" not in first + say(summary.summary_answer(study))
    assert "rest on 0 rows of 1 file (rejected rows stand in the report of the whole)" in say(
        summary.summary_answer(study)
    ), "the ten rows of the file are those of everybody"
    assert say(quality.rejected(study)) == "Rejected rows stand in the report of the whole."
    assert say(summary.goals(study)).startswith("Objectives are of the whole engagement")
    for section in (plan.plan_answer, plan.measurements, effect_answer, planned):
        assert f"for this {name} alone" in say(section(study))


def test_the_report_of_one_service_does_not_ask_to_be_sliced_by_it(study):
    study.part = "service"

    assert say(review.services(study)) == "This report is of one service alone: there is no other to show beside it."
    assert "sliced" not in say(review.review_answer(study))


def test_services_without_limits_are_said_to_have_none(study):
    study.signals = study.signals.assign(service="Mail", center=float("nan"))

    assert "No service has a chart with limits yet" in say(review.review_answer(study))


def test_a_comment_is_asked_only_on_a_kpi_that_has_a_number(study):
    said = say(plan.notes(study))

    assert "No comment yet for 2026-06 on: Incident volume." in said
    assert "Write them in 2026-06.yml, in a folder that the engagement names under 'notes'." in said


def test_the_place_of_the_comments_is_named_where_it_is_known(study):
    study.engagement = study.engagement.model_copy(update={"notes": "../notes/acme/"})

    assert "Write them in ../notes/acme/2026-06.yml." in say(plan.notes(study))


def test_the_kpis_outside_their_usual_range_are_named(study):
    one = study.signals
    study.signals = pd.concat([one, one.assign(variation="deterioration")], ignore_index=True)

    said = measures._say_usual(study)

    assert said == (
        "In the last three months 1 of the 2 with enough months stayed in the usual range; "
        "outside it: incident volume (deterioration)."
    )


def test_an_explanation_stands_only_below_a_table_that_has_its_column():
    table = measures.Table("One", (measures.Column("last", "Last month"),), ({"last": 1},))
    other = replace(table, columns=(measures.Column("whole_count", "Of these counted"),), rows=({"whole_count": 1},))

    first, second, third = measures._explain_once(
        [table, other, other], {"last": "What last is.", "whole_count": "Why."}
    )

    assert (first.note, second.note, third.note) == ("What last is.", "Why.", "")


def test_a_kpi_without_a_number_fills_no_months(study):
    rows = [("mttr_respond", None), ("mttr_resolve", 2.0)]
    study.kpis = tuple(study.kpi(name) for name, _ in rows)
    study.measures = pd.DataFrame(rows, columns=["kpi", "value"]).assign(
        stat="value", view="cohort", unit="h", n=1, enough=False, reason="", service=None, team=None,
        period_start=pd.Timestamp("2026-06-01"), period_end=pd.Timestamp("2026-07-01"),
    )  # fmt: skip

    (table,) = measures.cohorts(study)

    assert [row["kpi"] for row in table.rows] == ["Mean time to resolve (mttr_resolve@1)"]


def test_what_a_geometric_mean_does_with_a_time_of_zero_is_said(study):
    (table,) = measures.definitions(study)

    formulas = {row["kpi"]: row["formula"] for row in table.rows}
    assert "counts what took under a minute as one minute" in formulas["mttr_respond@1"]
    assert "minute" not in formulas["incident_volume@1"]


@pytest.mark.parametrize(
    ("trend", "headline", "said"),
    [
        ("not enough evidence", False, "That cannot be told"),
        ("no clear change", False, "No: no KPI shows a trend"),
        ("improved", True, "Yes, over the whole window: Incident volume: improved."),
    ],
)
def test_no_trend_is_denied_where_none_could_be_looked_for(study, trend, headline, said):
    study.signals = study.signals.assign(trend=trend, headline=headline)

    assert say(trend_answer(study)).startswith(said)


def test_a_total_that_could_not_be_told_is_named_without_a_guess_why(study):
    one = study.signals.assign(trend="not enough evidence", headline=False)
    other = one.assign(kpi="mttr_respond", trend="no clear change")
    study.signals = pd.concat([one, other], ignore_index=True)

    assert "Cannot be told, for the reason in the table below: Incident volume." in say(trend_answer(study))


@pytest.mark.parametrize(("rejected", "said"), [(0, "(none rejected)"), (3, "(3 rejected, every one listed)")])
def test_rejected_rows_are_listed_only_where_there_are_some(study, rejected, said):
    study.ingested.ledger["rejected"] = rejected
    study.signals = study.signals.assign(n=36)
    study.baseline = None

    assert said in summary._say_sureness(study)


def test_a_director_is_warned_of_times_that_the_export_makes_too_short(study):
    study.issues = (Issue("young_start", "warning", "tickets.resolved_at", "times come out too short"),)
    study.signals = study.signals.assign(n=3)
    study.baseline = None

    assert "Beware: times come out too short." in summary._say_sureness(study)
