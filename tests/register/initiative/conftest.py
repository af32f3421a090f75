"""One initiative on its way, with all that the register asks for on every step, and the records it names."""

from collections.abc import Callable
from typing import Any

import pytest

from csi_lib.register import Entry, Initiative, Objective, Opportunity, Record, Register
from tests.register.initiative.samples import OBJECTIVE, ON_ITS_WAY, OPPORTUNITY


@pytest.fixture
def make() -> Callable[..., Initiative]:
    def build(status: str = "idea", **changes: Any) -> Initiative:
        given = ON_ITS_WAY | {"status": status} | changes
        return Initiative.model_validate({key: value for key, value in given.items() if value is not ...})

    return build


@pytest.fixture
def keep() -> Callable[..., Register]:
    """A register of these records beside the objective and the opportunity they name."""

    def build(*records: Record) -> Register:
        named = (Objective.model_validate(OBJECTIVE), Opportunity.model_validate(OPPORTUNITY))
        return Register(tuple(Entry(item) for item in (*named, *records)), "files")

    return build
