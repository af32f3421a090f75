"""A role, as settings name whoever answers for something: never a person."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field


def _refuse_address(value: Any) -> Any:
    if "@" in value:
        raise ValueError("name the role, not a person's address")
    return value


Role = Annotated[str, Field(min_length=1), AfterValidator(_refuse_address)]
RoleOrNone = Annotated[str, AfterValidator(_refuse_address)]  # empty: nobody is named


def fold_role(name: str) -> str:
    """Return the one form of a role's name that spellings share: ``CSI-Manager`` and ``csi manager``."""
    return " ".join(name.replace("-", " ").replace("_", " ").casefold().split())
