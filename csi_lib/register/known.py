"""What records may point at beside each other: KPIs, frozen baselines, services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.settings import Engagement

if TYPE_CHECKING:
    from csi_lib.baseline import BaselineValue

Stood = Callable[[str, str, Mapping[str, str]], float | None]


def _never(baseline: str, kpi: str, where: Mapping[str, str]) -> float | None:
    return None


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
    better : mapping of str to str
        KPI -> ``lower``, ``higher`` or ``none``.
    stood : callable
        Where a KPI stood in a frozen baseline: of its id, the KPI and a slice; None where that is not frozen.
    """

    kpis: frozenset[str] = frozenset()
    baselines: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    catalogue: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    better: Mapping[str, str] = field(default_factory=dict)
    stood: Stood = _never

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
    better = {kpi.id: kpi.better for kpi in catalogue.values()}
    return Known(
        frozenset(kpi.id for kpi in kpis),
        frozen,
        frozenset(),
        frozenset(catalogue),
        units,
        better,
        lambda baseline, kpi, where: _look_up(folder / f"{baseline}.yml", kpi, where),
    )


@cache
def _read(path: Path) -> tuple[BaselineValue, ...]:
    """Read a baseline once, and only where somebody asks: its file is long, and a frozen one does not change."""
    from csi_lib.baseline import Baseline
    from csi_lib.settings import load

    return tuple(load(path, Baseline).values)


def _look_up(path: Path, kpi: str, where: Mapping[str, str]) -> float | None:
    """Return where a KPI stood in a baseline, for a slice that it holds."""
    if not path.is_file():  # it may be frozen later in the life of this process
        return None
    wanted = (kpi, "value", *(where.get(key, "") for key in ("service", "priority", "team")))
    found = (
        item.value for item in _read(path) if (item.kpi, item.stat, item.service, item.priority, item.team) == wanted
    )
    return next(found, None) if set(where) <= {"service", "priority", "team"} else None
