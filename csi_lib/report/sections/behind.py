"""The single tickets behind the initiatives of a study: what the sections on description share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from csi_lib.register import Initiative
from csi_lib.report.blocks import Block, Text
from csi_lib.report.sections.effects import say_where
from csi_lib.signals import Intervention
from csi_lib.signals.description import Cases, Sides, open_cases, split_sides
from csi_lib.stats import Refused
from csi_lib.study import Study

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Told:
    """An initiative with its tickets on both sides, or why there are none to tell of.

    Parameters
    ----------
    initiative : Initiative
        One with a date.
    sides : Sides or None
        None when refused.
    refusal : str
        Why, as a plain clause; empty when there are sides.
    """

    initiative: Initiative
    sides: Sides | None
    refusal: str

    @property
    def name(self) -> str:
        """Title and slice."""
        return f"{self.initiative.title}{say_where(dict(self.initiative.where))}"


def tell(study: Study) -> Iterator[Told]:
    """Walk through the initiatives with a date, reading the tickets of every KPI once."""
    opened: dict[str, Cases | str] = {}
    for item in study.initiatives:
        if item.began:
            if item.kpi not in opened:
                opened[item.kpi] = _open(study, item.kpi)
            yield _split(study, item, opened[item.kpi])


def attempt(ask: Callable[P, R], *given: P.args, **more: P.kwargs) -> R | None:
    """Return an answer, or None where it is refused."""
    try:
        return ask(*given, **more)
    except Refused:
        return None


def open_main(study: Study) -> Cases | None:
    """Open the tickets of the first duration that has any: the one a report leads with."""
    for kpi in study.kpis:
        if kpi.kind == "duration":
            cases = attempt(open_cases, study.ingested.tables, kpi, study.engagement.zone)
            if cases is not None and cases.rows["value"].notna().any():
                return cases
    return None


def say_refusals(study: Study) -> list[Block]:
    """Say of every initiative that cannot be told of why not."""
    return [Text(f"{item.name}: {item.refusal}.", role="note") for item in tell(study) if item.sides is None]


def _open(study: Study, kpi: str) -> Cases | str:
    try:
        return open_cases(study.ingested.tables, study.kpi(kpi), study.engagement.zone)
    except Refused as refusal:
        return str(refusal)


def _split(study: Study, item: Initiative, cases: Cases | str) -> Told:
    assert item.date is not None
    if isinstance(cases, str):
        return Told(item, None, cases)
    change = Intervention(
        id=item.id, title=item.title, kpi=item.kpi, date=item.date, where=dict(item.where), transition=item.transition
    )
    try:
        sides = split_sides(cases, study.measures, change, as_of=study.as_of, events=study.engagement.events)
    except Refused as refusal:
        return Told(item, None, str(refusal))
    return Told(item, sides, "")
