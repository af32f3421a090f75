"""The catalogue against the data: tickets, costs, users and marks of every service."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from csi_lib.register.service import Service
from csi_lib.register.services.design import Design, Part, check_package, score_package
from csi_lib.register.services.mapping import Mapping, compare_known, map_tickets
from csi_lib.register.services.portfolio import Facts, Worth, weigh_services
from csi_lib.register.sla import Sla
from csi_lib.study.once import once
from csi_lib.study.services.asking import book_costs, count_after, count_tickets, count_users, list_known, rate_services
from csi_lib.study.study import Study

MONTHS = 12


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The services of an engagement as the register and the data know them.

    Parameters
    ----------
    services : tuple of Service
        All entries, retired ones too.
    agreed : dict of str to tuple of Sla
        Id of a service -> its agreements in force.
    mapping : Mapping
        Which tickets name which service.
    differences : tuple of (str, str)
        Where the exports' own table of services says otherwise.
    worths : tuple of Worth
        Value scores and proposals.
    packages : tuple of (Design, tuple of Part)
        Design packages, part by part.
    costs : DataFrame
        Bookings by month, service and category.
    """

    services: tuple[Service, ...]
    agreed: dict[str, tuple[Sla, ...]]
    mapping: Mapping
    differences: tuple[tuple[str, str], ...]
    worths: tuple[Worth, ...]
    packages: tuple[tuple[Design, tuple[Part, ...]], ...]
    costs: pd.DataFrame


@once
def read_catalogue(study: Study) -> Catalogue:
    """Hold the catalogue against the data.

    Parameters
    ----------
    study : Study
        Data and records.
    """
    services = study.records.of(Service)
    mapping = map_tickets(count_tickets(study), services)
    packages = tuple((item, check_package(item, study.records)) for item in study.records.of(Design))
    costs = book_costs(study)
    return Catalogue(
        services,
        {item.id: _find_agreed(study, item) for item in services},
        mapping,
        compare_known(services, list_known(study)),
        weigh_services(services, _gather_facts(study, services, mapping, packages, costs)),
        packages,
        costs,
    )


def _find_agreed(study: Study, service: Service) -> tuple[Sla, ...]:
    day = study.as_of
    return tuple(
        item
        for item in study.records.of(Sla)
        if item.service in service.names
        and item.status == "agreed"
        and (item.since is None or item.since <= day)
        and (item.until is None or day <= item.until)
    )


def _gather_facts(
    study: Study,
    services: tuple[Service, ...],
    mapping: Mapping,
    packages: tuple[tuple[Design, tuple[Part, ...]], ...],
    costs: pd.DataFrame,
) -> dict[str, Facts]:
    users = count_users(study).set_index("service")["users"]
    marks = rate_services(study).set_index("service")
    last = costs["period"].max() if len(costs) else 0
    recent = costs[costs["period"] > last - MONTHS]
    facts = {}
    for item in services:
        names = list(item.names)
        mine = marks[marks.index.isin(names)]
        answers = int(mine["answers"].sum())
        spent = recent.loc[recent["service"].isin(names), "amount"]
        there = users[users.index.isin(names)]
        scores = [score_package(parts) for design, parts in packages if design.service in item.names]
        facts[item.id] = Facts(
            users=float(there.max()) if len(there) else None,
            content=float((mine["answers"] * mine["content"]).sum() / answers) if answers else None,
            answers=answers,
            cost=float(spent.sum()) if len(spent) else None,
            tickets=_count_tickets(study, item, mapping),
            parts_passed=max(scores) if scores else None,
        )
    return facts


def _count_tickets(study: Study, service: Service, mapping: Mapping) -> int:
    if service.status != "retired" or service.until is None:
        return mapping.recent.get(service.id, 0)
    return count_after(study, service.names, service.until) if mapping.by_service.get(service.id) else 0


def sum_categories(costs: pd.DataFrame, months: int = MONTHS) -> pd.DataFrame:
    """Sum the bookings of the last months by service and category; the categories of a service sum to its total.

    Parameters
    ----------
    costs : DataFrame
        ``period, service, category, currency, amount``.
    months : int
        How many of the newest.

    Returns
    -------
    DataFrame
        ``service, category, currency, amount``: the categories of a service in alphabetical order, then ``all``.
    """
    columns = ["service", "category", "currency", "amount"]
    if costs.empty:
        return pd.DataFrame(columns=columns)
    recent = costs[costs["period"] > costs["period"].max() - months]
    parts = []
    for (service, currency), rows in recent.groupby(["service", "currency"]):
        summed = rows.groupby("category")["amount"].sum()
        lines = [*summed.items(), ("all", summed.sum())]
        parts += [(service, category, currency, float(amount)) for category, amount in lines]
    return pd.DataFrame(parts, columns=columns)
