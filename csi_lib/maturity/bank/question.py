"""One question of the bank: what it asks of whom, and what else the answer serves."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from csi_lib.maturity.framework import Exact
from csi_lib.settings import AttributeId, Id, Settings

Group = Literal["users", "agents", "staff", "stakeholders", "managers"]
GROUPS: tuple[str, ...] = get_args(Group)
QuestionId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,62}$")]


def _read_items(value: Any) -> Any:
    """Take one item or a list; a number with a point is refused, because 8.10 without quotes is 8.1 to YAML."""
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, float | bool) for item in items):
        raise ValueError('put quotes around it: "1.5"')
    return [str(item) if isinstance(item, int) else item for item in items]


_ITEM = {"type": ["string", "integer"]}
_ITEMS = {"anyOf": [_ITEM, {"type": "array", "items": _ITEM, "minItems": 1}]}
# Framework -> its items that the same answer serves.
Fits = dict[Id, Annotated[list[str], BeforeValidator(_read_items), Field(min_length=1), WithJsonSchema(_ITEMS)]]
# Finding of `csi assess lint` -> why it stands as it is.
Meant = dict[str, Annotated[str, Field(min_length=10)]]


class Implies(Settings):
    """What an answer lets one expect of a KPI: at least as good as F's number fits F, …, worse than P's fits N."""

    kpi: str
    F: Exact
    L: Exact
    P: Exact

    @model_validator(mode="after")
    def _run_one_way(self) -> Implies:
        if not (self.F < self.L < self.P or self.F > self.L > self.P):
            raise ValueError("F, L and P must all rise or all fall")
        return self


class Question(Settings):
    """One question: the outcome it looks for, whom it is asked, and the KPIs that could contradict the answer."""

    id: QuestionId  # never reused: when the meaning changes, a new id
    attribute: AttributeId = ""  # empty: no capability attribute, read by what it fits alone (checklists)
    outcome: str  # what is so when it works
    ask: str
    groups: list[Group] = Field(min_length=1)  # whom it is asked
    kpis: list[str] = Field(default=[])
    implies: Implies | None = None
    look_for: str = ""  # evidence that would settle it
    fits: Fits = {}
    meant: Meant = {}

    @model_validator(mode="after")
    def _serves_something(self) -> Question:
        if not self.attribute and not self.fits:
            raise ValueError("a question needs an attribute or something it fits")
        return self
