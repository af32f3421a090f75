"""The catalogue of services, the worth of each, what was budgeted for it, and what its design lacks."""

from __future__ import annotations

from typing import Any

from csi_lib.register.service import Service
from csi_lib.register.services.design import score_package
from csi_lib.register.services.mapping import find_gaps
from csi_lib.register.services.portfolio import FORMULA
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.part import choose_words
from csi_lib.report.wording import count_words, say_value
from csi_lib.study import Study
from csi_lib.study.services.budgets import Spent, compare_budgets
from csi_lib.study.services.catalogue import Catalogue, read_catalogue, sum_categories

MOST_NAMES = 20
NO_CATALOGUE = (
    "No service is in the register, so there is no catalogue to show.",
    "This {part} is not in the catalogue of the register.",
)
_STATES = ("pipeline", "operational", "retired")


def service_catalogue(study: Study) -> Blocks:
    """Show the catalogue with what each entry lacks, and how much of the tickets it covers."""
    found = read_catalogue(study)
    if not found.services:
        return Blocks([Text(choose_words(study, *NO_CATALOGUE), role="note")])
    counts = {state: sum(item.status == state for item in found.services) for state in _STATES}
    covered = say_value(found.mapping.coverage, "%")
    body = (
        f"{count_words(counts['pipeline'], 'service')} planned, {counts['operational']} in operation, "
        f"{counts['retired']} retired. {covered} of {found.mapping.tickets:,} tickets name a service of the catalogue."
    )
    blocks: list[Block] = [Text(body), _catalogue_table(found)]
    if found.mapping.unknown:
        blocks.append(_unknown_table(found))
    if found.differences:
        columns = (Column("service", "Service"), Column("what", "What differs"))
        lines = tuple({"service": name, "what": what} for name, what in found.differences)
        note = "The register is the catalogue and counts; the exports' table stays what a tool knows of its services."
        blocks.append(Table("Where the exports say otherwise", columns, lines, note=note))
    return Blocks(blocks)


def _catalogue_table(found: Catalogue) -> Table:
    columns = (
        Column("name", "Service"),
        Column("status", "State"),
        Column("since", "Since", kind="stamp"),
        Column("until", "Until", kind="stamp"),
        Column("owner", "Owner"),
        Column("features", "What it offers"),
        Column("customers", "For whom"),
        Column("cost", "Costs"),
        Column("slas", "Agreements in force"),
        Column("tickets", "Tickets, last year", kind="number"),
        Column("missing", "Still missing"),
    )
    return Table("Catalogue", columns, tuple(_catalogue_line(found, item) for item in found.services))


def _catalogue_line(found: Catalogue, item: Service) -> dict[str, Any]:
    agreed = found.agreed[item.id]
    return {
        "name": item.name,
        "status": item.status,
        "since": item.since,
        "until": item.until,
        "owner": item.owner,
        "features": "; ".join(item.features),
        "customers": "; ".join(item.customers),
        "cost": "" if item.cost is None else f"{say_value(item.cost, item.currency)} per {item.per}",
        "slas": "; ".join(sla.title for sla in agreed) or "none",
        "tickets": found.mapping.recent.get(item.id, 0),
        "missing": ", ".join(find_gaps(item, bool(agreed))),
    }


def _unknown_table(found: Catalogue) -> Table:
    columns = (Column("service", "Name in the tickets"), Column("tickets", "Tickets", kind="number"))
    lines = tuple({"service": name, "tickets": count} for name, count in found.mapping.unknown[:MOST_NAMES])
    rest = len(found.mapping.unknown) - len(lines)
    note = f"{count_words(rest, 'more name')}. " if rest else ""
    return Table(
        "Names that no service of the catalogue carries",
        columns,
        lines,
        note=f"{note}Give such a name a record of its own, or list it under 'also' of the service it belongs to.",
    )


def service_worth(study: Study) -> Blocks:
    """Show the worth of every service beside the others, and what is proposed for it."""
    found = read_catalogue(study)
    if not found.services:
        return Blocks([Text(choose_words(study, *NO_CATALOGUE), role="note")])
    columns = (
        Column("name", "Service"),
        Column("status", "State"),
        Column("value", "Value", kind="number"),
        Column("use", "Use", kind="number"),
        Column("content", "Satisfaction", kind="number"),
        Column("cost", "Cost", kind="number"),
        Column("score", "Score", kind="number"),
        Column("per_user", "Cost per user and year", kind="number"),
        Column("proposal", "Proposed"),
        Column("reason", "Because"),
    )
    lines = tuple(
        {
            "name": item.service.name,
            "status": item.service.status,
            "value": item.value,
            "use": item.use,
            "content": item.content,
            "cost": item.cost,
            "score": item.score,
            "per_user": item.per_user,
            "proposal": item.proposal,
            "reason": item.reason,
        }
        for item in found.worths
    )
    table = Table("Worth of the services", columns, lines, note=FORMULA)
    return Blocks([table, Text("A proposal is a place to begin talking; people decide.", role="note")])


def service_budgets(study: Study) -> Blocks:
    """Set what was spent beside what was budgeted, with what the rest of the time may cost."""
    found = compare_budgets(study)
    costs = _cost_table(study)
    if not found:
        return Blocks([*costs, Text("No service in the register has a budget.", role="note")])
    columns = (
        Column("name", "Service"),
        Column("span", "For"),
        Column("category", "Category"),
        Column("budget", "Budget", kind="number"),
        Column("spent", "Spent", kind="number"),
        Column("months", "Months gone"),
        Column("due", "Budget for these months", kind="number"),
        Column("variance", "Over (+) or under (–)", kind="number"),
        Column("expected", "Expected at the end", kind="number"),
        Column("lo", "95 % from", kind="number"),
        Column("hi", "95 % to", kind="number"),
        Column("currency", "Currency"),
        Column("remark", "Remark"),
    )
    note = (
        "Bookings of whole months; the budget is spread evenly over its months. Expected: spent, and the forecast of "
        "the months left; its interval takes those months to err together, so it is rather too wide."
    )
    budgets = Table("Budget and spending", columns, tuple(_budget_line(item) for item in found), note=note)
    return Blocks([*costs, budgets])


def _cost_table(study: Study) -> list[Block]:
    found = sum_categories(read_catalogue(study).costs)
    if found.empty:
        return []
    columns = (
        Column("service", "Service"),
        Column("category", "Category"),
        Column("amount", "Amount", kind="number"),
        Column("currency", "Currency"),
    )
    note = "Bookings of the last twelve months; the categories of a service sum to its line 'all'."
    return [Table.from_frame("What the services cost", found, columns, note)]


def _budget_line(item: Spent) -> dict[str, Any]:
    return {
        "name": item.service.name,
        "span": f"{item.budget.since} to {item.budget.until}",
        "category": item.budget.category or "all",
        "budget": item.budget.amount,
        "spent": item.spent,
        "months": f"{item.gone} of {item.months}",
        "due": item.due,
        "variance": item.variance,
        "expected": item.expected,
        "lo": item.lo,
        "hi": item.hi,
        "currency": item.budget.currency,
        "remark": item.remark,
    }


def design_packages(study: Study) -> Blocks:
    """Show every design package part by part, with what keeps a part from passing."""
    found = read_catalogue(study)
    if not found.packages:
        return Blocks([Text("No service design package is in the register.", role="note")])
    columns = (
        Column("part", "Part"),
        Column("passed", "There", kind="mark"),
        Column("missing", "Missing"),
        Column("evidence", "Evidence"),
    )
    blocks: list[Block] = []
    for design, parts in found.packages:
        lines = tuple(
            {
                "part": item.part,
                "passed": "yes" if item.passed else "no",
                "missing": item.missing,
                "evidence": item.evidence,
            }
            for item in parts
        )
        note = f"{score_package(parts)} of 6 parts; {design.status}, answered for by: {design.owner}."
        blocks.append(Table(f"Design package: {design.title}", columns, lines, note=note))
        blocks += _say_recovery(design)
    return Blocks(blocks)


def _say_recovery(design: Any) -> list[Block]:
    plan = design.contingency
    if plan.recovery_hours is None:
        return []
    promised = say_value(plan.recovery_hours, "h")
    if plan.tested is None:
        body = f"Back within {promised} after a disaster is promised, and no test of it is noted."
        return [Text(body, role="warning")]
    took = f", which took {say_value(plan.tested_hours, 'h')}" if plan.tested_hours is not None else ""
    over = plan.tested_hours is not None and plan.tested_hours > plan.recovery_hours
    body = f"Back within {promised} after a disaster is promised; last tested on {plan.tested}{took}."
    return [Text(body, role="warning" if over else "paragraph")]
