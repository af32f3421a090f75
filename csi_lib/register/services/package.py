"""The parts of a service design package as they are written down: what each says, and where it can be read."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from csi_lib.register.role import MaybeRole, OneRole
from csi_lib.settings import Settings


class Evidence(Settings):
    """One part of a package: what it says in a sentence, and where it is written."""

    says: str = ""
    link: str = ""  # document, page or file where it can be read
    by: MaybeRole = ""
    on: dt.date | None = None

    @property
    def there(self) -> bool:
        """Whether somebody could go and read it."""
        return bool(self.link)


class ServiceRisk(Settings):
    """What could keep the service from being delivered, and what is done about it."""

    what: str = Field(min_length=1)
    probability: int = Field(ge=1, le=5)
    impact: int = Field(ge=1, le=5)
    mitigation: str = Field(min_length=1)
    owner: OneRole
    review_by: dt.date | None = None


class Contingency(Evidence):
    """How the service comes back after a disaster, and when that was last tried."""

    tested: dt.date | None = None
    recovery_hours: float | None = Field(default=None, gt=0)  # promised
    tested_hours: float | None = Field(default=None, gt=0)  # what the last test took
    kpi: str = ""  # optional: the KPI that follows it


class Supply(Evidence):
    """How the service carries its load and stays up."""

    kpi: str = ""  # the KPI of its availability
