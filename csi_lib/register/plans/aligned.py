"""How much of what is measured and tried serves an objective that somebody stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csi_lib.register.initiatives.initiative import Initiative


@dataclass(frozen=True)
class Aligned:
    """What serves a stated objective, by id, and what does not.

    Parameters
    ----------
    kpis, loose_kpis : tuple of str
        KPIs of an objective, and those of none.
    initiatives, loose_initiatives : tuple of str
        Initiatives that name an objective or whose KPI is that of one, and the others.
    """

    kpis: tuple[str, ...]
    loose_kpis: tuple[str, ...]
    initiatives: tuple[str, ...]
    loose_initiatives: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Per cent of the initiatives; None without any."""
        total = len(self.initiatives) + len(self.loose_initiatives)
        return 100 * len(self.initiatives) / total if total else None


def find_aligned(initiatives: Iterable[Initiative], kpis: Iterable[str], aimed: Iterable[str]) -> Aligned:
    """Part what serves an objective from what does not.

    Parameters
    ----------
    initiatives : iterable of Initiative
        All of them.
    kpis : iterable of str
        Ids of all that are measured.
    aimed : iterable of str
        KPI ids of the objectives that are stated: in the engagement's file or as records.

    Returns
    -------
    Aligned
        Every KPI and initiative once.
    """
    known, tried, wanted = tuple(kpis), tuple(initiatives), set(aimed)
    serving = [item.id for item in tried if item.objective or item.kpi in wanted]
    return Aligned(
        tuple(name for name in known if name in wanted),
        tuple(name for name in known if name not in wanted),
        tuple(serving),
        tuple(item.id for item in tried if item.id not in serving),
    )
