"""A figure that is not known exactly: least plausible, best guess, most plausible."""

from __future__ import annotations

from typing import Any

from pydantic import Field, GetJsonSchemaHandler, model_validator

from csi_lib.settings import Settings


class Spread(Settings):
    """Three figures of one quantity; a plain number stands for all three."""

    low: float = Field(ge=0)
    base: float = Field(ge=0)
    high: float = Field(ge=0)

    @model_validator(mode="before")
    @classmethod
    def _one_for_all(cls, value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {"low": value, "base": value, "high": value}
        if isinstance(value, dict) and "base" in value:
            return {"low": value["base"], "high": value["base"], **value}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Spread:
        if not self.low <= self.base <= self.high:
            raise ValueError(f"low {self.low:g}, base {self.base:g} and high {self.high:g} are not in this order")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Say in the schema what may be left out: both bounds, or all but a plain number."""
        found = handler(core)
        whole = handler.resolve_ref_schema(found)
        figures = dict(whole) | {"required": ["base"]}
        whole.clear()
        whole["anyOf"] = [{"type": "number", "minimum": 0}, figures]
        return found
