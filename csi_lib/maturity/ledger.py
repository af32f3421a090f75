"""The ledger: what people answer beside what the engagement's own figures say. It finds, and never rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.maturity.bank import Implies, Process, Question
from csi_lib.maturity.rating import OutcomeRating, Rating
from csi_lib.periods import period_name

State = Literal["agrees", "people say more", "people say less", "cannot be said", "no band"]

LATEST = 3  # usable periods that are held against an answer: one month could be an accident
LETTERS = ("N", "P", "L", "F")
SLICES = ("service", "priority", "team", "category")


@dataclass(frozen=True)
class Shown:
    """One row of the measures that an answer is held against.

    Parameters
    ----------
    period : str
        ``2026-05``.
    value : float
        In the unit of the KPI.
    numerator, denominator : float or None
        Counts behind a proportion; None where there are none.
    n : int
        Cases.
    letter : str
        The band that the value fits by the question's own numbers; empty where it has none.
    """

    period: str
    value: float
    numerator: float | None
    denominator: float | None
    n: int
    letter: str


@dataclass(frozen=True)
class Entry:
    """One question beside one KPI.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    question, outcome : str
        Id of the question, and what is so when it works.
    letter : str
        What people answer; empty when nobody did.
    percent : Fraction or None
        At what percent.
    respondents : int
        How many of them.
    kpi, kpi_title, unit, definition : str
        The KPI, and the file it is defined in.
    version : int
        Of the definition; 0 where the engagement has no such KPI.
    bands : tuple of (str, Fraction)
        Least good value of F, L and P; empty where the question lays none down.
    better : str
        The good direction: ``lower``, ``higher`` or ``none``.
    shown : tuple of Shown
        The latest usable periods, the newest last.
    fits : str
        The band, or range of bands, that these fit: ``P`` or ``P to L``.
    state : str
        ``agrees``, ``people say more``, ``people say less``, ``cannot be said``, or ``no band``.
    reason : str
        Why it cannot be said, or what has to be borne in mind.
    """

    process: str
    title: str
    question: str
    outcome: str
    letter: str
    percent: Fraction | None
    respondents: int
    kpi: str
    kpi_title: str
    unit: str
    definition: str
    version: int
    bands: tuple[tuple[str, Fraction], ...]
    better: str
    shown: tuple[Shown, ...]
    fits: str
    state: State
    reason: str

    @property
    def contradicts(self) -> bool:
        """Whether answer and figures do not fit each other."""
        return self.state in ("people say more", "people say less")


def keep_ledger(
    ratings: Iterable[Rating], processes: Iterable[Process], measures: pd.DataFrame, kpis: Iterable[Kpi]
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

    Returns
    -------
    tuple of Entry
        One per question and KPI, in the order of the questionnaire.
    """
    known, asked = {kpi.id: kpi for kpi in kpis}, {item.process: item for item in processes}
    return tuple(
        _enter(rating, outcome, question, name, measures, known.get(name))
        for rating in ratings
        for question, outcome in _pair(asked[rating.process], rating)
        for name in _list_kpis(question)
    )


def _pair(process: Process, rating: Rating) -> list[tuple[Question, OutcomeRating]]:
    rated = {item.question: item for item in rating.outcomes}
    return [(question, rated[question.id]) for question in process.questions if question.id in rated]


def _list_kpis(question: Question) -> list[str]:
    first = [question.implies.kpi] if question.implies else []
    return list(dict.fromkeys([*first, *question.kpis]))


def _enter(
    rating: Rating, outcome: OutcomeRating, question: Question, name: str, measures: pd.DataFrame, kpi: Kpi | None
) -> Entry:
    implied = question.implies if question.implies and question.implies.kpi == name else None
    shown, missing = ((), "not among the KPIs of this engagement") if kpi is None else _find_shown(measures, kpi)
    if kpi is not None and implied is not None and not missing:
        missing = _check_direction(implied, kpi)
    if implied is not None and not missing:
        shown = tuple(_band(item, implied) for item in shown)
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
        unit=_find_unit(measures, kpi) if kpi else "",
        definition=f"params/kpi/{name}.yml",
        version=kpi.version if kpi else 0,
        bands=() if implied is None else (("F", implied.F), ("L", implied.L), ("P", implied.P)),
        better=kpi.better if kpi else "none",
        shown=shown,
        fits=_say_fits(letters),
        state=state,
        reason=reason,
    )


def _find_shown(measures: pd.DataFrame, kpi: Kpi) -> tuple[tuple[Shown, ...], str]:
    """Return the latest usable periods of a KPI as its definition states it, or why there is none."""
    rows = _own_rows(measures, kpi)
    good = rows[(rows["reason"] == "") & rows["value"].notna()].sort_values("period_start").tail(LATEST)
    if len(good):
        return tuple(_show(row) for row in good.to_dict("records")), ""
    if rows.empty:
        return (), "the measures hold no row of it"
    reasons = rows.sort_values("period_start")["reason"]
    said = next((text for text in reversed(reasons.to_list()) if text), "no value")
    return (), str(said).removeprefix("not computable: ") if str(said).startswith(
        "not"
    ) else f"no usable period: {said}"


def _own_rows(measures: pd.DataFrame, kpi: Kpi) -> pd.DataFrame:
    rows = measures[(measures["kpi"] == kpi.id) & (measures["stat"] == "value") & (measures["view"] == kpi.view)]
    return rows[rows[[name for name in SLICES if name in rows]].isna().all(axis=1)]


def _show(row: dict[Any, Any]) -> Shown:
    return Shown(
        period=period_name(row["period_start"], row["period_end"]),
        value=float(row["value"]),
        numerator=_number(row["numerator"]),
        denominator=_number(row["denominator"]),
        n=int(row["n"]),
        letter="",
    )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _find_unit(measures: pd.DataFrame, kpi: Kpi) -> str:
    units = measures.loc[(measures["kpi"] == kpi.id) & (measures["stat"] == "value"), "unit"].dropna()
    return str(units.iloc[0]) if len(units) else kpi.unit


def _check_direction(implied: Implies, kpi: Kpi) -> str:
    if kpi.better == "none":
        return "no direction of this KPI is good"
    if (implied.F < implied.P) != (kpi.better == "lower"):
        return f"the question's numbers run against the KPI, of which {kpi.better} is better"
    return ""


def _band(item: Shown, implied: Implies) -> Shown:
    exact = _exact(item)
    lower = implied.F < implied.P
    for letter, least in (("F", implied.F), ("L", implied.L), ("P", implied.P)):
        if exact <= least if lower else exact >= least:
            return _with_letter(item, letter)
    return _with_letter(item, "N")


def _exact(item: Shown) -> Fraction:
    """Return the value as a fraction: of its counts where it is a percentage, else of its first nine decimals."""
    if item.numerator is not None and item.denominator and _is_count(item.numerator) and _is_count(item.denominator):
        share = Fraction(int(item.numerator), int(item.denominator)) * 100
        if abs(float(share) - item.value) < 1e-6:
            return share
    return Fraction(f"{item.value:.9f}")  # a mean of 15.000000000000002 is 15


def _is_count(value: float) -> bool:
    return float(value).is_integer()


def _with_letter(item: Shown, letter: str) -> Shown:
    return Shown(item.period, item.value, item.numerator, item.denominator, item.n, letter)


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


def ledger_frame(entries: Iterable[Entry]) -> pd.DataFrame:
    """Return one row per question and KPI.

    Returns
    -------
    DataFrame
        ``process, title, question, outcome, letter, percent, n, kpi, kpi_title, version, unit, state, reason, fits,
        period, value, cases`` (those of the newest usable period), ``definition``.
    """
    rows = [
        (
            item.process, item.title, item.question, item.outcome, item.letter,
            float("nan") if item.percent is None else float(item.percent), item.respondents, item.kpi, item.kpi_title,
            item.version, item.unit, item.state, item.reason, item.fits,
            item.shown[-1].period if item.shown else "", item.shown[-1].value if item.shown else float("nan"),
            item.shown[-1].n if item.shown else 0, item.definition,
        )
        for item in entries
    ]  # fmt: skip
    columns = [
        "process", "title", "question", "outcome", "letter", "percent", "n", "kpi", "kpi_title", "version", "unit",
        "state", "reason", "fits", "period", "value", "cases", "definition",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
