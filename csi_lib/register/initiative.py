"""An initiative is a file: what was tried, on which KPI it was to be seen, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, PrivateAttr, field_validator, model_validator

from csi_lib.errors import SettingsError, did_you_mean, suggest
from csi_lib.register.record import Record
from csi_lib.settings import Settings, load, point_at

Source = Literal["kpi signal", "customer feedback", "employee feedback", "audit", "maturity gap"]
Status = Literal["idea", "planned", "running", "live", "closed"]
Aim = Literal["efficiency", "quality", "satisfaction"]


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
        status: live               # idea | planned | running | live | closed
        aims: [efficiency]         # efficiency | quality | satisfaction
        follows: ""                # id of the initiative this one is the next cycle of
        benefits: [{what: agent time saved, value: 900, unit: EUR per month, state: claimed, evidence: estimate}]
        costs: [{what: licence, value: 300, unit: EUR per month}]
        lessons: ""                # what to do differently next time
    """

    KIND = "initiative"
    TITLE = "Initiatives"

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
    owner: str = Field(min_length=1)
    status: Status
    aims: list[Aim] = Field(min_length=1)
    follows: str = ""
    benefits: list[Amount] = Field(default=[])
    costs: list[Amount] = Field(default=[])
    lessons: str = ""
    _file: str = PrivateAttr("")

    @property
    def file(self) -> str:
        """Name of the file the initiative came from; empty when made in memory."""
        return self._file

    @field_validator("owner")
    @classmethod
    def _role_not_person(cls, value: str) -> str:
        if "@" in value:
            raise ValueError("name the role that owns the initiative, not an address")
        return value

    @model_validator(mode="after")
    def _fit_the_status(self) -> Initiative:
        if self.status in ("live", "closed") and self.date is None:
            raise ValueError(f"status '{self.status}' needs 'date', the day of go-live")
        if self.status != "idea" and self.target is None:
            raise ValueError(f"status '{self.status}' needs 'target', e.g. {{value: 20, unit: h}}")
        if self.kpi in self.guards:
            raise ValueError(f"'{self.kpi}' cannot guard itself; name another KPI under 'guards'")
        other = self.comparison
        if other is not None and (other.kpi or self.kpi, other.where) == (self.kpi, self.where):
            raise ValueError("'comparison' is the initiative's own series; name a slice or a KPI it does not touch")
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
