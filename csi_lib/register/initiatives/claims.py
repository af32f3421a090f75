"""What records call a success and the evidence does not: signed for by a role, contradicted, or never evaluated."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from csi_lib.register.change import find_day
from csi_lib.register.initiatives.evaluation import Evaluation, Override
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.initiatives.outcome import Outcome
from csi_lib.signals import Verdict

TAKEN_OVER = "that day was taken over from files, not from the history"
BY_CHANCE = "every look can find by chance what is not there"
Kind = Literal["override", "contradicted", "never evaluated", "declared elsewhere"]


@dataclass(frozen=True)
class Claim:
    """One success that the evidence of this report does not show.

    Parameters
    ----------
    initiative, title : str
        Which one.
    kind : {"override", "contradicted", "never evaluated", "declared elsewhere"}
        A role signed for it; its record says what this report does not find; it was closed without an evaluation; it
        is found, but declared on a day before the history knew it.
    said : str
        What the record says.
    found : str
        What this report finds: verdict and target.
    because : str
        Why the report finds so.
    reason, by : str
        Of the override; empty without one.
    on : date or None
        When it was signed.
    """

    initiative: str
    title: str
    kind: Kind
    said: str
    found: str
    because: str
    reason: str = ""
    by: str = ""
    on: dt.date | None = None


def list_claims(
    initiatives: Iterable[Initiative],
    verdicts: Iterable[Verdict],
    outcomes: Iterable[Outcome],
    *,
    as_of: dt.date | None = None,
    raised: Mapping[str, dt.datetime | None] | None = None,
) -> tuple[Claim, ...]:
    """List every success that records claim and this report does not find.

    Parameters
    ----------
    initiatives : iterable of Initiative
        The register.
    verdicts, outcomes : iterable of Verdict, of Outcome
        Of this report.
    as_of : date, optional
        Last day of its data: an evaluation of the same day has to give the same effect.
    raised : mapping of str to (datetime or None), optional
        When the history first shows each initiative, by id; without a history nothing is said of it.

    Returns
    -------
    tuple of Claim
        In the order of the register. An override stands here whatever the report finds: it was signed without evidence.
    """
    said, ended = {item.intervention: item for item in verdicts}, {item.initiative: item for item in outcomes}
    known = raised or {}
    return tuple(
        claim
        for item in initiatives
        for claim in (
            *_list(item, said.get(item.id), ended.get(item.id)),
            *_compare_effect(item, said.get(item.id), as_of),
            *_date(item, said.get(item.id), known.get(item.id)),
        )
    )


def _list(item: Initiative, verdict: Verdict | None, outcome: Outcome | None) -> Iterator[Claim]:
    found, because = _say_found(verdict, outcome), _say_reason(verdict, outcome)
    proven = outcome is not None and verdict is not None and outcome.word(verdict.verdict) == "achieved"
    newest, signed = item.evaluation, item.closing.override if item.closing else None
    if signed is not None and item.status == "standardised":
        yield _sign(item, signed, found, because)
    if newest is not None and newest.state == "achieved" and not proven:
        said = f"its evaluation of {newest.as_of} says 'achieved'"
        yield Claim(item.id, item.title, "contradicted", said, found, because)
    elif newest is not None and newest.verdict == "improved" and (verdict is None or verdict.verdict != "improved"):
        said = f"its evaluation of {newest.as_of} says 'improved'"
        yield Claim(item.id, item.title, "contradicted", said, found, because)
    if item.status == "closed" and newest is None and not proven:
        yield Claim(item.id, item.title, "never evaluated", "closed without an evaluation", found, because)


def _compare_effect(item: Initiative, verdict: Verdict | None, as_of: dt.date | None) -> Iterator[Claim]:
    """Hold the numbers of an evaluation against those that a study of the same day finds."""
    newest = item.evaluation
    if newest is None or verdict is None or newest.as_of != as_of or newest.verdict != verdict.verdict:
        return
    pairs = [(getattr(newest, key), getattr(verdict, key)) for key in ("effect", "lo", "hi")]
    if all(_is_close(one, other) for one, other in pairs):
        return
    said = f"its evaluation of {newest.as_of} gives the effect {_say_effect(newest)}"
    found = f"the effect {_say_effect(verdict)}"
    yield Claim(item.id, item.title, "contradicted", said, found, verdict.reason)


def _is_close(one: float | None, other: float | None) -> bool:
    """Tell whether two numbers are one; what is without bound is kept as none."""
    if other is not None and not math.isfinite(other):
        other = None
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-6)


def _say_effect(found: Evaluation | Verdict) -> str:
    effect, lo, hi = ("–" if item is None else f"{item:.4g}" for item in (found.effect, found.lo, found.hi))
    return f"{effect} [{lo}; {hi}]"


def _date(item: Initiative, verdict: Verdict | None, raised: dt.datetime | None) -> Iterator[Claim]:
    """Say where an improvement rests on a declaration that the history has not seen."""
    if verdict is not None and verdict.verdict == "improved" and is_taken_over(item, raised):
        assert raised is not None
        said, because = f"declared on {item.declared}", f"the history first shows it on {raised.date()}"
        yield Claim(item.id, item.title, "declared elsewhere", said, TAKEN_OVER, because)


def is_taken_over(item: Initiative, raised: dt.datetime | None) -> bool:
    """Tell whether an initiative was declared on a day before the history knew it; no history: nothing is said."""
    return raised is not None and item.declared is not None and item.declared < find_day(raised)


def say_taken_over(item: Initiative, raised: dt.datetime | None) -> str:
    """Say that the day of a declaration comes from files, wherever that day or its verdict is shown; else nothing."""
    return f"declared on {item.declared}; {TAKEN_OVER}" if is_taken_over(item, raised) else ""


def say_looks(item: Initiative) -> str:
    """Say on how many days an effect was looked for, where not every look found it: each can find one by chance."""
    days = {said.as_of: said.verdict for said in item.evaluations if said.verdict != "not enough evidence"}
    found = sum(verdict == "improved" for verdict in days.values())
    if not 0 < found < len(days):
        return ""
    return f"measured on {len(days)} days and improved on {found} of them; {BY_CHANCE}"


def say_cautions(item: Initiative, raised: dt.datetime | None) -> tuple[str, ...]:
    """Say what has to be known beside a declared day or a verdict; nothing of most.

    Parameters
    ----------
    item : Initiative
        With its evaluations.
    raised : datetime or None
        When the history first shows it.

    Returns
    -------
    tuple of str
        Each goes on after "It was".
    """
    return tuple(said for said in (say_taken_over(item, raised), say_looks(item)) if said)


def _sign(item: Initiative, signed: Override, found: str, because: str) -> Claim:
    newest = item.evaluation
    beside = f"although its evaluation of {newest.as_of} says '{newest.state}'" if newest else "without an evaluation"
    said = f"standard way of working {beside}"
    return Claim(item.id, item.title, "override", said, found, because, signed.reason, signed.by, signed.on)


def _say_found(verdict: Verdict | None, outcome: Outcome | None) -> str:
    if verdict is None:
        return "no verdict: nothing was compared"
    state = outcome.state if outcome else "not decidable"
    return f"{verdict.verdict}; target {state}"


def _say_reason(verdict: Verdict | None, outcome: Outcome | None) -> str:
    if verdict is None:
        return ""
    return outcome.reason if verdict.verdict == "improved" and outcome else verdict.reason
