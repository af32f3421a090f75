"""What is asked of data and records without a whole study: commands need no signals and no verdicts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from csi_lib.ingest import Ingested
from csi_lib.kpi import Kpi
from csi_lib.register.register import Register
from csi_lib.settings import Engagement
from csi_lib.study.inputs import read_inputs
from csi_lib.study.scope import Scope, narrow


class Basis(Protocol):
    """What these computations need to know; a study knows it too."""

    @property
    def engagement(self) -> Engagement:
        """The settings."""

    @property
    def home(self) -> Path:
        """The project's root."""

    @property
    def first(self) -> dt.date:
        """First local day of the data."""

    @property
    def as_of(self) -> dt.date:
        """Last local day of the data."""

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """The definitions used."""

    @property
    def ingested(self) -> Ingested:
        """The canonical tables."""

    @property
    def records(self) -> Register:
        """The register."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Data and records of an engagement, read and not computed; the fields are those of ``Basis``."""

    engagement: Engagement
    home: Path
    first: dt.date
    as_of: dt.date
    kpis: tuple[Kpi, ...]
    ingested: Ingested
    records: Register


def read_ground(params: str | Path, as_of: dt.date | None = None) -> Ground:
    """Read an engagement's data and records.

    Parameters
    ----------
    params : str or Path
        Id of an engagement, or the path of its file.
    as_of : date, optional
        Last local day; default as the engagement says.

    Returns
    -------
    Ground
        Ready to be asked.

    Raises
    ------
    CsiError
        When something cannot be read, or names what is not there.
    """
    given = narrow(read_inputs(params), Scope(as_of=as_of))
    first, last = given.window()
    return Ground(given.engagement, given.home, first, last, given.kpis, given.found, given.records)
