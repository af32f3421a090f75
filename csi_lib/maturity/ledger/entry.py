"""One line of the ledger: a question beside a KPI, with the rows of the measures that it is held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import pandas as pd

State = Literal["agrees", "people say more", "people say less", "cannot be said", "no band"]

LETTERS = ("N", "P", "L", "F")


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
    tickets : str
        Which tickets the figures count: ``incidents``, ``requests`` or ``incidents and requests``; empty where they
        count none.
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
    tickets: str = ""

    @property
    def contradicts(self) -> bool:
        """Whether answer and figures do not fit each other."""
        return self.state in ("people say more", "people say less")


def ledger_frame(entries: Iterable[Entry]) -> pd.DataFrame:
    """Return one row per question and KPI.

    Returns
    -------
    DataFrame
        ``process, title, question, outcome, letter, percent, n, kpi, kpi_title, version, unit, state, reason, fits,
        period, value, cases`` (those of the newest usable period), ``definition, tickets``.
    """
    rows = [
        (
            item.process, item.title, item.question, item.outcome, item.letter,
            float("nan") if item.percent is None else float(item.percent), item.respondents, item.kpi, item.kpi_title,
            item.version, item.unit, item.state, item.reason, item.fits,
            item.shown[-1].period if item.shown else "", item.shown[-1].value if item.shown else float("nan"),
            item.shown[-1].n if item.shown else 0, item.definition, item.tickets,
        )
        for item in entries
    ]  # fmt: skip
    columns = [
        "process", "title", "question", "outcome", "letter", "percent", "n", "kpi", "kpi_title", "version", "unit",
        "state", "reason", "fits", "period", "value", "cases", "definition", "tickets",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
