"""Answers beside the engagement's own figures: contradictions are found, never averaged in."""

from fractions import Fraction

import pandas as pd
import pytest

from csi_lib.kpi import load_catalogue
from csi_lib.maturity import Process, load_questions, rate
from csi_lib.maturity.ledger import keep_ledger, ledger_frame, narrow_kpis

CATALOGUE = load_catalogue()
MONTHS = pd.period_range("2026-01", "2026-06", freq="M")


def make_rows(kpi, values, reasons=None, of=1000, **slices):
    """Six months of a proportion out of ``of`` cases, given in per mille of them."""
    found = CATALOGUE[kpi]
    return pd.DataFrame(
        [
            {
                "kpi": kpi, "version": found.version, "variant": "", "stat": "value", "view": found.view,
                "period_start": month.start_time, "period_end": (month + 1).start_time,
                "service": slices.get("service"), "priority": None, "team": None, "category": None,
                "clock": "calendar", "value": value / of * 100, "unit": "%", "numerator": float(value),
                "denominator": float(of), "n": of, "enough": not reason, "reason": reason,
            }
            for month, value, reason in zip(MONTHS, values, reasons or [""] * 6, strict=True)
        ]
    )  # fmt: skip


@pytest.fixture
def hold(make_sheet, framework):
    """Hold one answer against rows of measures."""

    def make(letter, rows, kpi="reopen_rate", bands=(3, 8, 20), kpis=None, by_kind=None, about="incident"):
        implies = dict(zip("FLP", bands, strict=True)) | {"kpi": kpi} if bands else None
        question = {
            "id": "inc-1.1-q1", "attribute": "1.1", "outcome": "it stays closed", "ask": "?", "groups": ["agents"],
            "kpis": [kpi], "implies": implies,
        }  # fmt: skip
        process = Process.model_validate(
            {
                "version": 1, "edition": 1, "process": about, "order": 1, "prefix": "inc", "title": "Incidents",
                "purpose": "p", "questions": [question],
            }
        )  # fmt: skip
        sheet = make_sheet("r1", {"inc-1.1-q1": letter})
        ratings = rate([sheet], [process], framework)
        known = [CATALOGUE[kpi]] if kpis is None else kpis
        return keep_ledger(ratings, [process], rows, known, by_kind or {})[0], ratings[0]

    return make


def test_an_answer_above_all_of_the_latest_months_is_a_contradiction_with_its_rows(hold):
    entry, _ = hold("F", make_rows("reopen_rate", [10, 10, 10, 51, 60, 72]))
    assert (entry.state, entry.fits, entry.contradicts) == ("people say more", "L", True)
    assert [(item.period, item.numerator, item.denominator, item.n, item.letter) for item in entry.shown] == [
        ("2026-04", 51.0, 1000.0, 1000, "L"),
        ("2026-05", 60.0, 1000.0, 1000, "L"),
        ("2026-06", 72.0, 1000.0, 1000, "L"),
    ]
    assert (entry.kpi, entry.version, entry.definition) == (
        "reopen_rate",
        CATALOGUE["reopen_rate"].version,
        "params/kpi/reopen_rate.yml",
    )


def test_one_month_that_fits_the_answer_is_no_contradiction(hold):
    entry, _ = hold("F", make_rows("reopen_rate", [90, 90, 90, 51, 30, 72]))
    assert (entry.state, entry.fits) == ("agrees", "L to F")


def test_people_who_say_less_than_the_figures_are_found_too(hold):
    entry, _ = hold("P", make_rows("reopen_rate", [10] * 6))
    assert (entry.state, entry.fits) == ("people say less", "F")


@pytest.mark.parametrize(
    ("per_mille", "letter"), [(30, "F"), (31, "L"), (80, "L"), (81, "P"), (200, "P"), (201, "N"), (0, "F")]
)
def test_a_value_on_the_edge_belongs_to_the_better_band(hold, per_mille, letter):
    entry, _ = hold("L", make_rows("reopen_rate", [per_mille] * 6))
    assert entry.fits == letter


def test_where_more_is_better_the_bands_run_the_other_way(hold):
    entry, _ = hold(
        "F", make_rows("sla_compliance", [899] * 6), "sla_compliance", bands=(95, 90, 70), about="service-level"
    )
    assert (entry.fits, entry.state) == ("P", "people say more")


@pytest.mark.parametrize(
    ("about", "value", "tickets"),
    [("incident", 79.1, "incidents"), ("request", 71.0, "requests"), ("service-level", 76.7, "incidents and requests")],
)
def test_a_process_about_one_kind_of_tickets_is_held_against_these_alone(hold, about, value, tickets):
    mixed = make_rows("sla_compliance", [767] * 6)
    by_kind = {kind: make_rows("sla_compliance", [share] * 6) for kind, share in (("incident", 791), ("request", 710))}
    entry, _ = hold("F", mixed, "sla_compliance", (95, 85, 60), by_kind=by_kind, about=about)
    assert (entry.shown[-1].value, entry.tickets) == (pytest.approx(value), tickets)


def test_without_figures_of_the_kind_alone_the_mixed_ones_contradict_nothing(hold):
    entry, _ = hold("F", make_rows("sla_compliance", [100] * 6), "sla_compliance", (95, 85, 60))
    assert (entry.state, entry.reason) == ("cannot be said", "the measures hold no row of it")


def test_a_share_of_sla_clocks_that_do_not_say_their_kind_of_ticket_contradicts_no_such_process(hold):
    clocks = [CATALOGUE["sla_compliance"].model_copy(update={"table": "task_slas", "where": {"target": "resolution"}})]
    entry, _ = hold("F", make_rows("sla_compliance", [100] * 6), "sla_compliance", (95, 85, 60), kpis=clocks)
    assert (entry.state, entry.tickets) == ("cannot be said", "incidents and requests")
    assert entry.reason == "its rows hold incidents and requests alike, and the process is about one of them"


def test_only_kpis_that_cover_other_kinds_too_are_narrowed_to_the_kind_of_the_process():
    asked = [item for item in load_questions() if item.process in ("incident", "request", "service-level")]
    found = narrow_kpis(asked, CATALOGUE.values())
    named = {kind: {kpi.id for kpi in own} for kind, own in found.items()}
    assert named == {
        "incident": {"sla_compliance", "first_response_sla", "reassignment_count"},
        "request": {"sla_compliance", "self_service_rate"},
    }
    assert {kpi.where["kind"] for kpi in found["incident"]} == {"incident"}
    assert "kind" not in CATALOGUE["sla_compliance"].where


def test_bands_against_the_direction_of_the_kpi_say_nothing(hold):
    entry, _ = hold(
        "F", make_rows("sla_compliance", [899] * 6), "sla_compliance", bands=(70, 90, 95), about="service-level"
    )
    assert (entry.state, entry.reason) == (
        "cannot be said",
        "the question's numbers run against the KPI, of which higher is better",
    )


def test_months_that_are_immature_or_thin_are_left_out(hold):
    reasons = ["", "", "", "", "too few: 3 of 20", "immature"]
    entry, _ = hold("F", make_rows("reopen_rate", [90, 10, 10, 10, 400, 400], reasons))
    assert ([item.period for item in entry.shown], entry.state) == (["2026-02", "2026-03", "2026-04"], "agrees")


def test_fewer_months_than_three_are_said(hold):
    reasons = [""] + ["immature"] * 5
    entry, _ = hold("F", make_rows("reopen_rate", [90] * 6, reasons))
    assert (entry.state, entry.reason) == ("people say more", "rests on 1 of 3 periods")


def test_slices_are_not_taken_for_the_whole(hold):
    rows = pd.concat([make_rows("reopen_rate", [10] * 6), make_rows("reopen_rate", [500] * 6, service="Mail")])
    assert hold("F", rows)[0].state == "agrees"


@pytest.mark.parametrize(
    ("rows", "kpis", "reason"),
    [
        (make_rows("reopen_rate", [10] * 6), [], "not among the KPIs of this engagement"),
        (make_rows("reopen_rate", [10] * 6, ["not computable: no reopen_count"] * 6), None, "no reopen_count"),
        (make_rows("reopen_rate", [10] * 6, ["immature"] * 6), None, "no usable period: immature"),
        (make_rows("mttr_resolve", [10] * 6), None, "the measures hold no row of it"),
    ],
)
def test_what_cannot_be_said_says_why(hold, rows, kpis, reason):
    entry, _ = hold("F", rows, kpis=kpis)
    assert (entry.state, entry.reason) == ("cannot be said", reason)


def test_a_kpi_without_a_band_is_shown_and_judges_nothing(hold):
    entry, _ = hold("F", make_rows("reopen_rate", [500] * 6), bands=None)
    assert (entry.state, entry.fits, len(entry.shown)) == ("no band", "", 3)


def test_nobody_s_answer_contradicts_nothing(hold):
    assert hold("DK", make_rows("reopen_rate", [500] * 6))[0].state == "cannot be said"


def test_the_figures_never_change_a_rating(hold):
    good, bad = (hold("F", make_rows("reopen_rate", [value] * 6))[1] for value in (0, 900))
    assert good == bad
    assert good.attributes[0].percent == Fraction(100)


def test_the_frame_names_the_row_that_shows_it(hold):
    entry, _ = hold("F", make_rows("reopen_rate", [72] * 6))
    row = ledger_frame([entry]).iloc[0]
    assert (row["period"], row["cases"], row["state"], row["definition"]) == (
        "2026-06", 1000, "people say more", "params/kpi/reopen_rate.yml",
    )  # fmt: skip
