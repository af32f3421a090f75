"""How available every service was: the KPIs' totals, and the outages and maintenance of the last year."""

from __future__ import annotations

import pandas as pd

from csi_lib.study.once import once
from csi_lib.study.services.asking import sum_outages
from csi_lib.study.study import Study

AVAILABILITY_COLUMNS = (
    "service", "availability", "mtbf", "outages", "mtrs", "longest", "maintenance", "maintained",
)  # fmt: skip


@once
def gather_availability(study: Study) -> pd.DataFrame:
    """Gather what is known of the availability of every service that had an outage or maintenance in the last year.

    Parameters
    ----------
    study : Study
        Totals and outages.

    Returns
    -------
    DataFrame
        ``AVAILABILITY_COLUMNS``: percent and hours over all of the data, where the report has these KPIs; outages, mean
        hours to restore, the longest, and maintenance windows with their hours of the last year.
    """
    found = sum_outages(study)
    lines = [_line(study, str(name), part) for name, part in found.groupby("service", sort=True)]
    return pd.DataFrame(lines, columns=list(AVAILABILITY_COLUMNS))


def _line(study: Study, name: str, part: pd.DataFrame) -> dict[str, object]:
    outages, maintenance = part[part["kind"] == "unplanned"], part[part["kind"] == "maintenance"]
    n = int(outages["n"].sum())
    return {
        "service": name,
        "availability": _total(study, "availability", name),
        "mtbf": _total(study, "mtbf", name),
        "outages": n,
        "mtrs": float(outages["hours"].sum()) / n if n else None,
        "longest": float(outages["longest"].max()) if n else None,
        "maintenance": int(maintenance["n"].sum()),
        "maintained": float(maintenance["hours"].sum()),
    }


def _total(study: Study, kpi: str, service: str) -> float | None:
    """Return a KPI's total of one service; in a report of one service that of all rows."""
    totals = study.totals
    rows = totals[(totals["kpi"] == kpi) & (totals["stat"] == "value")]
    if "service" not in rows:
        return None
    alone = study.part == "service" and rows["service"].isna().all()
    rows = rows[rows["service"].isna() if alone else rows["service"] == service]
    value = rows["value"].dropna()
    return float(value.iloc[0]) if len(value) else None
