"""All KPI definitions of a folder, and the choice of some of them by id or group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from csi_lib.errors import DefinitionError, suggest
from csi_lib.kpi.checks import check_kpi
from csi_lib.kpi.definition import BARE_NAMES, GROUPS, Kpi, Where
from csi_lib.kpi.variants import settle_variants
from csi_lib.settings import list_kit, load


def load_catalogue(folder: Path | None = None, *, home: Path | None = None) -> dict[str, Kpi]:
    """Read every KPI definition a project can use.

    Parameters
    ----------
    folder : Path, optional
        Only the definitions of this folder; default those the kit ships and the project's own ``params/kpi``, where
        a file of the same name takes the place of the shipped one.
    home : Path, optional
        The project's root; default found from the working directory.

    Returns
    -------
    dict of str to Kpi
        By id, in alphabetical order.

    Raises
    ------
    SettingsError
        When a file is not YAML or not of the form of a definition.
    DefinitionError
        When a definition names something that does not exist, or two files define one id.
    """
    found: dict[str, Kpi] = {}
    places: dict[str, Path] = {}
    paths = list_kit("params/kpi", ".yml", home).values() if folder is None else sorted(folder.glob("*.yml"))
    for path in paths:
        kpi = load(path, Kpi)
        check_kpi(kpi, str(path))
        if kpi.id in found:
            raise DefinitionError(
                f"id '{kpi.id}' is defined twice", where=f"{places[kpi.id]} and {path}", do="Rename or remove one"
            )
        found[kpi.id], places[kpi.id] = kpi, path
    for kpi in found.values():
        _check_guards(kpi, found, places[kpi.id])
    return dict(sorted(found.items()))


def choose(
    catalogue: Mapping[str, Kpi], wanted: Iterable[str], variants: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Kpi, ...]:
    """Choose KPIs by id or by the name of a group, and settle what their definitions leave open.

    Parameters
    ----------
    catalogue : mapping of str to Kpi
        All definitions, by id.
    wanted : iterable of str
        Ids and groups; a KPI that is named and also comes with its group is taken once.
    variants : mapping of str to mapping of str to str, optional
        KPI -> variant -> choice, where another than the default holds.

    Returns
    -------
    tuple of Kpi
        In the wanted order; the members of a group by id.

    Raises
    ------
    DefinitionError
        When a name, variant or choice is ambiguous, unknown, or stands in the list twice.
    """
    names = list(wanted)
    _check_once(names)
    variants = variants or {}
    for name in variants:
        if name not in catalogue:
            raise DefinitionError(f"no KPI is called '{name}'", where="variants", do=suggest(name, catalogue))
    chosen: dict[str, Kpi] = {}
    for name in names:
        chosen.update({kpi.id: kpi for kpi in _find(name, catalogue) if kpi.id not in chosen})
    return tuple(settle_variants(kpi, variants.get(kpi.id), f"variants.{kpi.id}") for kpi in chosen.values())


def make_manual(catalogue: Mapping[str, Kpi]) -> pd.DataFrame:
    """Write the manual of all KPIs from their definitions.

    Parameters
    ----------
    catalogue : mapping of str to Kpi
        All definitions, by id.

    Returns
    -------
    DataFrame
        One row per KPI: ``id, version, title, question, class, group, owner, definition, view, unit, better, clock,
        guard, min_n, needs, note, sources`` (text, but version and min_n).
    """
    rows = [
        {
            "id": kpi.id,
            "version": kpi.version,
            "title": kpi.title,
            "question": kpi.question,
            "class": kpi.klass,
            "group": kpi.group,
            "owner": kpi.owner,
            "definition": say_definition(kpi),
            "view": kpi.view,
            "unit": kpi.unit,
            "better": kpi.better,
            "clock": kpi.clock,
            "guard": ", ".join(kpi.guard),
            "min_n": kpi.min_n,
            "needs": ", ".join(kpi.needs),
            "note": kpi.note,
            "sources": ", ".join(kpi.sources),
        }
        for kpi in catalogue.values()
    ]
    return pd.DataFrame(rows)


def say_definition(kpi: Kpi) -> str:
    """Say in one sentence how a KPI is computed.

    Parameters
    ----------
    kpi : Kpi
        The definition.

    Returns
    -------
    str
        For example ``mean of hours_to_resolve over tickets with kind = incident, by resolved_at, calendar clock``.
    """
    population = _say_population(kpi.table, kpi.where, kpi.of)
    last = f", the last of each {kpi.last_by} in a period" if kpi.last_by else ""
    asked = f"; beside it the share that answered of those asked, by {kpi.asked}" if kpi.asked else ""
    return f"{say_shape(kpi)}, over {population}{last}, by {kpi.stamp}, {kpi.clock} clock{asked}"


def say_shape(kpi: Kpi) -> str:
    """Say what is computed of the rows, without saying which rows these are.

    Parameters
    ----------
    kpi : Kpi
        The definition.

    Returns
    -------
    str
        For example ``mean of hours_to_resolve (with median and P90)``.
    """
    shapes = {
        "count": "number of rows",
        "mean": f"mean of {kpi.value} (with median and P90)" if kpi.kind == "duration" else f"mean of {kpi.value}",
        "ratio": f"share with {kpi.met}",
        "level": f"rows begun by {kpi.stamp} and not ended by {kpi.value} at the end of each period",
        "per": f"{f'sum of {kpi.value}' if kpi.value else 'number of rows'}{_say_times(kpi)}{_say_below(kpi)}",
        "availability": f"agreed time less downtime ({kpi.met}){_say_weight(kpi)}, as a share of agreed time",
        "flow": f"rows begun by {kpi.stamp} less rows ended by {kpi.value} in the period",
        "ageing": f"rows begun by {kpi.stamp} and not ended by {kpi.value} at the end of each period, with their age",
        "retention": "users of a period who are there in the next one, too, as a share of its users",
        "mtbf": f"hours up divided by the number of failures ({kpi.met}), overlaps merged, maintenance left out",
        "roi": "present value of benefits less costs, divided by that of the costs, added up to the end of each period",
    }
    return shapes[kpi.formula]


def _say_weight(kpi: Kpi) -> str:
    return f", an outage by its {kpi.value}" if kpi.value else ""


def _say_below(kpi: Kpi) -> str:
    if kpi.per is None:
        return ""
    below = {"count": "number", "sum": f"sum of {kpi.per.value}", "mean": f"mean of {kpi.per.value}"}[kpi.per.how]
    return f" divided by the {below} of {_say_population(kpi.per.table, kpi.per.where, kpi.per.of)}, by {kpi.per.stamp}"


def _say_times(kpi: Kpi) -> str:
    return f" times {kpi.times:g}" if kpi.times != 1.0 else ""


def _say_population(table: str, where: Where, of: str) -> str:
    rules = [f"{name} = {_say(value)}" for name, value in where.items()] + ([say_rule(of)] if of else [])
    return f"{table} with {' and '.join(rules)}" if rules else table


def say_rule(predicate: str) -> str:
    """Write a predicate on one line, in brackets where it could not be joined to another by "and" otherwise."""
    line = " ".join(predicate.split())
    return f"({line})" if " or " in line.lower() else line


def _say(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(_say(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _find(name: str, catalogue: Mapping[str, Kpi]) -> list[Kpi]:
    if name in catalogue:
        return [catalogue[name]]
    if name in GROUPS:
        return [kpi for kpi in catalogue.values() if kpi.group == name]
    choices = [choice for choice in BARE_NAMES.get(name.lower(), ()) if choice in catalogue]
    if len(choices) > 1:
        raise DefinitionError(f"'{name}' is ambiguous", where="kpis", do=f"Say {' or '.join(choices)}")
    hint = f"Did you mean '{choices[0]}'?" if choices else suggest(name, [*catalogue, *GROUPS])
    raise DefinitionError(f"no KPI or group is called '{name}'", where="kpis", do=hint)


def _check_once(names: list[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            first = names.index(name) + 1
            raise DefinitionError(
                f"'{name}' is listed twice", where=f"kpis, entries {first} and {place + 1}", do="Leave it in once"
            )


def _check_guards(kpi: Kpi, found: Mapping[str, Kpi], path: Path) -> None:
    for name in kpi.guard:
        if name not in found or name == kpi.id:
            raise DefinitionError(
                f"the guard '{name}' is no other KPI of the catalogue",
                where=f"{path}, key guard",
                do=suggest(name, set(found) - {kpi.id}),
            )
