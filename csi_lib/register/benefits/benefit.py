"""One benefit of one initiative: what was promised, what it rests on, and whether it is cash."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from csi_lib.register.benefits.days import say_far
from csi_lib.register.benefits.sharing import list_overshared
from csi_lib.register.benefits.spread import Spread
from csi_lib.register.benefits.types import MEANINGS, BenefitType
from csi_lib.register.record import Record, Reference
from csi_lib.register.role import MaybeOneRole
from csi_lib.settings import Settings

if TYPE_CHECKING:
    from csi_lib.register.register import Register

CountsAs = Literal["cash", "avoided", "revenue", "quality"]
RestsOn = Literal["verdict", "invoice", "survey", "none"]
Saves = Literal["agent time", "user time", "supplier fees", "tools", "penalties", "other"]
Rhythm = Literal["once", "monthly"]


class Proof(Settings):
    """A paper that shows a benefit: an invoice, a contract change, a survey."""

    document: str = Field(min_length=1)  # number or place of the paper
    on: dt.date
    asked: int | None = Field(default=None, ge=1)  # of a survey: how many were asked
    answered: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _no_more_answers_than_asked(self) -> Proof:
        if self.asked is not None and self.answered is not None and self.answered > self.asked:
            raise ValueError(f"{self.answered} answered, and only {self.asked} were asked")
        return self


class Benefit(Record):
    """One benefit of one initiative.

    Whether it is claimed, evidenced or realised is never written down: it is worked out from what it rests on.

    Examples
    --------
    ::

        version: 1
        id: mail-agent-time
        title: Agents spend less time on broken mailboxes
        initiative: mailbox-self-repair
        type: efficiency
        counts_as: avoided          # cash | avoided | revenue | quality; quality is never summed with money
        saves: agent time           # agent time | user time | supplier fees | tools | penalties | other
        rests_on: verdict           # verdict | invoice | survey | none
        promised: {low: 3000, base: 5200, high: 7300}   # what was said beforehand, a month or once
        rhythm: monthly             # monthly | once
        unit_cost: {low: 30, base: 36, high: 45}        # money for one unit of the effect …
        per: h                      # … and the unit: that of a duration; case, minute; see the manual
        part: {low: 0.02, base: 0.05, high: 0.10}       # how much of each unit is paid time
        currency: EUR
        shares_with: []             # benefits that rest on the same effect
        share: 1                    # this one's part of it
        owner: service owner mail
    """

    KIND = "benefit"
    FOLDER = "benefits"
    TITLE = "Benefits"

    title: str = Field(min_length=1)
    initiative: str = Field(min_length=1)
    type: BenefitType
    counts_as: CountsAs
    saves: Saves = "other"
    rests_on: RestsOn
    kpi: str = ""  # on which it is seen; default: that of the initiative
    declared: dt.date | None = None  # of another KPI: when it was named; default: never
    worthwhile: float | None = Field(default=None, gt=0)  # of another KPI: least change worth it, as of an initiative
    promised: Spread | None = None
    rhythm: Rhythm = "monthly"
    since: dt.date | None = None  # first day it counts; default: go-live
    until: dt.date | None = None  # last day; default: as far as is looked ahead
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    unit_cost: Spread | None = None
    per: str = ""
    part: Spread | None = None  # money on a verdict has to say it: not every hour that is saved is a paid one
    volume: Spread | None = None  # cases a month to come; default: those of the last year
    fades: Spread = Spread(low=0, base=0, high=0)  # part of the effect that is lost in a year to come
    amount: Spread | None = None  # what the paper shows, a month or once
    proof: Proof | None = None
    shares_with: list[str] = Field(default=[])
    share: float = Field(default=1.0, gt=0, le=1)
    service: str = ""
    owner: MaybeOneRole = ""

    @model_validator(mode="after")
    def _quality_is_no_money(self) -> Benefit:
        money = [name for name in ("promised", "unit_cost", "amount") if getattr(self, name) is not None]
        if self.counts_as == "quality":
            if money:
                raise ValueError(f"a benefit that counts as quality has no money: leave out '{money[0]}'")
            return self
        if not MEANINGS[self.type].money:
            raise ValueError(f"'{self.type}' is a matter of quality and never summed with money: counts_as: quality")
        if (self.counts_as == "revenue") != (self.type in ("revenue", "growth")):
            raise ValueError(f"counts_as '{self.counts_as}' does not go with the type '{self.type}'")
        if not money:
            raise ValueError("say how much was promised, e.g. promised: {low: 500, base: 900, high: 1200}")
        return self

    @model_validator(mode="after")
    def _rests_on_what_it_says(self) -> Benefit:
        wanted = {
            "verdict": ("unit_cost", "per", "part") if self.counts_as != "quality" else (),
            "invoice": ("amount", "proof") if self.counts_as != "quality" else ("proof",),
            "survey": ("proof",) if self.counts_as == "quality" else ("amount", "proof"),
            "none": (),
        }[self.rests_on]
        lacking = next((name for name in wanted if not getattr(self, name)), "")
        if lacking:
            raise ValueError(
                f"a benefit that rests on a{'n' * (self.rests_on == 'invoice')} {self.rests_on} needs '{lacking}'"
            )
        if self.rests_on != "verdict" and self.unit_cost is not None:
            raise ValueError("'unit_cost' is multiplied with the effect of a verdict: rests_on: verdict")
        if self.rests_on in ("verdict", "none") and (self.amount is not None or self.proof is not None):
            raise ValueError("'amount' and 'proof' are those of a paper: rests_on: invoice, or survey")
        if self.rests_on == "survey":
            if self.counts_as in ("cash", "revenue"):
                raise ValueError("what people say of it is no cash: counts_as: avoided, or quality")
            if self.proof is None or self.proof.asked is None or self.proof.answered is None:
                raise ValueError("a survey needs how many were asked and how many answered, under 'proof'")
        if self.type == "portfolio" and not self.kpi:
            raise ValueError("a better portfolio has to show on a KPI: name it under 'kpi'")
        return self

    @model_validator(mode="after")
    def _fit_together(self) -> Benefit:
        if self.part is not None and self.part.high > 1:
            raise ValueError("'part' is at most 1: the whole of each unit")
        if self.fades.high >= 1:
            raise ValueError("'fades' is below 1: 0.1 loses a tenth of the effect in a year")
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"'until' {self.until} lies before 'since' {self.since}")
        if self.rhythm == "once" and self.rests_on == "verdict" and self.counts_as != "quality":
            raise ValueError("an effect on a KPI comes month by month: rhythm: monthly")
        if self.id in self.shares_with:
            raise ValueError("a benefit does not share with itself")
        named = next((name for name in ("declared", "worthwhile") if getattr(self, name) is not None), "")
        if named and not self.kpi:
            raise ValueError(f"'{named}' is for a KPI of its own: name it under 'kpi'")
        return self

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its initiative, the benefits it shares an effect with, and its own KPI."""
        found = [Reference("initiative", self.initiative, ("initiative",))]
        found += [Reference("benefit", name, ("shares_with", place)) for place, name in enumerate(self.shares_with)]
        found += [Reference("kpi", self.kpi, ("kpi",))] if self.kpi else []
        return tuple(found)

    def check(self, register: Register) -> tuple[str, ...]:
        """Say what is wrong with it among all records: shares above the whole of one effect, a day far from go-live."""
        entry = register.entry("initiative", self.initiative)
        far = say_far("since", self.since, getattr(entry.record, "date", None) if entry else None)
        return (*list_overshared(self, register.of(Benefit)), *far)
