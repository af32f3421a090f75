"""Hold answers against the engagement's own figures. It finds, and never rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.maturity.bank import Process, Question
from csi_lib.maturity.ledger.entry import LETTERS, Entry, State
from csi_lib.maturity.ledger.figures import LATEST, check_direction, find_shown, find_unit, rate_shown
from csi_lib.maturity.ledger.kinds import find_kind, is_mixed, list_kpis, say_tickets
from csi_lib.maturity.rating import OutcomeRating, Rating

MIXED_ROWS = "its rows hold incidents and requests alike, and the process is about one of them"


def keep_ledger(
    ratings: Iterable[Rating],
    processes: Iterable[Process],
    measures: pd.DataFrame,
    kpis: Iterable[Kpi],
    by_kind: Mapping[str, pd.DataFrame],
) -> tuple[Entry, ...]:
    """Hold the answers against the engagement's own figures.

    A contradiction is found where the answers lie beyond the band of every one of the latest usable periods, all on
    one side. Nothing here changes a rating.

    Parameters
    ----------
    ratings : iterable of Rating
        By the answers.
    processes : iterable of Process
        The questionnaire: a question names KPIs, and perhaps what its answer implies of one.
    measures : DataFrame
        The long measures frame of the engagement.
    kpis : iterable of Kpi
        Its definitions.
    by_kind : mapping of str to DataFrame
        Ticket kind -> measures of the KPIs that ``narrow_kpis`` names for it: a process that is about one kind of
        tickets is held against those alone.

    Returns
    -------
    tuple of Entry
        One per question and KPI, in the order of the questionnaire.
    """
    known, asked = {kpi.id: kpi for kpi in kpis}, {item.process: item for item in processes}
    return tuple(
        _enter(rating, outcome, question, name, _choose_measures(rating, known.get(name), measures, by_kind), known)
        for rating in ratings
        for question, outcome in _pair(asked[rating.process], rating)
        for name in list_kpis(question)
    )


def _pair(process: Process, rating: Rating) -> list[tuple[Question, OutcomeRating]]:
    rated = {item.question: item for item in rating.outcomes}
    return [(question, rated[question.id]) for question in process.questions if question.id in rated]


def _choose_measures(
    rating: Rating, kpi: Kpi | None, measures: pd.DataFrame, by_kind: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    kind = find_kind(rating.process, kpi) if kpi else ""
    return by_kind.get(kind, measures.iloc[:0]) if kind else measures


def _enter(
    rating: Rating,
    outcome: OutcomeRating,
    question: Question,
    name: str,
    measures: pd.DataFrame,
    known: Mapping[str, Kpi],
) -> Entry:
    kpi = known.get(name)
    implied = question.implies if question.implies and question.implies.kpi == name else None
    shown, missing = ((), "not among the KPIs of this engagement") if kpi is None else find_shown(measures, kpi)
    if kpi is not None and implied is not None and not missing:
        missing = MIXED_ROWS if is_mixed(rating.process, kpi) else check_direction(implied, kpi)
    if implied is not None and not missing:
        shown = tuple(rate_shown(item, implied) for item in shown)
    letters = [item.letter for item in shown if item.letter]
    state, reason = _compare(outcome.letter, letters, implied is not None, missing)
    return Entry(
        process=rating.process,
        title=rating.title,
        question=question.id,
        outcome=outcome.outcome,
        letter=outcome.letter,
        percent=outcome.percent,
        respondents=outcome.respondents,
        kpi=name,
        kpi_title=kpi.title if kpi else name,
        unit=find_unit(measures, kpi) if kpi else "",
        definition=f"params/kpi/{name}.yml",
        version=kpi.version if kpi else 0,
        bands=() if implied is None else (("F", implied.F), ("L", implied.L), ("P", implied.P)),
        better=kpi.better if kpi else "none",
        shown=shown,
        fits=_say_fits(letters),
        state=state,
        reason=reason,
        tickets=say_tickets(rating.process, kpi) if kpi else "",
    )


def _compare(letter: str, data: Sequence[str], implied: bool, missing: str) -> tuple[State, str]:
    if missing:
        return "cannot be said", missing
    if not implied:
        return "no band", "the question lays down no band"
    if not letter:
        return "cannot be said", "nobody answered"
    place, places = LETTERS.index(letter), [LETTERS.index(one) for one in data]
    thin = f"rests on {len(places)} of {LATEST} periods" if len(places) < LATEST else ""
    if place > max(places):
        return "people say more", thin
    if place < min(places):
        return "people say less", thin
    return "agrees", thin


def _say_fits(letters: Sequence[str]) -> str:
    low, high = (pick(letters, key=LETTERS.index, default="") for pick in (min, max))
    return low if low == high else f"{low} to {high}"
