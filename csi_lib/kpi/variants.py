"""What a definition leaves open, settled: each choice puts its own keys in place of the definition's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from csi_lib.errors import DefinitionError, did_you_mean
from csi_lib.kpi.definition import Choice, Kpi


def settle_variants(kpi: Kpi, wanted: Mapping[str, str] | None = None, where: str = "") -> Kpi:
    """Return a definition in which nothing is left open.

    Parameters
    ----------
    kpi : Kpi
        The definition as its file says it.
    wanted : mapping of str to str, optional
        Variant -> choice; the default where none is named.
    where : str
        Who wants it, for messages.

    Returns
    -------
    Kpi
        With the keys of every choice in place, and ``chosen`` filled.

    Raises
    ------
    DefinitionError
        When a variant or choice is unknown, two choices put the same key in place, or the definition is settled already
        in another way: what its own keys were is not known any more.
    """
    place = where or f"KPI {kpi.id}"
    if kpi.chosen:
        return _keep_settled(kpi, wanted or {}, place)
    wanted = wanted or {}
    for name in wanted:
        if name not in kpi.variants:
            hint = did_you_mean(name, kpi.variants) if kpi.variants else "its definition leaves nothing open"
            raise DefinitionError(f"{kpi.id} has no variant '{name}'", where=place, do=hint)
    chosen = {name: wanted.get(name, variant.default) for name, variant in kpi.variants.items()}
    changes: dict[str, object] = {}
    for name, choice in chosen.items():
        for key, value in list_changes(_find(kpi, name, choice, place)).items():
            if key in changes:
                raise DefinitionError(f"the variants of {kpi.id} both set '{key}'", where=place, do="Join them to one")
            changes[key] = value
    settled = kpi.model_dump(by_alias=True) | changes | {"chosen": chosen}
    if kpi.cohort_stamp == kpi.stamp and "cohort_stamp" not in changes:
        settled["cohort_stamp"] = ""  # found anew: it may have been the stamp for want of another
    if settled["formula"] != "per":
        settled |= {"per": None, "times": 1.0}
    return Kpi.model_validate(settled)


def _keep_settled(kpi: Kpi, wanted: Mapping[str, str], place: str) -> Kpi:
    for name, choice in wanted.items():
        if kpi.chosen.get(name) != choice:
            what = f"{kpi.id} is settled already ({kpi.variant}), and '{name}: {choice}' comes too late"
            raise DefinitionError(what, where=place, do="Settle the definition of the catalogue instead")
    return kpi


def settle_all(kpis: Iterable[Kpi]) -> tuple[Kpi, ...]:
    """Settle by its defaults every definition that still leaves something open.

    Parameters
    ----------
    kpis : iterable of Kpi
        Settled or not.

    Returns
    -------
    tuple of Kpi
        In the given order.
    """
    return tuple(kpi if kpi.chosen or not kpi.variants else settle_variants(kpi) for kpi in kpis)


def list_changes(choice: Choice) -> dict[str, object]:
    """List the keys of a definition that a choice puts in place."""
    return {key: value for key, value in choice.model_dump(exclude={"say"}).items() if value is not None}


def _find(kpi: Kpi, name: str, choice: str, place: str) -> Choice:
    choices = kpi.variants[name].choices
    if choice not in choices:
        raise DefinitionError(
            f"'{choice}' is no choice of {kpi.id}.{name}", where=place, do=did_you_mean(choice, choices)
        )
    return choices[choice]
