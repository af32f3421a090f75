"""What a KPI is: one frozen definition, as its file says it, with an example worked by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from csi_lib.settings import Id, Settings, check_zone
from csi_lib.tables import TABLES

GROUPS = ("incident", "change", "problem", "desk", "sla", "satisfaction", "finance")

# Two quantities go by one bare name; a report that says "MTTR" would not say which.
BARE_NAMES: dict[str, tuple[str, ...]] = {
    "mttr": ("mttr_respond", "mttr_resolve"),
    "fcr": ("fcr_call", "fcr_contact"),
    "csat": ("csat_desk", "csat_service"),
}

# Bands of the age of an open ticket, in days: kpis.md 4, row 26 (backlog_ageing).
AGE_BANDS = (7, 30, 90)
ON_HOLD = "on_hold"  # the statistic beside a backlog: open tickets that wait for somebody else, as last seen
RESPONSE = "response"  # the statistic beside a score: percent of those asked who answered

Scalar = bool | int | float | str
Where = dict[str, Scalar | list[Scalar]]


class Per(Settings):
    """The rows that a quotient of two tables divides by: counted, or a column of theirs summed or averaged."""

    table: str
    where: Where = {}
    of: str = ""
    stamp: str
    how: Literal["count", "sum", "mean"] = "count"
    value: str = ""  # the column that is summed or averaged


class Choice(Settings):
    """One way to settle what a definition leaves open: the keys that it puts in place of the definition's own."""

    say: str = Field(min_length=1)  # printed with the number
    where: Where | None = None
    stamp: str | None = None
    cohort_stamp: str | None = None
    formula: str | None = None
    value: str | None = None
    met: str | None = None
    of: str | None = None
    table: str | None = None
    clock: Literal["calendar", "business"] | None = None
    unit: str | None = None
    last_by: str | None = None
    needs: list[str] | None = None
    slices: list[str] | None = None
    min_n: int | None = None


class Variant(Settings):
    """Something a definition leaves open, asked once: which of the choices holds."""

    ask: str = Field(min_length=1)  # the question, as `csi check` puts it
    default: str
    choices: dict[str, Choice] = Field(min_length=2)


class ExpectedRow(Settings):
    """One row that the worked example must give; what is not said is not compared."""

    period: str  # as people write it: 2026-03, 2026-Q1, 2026-W23
    stat: str = "value"
    view: str = ""  # default: the KPI's own view
    where: dict[str, str] = {}  # the slice; empty: all
    variant: dict[str, str] = {}  # variant -> choice, where another than the default holds
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    unit: str | None = None
    reason: str | None = None


class Example(Settings):
    """A few rows and the numbers that follow from them by hand."""

    zone: str = "UTC"
    first: dt.date
    last: dt.date
    as_of: dt.date | None = None  # default: the last day
    grain: str = "month"
    by: list[str] = []
    discount: float = Field(default=0.0, ge=0, lt=1)  # yearly rate of a return on investment
    given: dict[str, list[dict[str, Any]]] = Field(min_length=1)
    expect: list[ExpectedRow] = Field(min_length=1)

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        check_zone(value)
        return value


class Kpi(Settings):
    """One KPI: which rows, which stamp, which shape, which direction is good, and what would reveal gaming."""

    model_config = ConfigDict(populate_by_name=True)

    id: Id
    version: int = Field(ge=1)  # raised by any change that can change a value
    title: str
    question: str
    klass: Literal["process", "service", "operational", "business"] = Field(alias="class")
    group: Literal["incident", "change", "problem", "desk", "sla", "satisfaction", "finance"]
    owner: str  # a role, not a person
    table: str
    where: Where = {}  # equality or membership; anything cleverer is `of`
    stamp: str  # assigns a row to a period
    cohort_stamp: str = ""  # the second view; default opened_at, or the stamp where a table has none
    formula: Literal[
        "count", "mean", "ratio", "level", "per", "availability", "flow", "ageing", "retention", "mtbf", "roi"
    ]
    value: str = ""  # mean: what is averaged; level: the stamp at which a row leaves the stock; per: what is summed
    met: str = ""  # ratio: the predicate of the numerator
    of: str = ""  # the population as a predicate, where equality is not enough
    per: Per | None = None
    times: float = Field(default=1.0, gt=0)  # per: 100 makes it "per hundred"
    last_by: str = ""  # of several rows of one ticket or person in a period only the last counts
    asked: str = ""  # the stamp at which a row was asked for an answer: gives the share that answered
    variants: dict[str, Variant] = {}
    chosen: dict[str, str] = {}  # by variant, the choice that this definition carries; set by `settle_variants`
    clock: Literal["calendar", "business"] = "calendar"
    kind: Literal["duration", "proportion", "count", "stock", "score", "money", "quotient", "return", "availability"]
    unit: str
    better: Literal["lower", "higher", "none"]
    band: tuple[float, float] | None = None  # the good range, where neither more nor less is better
    stage: Literal["strategy", "design", "transition", "operation", "improvement"] = "operation"
    guard: list[str] = Field(min_length=1)  # KPIs that would reveal gaming
    min_n: int = Field(default=20, ge=0)
    mature_days: int = Field(default=0, ge=0)  # so long after its end a period can still change
    leans_on: list[str] = []  # other tables whose rows decide the value
    slices: list[str] = []
    needs: list[str] = Field(min_length=1)  # column, or table.column
    sources: list[str] = Field(min_length=1)
    note: str  # the ambiguity or proxy, as one printed sentence
    example: Example

    @field_validator("id")
    @classmethod
    def _id_is_no_group(cls, value: str) -> str:
        if value in GROUPS:
            raise ValueError(f"'{value}' is the name of a group")
        if value in BARE_NAMES:
            raise ValueError(f"'{value}' is ambiguous; say {' or '.join(BARE_NAMES[value])}")
        return value

    @field_validator("variants")
    @classmethod
    def _default_is_a_choice(cls, value: dict[str, Variant]) -> dict[str, Variant]:
        for name, variant in value.items():
            if variant.default not in variant.choices:
                raise ValueError(f"the default '{variant.default}' of '{name}' is none of its choices")
        return value

    @model_validator(mode="before")
    @classmethod
    def _default_cohort(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("cohort_stamp"):
            table = TABLES.get(str(data.get("table")))
            opened = table is not None and "opened_at" in table.names
            return data | {"cohort_stamp": "opened_at" if opened else str(data.get("stamp", ""))}
        return data

    @property
    def view(self) -> str:
        """The view a report shows first: cohort where a duration is stamped at its beginning, else throughput."""
        return "cohort" if self.kind == "duration" and self.stamp == self.cohort_stamp else "throughput"

    @property
    def views(self) -> tuple[tuple[str, str], ...]:
        """Every view with the stamp that assigns a row to a period there."""
        own = ((self.view, self.stamp),)
        twofold = self.formula in ("count", "mean", "ratio") and self.stamp != self.cohort_stamp
        return (*own, ("cohort", self.cohort_stamp)) if twofold else own

    @property
    def variant(self) -> str:
        """What was chosen where the definition leaves something open, as it is printed with the number."""
        return "; ".join(self.variants[name].choices[choice].say for name, choice in self.chosen.items())

    @property
    def default_variant(self) -> str:
        """What ``variant`` says where nothing else is chosen."""
        return "; ".join(item.choices[item.default].say for item in self.variants.values())

    @property
    def stats(self) -> tuple[str, ...]:
        """The statistics of the throughput view; a cohort of durations also has ``pending``."""
        if self.formula == "ageing":
            held = (ON_HOLD,) if self.table == "tickets" else ()
            return ("value", "median", "p90", *(f"over_{days}" for days in AGE_BANDS), *held)
        if self.formula == "roi":
            return ("value", "low", "high")
        if self.kind == "duration":
            return ("value", "median", "p90", "geomean")
        return ("value", RESPONSE) if self.asked else ("value",)

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table whose rows decide the value, its own first."""
        return (self.table, *([self.per.table] if self.per else []), *self.leans_on)
