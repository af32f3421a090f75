"""Who does something in the register: a role, never a person."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field


def _no_address(value: str) -> str:
    if "@" in value:
        raise ValueError("name a role, such as 'service owner mail', not an address")
    return value


Role = Annotated[str, AfterValidator(_no_address), Field(min_length=1)]
MaybeRole = Annotated[str, AfterValidator(_no_address)]  # empty: nobody yet
