"""What records may point at beside each other: KPIs, frozen baselines, services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from csi_lib.settings import Engagement


@dataclass(frozen=True)
class Known:
    """Names that are there.

    Parameters
    ----------
    kpis : frozenset of str
        Ids that the engagement computes.
    baselines : frozenset of str
        Ids of its frozen baselines.
    services : frozenset of str
        Names of services; empty: not known here, and so not checked.
    catalogue : frozenset of str
        Every KPI there is: what is among these has only to be listed.
    units : mapping of str to str
        KPI -> its unit; a KPI that is not in it is not asked.
    """

    kpis: frozenset[str] = frozenset()
    baselines: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    catalogue: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> frozenset[str] | None:
        """Return the names of a kind that is no record; None where they are not known."""
        names = {"kpi": self.kpis, "baseline": self.baselines, "service": self.services}[kind]
        return None if kind == "service" and not names else names


def know(engagement: Engagement, path: Path, home: Path) -> Known:
    """Gather what the records of an engagement may point at, without reading its exports.

    Parameters
    ----------
    engagement : Engagement
        The settings.
    path, home : Path
        Its file, and the project's root.

    Returns
    -------
    Known
        Services are not among it: they stand in the exports, and the study checks them.

    Raises
    ------
    CsiError
        When a definition or a baseline is not right.
    """
    from csi_lib.baseline import baselines_folder
    from csi_lib.kpi import choose, load_catalogue
    from csi_lib.kpi.named import check_kpi_names

    catalogue = load_catalogue(home=home)
    check_kpi_names(engagement, path, catalogue)
    kpis = choose(catalogue, engagement.kpis, engagement.variants)
    folder = baselines_folder(home, engagement.id)
    frozen = frozenset(item.stem for item in folder.glob("*.yml")) if folder.is_dir() else frozenset()
    units = {kpi.id: kpi.unit for kpi in (*catalogue.values(), *kpis)}  # a variant may have another
    return Known(frozenset(kpi.id for kpi in kpis), frozen, frozenset(), frozenset(catalogue), units)
