"""The calendar of reviews: what is overdue, what comes, and which regular review nobody has planned."""

from __future__ import annotations

from csi_lib.register.reviews import Review
from csi_lib.register.reviews.calendar import list_due, list_missing_types
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.reviews.csip import name_supplier
from csi_lib.study import Study


def review_schedule(study: Study) -> Blocks:
    """Show the reviews that are due, the overdue ones marked, and the regular ones that nobody plans."""
    columns = (
        Column("on", "Due", kind="stamp"),
        Column("title", "Review"),
        Column("type", "Type"),
        Column("service", "Service"),
        Column("supplier", "Supplier"),
        Column("overdue", "Overdue", kind="flag"),
        Column("basis", "Why"),
    )
    due = list_due(study.records, study.as_of)
    lines = tuple(
        {
            "on": item.on,
            "title": item.title,
            "type": item.type,
            "service": item.service,
            "supplier": name_supplier(study, item.supplier),
            "overdue": item.overdue,
            "basis": item.basis,
        }
        for item in due
    )
    blocks: list[Block] = [Table("Calendar of reviews", columns, lines)] if lines else []
    blocks += _show_held(study)
    if not study.records.of(Review):
        blocks.append(Text("The register holds no review.", role="note"))
    missing = () if study.part else list_missing_types(study.records)
    if missing:
        named = " and ".join(f"'{name}'" for name in missing)
        body = f"Nobody has planned or held a review of the type {named}; improvement rests on all three regular ones."
        blocks.append(Text(body, role="warning"))
    return Blocks(blocks or [Text("No review is planned.", role="note")])


def _show_held(study: Study) -> list[Block]:
    """Show who stood for the customer in every review that was held, and name those that lack it."""
    columns = (
        Column("on", "Held on", kind="stamp"),
        Column("title", "Review"),
        Column("type", "Type"),
        Column("customer", "Customer"),
        Column("present", "Present"),
        Column("deciders", "Decided by"),
    )
    found = sorted(study.records.of(Review), key=lambda item: (item.held or item.planned, item.id), reverse=True)
    lines = tuple(
        {
            "on": item.held,
            "title": item.title,
            "type": item.type,
            "customer": item.customer,
            "present": ", ".join(item.attendance),
            "deciders": ", ".join(item.deciders),
        }
        for item in found
        if item.status == "held"
    )
    blocks: list[Block] = [Table("Reviews held", columns, lines, folded=True)] if lines else []
    lacking = [f"{item.title} ({item.held or item.planned})" for item in found if item.lacks_customer]
    if lacking:
        body = f"Nobody says who stands for the customer in: {'; '.join(lacking)}."
        blocks.append(Text(body, role="warning"))
    return blocks
