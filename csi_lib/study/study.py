"""What one report knows: data, numbers, signals, verdicts and ratings at one date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from csi_lib import maturity, register
from csi_lib.baseline import Baseline
from csi_lib.ingest import Ingested, Issue
from csi_lib.kpi import Kpi
from csi_lib.maturity import ledger
from csi_lib.register.goals import Goal
from csi_lib.register.initiatives.outcome import Outcome
from csi_lib.settings import Engagement
from csi_lib.signals import Verdict
from csi_lib.signals.verdicts.prospect import Prospect
from csi_lib.study.kinds import measure_kinds


@dataclass(frozen=True)
class Study:
    """One engagement's data, numbers, signals, verdicts and ratings at one date.

    Parameters
    ----------
    engagement : Engagement
        The settings.
    path, home : Path
        The engagement's file and the project's root.
    first, as_of : date
        First and last local day of the data.
    kpis : tuple of Kpi
        The definitions used.
    ingested : Ingested
        Canonical tables, ledger and findings.
    measures : DataFrame
        The long measures frame, by month.
    totals : DataFrame
        The same KPIs over the whole window as one period.
    signals : DataFrame
        One row per series: limits, variation, trend.
    initiatives : tuple of Initiative
        What was decided and tried.
    records : Register
        Everything else the register keeps, the initiatives too; empty without one.
    verdicts : tuple of Verdict
        One per initiative with a date, in the same order.
    goals : tuple of Goal
        Every objective: achieved, not achieved or not decidable.
    outcomes : tuple of Outcome
        One per verdict, in the same order: whether the initiative's target is achieved.
    prospects : tuple of (str, Prospect or str)
        Id of every initiative that is not live yet, and what its measurement can show, or why nothing can be said.
    assessment : Assessment
        What the answers on maturity say; empty without answers.
    notes : DataFrame
        The analyst's comments, findings and recommendations by period and KPI.
    baselines : tuple of Baseline
        Every frozen baseline, each checked against its digest.
    baseline : Baseline or None
        The one this report compares with.
    issues : tuple of Issue
        All data-quality findings.
    compared_with : DataFrame or None
        The ledger of the earlier run that the exports were compared with.
    files : tuple of Path
        Every settings file that was read.
    fingerprint : str
        SHA-256 over data, settings, definitions, baselines, answers, notes and the kit's version.
    part : str
        ``service`` or ``organisation`` where the study is of one of them; empty for the whole engagement.
    """

    engagement: Engagement
    path: Path
    home: Path
    first: dt.date
    as_of: dt.date
    kpis: tuple[Kpi, ...]
    ingested: Ingested
    measures: pd.DataFrame
    totals: pd.DataFrame
    signals: pd.DataFrame
    initiatives: tuple[register.Initiative, ...]
    records: register.Register
    verdicts: tuple[Verdict, ...]
    goals: tuple[Goal, ...]
    outcomes: tuple[Outcome, ...]
    prospects: tuple[tuple[str, Prospect | str], ...]
    assessment: maturity.Assessment
    notes: pd.DataFrame
    baselines: tuple[Baseline, ...]
    baseline: Baseline | None
    issues: tuple[Issue, ...]
    compared_with: pd.DataFrame | None
    files: tuple[Path, ...]
    fingerprint: str
    part: str = ""

    @property
    def ratings(self) -> tuple[maturity.Rating, ...]:
        """Maturity by process; empty without answers."""
        return self.assessment.ratings

    @property
    def ledger(self) -> tuple[ledger.Entry, ...]:
        """The answers on maturity beside the engagement's own figures; empty without answers.

        Empty in a report of a part too: people were asked about the whole, and its figures are not those of a part.
        """
        if self.part:
            return ()
        asked = self.assessment.asked.processes
        by_kind = measure_kinds(self.engagement, self.ingested, self.kpis, asked, self.first, self.as_of)
        return ledger.keep_ledger(self.ratings, asked, self.measures, self.kpis, by_kind)

    def kpi(self, name: str) -> Kpi:
        """Return one of the study's KPIs by id; KeyError when it is not in the study."""
        found = next((kpi for kpi in self.kpis if kpi.id == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def verdict_of(self, initiative: str) -> Verdict | None:
        """Return the verdict on an initiative, or None while it has no date."""
        return next((item for item in self.verdicts if item.intervention == initiative), None)

    def outcome_of(self, initiative: str) -> Outcome | None:
        """Return whether an initiative's target is achieved, or None while it has no date."""
        return next((item for item in self.outcomes if item.initiative == initiative), None)

    @property
    def period(self) -> str:
        """Name of the month that comments are written for (``2026-06``): the last one with a usable number."""
        good = self.measures.loc[self.measures["reason"] == "", "period_start"]
        month = good.max() if len(good) else pd.Timestamp(self.as_of)
        return f"{month:%Y-%m}"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>"

    def __str__(self) -> str:
        kpis, tried = len(self.kpis), len(self.initiatives)
        return (
            f"{self.engagement.client}: {self.first} to {self.as_of}, {kpis} KPI{'s' * (kpis != 1)}, "
            f"{tried} initiative{'s' * (tried != 1)}, fingerprint {self.fingerprint[:12]}"
        )
