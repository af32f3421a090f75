"""KPI names in an engagement's file: a wrong one is told with its line before any export is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from csi_lib.errors import DefinitionError, SettingsError, suggest
from csi_lib.kpi import Kpi, choose, load_catalogue
from csi_lib.kpi.variants import settle_variants
from csi_lib.settings import Engagement, point_at

Key = tuple[str | int, ...]


def check_kpi_names(engagement: Engagement, path: Path, catalogue: Mapping[str, Kpi]) -> None:
    """Refuse KPI names that nothing is called by, wherever they stand in an engagement's file.

    Parameters
    ----------
    engagement : Engagement
        Its ``kpis``, ``variants``, ``objectives``, ``events`` and ``rebase`` count.
    path : Path
        Its file, for the message.
    catalogue : mapping of str to Kpi
        All definitions, by id.

    Raises
    ------
    SettingsError
        Naming file, line, key and the nearest known name.
    """
    for place, name in enumerate(engagement.kpis):
        try:
            choose(catalogue, [name])
        except DefinitionError as error:
            raise SettingsError(error.what, where=point_at(path, "kpis", place), do=error.do) from None
    for key, name in _list_names(engagement):
        if name not in catalogue:
            what = f"no KPI is called '{name}'"
            raise SettingsError(what, where=point_at(path, *key), do=suggest(name, catalogue))
    for name, choices in engagement.variants.items():
        _check_choices(catalogue[name], choices, path)
    _check_rebased(engagement, path, catalogue)


def choose_kpis(engagement: Engagement, path: Path, home: Path) -> tuple[Kpi, ...]:
    """Choose the KPIs of an engagement, its variants settled, after a look at every KPI name in its file.

    Raises
    ------
    CsiError
        When a definition is not right, or a name is wrong.
    """
    catalogue = load_catalogue(home=home)
    check_kpi_names(engagement, path, catalogue)
    return choose(catalogue, engagement.kpis, engagement.variants)


def _list_names(engagement: Engagement) -> Iterator[tuple[Key, str]]:
    yield from ((("variants", name), name) for name in engagement.variants)
    yield from ((("objectives", place, "kpi"), item.kpi) for place, item in enumerate(engagement.objectives))
    for place, event in enumerate(engagement.events):
        yield from ((("events", place, "kpis", order), name) for order, name in enumerate(event.kpis))
    yield from ((("rebase", place, "kpi"), item.kpi) for place, item in enumerate(engagement.rebase))


def _check_choices(kpi: Kpi, choices: Mapping[str, str], path: Path) -> None:
    for name, choice in choices.items():
        try:
            settle_variants(kpi, {name: choice})
        except DefinitionError as error:
            where = point_at(path, "variants", kpi.id, name)
            raise SettingsError(error.what, where=where, do=_capitalise(error.do)) from None


def _check_rebased(engagement: Engagement, path: Path, catalogue: Mapping[str, Kpi]) -> None:
    """Refuse to rebase what is not computed: the entry would change nothing, in silence."""
    listed = {kpi.id for kpi in choose(catalogue, engagement.kpis)}
    for place, item in enumerate(engagement.rebase):
        if item.kpi not in listed:
            what = f"the KPI '{item.kpi}' exists, but is not listed under kpis"
            do = f"Add {item.kpi} under kpis, or remove the entry"
            raise SettingsError(what, where=point_at(path, "rebase", place, "kpi"), do=do)


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
