"""Names in an engagement's file that have to be there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from csi_lib.errors import SettingsError, suggest
from csi_lib.kpi import Kpi
from csi_lib.settings import Engagement


def check_names(engagement: Engagement, path: Path, kpis: tuple[Kpi, ...], catalogue: Iterable[str]) -> None:
    """Refuse slices, breakdowns, events and rebasings that name what is not there: they would be left out in silence.

    Raises
    ------
    SettingsError
        Naming the file, the key and the nearest known name.
    """
    columns = {name for kpi in kpis for name in kpi.slices}
    named = [("slices", name, columns) for name in engagement.slices]
    named += [("breakdowns", name, columns) for name in engagement.breakdowns]
    named += [("events.kpis", name, set(catalogue)) for event in engagement.events for name in event.kpis]
    named += [("rebase.kpi", item.kpi, {kpi.id for kpi in kpis}) for item in engagement.rebase]
    for key, name, known in named:
        if name not in known:
            what = "no KPI is named" if key.endswith(("kpis", "kpi")) else "no KPI of this engagement can be sliced by"
            raise SettingsError(f"{what} '{name}'", where=f"{path}, key {key}", do=suggest(name, known))
