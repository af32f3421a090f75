"""Who does something in the register: a role, never a person."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

_SEVERAL = re.compile(r"[,/;&+]|\b(?:and|und)\b", re.IGNORECASE)
_WORDS = "',', '/', ';', '&', '+', 'and' and 'und'"


def _no_address(value: str) -> str:
    if "@" in value:
        raise ValueError("name a role, such as 'service owner mail', not an address")
    return value


def _one_alone(value: str) -> str:
    if _SEVERAL.search(value):
        raise ValueError(f"'{value}' reads as several roles; exactly one answers: name that one, without {_WORDS}")
    return value


def _no_list(value: Any) -> Any:
    if isinstance(value, list | tuple):
        raise ValueError("exactly one role answers: name that one, not a list")
    return value


Role = Annotated[str, AfterValidator(_no_address), Field(min_length=1)]
MaybeRole = Annotated[str, AfterValidator(_no_address)]  # empty: nobody yet
# Exactly one: who owns something, or answers for it.
OneRole = Annotated[Role, BeforeValidator(_no_list), AfterValidator(_one_alone)]
MaybeOneRole = Annotated[MaybeRole, AfterValidator(_one_alone)]
