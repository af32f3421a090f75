"""What definitions leave open: every question once, with the number that follows from each answer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.errors import DefinitionError
from csi_lib.kpi import Kpi, load_catalogue
from csi_lib.kpi.variants import settle_variants
from csi_lib.study.once import once
from csi_lib.study.study import Study
from csi_lib.study.window import measure_window

CHOICE_COLUMNS = (
    "question", "kpi", "title", "variant", "choice", "say", "setting", "chosen", "value", "unit", "n", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Ambiguity:
    """One question that one or several definitions leave open.

    Parameters
    ----------
    ask : str
        The question.
    choices : DataFrame
        One row per KPI and choice: ``CHOICE_COLUMNS``; ``chosen`` marks what the report uses.
    sentences : tuple of str
        One per KPI: how far the answers lie apart.
    """

    ask: str
    choices: pd.DataFrame
    sentences: tuple[str, ...]


@once
def list_ambiguities(study: Study) -> tuple[Ambiguity, ...]:
    """Measure every wanted KPI under each choice that its definition leaves open.

    Parameters
    ----------
    study : Study
        Its engagement may have chosen; the default holds where it has not.

    Returns
    -------
    tuple of Ambiguity
        One per question, however many KPIs ask it. The value is that of the whole window; the other questions of the
        same KPI are answered as the report answers them.
    """
    catalogue = load_catalogue(home=study.home)
    trials = [trial for kpi in study.kpis if kpi.variants for trial in _list_trials(catalogue[kpi.id], kpi)]
    if not trials:
        return ()
    choices = _measure(study, trials)
    return tuple(
        Ambiguity(str(ask), rows.reset_index(drop=True), tuple(_say_spans(rows)))
        for ask, rows in choices.groupby("question", sort=False)
    )


@dataclass(frozen=True)
class _Trial:
    kpi: Kpi  # as the report uses it
    variant: str
    choice: str
    settled: Kpi | None  # None: the choices of two questions exclude each other
    refused: str = ""


def _list_trials(source: Kpi, kpi: Kpi) -> Iterable[_Trial]:
    for name, variant in source.variants.items():
        for choice in variant.choices:
            try:
                yield _Trial(kpi, name, choice, settle_variants(source, {**kpi.chosen, name: choice}))
            except DefinitionError as error:
                yield _Trial(kpi, name, choice, None, str(error))


def _measure(study: Study, trials: list[_Trial]) -> pd.DataFrame:
    # Under ids of their own: one KPI is measured several times in one pass over the data.
    named = {f"trial{place}": trial for place, trial in enumerate(trials)}
    kpis = tuple(
        trial.settled.model_copy(update={"id": name}) for name, trial in named.items() if trial.settled is not None
    )
    totals = measure_window(study.engagement, study.ingested, kpis, study.first, study.as_of, grain="all", by=[])
    values = totals[totals["stat"] == "value"]
    by_view = {(str(row["kpi"]), str(row["view"])): row for row in values.to_dict("records")}
    return pd.DataFrame(
        [
            _lay_out(trial, by_view.get((name, trial.settled.view)) if trial.settled else None)
            for name, trial in named.items()
        ],
        columns=list(CHOICE_COLUMNS),
    )


def _lay_out(trial: _Trial, row: Mapping[Hashable, object] | None) -> dict[str, object]:
    kpi, variant = trial.kpi, trial.kpi.variants[trial.variant]
    reason = trial.refused if row is None else _say_reason(str(row["reason"]))
    return {
        "question": variant.ask,
        "kpi": kpi.id,
        "title": kpi.title,
        "variant": trial.variant,
        "choice": trial.choice,
        "say": variant.choices[trial.choice].say,
        "setting": write_setting(kpi.id, trial.variant, trial.choice),
        "chosen": kpi.chosen.get(trial.variant) == trial.choice,
        "value": np.nan if row is None else row["value"],
        "unit": kpi.unit if row is None else row["unit"],
        "n": 0 if row is None else row["n"],
        "reason": reason,
    }


def _say_reason(reason: str) -> str:
    # The whole window is one period here: that its edges are no months is no reason against its level.
    return "" if reason in ("partial period", "immature", "outside the extraction window") else reason


def write_setting(kpi: str, variant: str, choice: str) -> str:
    """Write the line of an engagement's file that makes a choice."""
    return f"variants: {{{kpi}: {{{variant}: {choice}}}}}"


def _say_spans(rows: pd.DataFrame) -> Iterable[str]:
    for (_, variant), own in rows.groupby(["kpi", "variant"], sort=False):
        yield say_span(str(own["title"].iloc[0]), str(variant), own)


def say_span(title: str, variant: str, rows: pd.DataFrame) -> str:
    """Say in one sentence how far the answers to one question lie apart.

    Parameters
    ----------
    title : str
        Name of the KPI.
    variant : str
        What is left open, for example ``proxy``.
    rows : DataFrame
        ``value, unit, choice`` of every choice.

    Returns
    -------
    str
        For example ``First-call resolution is 41 to 67 % depending on the proxy``.
    """
    known = rows[rows["value"].notna()]
    word = variant.replace("_", " ")
    if known.empty:
        reasons = set(rows["reason"]) - {""} if "reason" in rows else set()
        why = f": {next(iter(reasons))}" if len(reasons) == 1 else ""
        return f"{title} cannot be computed for the whole window under any choice of the {word}{why}."
    if known["unit"].nunique() > 1:
        said = ", ".join(
            f"{round_value(row['value'])} {row['unit']} ({row['choice']})" for row in known.to_dict("records")
        )
        return f"{title} is measured in another unit depending on the {word}: {said}."
    low, high, unit = known["value"].min(), known["value"].max(), str(known["unit"].iloc[0])
    if len(known) == 1:
        choice = known["choice"].iloc[0]
        return f"{title} can be computed under one choice of the {word} only, {choice}: {round_value(low)} {unit}."
    if round_value(low) == round_value(high):
        return f"{title} is {round_value(low)} {unit} whatever the {word}."
    return f"{title} is {round_value(low)} to {round_value(high)} {unit} depending on the {word}."


def round_value(value: float) -> str:
    """Write a value with three digits that count, and whole from a hundred on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
