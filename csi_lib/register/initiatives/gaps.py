"""Maturity gaps as rows of the improvement register: what would have to rise, on which KPI it would show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.maturity.ledger import Entry
from csi_lib.maturity.roadmap import SHOW, Lift, Roadmap
from csi_lib.register.initiatives.initiative import Initiative

COLUMNS = (
    "id", "title", "source", "status", "opportunity", "hypothesis", "kpi", "guards", "owner", "aims", "process",
    "question", "attribute", "needs", "letter", "percent", "days_low", "days_high", "wave", "after", "benefit", "note",
)  # fmt: skip
NO_KPI = "name a KPI before it enters the register: the question of this outcome names none that is measured here"

FITS = ": the figures fit F already"  # ends a benefit that work on this outcome can hardly add to


@dataclass(frozen=True)
class GapRow:
    """One row.

    Parameters
    ----------
    id, title, opportunity, hypothesis, kpi, owner : str
        As an initiative has them; no KPI where none is measured.
    guards, aims : tuple of str
        KPIs that must not get worse, and what it aims at.
    lift : Lift
        The item of the roadmap: outcome, effort, wave.
    after : tuple of str
        Ids of the rows that come first.
    benefit : str
        Where the KPI stands and where it would have to be; empty without figures.
    note : str
        What is missing.
    """

    id: str
    title: str
    opportunity: str
    hypothesis: str
    kpi: str
    owner: str
    guards: tuple[str, ...]
    aims: tuple[str, ...]
    lift: Lift
    after: tuple[str, ...]
    benefit: str
    note: str


def list_gaps(roadmap: Roadmap, ledger: Iterable[Entry], kpis: Iterable[Kpi]) -> tuple[GapRow, ...]:
    """Make a row of the register of every item of a roadmap.

    Parameters
    ----------
    roadmap : Roadmap
        What has to rise.
    ledger : iterable of Entry
        Answers beside figures: where a KPI stands.
    kpis : iterable of Kpi
        Those of the engagement.

    Returns
    -------
    tuple of GapRow
        In the order of the roadmap; within a wave, a process and a level, what the figures fit already comes last.
    """
    known, entries = {kpi.id: kpi for kpi in kpis}, tuple(ledger)
    rows = (_make_row(lift, entries, known) for lift in roadmap.lifts)
    # The roadmap leaves the order within a level open: neither of its outcomes waits for another.
    alike = groupby(rows, key=lambda row: (row.lift.wave, row.lift.process, row.lift.level))
    return tuple(row for _, group in alike for row in sorted(group, key=lambda row: row.benefit.endswith(FITS)))


def _make_row(lift: Lift, entries: Sequence[Entry], known: Mapping[str, Kpi]) -> GapRow:
    name = _choose_kpi(lift, known)
    kpi = known.get(name)
    outcome = lift.outcome.rstrip(".")
    rises = "shows it" if kpi is None else f"gets {kpi.better}"
    return GapRow(
        id=_make_id(lift.question),
        title=f"{lift.title}: {outcome}",
        opportunity=_say_opportunity(lift),
        hypothesis=f"When {_inside(outcome)}, {kpi.title if kpi else 'the next assessment'} {rises}",
        kpi=name,
        owner=f"owner of {_inside(lift.title)}",
        guards=find_guards(kpi, known),
        aims=(find_aim(kpi),),
        lift=lift,
        after=tuple(_make_id(question) for question in lift.after),
        benefit=_say_benefit(lift, name, entries, counted=kpi is not None and kpi.kind == "count"),
        note="" if name else NO_KPI,
    )


def _choose_kpi(lift: Lift, known: Mapping[str, Kpi]) -> str:
    """Take the outcome's own KPI or none: another question's would be moved by other work than this.

    One without a good direction decides nothing.
    """
    return next((name for name in lift.kpis if name in known and known[name].better != "none"), "")


def _make_id(question: str) -> str:
    return f"gap-{question.replace('.', '-')}"[:63]


def _inside(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _say_opportunity(lift: Lift) -> str:
    needs = f"PA {lift.attribute} has to be {lift.needs}"
    if lift.kind == SHOW:
        return f"{needs}, and no record or figures bear it out"
    said = f"People say {lift.letter} ({float(lift.percent):.1f} %)" if lift.percent is not None else "Nobody answered"
    noted = f"; assessors noted: {lift.weakness}" if lift.weakness else ""
    return f"{said}, {needs}{noted}"


def find_guards(kpi: Kpi | None, known: Mapping[str, Kpi]) -> tuple[str, ...]:
    """Return the KPIs of the engagement that would reveal gaming of one; none without it."""
    return tuple(guard for guard in (kpi.guard if kpi else ()) if guard in known and kpi and guard != kpi.id)


def find_aim(kpi: Kpi | None) -> str:
    """Return what work on a KPI aims at: efficiency, quality or satisfaction."""
    if kpi is None:
        return "quality"
    if kpi.group == "satisfaction" or kpi.kind == "score":
        return "satisfaction"
    return "efficiency" if kpi.kind in ("duration", "money", "stock") else "quality"


def _say_benefit(lift: Lift, name: str, entries: Sequence[Entry], *, counted: bool) -> str:
    """Say where the KPI stands, and from where on it would fit F by the question's own numbers."""
    own = (item for item in entries if (item.question, item.kpi) == (lift.question, name) and item.shown)
    chosen = next(own, None)
    if chosen is None:
        return ""
    newest = chosen.shown[-1]
    stands = f"{chosen.kpi_title} {newest.value:,.{0 if counted else 1}f} {chosen.unit} in {newest.period}"
    if not chosen.bands:
        return stands
    word = "at most" if chosen.better == "lower" else "at least"
    fits = FITS if chosen.fits == "F" else ""  # all of the latest usable months, not the newest alone
    return f"{stands}; F needs {word} {float(chosen.bands[0][1]):g} {chosen.unit}{fits}"


def gaps_frame(rows: Iterable[GapRow]) -> pd.DataFrame:
    """Return the rows as a plain table.

    Returns
    -------
    DataFrame
        ``COLUMNS``; lists are joined by commas, days are person-days.
    """
    found = [
        (
            row.id, row.title, "maturity gap", "idea", row.opportunity, row.hypothesis, row.kpi, ", ".join(row.guards),
            row.owner, ", ".join(row.aims), row.lift.process, row.lift.question, row.lift.attribute, row.lift.needs,
            row.lift.letter, None if row.lift.percent is None else round(float(row.lift.percent), 1),
            float(row.lift.low), float(row.lift.high), row.lift.wave, ", ".join(row.after), row.benefit, row.note,
        )
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(found, columns=list(COLUMNS))


def draft_initiatives(rows: Iterable[GapRow]) -> tuple[Initiative, ...]:
    """Draft an initiative of every row that has a KPI: an idea, not yet a promise.

    Parameters
    ----------
    rows : iterable of GapRow
        As ``list_gaps`` returns them.

    Returns
    -------
    tuple of Initiative
        What the register reads; target, worthwhile change and date are set when it is planned.
    """
    return tuple(Initiative.model_validate(draft(row)) for row in rows if row.kpi)


def draft(row: GapRow) -> dict[str, Any]:
    """Return the keys of an initiative's file, as far as the assessment knows them."""
    days = f"{float(row.lift.low):g} to {float(row.lift.high):g}"
    return {
        "version": 1,
        "id": row.id,
        "title": row.title,
        "opportunity": row.opportunity,
        "source": "maturity gap",
        "hypothesis": row.hypothesis,
        "kpi": row.kpi,
        "guards": list(row.guards),
        "owner": row.owner,
        "status": "idea",
        "aims": list(row.aims),
        "costs": [
            {
                "what": f"effort, {days} person-days (rule of thumb)",
                "value": float(row.lift.high),
                "unit": "person-days",
            }
        ],
    }
