"""The engagement's file: what to read, what to compute, whom to tell."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator

from csi_lib.address import check_place
from csi_lib.errors import did_you_mean
from csi_lib.settings.assessment import Assessment
from csi_lib.settings.model import Id, Settings


class Source(Settings):
    """Where one canonical table comes from."""

    adapter: str
    files: list[str] = Field(min_length=1)
    table: str = ""  # canonical table; default: the name of the source
    kind: str = ""  # ticket kind when the export does not say: incident | request
    zone: str = ""  # default: the engagement's zone
    dates: str = ""  # strptime format; default: decided over the whole column
    delimiter: str = ""
    encoding: str = ""
    required: bool = True  # false: an absent file leaves the table empty, with a finding


class Objective(Settings):
    """One line from a business objective down to a KPI and its target."""

    id: Id
    objective: str
    success_factor: str
    kpi: str
    target: float | None = None
    by: dt.date | None = None


class Event(Settings):
    """A tool or definition change, clean-up or holiday that a verdict has to know of."""

    date: dt.date
    what: str = Field(min_length=1)
    until: dt.date | None = None
    kpis: list[str] = []
    services: list[str] = []
    blocks: bool = False  # true: no verdict across this date, false: the verdict is marked

    @field_validator("until")
    @classmethod
    def _ends_after_it_begins(cls, value: dt.date | None, info: ValidationInfo) -> dt.date | None:
        begins = info.data.get("date")
        if value is not None and begins is not None and value < begins:
            raise ValueError(f"this lies before 'date', {begins}; an event ends on or after the day it begins")
        return value


class Rebase(Settings):
    """A date from which a KPI's chart gets new limits; the first ones stay on the chart."""

    kpi: str
    date: dt.date
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)


class Charts(Settings):
    """How the charts are read."""

    rules: Literal["three_sigma", "making_data_count", "western_electric", "nelson", "anhoej"] = "three_sigma"
    # run: the median and the Anhøj rules in place of limits; ``rules`` then reads the charts of rare events alone
    chart: Literal["by kind", "run"] = "by kind"


class Report(Settings):
    """What a report is made for."""

    audience: str = "complete"  # a file of params/audiences: which pages, in which order
    formats: list[Literal["html", "pdf", "pptx", "docx", "xlsx"]] = ["html"]  # html is always made
    brand: str = ""  # a file of params/brands: whose name and colours the report carries
    language: Literal["en", "de"] = "en"


class Engagement(Settings):
    """One assessment of one client: what to read, what to compute, whom to tell."""

    version: Literal[1]
    id: Id
    client: str
    zone: str
    as_of: dt.date | None = None  # default: the last stamp in the data, never the clock
    author: str
    sources: dict[str, Source] = Field(min_length=1)
    kpis: list[str] = Field(min_length=1)  # KPI ids or catalogue groups
    variants: dict[str, dict[str, str]] = {}  # KPI -> what its definition leaves open -> the choice
    calendar: str = "24x7"  # the business clock: a file of params/calendars
    service_calendars: dict[str, str] = {}  # services with another business clock
    desk_teams: list[str] = []  # groups of the service desk: first level
    reopen_days: int = Field(default=7, ge=1, le=90)  # reopened within so many days: the first contact solved nothing
    discount: float = Field(default=0.0, ge=0, lt=1)  # yearly rate of the return on investment
    horizon: int = Field(default=3, ge=1, le=20)  # years from go-live that a return looks ahead
    keep_text: bool = False  # texts nobody reads are stored with a rejected row; people stay pseudonyms
    engine: str = ""  # where KPIs are computed; default: DuckDB inside this process
    slices: list[str] = ["service", "priority", "team"]
    breakdowns: list[str] = ["category"]  # columns broken down over the whole window only
    objectives: list[Objective] = []
    events: list[Event] = []
    season: Literal["yearly", "none"] = "yearly"  # none: a declared assumption, printed wherever it matters
    headline: Literal["each", "together"] = "each"  # each initiative answers for itself, or all are one family (Holm)
    initiatives: str = ""  # folder of initiative files, where there is no other register
    records: str = ""  # where the register is kept: a database (register.db, postgresql://…) or a folder of files
    answers: list[str] = []  # answer files of the maturity questionnaire (globs)
    assessment: Assessment = Assessment()  # how they are rated
    notes: str = ""  # folder of the analyst's comments, findings and recommendations
    baseline: str = ""  # id of the frozen baseline to compare with; default: the newest that none replaces
    charts: Charts = Charts()
    rebase: list[Rebase] = []  # nothing is ever rebased by itself
    report: Report = Report()

    @field_validator("rebase")
    @classmethod
    def _run_charts_have_no_limits(cls, value: list[Rebase], info: ValidationInfo) -> list[Rebase]:
        charts = info.data.get("charts")
        if value and charts is not None and charts.chart == "run":
            raise ValueError("a run chart has no limits that could begin anew; leave out 'rebase' or 'chart: run'")
        return value

    @field_validator("records")
    @classmethod
    def _one_register(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("initiatives"):
            raise ValueError("the register holds the initiatives too; leave out 'initiatives' or 'records'")
        check_place(value)
        return value

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        check_zone(value)
        return value

    @field_validator("kpis")
    @classmethod
    def _kpis_once(cls, value: list[str]) -> list[str]:
        twice = sorted({name for name in value if value.count(name) > 1})
        if twice:
            raise ValueError(f"'{twice[0]}' is listed twice; leave it in once")
        return value

    @field_validator("rebase")
    @classmethod
    def _rebased_once_a_day(cls, value: list[Rebase]) -> list[Rebase]:
        days = [(item.kpi, item.date) for item in value]
        twice = next((day for day in days if days.count(day) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice[0]} is rebased twice on {twice[1]}; keep one of the two, with one reason")
        return value


def check_zone(name: str) -> None:
    """Refuse a time zone the IANA database does not know.

    Raises
    ------
    ValueError
        When the zone is unknown; the message names the nearest known zone.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        raise ValueError(f"time zone '{name}' is unknown; {did_you_mean(name, _zones())}") from None


@cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(zone for zone in available_timezones() if "/" in zone)
