"""How much of what is measured and tried serves an objective of the business."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csi_lib.register.initiative import Initiative


@dataclass(frozen=True)
class Alignment:
    """Counts of what serves an objective.

    Parameters
    ----------
    kpis, initiatives : int
        How many there are.
    kpis_linked, initiatives_linked : int
        KPIs that an objective names; initiatives that name an objective or work on such a KPI.
    """

    kpis: int
    kpis_linked: int
    initiatives: int
    initiatives_linked: int

    @property
    def kpi_share(self) -> float | None:
        """Percent; None without a KPI."""
        return 100 * self.kpis_linked / self.kpis if self.kpis else None

    @property
    def initiative_share(self) -> float | None:
        """Percent; None without an initiative."""
        return 100 * self.initiatives_linked / self.initiatives if self.initiatives else None


def count_aligned(kpis: Iterable[str], initiatives: Iterable[Initiative], aimed: Iterable[str]) -> Alignment:
    """Count what serves an objective.

    Parameters
    ----------
    kpis : iterable of str
        Ids of the KPIs that are measured.
    initiatives : iterable of Initiative
        What is tried.
    aimed : iterable of str
        Ids of the KPIs that objectives name.

    Returns
    -------
    Alignment
        Four counts.
    """
    measured, wanted, tried = set(kpis), set(aimed), tuple(initiatives)
    linked = [item for item in tried if item.objective or item.kpi in wanted]
    return Alignment(len(measured), len(measured & wanted), len(tried), len(linked))
