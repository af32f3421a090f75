"""What belongs into the Action Register by the figures: missed promises, and breach rates over their line."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from csi_lib.register import Register
from csi_lib.register.promise import say_apart
from csi_lib.register.reviews import Action, Supplier
from csi_lib.register.reviews.action import OPEN
from csi_lib.register.reviews.contract import Result
from csi_lib.register.reviews.line import TWINS
from csi_lib.signals.diagnosis import Facts, Proposal
from csi_lib.signals.diagnosis.levels import look_at_breaches
from csi_lib.signals.diagnosis.proposal import Action as Proposed
from csi_lib.study.contracts import Figures, judge_suppliers, late_misses

DAYS = 30  # to its due date, as a proposal: whoever accepts it sets another


@dataclass(frozen=True)
class Suggestion:
    """One action that the figures ask for.

    Parameters
    ----------
    action : Action
        As it would be written.
    known : str
        Id of an open action on the same KPI and service; empty: none, so that this one is new.
    """

    action: Action
    known: str


def suggest_actions(figures: Figures, register: Register) -> tuple[Suggestion, ...]:
    """Suggest an action for every promise missed in its last period and every breach rate over its line.

    Parameters
    ----------
    figures : Figures
        The data.
    register : Register
        Contracts, and the actions there are.

    Returns
    -------
    tuple of Suggestion
        Contracts first; a KPI of a service is suggested once. Never an entry of the CSIP.
    """
    missed = late_misses(judge_suppliers(figures, register.of(Supplier)))
    drafts = [*(_draft_missed(item, figures) for item in missed), *_draft_breaches(figures)]
    found: dict[tuple[str, str], Suggestion] = {}
    for draft in drafts:
        found.setdefault(_key(draft), Suggestion(draft, _find_open(draft, register)))
    return tuple(found.values())


def _key(item: Action) -> tuple[str, str]:
    return min(item.kpi, TWINS.get(item.kpi, item.kpi)), item.service


def _find_open(draft: Action, register: Register) -> str:
    known = (item for item in register.of(Action) if item.status in OPEN or item.id == draft.id)
    return next((item.id for item in known if _key(item) == _key(draft)), "")


def _draft_missed(item: Result, figures: Figures) -> Action:
    asked = item.asked
    kpi = figures.kpi(asked.measure.kpi)
    assert kpi is not None and item.value is not None
    value, line = say_apart(item.value, asked.measure.target)
    return Action(
        version=1,
        id=make_id(kpi.id, asked.service or asked.supplier.id, item.period),
        title=f"Bring {kpi.title} of {asked.service or asked.supplier.title} back to the contract",
        service=asked.service,
        supplier=asked.supplier.id,
        kpi=kpi.id,
        source="breach",
        seen=f"{value} {item.unit} in {item.period}, contract {line} {item.unit} ({asked.measure.clause})",
        evidence=f"{kpi.id} version {kpi.version}, {item.period}, n = {item.n:,}",
        raised=figures.as_of,
        raised_by="CSI manager",
        owner=asked.supplier.manager,
        due=figures.as_of + dt.timedelta(days=DAYS),
    )


def _draft_breaches(figures: Figures) -> Iterator[Action]:
    kpi = figures.kpi("sla_breach") or figures.kpi("sla_compliance")
    if kpi is None:
        return
    by = ("service",) if "service" in kpi.slices else ()
    targets = {item.kpi: item.target for item in figures.engagement.objectives if item.target is not None}
    measures = figures.measure(kpi, "month", by)
    answer = look_at_breaches(Facts((kpi,), measures, pd.DataFrame(), figures.as_of, targets))
    if isinstance(answer, Proposal):
        yield from (_draft_breach(item, figures) for item in _one_by_one(answer.actions))


def _one_by_one(actions: Iterable[Proposed]) -> list[Proposed]:
    """Name the services where some are over the line; the total alone where none is named."""
    found = list(actions)
    return [item for item in found if item.where != "all"] or found


def _draft_breach(item: Proposed, figures: Figures) -> Action:
    service = item.where.removeprefix("service ") if item.where != "all" else ""
    return Action(
        version=1,
        id=make_id(item.kpi, service or "all", f"{item.date:%Y-%m}"),
        title=f"Agree what is done about tickets that missed the agreed time{f': {service}' if service else ''}",
        service=service,
        kpi=item.kpi,
        source="breach",
        seen=item.seen,
        evidence=item.evidence,
        raised=item.date,
        raised_by="CSI manager",
        owner=item.owner,
        due=item.date + dt.timedelta(days=DAYS),
    )


def make_id(*parts: str) -> str:
    """Make an id of some words: small letters, digits and dashes, at most 63."""
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:63].strip("-_")
