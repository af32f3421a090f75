"""Why a lifecycle is kept at all: the five reasons of the texts, each with what this engagement shows of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csi_lib.register.initiatives.evaluation import Evaluation
from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.study.study import Study

# In own words; features.md CL33. The KPIs are those of the catalogue that speak of the reason.
ALIGNED, CULTURE = "Services follow the business", "Improvement is a habit"
BY_KPI: dict[str, tuple[str, ...]] = {
    "Quality holds": ("reopen_rate", "fcr_contact", "csat_desk", "csat_service", "nps"),
    "Risk is known and small": (
        "change_failure_rate",
        "change_caused_incidents",
        "major_incident_count",
        "availability",
    ),
    "Work is done without waste": ("mttr_resolve", "request_fulfilment", "backlog_ageing", "cost_per_incident"),
}

# Which processes speak of which reason; every process of the questionnaire stands under one.
BY_PROCESS: dict[str, tuple[str, ...]] = {
    ALIGNED: ("strategy", "portfolio", "demand", "business-relationship", "catalogue", "service-level"),
    "Quality holds": ("desk", "incident", "problem", "knowledge", "validation", "evaluation"),
    "Risk is known and small": (
        "change",
        "release",
        "configuration",
        "availability",
        "continuity",
        "security",
        "supplier",
        "access",
    ),
    "Work is done without waste": (
        "finance",
        "capacity",
        "design-coordination",
        "transition",
        "event",
        "request",
        "technical",
        "operations",
        "application",
    ),
    CULTURE: ("improvement",),
}


@dataclass(frozen=True)
class Reason:
    """One reason.

    Parameters
    ----------
    title : str
        In a few words.
    kpis : tuple of str
        Titles of the KPIs of this report that speak of it.
    better, worse : int
        How many of them show an improvement or a deterioration in the last three months.
    shown : str
        What else shows it.
    levels : tuple of (str, int or None)
        Title and level, by the answers, of each rated process that speaks of it; empty without an assessment.
    """

    title: str
    kpis: tuple[str, ...]
    better: int
    worse: int
    shown: str
    levels: tuple[tuple[str, int | None], ...] = ()


def show_reasons(study: Study) -> tuple[Reason, ...]:
    """Show what a study has to say to each of the five reasons, in the order of the texts."""
    by_kpi = tuple(_show_kpis(study, title, names) for title, names in BY_KPI.items())
    found = (_show_goals(study), *by_kpi, _show_culture(study))
    return tuple(replace(item, levels=_list_levels(study, item.title)) for item in found)


def _list_levels(study: Study, title: str) -> tuple[tuple[str, int | None], ...]:
    return tuple((item.title, item.level) for item in study.ratings if item.process in BY_PROCESS[title])


def _show_goals(study: Study) -> Reason:
    achieved = sum(goal.state == "achieved" for goal in study.goals)
    return Reason(ALIGNED, (), 0, 0, f"{achieved} of {len(study.goals)} goals achieved")


def _show_kpis(study: Study, title: str, names: tuple[str, ...]) -> Reason:
    slices = [name for name in ("service", "priority", "team", "category") if name in study.signals]
    total = study.signals[study.signals["kpi"].isin(names) & study.signals[slices].isna().all(axis=1)]
    known = tuple(kpi.title for kpi in study.kpis if kpi.id in names)
    better, worse = (int((total["variation"] == word).sum()) for word in ("improvement", "deterioration"))
    return Reason(title, known, better, worse, f"{better} better and {worse} worse than usual, of {len(known)}")


def _show_culture(study: Study) -> Reason:
    raised = len(study.records.of(Opportunity))
    evaluated: list[Evaluation] = [said for item in study.initiatives for said in item.evaluations]
    shown = f"{raised} opportunities raised, {len(study.initiatives)} initiatives, {len(evaluated)} evaluations"
    return Reason(CULTURE, (), 0, 0, shown)
