"""The ten steps as rows of the improvement register, in the order of gap times impact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.maturity.bank import Process
from csi_lib.maturity.roadmap import Step
from csi_lib.register.initiatives.gaps import find_aim, find_guards

TEN = "ten-steps"  # as questions are tagged
OWNER = "owner of service improvement"
COLUMNS = (
    "id", "title", "source", "status", "opportunity", "hypothesis", "kpi", "guards", "owner", "aims", "place", "step",
    "percent", "gap", "impact", "priority", "why", "note",
)  # fmt: skip
NO_KPI = "name a KPI before it enters the register: no question of this step names one that is measured here"


@dataclass(frozen=True)
class StepRow:
    """One step as a row.

    Parameters
    ----------
    place : int
        From 1, the most urgent first.
    step : Step
        What it is about, its gap and what it weighs.
    kpi : str
        The first KPI that a question of the step names and the engagement measures; empty without one.
    guards, aims : tuple of str
        KPIs that must not get worse, and what it aims at.
    hypothesis, note : str
        What is expected, and what is missing.
    """

    place: int
    step: Step
    kpi: str
    guards: tuple[str, ...]
    aims: tuple[str, ...]
    hypothesis: str
    note: str

    @property
    def id(self) -> str:
        """Id of the row."""
        return f"gap-step-{self.step.step}"

    @property
    def opportunity(self) -> str:
        """What people say, and why the step matters."""
        percent = float(self.step.percent or 0)
        return f"Achieved to {percent:.1f} %. {self.step.why}"


def list_step_rows(steps: Iterable[Step], processes: Iterable[Process], kpis: Iterable[Kpi]) -> tuple[StepRow, ...]:
    """Make a row of the register of every step that somebody answered and that is not wholly there.

    Parameters
    ----------
    steps : iterable of Step
        In the order of gap times impact.
    processes : iterable of Process
        The questionnaire: which KPIs its questions on a step name.
    kpis : iterable of Kpi
        Those of the engagement.

    Returns
    -------
    tuple of StepRow
        The most urgent first.
    """
    known, named = {kpi.id: kpi for kpi in kpis}, _name_kpis(processes)
    open_steps = [step for step in steps if step.gap]
    return tuple(_make_row(place, step, named.get(step.step, []), known) for place, step in enumerate(open_steps, 1))


def _name_kpis(processes: Iterable[Process]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for process in processes:
        for question in process.questions:
            implied = [question.implies.kpi] if question.implies else []
            for step in question.fits.get(TEN, []):
                found.setdefault(step, []).extend([*implied, *question.kpis])
    return found


def _make_row(place: int, step: Step, named: Iterable[str], known: Mapping[str, Kpi]) -> StepRow:
    kpi = next((known[name] for name in named if name in known and known[name].better != "none"), None)
    shows = "the next assessment shows it" if kpi is None else f"{kpi.title} gets {kpi.better}"
    return StepRow(
        place=place,
        step=step,
        kpi=kpi.id if kpi else "",
        guards=find_guards(kpi, known),
        aims=(find_aim(kpi),),
        hypothesis=f"With this step in place {shows}",
        note="" if kpi else NO_KPI,
    )


def steps_frame(rows: Iterable[StepRow]) -> pd.DataFrame:
    """Return the rows as a plain table with ``COLUMNS``; percent, gap and priority are 0..100."""
    found = [
        (
            row.id, row.step.title, "maturity gap", "idea", row.opportunity, row.hypothesis, row.kpi,
            ", ".join(row.guards), OWNER, ", ".join(row.aims), row.place, row.step.step,
            round(float(row.step.percent or 0), 1), round(float(row.step.gap or 0), 1), row.step.impact,
            round(float(row.step.priority or 0), 1), row.step.why, row.note,
        )
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(found, columns=list(COLUMNS))


def draft_step(row: StepRow) -> dict[str, Any]:
    """Return the keys of an initiative's file, as far as the assessment knows them."""
    return {
        "version": 1,
        "id": row.id,
        "title": row.step.title,
        "opportunity": row.opportunity,
        "source": "maturity gap",
        "hypothesis": row.hypothesis,
        "kpi": row.kpi,
        "guards": list(row.guards),
        "owner": OWNER,
        "status": "idea",
        "aims": list(row.aims),
    }
