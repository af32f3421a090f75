"""The measures of the suppliers' contracts in the periods that were agreed, and whether each was met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csi_lib.register.reviews import Supplier
from csi_lib.register.reviews.contract import Asked, Result, ask_contract, judge_promise
from csi_lib.study.once import once

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.ingest import Ingested
    from csi_lib.kpi import Kpi
    from csi_lib.settings import Engagement
    from csi_lib.study.study import Study


@dataclass(frozen=True)
class Figures:
    """What KPIs are measured from, with or without a whole study.

    Parameters
    ----------
    engagement : Engagement
        The settings.
    found : Ingested
        The data.
    kpis : tuple of Kpi
        The definitions.
    first, as_of : date
        First and last local day of the data.
    """

    engagement: Engagement
    found: Ingested
    kpis: tuple[Kpi, ...]
    first: dt.date
    as_of: dt.date

    def kpi(self, name: str) -> Kpi | None:
        """Return one of the KPIs by id, or None."""
        return next((item for item in self.kpis if item.id == name), None)

    def measure(self, kpi: Kpi, grain: str, columns: Iterable[str]) -> pd.DataFrame:
        """Measure one KPI by periods of a length, sliced by some columns together; read back where nothing changed."""
        from csi_lib.kpi.engagement import measure_window

        by = tuple(columns)
        found = self.engagement, self.found, (kpi,), self.first, self.as_of
        return measure_window(*found, grain=grain, by=by, crossed=len(by) > 1)


@dataclass(frozen=True)
class Kept:
    """What became of one promise.

    Parameters
    ----------
    asked : Asked
        The promise.
    results : tuple of Result
        Period by period, in the order of time; empty where the data hold nothing of it.
    remark : str
        Why there is nothing.
    """

    asked: Asked
    results: tuple[Result, ...]
    remark: str = ""


def figures_of(study: Study) -> Figures:
    """Return what a study's KPIs are measured from."""
    return Figures(study.engagement, study.ingested, study.kpis, study.first, study.as_of)


@once
def judge_contracts(study: Study) -> tuple[Kept, ...]:
    """Judge every promise of the suppliers' contracts that a study's register holds.

    Parameters
    ----------
    study : Study
        In the report of one service, promises for others are left out.

    Returns
    -------
    tuple of Kept
        By supplier, then as in the contract.
    """
    found = judge_suppliers(figures_of(study), study.records.of(Supplier))
    return tuple(item for item in found if item.results or not study.part)


def judge_suppliers(figures: Figures, suppliers: Iterable[Supplier]) -> tuple[Kept, ...]:
    """Judge every promise of some suppliers' contracts."""
    return tuple(_judge(figures, asked) for supplier in suppliers for asked in ask_contract(supplier))


def _judge(figures: Figures, asked: Asked) -> Kept:
    kpi = figures.kpi(asked.measure.kpi)
    if kpi is None:
        return Kept(asked, (), "this report does not hold the KPI")
    bare = next((name for name in asked.where if name not in kpi.slices), "")
    if bare:
        return Kept(asked, (), f"the KPI is not counted by {bare}")
    results = judge_promise(asked, figures.measure(kpi, asked.measure.period, asked.where), kpi)
    return Kept(asked, results, "" if results else "the data hold no such rows")


def late_misses(kept: Iterable[Kept]) -> Iterator[Result]:
    """Yield the newest decided period of every promise where it was missed."""
    for item in kept:
        decided = [result for result in item.results if result.state != "not decidable"]
        if decided and decided[-1].state == "missed":
            yield decided[-1]
