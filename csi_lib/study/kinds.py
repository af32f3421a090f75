"""KPIs of one ticket kind alone, for answers about a process that is about this kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from csi_lib.ingest import Ingested
from csi_lib.kpi import Kpi
from csi_lib.maturity import Process
from csi_lib.maturity.ledger import narrow_kpis
from csi_lib.settings import Engagement
from csi_lib.study.window import measure_window


def measure_kinds(
    engagement: Engagement,
    found: Ingested,
    kpis: Iterable[Kpi],
    processes: Iterable[Process],
    first: dt.date,
    as_of: dt.date,
) -> dict[str, pd.DataFrame]:
    """Measure, by ticket kind, the KPIs that a process about this kind is held against.

    Parameters
    ----------
    engagement, found, kpis
        What is measured.
    processes : iterable of Process
        What was asked.
    first, as_of : date
        First and last local day of the data.

    Returns
    -------
    dict of str to DataFrame
        Ticket kind -> the long measures frame of its KPIs, months of the whole without slices.
    """
    return {
        kind: measure_window(engagement, found, own, first, as_of, by=())
        for kind, own in narrow_kpis(processes, kpis).items()
    }
