"""One series out of the measures: the complete grid of its periods, and which of them may be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.stats import Design, Question, Refused, Sample, Scale, scale_of
from csi_lib.stats.grid import CYCLES_NEEDED

# What is no slice among the columns of a measures frame.
NO_SLICE = frozenset(
    {
        *("kpi", "version", "variant", "stat", "view", "period_start", "period_end", "clock", "value", "unit"),
        *("numerator", "denominator", "n", "enough", "reason"),
    }
)

SMALL_COUNT = 3  # mean count a period below which a ratio of rates is biased towards no change

_NOUNS = {1: "month", 3: "quarter", 12: "year"}
_CYCLES = {"month": 12, "quarter": 4, "week": 52}  # periods of one year, where a year can be a season
UNEVEN = 4  # largest over smallest number of cases from which periods are weighed by their cases
# Kinds whose value is made of n cases and is no count itself: a count weighed by itself would be a fault.
_MADE_OF_CASES = frozenset({"duration", "money", "quotient", "proportion", "score", "nps"})

Season = Literal["yearly", "none"]


class KpiLike(Protocol):
    """What signals needs to know of a KPI."""

    @property
    def id(self) -> str:
        """Identity; the column ``kpi`` of the measures."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def kind(self) -> str:
        """Kind, which decides the working scale."""

    @property
    def better(self) -> str:
        """Good direction: lower, higher or none."""

    @property
    def unit(self) -> str:
        """Unit of its value."""


@dataclass(frozen=True, eq=False)
class Series:
    """One KPI in one slice over the complete grid of periods.

    Parameters
    ----------
    rows : DataFrame, shape (periods, any)
        Rows of the measures in the order of time.
    numbers : ndarray of int, shape (periods,)
        Number of each period on the grid; the first is 0.
    usable : ndarray of bool, shape (periods,)
        Whether a period may enter a test: it has a value and no reason against it.
    sample : Sample
        Values in natural units, all periods.
    scale : Scale
        The working scale of the KPI's kind.
    noun : str
        month, week, quarter, year or period.
    season : str
        "yearly" where a season is possible, "none" where the engagement declares that there is none.
    counted : bool
        Whether a period's value is made of its n cases, so that few cases make it less sure.
    """

    rows: pd.DataFrame
    numbers: NDArray[np.int64]
    usable: NDArray[np.bool_]
    sample: Sample
    scale: Scale
    noun: str
    season: Season = "yearly"
    counted: bool = False

    @property
    def n(self) -> int:
        """Number of usable periods."""
        return int(self.usable.sum())

    @property
    def year(self) -> int:
        """Periods of one year; 0 where a period is a year or of no calendar length."""
        return _CYCLES.get(self.noun, 0)

    @property
    def cycle(self) -> int:
        """Periods of the season that is possible; 0 where there is none, or none is declared."""
        return self.year if self.season == "yearly" else 0

    @property
    def caveats(self) -> tuple[str, ...]:
        """What limits every statement about this series: a declared season, too small counts."""
        found = []
        if self.year and not self.cycle:
            found.append("the engagement declares that there is no yearly season: an assumption, not a finding")
        if self.scale.kind == "rate ratio" and self.n and self.sample.value[self.usable].mean() < SMALL_COUNT:
            found.append(f"fewer than {SMALL_COUNT} cases a {self.noun}: the ratio is biased towards no change")
        return tuple(found)

    @property
    def uneven(self) -> tuple[str, ...]:
        """That periods with more cases count for more in an interrupted series; empty where all are much alike."""
        if self._weights(self.usable) is None:
            return ()
        cases = self._cases(self.usable)
        return (f"{self.noun}s hold {cases.min():,.0f} to {cases.max():,.0f} cases and count accordingly",)

    def ask(self, kept: NDArray[np.bool_], design: Design) -> Question:
        """Put the question of a design to the kept periods; Refused when season or scale do not allow it.

        Parameters
        ----------
        kept : ndarray of bool, shape (periods,)
            Those that the design has rows for.
        design : Design
            What is asked.

        Returns
        -------
        Question
            To be answered together with others.
        """
        short = self.short_of_season(kept)
        if short:
            raise Refused(short)
        # Measured (`make calibrate`): beside a course weights find as much or more; a trend they make 8 points blinder.
        weights = self._weights(kept) if design.beside_course else None
        return Question(self.working(kept), design, self.cycle, weights)

    def short_of_season(self, kept: NDArray[np.bool_]) -> str:
        """Say why a season forbids an answer, and how many periods would do; empty where it does not."""
        numbers = self.numbers[kept]
        span = int(numbers[-1] - numbers[0]) + 1 if len(numbers) else 0
        need = CYCLES_NEEDED * self.cycle
        if span >= need:
            return ""
        if not span:
            return f"no usable {self.noun}"
        return (
            f"the usable {self.noun}s span {span}, and {need} are needed: below two years a yearly season looks like "
            "a change (where there is none, declare 'season: none')"
        )

    def _cases(self, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
        return pd.to_numeric(self.rows.loc[kept, "n"]).to_numpy(dtype=np.float64)

    def _weights(self, kept: NDArray[np.bool_]) -> NDArray[np.float64] | None:
        """Return the cases behind each kept period, where they differ much; None where all may count alike."""
        if not self.counted or not kept.any():
            return None
        cases = self._cases(kept)
        known = np.isfinite(cases).all() and cases.min() > 0
        return cases if known and cases.max() > UNEVEN * cases.min() else None

    def working(self, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the kept periods on the working scale; Refused when the scale cannot take them."""
        return self.scale.forward(self.sample.only(kept))

    def left_out(self, side: NDArray[np.bool_] | None = None) -> str:
        """Say why periods (of one side) cannot be used, with counts; empty where all can."""
        lost = ~self.usable if side is None else side & ~self.usable
        reasons = self.rows.loc[lost, "reason"].replace("", "no value")
        # "too few: 12 of 20" and "too few: 9 of 20" are one reason; a detail is told only where it is the same.
        groups = reasons.groupby(reasons.str.split(":").str[0])
        said = ((len(group), group.iloc[0] if group.nunique() == 1 else head) for head, group in groups)
        return ", ".join(f"{count} left out: {reason}" for count, reason in said)


def main_stat(kpi: KpiLike) -> str:
    """Return the statistic that tests and charts use: the geometric mean of durations, else the value.

    Parameters
    ----------
    kpi : Kpi
        Its kind decides.

    Returns
    -------
    str
        A value of the column ``stat`` of the measures.
    """
    return "geomean" if kpi.kind == "duration" else "value"


def slice_columns(measures: pd.DataFrame) -> list[str]:
    """Return the columns by which the measures are sliced, in their order."""
    return [str(name) for name in measures.columns if name not in NO_SLICE]


def main_rows(measures: pd.DataFrame, kpi: KpiLike) -> pd.DataFrame:
    """Return the rows of a KPI that are charted and tested: its main statistic in its main view, every slice.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it.
    kpi : Kpi
        Which one.

    Returns
    -------
    DataFrame
        A part of the measures; throughput where the KPI has both views.
    """
    rows = measures[(measures["kpi"] == kpi.id) & (measures["stat"] == main_stat(kpi))]
    views = sorted(rows["view"].dropna().unique())
    view = "throughput" if "throughput" in views else (views[0] if views else "")
    return rows[rows["view"] == view] if views else rows


def pick_series(
    measures: pd.DataFrame, kpi: KpiLike, where: Mapping[str, str] | None = None, *, season: Season = "yearly"
) -> Series:
    """Pick the series of one KPI in one slice.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it.
    kpi : Kpi
        Which one.
    where : mapping of str to str, optional
        Slice column to value; columns not named are "all".
    season : {"yearly", "none"}
        Whether a yearly season is possible.

    Returns
    -------
    Series
        The complete grid.

    Raises
    ------
    Refused
        When the measures hold no such series; the message says what they do hold.
    UsageError
        When there are two rows for one period.
    """
    where = dict(where or {})
    rows = main_rows(measures, kpi)
    if rows.empty:
        raise Refused(f"the KPI {kpi.id} is not among the measures")
    keys = _slice_keys(rows)
    _check_slice(keys, where)
    here = np.ones(len(rows), dtype=bool)
    for column in keys.columns:
        here &= (keys[column] == str(where.get(column, ""))).to_numpy()
    if not here.any():
        raise Refused(f"the measures do not hold {_say_slice(where)} of {kpi.id}")
    return make_series(rows[here], kpi, season=season)


def each_series(
    measures: pd.DataFrame, kpi: KpiLike, *, season: Season = "yearly"
) -> Iterator[tuple[dict[str, str], Series]]:
    """Walk through all series of a KPI, the total first, then by slice column and value.

    Yields
    ------
    tuple of (dict, Series)
        The slice (empty for the total) and its series.
    """
    rows = main_rows(measures, kpi)
    keys = _slice_keys(rows)
    if rows.empty:
        return
    whole = pd.Series("", index=rows.index)  # so that measures without slice columns have one group, the total
    grouped = rows.groupby([whole, *(keys[column] for column in keys.columns)], sort=False)
    groups = [(_named(keys.columns, key), group) for key, group in grouped]
    for where, group in sorted(groups, key=lambda item: (len(item[0]), list(item[0].items()))):
        yield where, make_series(group, kpi, season=season)


def make_series(rows: pd.DataFrame, kpi: KpiLike, *, season: Season = "yearly") -> Series:
    """Put the rows of one slice in order and find out which may be used.

    Parameters
    ----------
    rows : DataFrame, shape (periods, any)
        One row a period.
    kpi : Kpi
        Its kind decides the scale.
    season : {"yearly", "none"}
        Whether a yearly season is possible.

    Returns
    -------
    Series
        In the order of time.

    Raises
    ------
    UsageError
        When there are two rows for one period.
    """
    rows = rows.sort_values("period_start", ignore_index=True)
    rows["reason"] = rows["reason"].astype(object).where(rows["reason"].notna(), "").astype(str)
    if rows["period_start"].duplicated().any():
        raise UsageError(
            f"{kpi.id} has two rows for one period", where="measures", do="Give one version and one grain at a time"
        )
    value, numerator, denominator = (_floats(rows[name]) for name in ("value", "numerator", "denominator"))
    days = (rows["period_end"] - rows["period_start"]).dt.days.to_numpy(dtype=np.float64)
    sample = Sample.of(value, numerator=numerator, denominator=denominator, exposure=days)
    rows.loc[(rows["reason"] == "").to_numpy() & np.isinf(value), "reason"] = "the value is infinite"
    usable = (rows["reason"] == "").to_numpy() & np.isfinite(value)
    numbers, noun = _number_periods(rows)
    counted = kpi.kind in _MADE_OF_CASES and "n" in rows
    return Series(rows, numbers, usable, sample, scale_of(kpi.kind), noun, season, counted)


def _slice_keys(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the slice columns as text, "" for all."""
    parts = rows[slice_columns(rows)].astype(object)
    return parts.where(parts.notna(), "").astype(str)


def _check_slice(keys: pd.DataFrame, where: Mapping[str, str]) -> None:
    for column, value in where.items():
        if column not in keys or (keys[column] == "").all():
            raise Refused(f"the measures are not sliced by {column}")
        if not (keys[column] == str(value)).any():
            known = keys.loc[keys[column] != "", column]
            raise Refused(f"the measures know no {column} '{value}' ({did_you_mean(str(value), known)})")


def _say_slice(where: Mapping[str, str]) -> str:
    return " and ".join(f"{column} {value}" for column, value in where.items()) + " together" if where else "the total"


def _named(columns: pd.Index, key: object) -> dict[str, str]:
    _, *values = key if isinstance(key, tuple) else (key,)
    return {str(column): str(value) for column, value in zip(columns, values, strict=True) if value}


def _floats(column: pd.Series) -> NDArray[np.float64]:
    return pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)


def _number_periods(rows: pd.DataFrame) -> tuple[NDArray[np.int64], str]:
    """Number the periods by the calendar, so that an absent row is a gap and not a neighbour."""
    starts, ends = rows["period_start"].dt, rows["period_end"].dt
    if (starts.day == 1).all() and (ends.day == 1).all():
        months = (starts.year * 12 + starts.month).to_numpy(dtype=np.int64)
        length = int(ends.year.iloc[0] * 12 + ends.month.iloc[0] - months[0])
        return (months - months[0]) // length, _NOUNS.get(length, "period")
    first = rows["period_start"].iloc[0]
    length = int((rows["period_end"].iloc[0] - first).days)
    passed = (rows["period_start"] - first).dt.days.to_numpy(dtype=np.int64)
    return passed // max(length, 1), "week" if length == 7 else "period"
