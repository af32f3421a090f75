"""Every diagnostic rule speaks on a planted signal, keeps silent without one, and never says what caused anything."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.signals import assess
from csi_lib.signals.diagnosis import RULES, Diagnosis, Facts, Proposal, Silence, diagnose

Make = Callable[..., Any]
MONTHS = 30
LAST = "2026-06"  # the thirtieth month


@dataclass(frozen=True)
class Planted:
    """What the rules need of a KPI."""

    id: str
    kind: str = "proportion"
    better: str = "lower"
    unit: str = "%"
    formula: str = "ratio"
    guard: tuple[str, ...] = ()
    owner: str = "A manager"
    version: int = 1
    table: str = "tickets"
    slices: tuple[str, ...] = field(default=("service",))

    @property
    def title(self) -> str:
        return self.id.replace("_", " ").capitalize()


KPIS = {
    kpi.id: kpi
    for kpi in (
        Planted("incident_volume", "count", unit="incidents", formula="count"),
        Planted("fcr_call", better="higher"),
        Planted("reopen_rate", guard=("mttr_resolve",)),
        Planted("change_success_rate", better="higher", table="changes"),
        Planted("change_failure_rate", table="changes"),
        Planted("change_backlog", "stock", unit="changes", formula="level", table="changes"),
        Planted("mtti", "duration", unit="d", formula="mean", table="problems"),
        Planted("recurring_incidents", "count", unit="incidents", formula="count"),
        Planted("desk_response_time", "duration", unit="min", formula="mean"),
        Planted("mttr_resolve", "duration", unit="h", formula="mean"),
        Planted("csat_desk", "score", "higher", "points", "mean", table="surveys"),
        Planted("sla_breach"),
        Planted("user_retention", better="higher", table="usage"),
        Planted("nps", "score", "higher", "points", "mean", table="surveys"),  # no rule asks for it
        Planted("cost_per_incident", "money", unit="EUR", formula="per", guard=("reopen_rate",), table="costs"),
    )
}
ASSESSED: dict[Any, pd.DataFrame] = {}  # the slow part, once for the same plants
LEVELS = {"count": 100.0, "stock": 40.0, "duration": 20.0, "score": 4.0, "money": 50.0, "proportion": 5.0}
GROUPS = [("service", "Mail", 70.0), ("service", "Web", 10.0), ("category", "Disk", 60.0), ("category", "Net", 20.0),
          ("kind", "normal", 60.0), ("kind", "standard", 20.0), ("team", "Desk", 50.0),
          ("team", "Net", 30.0)]  # fmt: skip


def course(kpi: Planted, factor: float, make: Make, seed: int) -> pd.DataFrame:
    """A steady course with some noise; the last three months are multiplied by the factor."""
    level = 85.0 if kpi.better == "higher" and kpi.kind == "proportion" else LEVELS[kpi.kind]
    noise = np.random.default_rng(seed).normal(1.0, 0.02 if level < 85 else 0.005, MONTHS)
    values = level * noise
    values[-3:] *= factor
    share = kpi.kind == "proportion"
    return make(
        np.round(values, 6),
        kpi=kpi.id,
        stat="geomean" if kpi.kind == "duration" else "value",
        numerator=values * 10 if share else values,
        denominator=1000.0 if share else np.nan,
        n=1000,
    ).assign(unit=kpi.unit)


def fetch(name: str) -> pd.DataFrame:
    """The aggregates that a study would give."""
    head, _, _ = name.partition(":")
    months = pd.date_range(end=f"{LAST}-01", periods=3, freq="MS")
    bands = pd.DataFrame({"place": [0, 1], "band": ["fast", "slow"], "n": [30, 5], "total": [120.0, 10.0],
                          "squares": [500.0, 24.0]})  # fmt: skip
    return {
        "groups": pd.DataFrame(
            [
                {"by": by, "name": group, "period_start": month, "numerator": hits, "denominator": 100.0}
                for by, group, hits in GROUPS
                for month in months
            ]
        ),
        "backlog": pd.DataFrame({"state": ["open", "open", "approved"], "band": ["up to 7 d", "over 90 d", "over 90 d"],
                                 "changes": [3, 4, 5]}),
        "flow": pd.DataFrame({"period_start": months, "opened": [9.0, 9.0, 9.0], "ended": [5.0, 6.0, 7.0]}),
        "problems": pd.DataFrame({"id": ["P2", "P1"], "service": ["Mail", "Web"], "category": ["Disk", "Net"],
                                  "state": ["open", "open"], "linked_incidents": [9, 4]}),
    }.get(head, bands)  # fmt: skip


@pytest.fixture
def diagnosis_of(measures_of: Make) -> Make:
    """A function that plants a factor on some KPIs and asks every rule."""

    def ask(moved: dict[str, float], *, tables: Any = fetch, only: tuple[str, ...] = (), **more: Any) -> Diagnosis:
        wanted = only or tuple(KPIS)
        kpis = tuple(kpi for kpi in KPIS.values() if kpi.id in wanted)
        parts = [course(kpi, moved.get(kpi.id, 1.0), measures_of, seed) for seed, kpi in enumerate(kpis)]
        measures = pd.concat([*parts, *more.pop("extra", ())], ignore_index=True)
        key = (tuple(sorted(moved.items())), wanted, len(parts), len(measures))
        if key not in ASSESSED:
            ASSESSED[key] = assess(measures, kpis)  # type: ignore[arg-type]
        signals = ASSESSED[key]
        facts = Facts(kpis, measures, signals, dt.date(2026, 6, 30), fetch=tables, **more)  # type: ignore[arg-type]
        return diagnose(facts)

    return ask


def proposal(found: Diagnosis, rule: str) -> Proposal:
    return next(item for item in found.proposals if item.rule == rule)


def silence(found: Diagnosis, rule: str) -> Silence:
    return next(item for item in found.silences if item.rule == rule)


# What each rule waits for, and what moves the other way or not enough.
SPEAKS = {
    "DR01": {"incident_volume": 1.5},
    "DR02": {"fcr_call": 1.08, "reopen_rate": 1.5},
    "DR03": {"reopen_rate": 1.5},
    "DR04": {"change_success_rate": 1.08},
    "DR05": {"change_failure_rate": 1.6},
    "DR06": {"change_backlog": 1.6},
    "DR07": {"mtti": 0.5},
    "DR08": {"recurring_incidents": 1.6},
    "DR09": {"desk_response_time": 0.5},
    "DR10": {"mttr_resolve": 0.5},
    "DR11": {"sla_breach": 2.5},
    "DR12": {"user_retention": 1.08},
    "DR13": {"cost_per_incident": 0.6},
}
QUIET = {
    "DR01": {"incident_volume": 0.6},
    "DR02": {"fcr_call": 1.08},
    "DR03": {"reopen_rate": 0.5},
    "DR05": {"change_failure_rate": 0.5},
    "DR06": {"change_backlog": 0.5},
    "DR08": {"recurring_incidents": 0.5},
}


@pytest.mark.parametrize("rule", SPEAKS)
def test_a_rule_speaks_on_its_signal_with_a_table_and_a_next_step(rule: str, diagnosis_of: Make) -> None:
    said = proposal(diagnosis_of(SPEAKS[rule]), rule)

    assert said.exhibits
    assert all(len(item.rows) for item in said.exhibits)
    assert re.search(r"\d", said.seen)
    assert said.next_step.endswith(".")


@pytest.mark.parametrize("rule", [item.id for item in RULES])
def test_a_rule_is_silent_without_a_signal_and_says_why(rule: str, diagnosis_of: Make) -> None:
    assert "no signal" in silence(diagnosis_of({}), rule).reason


@pytest.mark.parametrize("rule", QUIET)
def test_a_signal_to_the_good_side_makes_no_alarm(rule: str, diagnosis_of: Make) -> None:
    assert "no signal" in silence(diagnosis_of(QUIET[rule]), rule).reason


def test_a_rule_without_data_says_so(diagnosis_of: Make) -> None:
    found = diagnosis_of({}, only=("nps",))

    assert found.proposals == ()
    assert len(found.silences) == 13
    assert [item.reason for item in found.silences if not item.reason.startswith("no data")] == []


def test_volume_is_ranked_by_service_and_by_category(diagnosis_of: Make) -> None:
    service, category = proposal(diagnosis_of(SPEAKS["DR01"]), "DR01").exhibits

    assert service.rows.iloc[0].to_dict() == pytest.approx(
        {"Service": "Mail", "Incidents": 210, "Share [%]": 87.5, "Together [%]": 87.5}
    )  # 3 months of 70 beside 3 of 10
    assert list(category.rows["Category"]) == ["Disk", "Net"]


def test_failing_changes_are_listed_by_kind_with_their_rate(diagnosis_of: Make) -> None:
    kinds = proposal(diagnosis_of(SPEAKS["DR05"]), "DR05").exhibits[0].rows

    assert list(kinds["Kind"]) == ["normal", "standard"]
    assert list(kinds["Failed changes"]) == [180, 60]
    assert list(kinds["Rate [%]"]) == pytest.approx([60.0, 20.0])


def test_the_backlog_is_split_by_age_and_state_and_shown_with_its_flow(diagnosis_of: Make) -> None:
    stock, flow = proposal(diagnosis_of(SPEAKS["DR06"]), "DR06").exhibits
    rows = stock.rows.set_index("State")

    assert rows.loc["open", ["up to 7 d", "over 90 d", "All"]].tolist() == [3, 4, 7]
    assert rows.loc["all", "All"] == 12
    assert flow.flow
    assert flow.rows["Net"].tolist() == [4, 3, 2]


def test_more_first_contact_with_more_reopened_is_the_most_pressing(diagnosis_of: Make) -> None:
    said = proposal(diagnosis_of(SPEAKS["DR02"]), "DR02")

    assert said.priority == "high"
    assert "reopen" in said.seen.lower()


def test_a_reopen_signal_suggests_an_improvement_linked_to_the_kpi(diagnosis_of: Make) -> None:
    (suggested,) = proposal(diagnosis_of(SPEAKS["DR03"]), "DR03").suggestions

    assert suggested.kpi == "reopen_rate"
    assert suggested.guards == ("mttr_resolve",)


def test_a_band_shows_mean_interval_and_number(diagnosis_of: Make) -> None:
    rows = proposal(diagnosis_of(SPEAKS["DR09"]), "DR09").exhibits[0].rows

    # slow: five ratings, mean 2, squares 24, so sd 1 and Student's 2.776 (4 df) times 1/sqrt(5)
    half = 2.7764 / 5**0.5
    slow = rows.set_index("Time to first response").loc["slow"]
    assert slow[["Ratings", "Mean rating", "Few"]].tolist() == [5, 2.0, True]
    assert slow[["95 % from", "95 % to"]].tolist() == pytest.approx([2 - half, 2 + half], rel=1e-4)


def test_a_crossed_line_proposes_an_action_with_date_and_evidence(diagnosis_of: Make) -> None:
    said = proposal(diagnosis_of({}, targets={"sla_compliance": 97.0}), "DR11")  # 3 % may be late, 5 % are
    (action,) = said.actions

    assert (action.date, action.kpi, action.where) == (dt.date(2026, 6, 30), "sla_breach", "all")
    assert f"month {LAST}" in action.evidence
    assert "line 3.0 %" in action.seen
    assert "of 1,000 tickets" in action.seen


def test_a_service_over_the_line_has_an_action_of_its_own(diagnosis_of: Make, measures_of: Make) -> None:
    web = measures_of([20.0] * MONTHS, kpi="sla_breach", stat="value", numerator=10, denominator=50, service="Web")
    said = proposal(diagnosis_of({}, extra=[web.assign(unit="%")]), "DR11")  # all 5 %, Web 20 %, the line 10 %

    assert [item.where for item in said.actions] == ["service Web"]
    assert said.exhibits[0].rows.set_index("Service")["Over the line"].to_dict() == {"all": False, "Web": True}


def test_a_line_that_is_met_exactly_is_not_crossed(measures_of: Make) -> None:
    flat = measures_of([10.0] * MONTHS, kpi="sla_breach", stat="value", numerator=100, denominator=1000)
    kpis = (KPIS["sla_breach"],)
    facts = Facts(kpis, flat, assess(flat, kpis), dt.date(2026, 6, 30), {"sla_breach": 10.0})  # type: ignore[arg-type]
    assert "no signal" in silence(diagnose(facts), "DR11").reason


def test_a_cheaper_incident_with_a_broken_guard_is_pressing(diagnosis_of: Make) -> None:
    said = proposal(diagnosis_of({"cost_per_incident": 0.6, "reopen_rate": 1.5}), "DR13")

    assert said.priority == "high"
    assert "go apart" in said.next_step


def test_retention_and_satisfaction_stand_side_by_side(diagnosis_of: Make) -> None:
    rows = proposal(diagnosis_of(SPEAKS["DR12"]), "DR12").exhibits[0].rows

    assert {"Month", "User retention [%]", "Csat desk [points]", "Users", "Ratings"} == set(rows.columns)
    assert rows["Month"].iloc[-1] == LAST


def test_without_tables_a_rule_still_speaks_or_says_what_is_missing(diagnosis_of: Make) -> None:
    found = diagnosis_of({name: factor for moved in SPEAKS.values() for name, factor in moved.items()},
                         tables=lambda name: pd.DataFrame())  # fmt: skip

    assert proposal(found, "DR01").exhibits == ()
    assert silence(found, "DR09").reason.startswith("no data")


def test_a_kpi_without_a_number_gives_way_to_its_like(measures_of: Make) -> None:
    empty = Planted("desk_resolution_time", "duration", unit="h", formula="mean")
    blank = measures_of([np.nan] * MONTHS, kpi=empty.id, reasons=dict.fromkeys(range(MONTHS), "no value"))
    measures = pd.concat([blank, measures_of([20.0] * MONTHS, kpi="mttr_resolve")])
    facts = Facts((empty, KPIS["mttr_resolve"]), measures, pd.DataFrame(), dt.date(2026, 6, 30))  # type: ignore[arg-type]

    assert facts.kpi("desk_resolution_time", "mttr_resolve") is KPIS["mttr_resolve"]
    assert facts.kpi("desk_resolution_time") is empty


CAUSAL = re.compile(
    r"\b(because|caus(?:e|es|ed|al|ing)|due to|leads? to|led to|results? in|thanks to|drive[sn]?|owing to|"
    r"therefore|hence|consequently|effect of|impact of|responsible for)\b", re.IGNORECASE
)  # fmt: skip


def test_nothing_a_rule_says_is_causal(diagnosis_of: Make) -> None:
    said = []
    for moved in [*SPEAKS.values(), *QUIET.values(), {"cost_per_incident": 0.6, "reopen_rate": 1.5}, {}]:
        found = diagnosis_of(moved)
        said += [item.reason for item in found.silences]
        for item in found.proposals:
            said += [item.seen, item.next_step, *(text for one in item.exhibits for text in (one.title, one.note))]
            said += [text for one in item.actions for text in (one.seen, one.action, one.evidence)]
            said += [text for one in item.suggestions for text in (one.title, one.hypothesis)]
    plain = [text.lower().replace("root cause", "root") for text in [*said, *(rule.title for rule in RULES)]]

    assert [text for text in plain if CAUSAL.search(text)] == []
    assert any("goes along with" in text for text in plain)
