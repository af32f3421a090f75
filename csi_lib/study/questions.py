"""The general questions that an engagement's file answers for all KPIs, and what was taken where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from csi_lib.engine import open_engine
from csi_lib.study.study import Study


@dataclass(frozen=True)
class Question:
    """One question that is answered once for the whole engagement.

    Parameters
    ----------
    ask : str
        The question.
    setting : str
        The line of the engagement's file that answers it.
    taken : str
        What holds.
    written : bool
        The file says so; else it is the default.
    why : str
        What depends on it.
    """

    ask: str
    setting: str
    taken: str
    written: bool
    why: str


def list_questions(study: Study) -> tuple[Question, ...]:
    """List the general questions that matter for the KPIs of a study.

    Parameters
    ----------
    study : Study
        Its engagement, KPIs and data.

    Returns
    -------
    tuple of Question
        In the order of their importance; those that touch no KPI of the report are left out. Source: kpis.md 5.
    """
    found = [ask(study) for ask in _QUESTIONS]
    return tuple(item for item in found if item is not None)


def _ask_calendar(study: Study) -> Question | None:
    clocks = sorted({kpi.clock for kpi in study.kpis if kpi.kind == "duration"})
    if not clocks:
        return None
    name = study.engagement.calendar
    why = f"durations of this report are on the {' and the '.join(clocks)} clock"
    return Question("Which hours are business hours?", f"calendar: {name}", name, _is_written(study, "calendar"), why)


def _ask_kinds(study: Study) -> Question | None:
    counts = _count_kinds(study)
    if not counts:
        return None
    taken = ", ".join(f"{count:,} {kind or 'of no kind'}" for kind, count in counts.items())
    written = any(item.kind for item in study.engagement.sources.values())
    why = "a KPI of incidents leaves out every ticket of another kind"
    return Question("Incidents only, or requests too?", "sources: {NAME: {kind: incident}}", taken, written, why)


def _ask_desk(study: Study) -> Question | None:
    if all("solved_by_desk" not in f"{kpi.of} {kpi.met} {kpi.where} {kpi.needs}" for kpi in study.kpis):
        return None
    teams = study.engagement.desk_teams
    why = "first level is what these groups solve" if teams else "without names no KPI of the first level is computed"
    taken = ", ".join(teams) or "none named"
    return Question("Which groups are the service desk?", "desk_teams: [NAME]", taken, bool(teams), why)


def _ask_scale(study: Study) -> Question | None:
    if not _wants(study, "csat_desk", "csat_service"):
        return None
    why = "other scores are left out and listed; a survey without an answer is no bad answer"
    return Question("Which scale has the satisfaction survey?", "the adapter of the surveys", "1 to 5", False, why)


def _ask_choice(study: Study) -> Question | None:
    if not _wants(study, "user_retention"):
        return None
    why = "retention says something only where users have a choice"
    return Question("Which services can users leave?", "table services, column choice", "as exported", True, why)


def _ask_discount(study: Study) -> Question | None:
    if not _wants(study, "roi"):
        return None
    rate = study.engagement.discount
    why = "at 0 % the money of later years counts as much as this year's"
    return Question(
        "At which yearly rate are costs and benefits discounted?",
        f"discount: {rate:g}",
        f"{rate:.1%}",
        _is_written(study, "discount"),
        why,
    )


def _ask_season(study: Study) -> Question | None:
    season = study.engagement.season
    why = "every verdict over less than two years rests on it"
    return Question("Does the year repeat itself?", f"season: {season}", season, _is_written(study, "season"), why)


_QUESTIONS: tuple[Callable[[Study], Question | None], ...] = (
    _ask_calendar,
    _ask_kinds,
    _ask_desk,
    _ask_scale,
    _ask_choice,
    _ask_discount,
    _ask_season,
)


def _wants(study: Study, *names: str) -> bool:
    return any(kpi.id in names for kpi in study.kpis)


def _is_written(study: Study, key: str) -> bool:
    return key in study.engagement.model_fields_set


def _count_kinds(study: Study) -> dict[str, int]:
    with open_engine() as engine:
        engine.add_file("tickets", study.ingested.tables["tickets"])
        found = engine.query("SELECT kind, COUNT(*) AS n FROM tickets GROUP BY kind ORDER BY n DESC, kind")
    return {
        "" if pd.isna(kind) else str(kind): int(count) for kind, count in zip(found["kind"], found["n"], strict=True)
    }
