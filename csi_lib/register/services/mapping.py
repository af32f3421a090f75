"""Whether the catalogue covers the tickets: which names it knows, which it does not, and what retired services get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from csi_lib.register.service import Service

NONE = "(none)"


@dataclass(frozen=True)
class Mapping:
    """How the tickets of an engagement map to its catalogue.

    Parameters
    ----------
    tickets : int
        All in scope.
    mapped : int
        Those that name a service of the catalogue.
    nameless : int
        Those that name no service at all.
    by_service : dict of str to int
        Id of a service -> its tickets.
    recent : dict of str to int
        Id of a service -> its tickets of the last year.
    unknown : tuple of (str, int)
        Names that no service carries, most tickets first.
    """

    tickets: int
    mapped: int
    nameless: int
    by_service: dict[str, int]
    recent: dict[str, int]
    unknown: tuple[tuple[str, int], ...]

    @property
    def coverage(self) -> float:
        """Percent of the tickets that name a service of the catalogue; NaN without a ticket."""
        return 100 * self.mapped / self.tickets if self.tickets else float("nan")


def map_tickets(counts: pd.DataFrame, services: Iterable[Service]) -> Mapping:
    """Map tickets to the catalogue by the names they carry.

    Parameters
    ----------
    counts : DataFrame
        ``service, tickets, recent``, one row a name.
    services : iterable of Service
        The catalogue.

    Returns
    -------
    Mapping
        Every ticket is counted once: mapped, nameless or under an unknown name.
    """
    known = {name: item.id for item in services for name in item.names}
    by_service = dict.fromkeys(known.values(), 0)
    recent = dict.fromkeys(known.values(), 0)
    unknown: list[tuple[str, int]] = []
    nameless = 0
    for name, tickets, lately in counts[["service", "tickets", "recent"]].itertuples(index=False):
        if name in known:
            by_service[known[name]] += int(tickets)
            recent[known[name]] += int(lately)
        elif name == NONE:
            nameless += int(tickets)
        else:
            unknown.append((str(name), int(tickets)))
    mapped = sum(by_service.values())
    rest = sum(count for _, count in unknown)
    ordered = tuple(sorted(unknown, key=lambda item: (-item[1], item[0])))
    return Mapping(mapped + rest + nameless, mapped, nameless, by_service, recent, ordered)


WANTED = ("owner", "features", "customers", "cost", "agreement", "service hours")


def find_gaps(service: Service, agreed: bool) -> tuple[str, ...]:
    """List what the entry of a service still lacks for its customers; a service of the past lacks nothing.

    Parameters
    ----------
    service : Service
        The entry.
    agreed : bool
        Whether an agreement for it is in force.
    """
    if service.status == "retired":
        return ()
    here = {
        "owner": bool(service.owner),
        "features": bool(service.features),
        "customers": bool(service.customers),
        "cost": service.cost is not None or service.status == "pipeline",
        "agreement": agreed or service.status == "pipeline",
        "service hours": bool(service.calendar) or service.status == "pipeline",
    }
    return tuple(key for key in WANTED if not here[key])


def compare_known(services: Iterable[Service], known: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Say where the catalogue and the table of services in the exports differ; the catalogue counts.

    Parameters
    ----------
    services : iterable of Service
        The catalogue.
    known : DataFrame
        ``name, state`` as the exports hold them.

    Returns
    -------
    tuple of (str, str)
        Name of a service, and what differs.
    """
    there = {str(row["name"]): row["state"] for row in known.to_dict("records")}
    if not there:
        return ()
    entries = tuple(services)
    listed = {name for item in entries for name in item.names}
    found = []
    for item in entries:
        own = next((name for name in item.names if name in there), None)
        if own is None and item.status == "operational":
            found.append((item.name, "in operation by the catalogue, and not in the exports' table of services"))
        elif own is not None and isinstance(there[own], str) and there[own] != item.status:
            found.append((item.name, f"'{item.status}' by the catalogue, '{there[own]}' by the exports"))
    found += [
        (name, "in the exports' table of services, and not in the catalogue") for name in there if name not in listed
    ]
    return tuple(found)
