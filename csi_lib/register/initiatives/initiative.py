"""An initiative is a file: what was tried, on which KPI it was to be seen, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, PrivateAttr, model_validator

from csi_lib.errors import SettingsError, did_you_mean, suggest
from csi_lib.register.change import Occasion
from csi_lib.register.initiatives.choice import Decision, Option
from csi_lib.register.initiatives.course import INITIATIVE_COURSE
from csi_lib.register.initiatives.evaluation import Closing, Evaluation, SignOff
from csi_lib.register.initiatives.registration import list_backdated, list_rewritten, list_unproven
from csi_lib.register.initiatives.work import Issue, Milestone, Risk, Test, Training
from csi_lib.register.machine import Machine
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.role import MaybeRole, OneRole
from csi_lib.settings import Settings, load, point_at

# closed: of a file of the first issue, which knew no evaluations; nothing goes there any more.
Source = Literal["kpi signal", "customer feedback", "employee feedback", "audit", "maturity gap"]
Aim = Literal["efficiency", "quality", "satisfaction"]
Status = Literal["idea", "planned", "running", "live", "evaluated", "standardised", "restarted", "stopped", "closed"]
WENT_LIVE = ("live", "evaluated", "standardised", "restarted", "closed")
OVER = ("standardised", "restarted", "stopped", "closed")


class Target(Settings):
    """The value of the KPI that was promised."""

    value: float
    unit: str
    by: dt.date | None = None


class Amount(Settings):
    """One benefit or cost; without a value it is a matter of quality and is never summed."""

    what: str
    value: float | None = None
    unit: str = ""
    state: Literal["claimed", "realised"] = "claimed"
    evidence: str = ""

    @model_validator(mode="after")
    def _unit_of_value(self) -> Amount:
        if self.value is not None and not self.unit:
            raise ValueError("a value needs its unit, e.g. unit: EUR per month")
        return self


class Comparison(Settings):
    """A series that the change does not touch, to compare with: another slice, or another KPI of the same kind."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    kpi: str = ""  # default: that of the initiative
    where: dict[str, str] = Field(default={})


class Initiative(Record):
    """One improvement, from idea to review.

    Examples
    --------
    ::

        version: 1
        id: known-error-search
        title: Known errors shown while a ticket is written
        opportunity: A third of the tickets repeat an error whose workaround is known
        source: kpi signal         # kpi signal | customer feedback | employee feedback | audit | maturity gap
        hypothesis: Agents who see the workaround resolve at once instead of passing on
        kpi: mttr_resolve          # the one KPI that decides
        where: {service: Mail}     # slice the change touches; {} = everything
        date: 2025-04-01           # go-live; left out while it is not known
        declared: 2025-03-10       # when KPI, target and worthwhile change were written down; before go-live
        baseline: "2024"           # id of the frozen baseline; "" = none yet
        target: {value: 20, unit: h, by: 2025-12-31}
        worthwhile: 0.10           # least change worth the trouble: relative for durations, counts and money,
                                   # else in the KPI's own unit (percentage points, score points)
        transition: 1              # periods from go-live on that are left out of the comparison
        guards: [reopen_rate]      # must not get worse
        comparison: {where: {service: Print}}   # optional: a slice, or {kpi: …} of one kind, that is not touched
        owner: problem manager     # a role, not a person
        status: live               # idea | planned | running | live | evaluated | standardised | restarted | stopped
        aims: [efficiency]         # efficiency | quality | satisfaction
        follows: ""                # id of the initiative this one is the next cycle of
        benefits: [{what: agent time saved, value: 900, unit: EUR per month, state: claimed, evidence: estimate}]
        costs: [{what: licence, value: 300, unit: EUR per month}]
        lessons: ""                # what to do differently next time; needed at the end
        # From here on everything may be left out; the register asks for it step by step.
        objective: mail-in-a-day   # id of an objective of the register
        opportunities: [repeated-errors]                   # ids of what it answers
        options:                   # benefit, effort and risk from 1, very little, to 5, very much
          - {id: search, what: Search while typing, type: technology, benefit: 4, effort: 2, risk: 2}
          - {id: course, what: A course on known errors, type: training, benefit: 2, effort: 3, risk: 1}
        decision: {chosen: search, reason: more for less, by: service manager, on: 2025-02-20}
        pm: project manager desk   # roles
        manager: service manager
        milestones: [{what: Search in the test system, start: 2025-02-24, due: 2025-03-14, done: 2025-03-12, days: 8}]
        tests: [{what: Finds 20 known errors, result: passed, on: 2025-03-20, by: problem manager}]
        training: [{who: service desk, what: How to search, on: 2025-03-27, people: 14, hours: 1}]
        risks:
          - {what: The search is slow, probability: 2, impact: 3, mitigation: load test, owner: tool owner,
             review_by: 2025-06-30}
        issues: [{what: No licence yet, raised: 2025-03-01, owner: purchasing, answer: bought, closed: 2025-03-08}]
        evaluations:               # csi register evaluate adds them
          - {as_of: 2026-03-31, verdict: improved, state: achieved, effect: 0.8, lo: 0.7, hi: 0.92, effect_kind: ratio,
             feedback: {customers: fewer calls back, employees: quick to use}}
        sign_off: [{group: service desk, role: service desk lead, on: 2026-04-10, says: effective}]
        closing: {result: standardised, reason: target met, by: service manager, on: 2026-04-15}
    """

    KIND = "initiative"
    TITLE = "Initiatives"
    MACHINE: ClassVar[Machine] = INITIATIVE_COURSE

    model_config = ConfigDict(coerce_numbers_to_str=True)  # {priority: 1} and baseline: 2024 mean texts

    title: str = Field(min_length=1)
    opportunity: str = Field(min_length=1)
    source: Source
    hypothesis: str = Field(min_length=1)
    kpi: str = Field(min_length=1)
    where: dict[str, str] = Field(default={})
    date: dt.date | None = None
    declared: dt.date | None = None
    baseline: str = ""
    target: Target | None = None
    worthwhile: float = Field(default=0.10, gt=0)
    transition: int = Field(default=1, ge=0, le=60)
    guards: list[str] = Field(default=[])
    comparison: Comparison | None = None
    owner: OneRole
    status: Status
    aims: list[Aim] = Field(min_length=1)
    follows: str = ""
    benefits: list[Amount] = Field(default=[])
    costs: list[Amount] = Field(default=[])
    lessons: str = ""
    objective: str = ""
    opportunities: list[str] = Field(default=[])
    service: str = ""
    options: list[Option] = Field(default=[])
    decision: Decision | None = None
    pm: MaybeRole = ""
    manager: MaybeRole = ""
    milestones: list[Milestone] = Field(default=[])
    tests: list[Test] = Field(default=[])
    training: list[Training] = Field(default=[])
    risks: list[Risk] = Field(default=[])
    issues: list[Issue] = Field(default=[])
    evaluations: list[Evaluation] = Field(default=[])
    sign_off: list[SignOff] = Field(default=[])
    closing: Closing | None = None
    _file: str = PrivateAttr("")

    @property
    def file(self) -> str:
        """Name of the file the initiative came from; empty when made in memory."""
        return self._file

    @property
    def is_over(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.status in OVER

    @property
    def began(self) -> bool:
        """Whether there is a day to compare before and after: one that was stopped by then never went live."""
        if self.date is None:
            return False
        return self.status != "stopped" or self.closing is None or self.closing.on > self.date

    @property
    def evaluation(self) -> Evaluation | None:
        """The newest evaluation, of those of one day the last that was appended; None before the first."""
        return max(reversed(self.evaluations), key=lambda item: item.as_of, default=None)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its KPIs, baseline, objective, opportunities, service, and the initiative it follows."""
        named: list[tuple[str, str, tuple[str | int, ...]]] = [("kpi", name, key) for key, name in _list_kpis(self)]
        named += [("baseline", self.baseline, ("baseline",)), ("objective", self.objective, ("objective",))]
        named += [("opportunity", name, ("opportunities", place)) for place, name in enumerate(self.opportunities)]
        named += [("service", self.service, ("service",)), ("initiative", self.follows, ("follows",))]
        return tuple(Reference(*item) for item in named if item[1])

    def check(self, register: Register) -> tuple[str, ...]:
        """Say what is wrong about it beside the other records: one that restarts needs its next cycle."""
        if self.status != "restarted" or any(item.follows == self.id for item in register.of(Initiative)):
            return ()
        return (f"it restarts, and no initiative follows it; add the next one with 'follows: {self.id}'",)

    def check_change(self, was: Record) -> tuple[str, ...]:
        """Say what of the record as it was may not be changed: evaluations, and from go-live on what was registered."""
        return tuple(list_rewritten(was, self)) if isinstance(was, Initiative) else ()

    def check_occasion(self, was: Record | None, occasion: Occasion) -> tuple[str, ...]:
        """Say what may not be written now: a declaration for an earlier day, an evaluation that no run made."""
        before = was if isinstance(was, Initiative) else None
        return (*list_backdated(before, self, occasion), *list_unproven(before, self, occasion))

    @model_validator(mode="after")
    def _fit_the_status(self) -> Initiative:
        if self.status in WENT_LIVE and self.date is None:
            raise ValueError(f"status '{self.status}' needs 'date', the day of go-live")
        if self.status not in ("idea", "stopped") and self.target is None:
            raise ValueError(f"status '{self.status}' needs 'target', e.g. {{value: 20, unit: h}}")
        early = [said.as_of for said in self.evaluations if self.date and said.as_of < self.date]
        if early:
            raise ValueError(f"its evaluation of {early[0]} is of a day before its go-live on {self.date}")
        if self.kpi in self.guards:
            raise ValueError(f"'{self.kpi}' cannot guard itself; name another KPI under 'guards'")
        other = self.comparison
        if other is not None and (other.kpi or self.kpi, other.where) == (self.kpi, self.where):
            raise ValueError("'comparison' is the initiative's own series; name a slice or a KPI it does not touch")
        return self

    @model_validator(mode="after")
    def _choose_what_there_is(self) -> Initiative:
        names = [option.id for option in self.options]
        if len(set(names)) < len(names):
            raise ValueError("two options have the same id")
        if self.decision is not None and self.decision.chosen not in names:
            raise ValueError(f"'decision.chosen' is none of the options; {did_you_mean(self.decision.chosen, names)}")
        return self

    @model_validator(mode="after")
    def _end_as_shown(self) -> Initiative:
        """Hold what the steps ask for at the end also against a file written by hand."""
        if self.status == "evaluated" and not self.evaluations:
            raise ValueError("status 'evaluated' needs 'evaluations'")
        if self.status not in ("standardised", "restarted", "stopped"):
            return self
        if self.closing is None or self.closing.result != self.status:
            raise ValueError(f"status '{self.status}' needs 'closing': {{result: {self.status}, reason, by, on}}")
        if not self.lessons:
            raise ValueError(f"status '{self.status}' needs 'lessons'")
        newest = self.evaluation
        if self.status == "standardised" and not self.closing.override and (not newest or newest.state != "achieved"):
            said = (
                f"the evaluation of {newest.as_of} says '{newest.state}'" if newest else "no evaluation says 'achieved'"
            )
            raise ValueError(f"cannot be 'standardised', for {said}; 'closing' needs 'override': {{reason, by, on}}")
        return self


def load_initiatives(folder: Path) -> tuple[Initiative, ...]:
    """Read a folder of initiatives.

    Parameters
    ----------
    folder : Path
        Holds one ``*.yml`` file per initiative.

    Returns
    -------
    tuple of Initiative
        Sorted by id; empty when the folder holds no file.

    Raises
    ------
    SettingsError
        When the folder is absent, a file is malformed, an id stands in two files, or ``follows`` names
        an initiative that is not there.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise SettingsError("no such folder of initiatives", where=str(folder), do="Check the key 'initiatives'")
    found: dict[str, tuple[Initiative, Path]] = {}
    for path in sorted(folder.glob("*.yml")):
        initiative = load(path, Initiative)
        initiative._file = path.name
        if initiative.id in found:
            raise SettingsError(
                f"initiative '{initiative.id}' stands in two files",
                where=f"{found[initiative.id][1]} and {path}",
                do="Give one of them another id",
            )
        found[initiative.id] = (initiative, path)
    _check_follows(found)
    return tuple(found[name][0] for name in sorted(found))


def _check_follows(found: dict[str, tuple[Initiative, Path]]) -> None:
    for initiative, path in found.values():
        if initiative.follows and initiative.follows not in found:
            raise SettingsError(
                f"follows: there is no initiative '{initiative.follows}'",
                where=str(path),
                do=did_you_mean(initiative.follows, found).capitalize(),
            )


def check_kpis(
    initiatives: Iterable[Initiative], known: Iterable[str], catalogue: Iterable[str] = (), folder: Path | None = None
) -> None:
    """Refuse an initiative whose KPI, guard KPI or KPI of comparison is not computed.

    Parameters
    ----------
    initiatives : iterable of Initiative
        What to check.
    known : iterable of str
        The KPI ids of the engagement.
    catalogue : iterable of str, optional
        All ids there are: what is among them has only to be listed.
    folder : Path, optional
        Where the files of the initiatives are, to name the line.

    Raises
    ------
    SettingsError
        Naming the file, the line, the key and the nearest known id, or that the KPI is not listed.
    """
    ids, every = set(known), set(catalogue)
    for initiative in initiatives:
        for key, kpi in _list_kpis(initiative):
            if kpi in ids:
                continue
            if folder is not None and initiative.file:
                where = point_at(folder / initiative.file, *key)
            else:
                where = f"{initiative.file or initiative.id}, key {'.'.join(map(str, key[:2]))}"
            if kpi in every:
                what = f"the KPI '{kpi}' exists, but the engagement does not list it under kpis"
                raise SettingsError(what, where=where, do=f"Add {kpi} there, or name another")
            raise SettingsError(f"no KPI is called '{kpi}'", where=where, do=suggest(kpi, every | ids))


def _list_kpis(initiative: Initiative) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("kpi",), initiative.kpi
    yield from ((("guards", place), name) for place, name in enumerate(initiative.guards))
    if initiative.comparison and initiative.comparison.kpi:
        yield ("comparison", "kpi"), initiative.comparison.kpi
