"""Benefits and costs made in memory."""

from collections.abc import Callable
from typing import Any

import pytest

from csi_lib.register.benefits import Benefit, Cost

CLAIM: dict[str, Any] = {
    "version": 1,
    "id": "agent-time",
    "title": "Agents spend less time",
    "initiative": "search",
    "type": "efficiency",
    "counts_as": "avoided",
    "saves": "agent time",
    "rests_on": "verdict",
    "promised": {"low": 500, "base": 900, "high": 1200},
    "unit_cost": {"low": 30, "base": 40, "high": 50},
    "per": "h",
    "part": {"low": 0.05, "base": 0.1, "high": 0.2},
}
PAID: dict[str, Any] = {
    "version": 1,
    "id": "licence",
    "initiative": "search",
    "what": "licence",
    "category": "licence",
    "amount": {"low": 900, "base": 1000, "high": 1300},
    "rhythm": "once",
    "when": "2025-03-20",
}


@pytest.fixture
def make_benefit() -> Callable[..., Benefit]:
    def make(**changes: Any) -> Benefit:
        return Benefit.model_validate({key: value for key, value in (CLAIM | changes).items() if value is not ...})

    return make


@pytest.fixture
def make_cost() -> Callable[..., Cost]:
    def make(**changes: Any) -> Cost:
        return Cost.model_validate({key: value for key, value in (PAID | changes).items() if value is not ...})

    return make
