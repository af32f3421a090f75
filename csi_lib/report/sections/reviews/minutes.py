"""The minutes of a review: filled from the register where it was held, to be filled in where it is planned."""

from __future__ import annotations

from typing import Any

from csi_lib.register.reviews import Action, Csip, Decision, Review
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.reviews.actions import action_register
from csi_lib.report.sections.reviews.contract import contract_measures
from csi_lib.report.sections.reviews.csip import csip_agenda, name_supplier
from csi_lib.study import Study

BLANKS = 4  # empty lines to write in
DESK = "nobody: a desk review, decided on the figures"
CUSTOMER = "For the customer"

Parts = tuple[tuple[str, Blocks], ...]


def minutes(study: Study, review: Review) -> Parts:
    """Write the minutes of a review, part by part under its heading.

    Parameters
    ----------
    study : Study
        What the review is about.
    review : Review
        Planned or held.

    Returns
    -------
    tuple of (str, Blocks)
        Contract, improvements and actions stand apart, each under a heading of its own.
    """
    held = review.status == "held"
    return (
        ("Who and when", _facts(study, review)),
        ("What the contracts promise", contract_measures(study)),
        ("Decisions on improvements", _csip(study, review) if held else csip_agenda(study)),
        ("Actions", _actions(study, review) if held else action_register(study)),
        ("Other decisions and next steps", _others(study, review)),
        ("What was said", _said(review)),
        ("Agreed by", _signatures(review)),
    )


def _facts(study: Study, review: Review) -> Blocks:
    present = ", ".join(review.attendance) or (DESK if review.status == "held" else "")
    facts = (
        ("Review", review.title),
        ("Type", review.type),
        ("Service", review.service),
        ("Supplier", name_supplier(study, review.supplier)),
        (CUSTOMER, review.customer),
        ("Planned for", str(review.planned)),
        ("Held on", str(review.held or "")),
        ("Present", present),
        ("Decided by", ", ".join(review.deciders)),
        ("Figures up to", str(study.as_of)),
    )
    columns = (Column("name", " "), Column("value", "Entry"))
    asked = ("Held on", "Present", *((CUSTOMER,) if review.type == "service" else ()))
    lines = tuple({"name": name, "value": value} for name, value in facts if value or name in asked)
    return Blocks([Table("The review", columns, lines)])


def _csip(study: Study, review: Review) -> Blocks:
    columns = (
        Column("title", "Improvement"),
        Column("decision", "Decision"),
        Column("reason", "Reason given"),
        Column("again", "Looked at again", kind="stamp"),
    )
    lines = tuple(
        {"title": _name(study, said), "decision": said.decision, "reason": said.reason, "again": said.again}
        for said in review.decisions
        if said.about == "csip"
    )
    if not lines:
        return Blocks([Text("No improvement was decided on.", role="note")])
    return Blocks([Table("Decisions on the CSIP", columns, lines)])


def _name(study: Study, said: Decision) -> str:
    found = study.records.get(Csip, said.id)
    return found.title if found else said.id


def _actions(study: Study, review: Review) -> Blocks:
    columns = (
        Column("title", "Action"),
        Column("owner", "Owner"),
        Column("due", "Due", kind="stamp"),
        Column("status", "State"),
        Column("origin", "Raised"),
    )
    found = [item for item in study.records.of(Action) if item.review == review.id or item.is_overdue(study.as_of)]
    lines = tuple(
        {
            "title": item.title,
            "owner": item.owner,
            "due": item.due,
            "status": item.status,
            "origin": "in this review" if item.review == review.id else "before, and overdue",
        }
        for item in found
    )
    if not lines:
        return Blocks([Text("No action was raised, and none is overdue.", role="note")])
    return Blocks([Table("Actions of this review", columns, lines)])


def _others(study: Study, review: Review) -> Blocks:
    columns = (Column("what", "What was agreed"), Column("owner", "Owner"), Column("due", "Until", kind="stamp"))
    found = [item for item in review.decisions if item.about != "csip"]
    lines: list[dict[str, Any]] = [{"what": item.what, "owner": item.owner, "due": item.due} for item in found]
    blank: list[dict[str, Any]] = [] if review.status == "held" and lines else [{} for _ in range(BLANKS)]
    return Blocks([Table("Other decisions", columns, (*lines, *blank))])


def _said(review: Review) -> Blocks:
    body = review.minutes or ("Nothing was noted." if review.status == "held" else "To be filled in at the review.")
    blocks: list[Block] = [Text(body)]
    return Blocks(blocks)


def _signatures(review: Review) -> Blocks:
    columns = (Column("role", "Role"), Column("on", "Date"), Column("sign", "Signature"))
    roles = review.deciders or [""] * 2
    return Blocks([Table("Signatures", columns, tuple({"role": role} for role in roles))])
