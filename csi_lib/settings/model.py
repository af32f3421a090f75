"""What every settings section is: frozen, typed, and without a key it does not know."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

RESERVED_IDS = ("templates", "batches")
ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,62}$"


class Settings(BaseModel):
    """Base of every settings section: frozen; unknown keys and numbers that are none are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


def _check_id(value: Any) -> Any:
    if value in RESERVED_IDS:
        raise ValueError(f"'{value}' is reserved for the folder reports/{value}")
    return value


Id = Annotated[str, BeforeValidator(_check_id), Field(pattern=ID_PATTERN)]
