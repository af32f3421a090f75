"""Roles: who does what, who alone answers for it, and what each role is there for."""

from __future__ import annotations

from csi_lib.register.people import Duty, Raci, Roles, load_roles, make_raci
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.measures import GROUP_TITLES
from csi_lib.report.sections.part import choose_words
from csi_lib.study import Study

OF_THE_WHOLE = "Roles are of the whole engagement and stand in its own report."
LETTERS = "R does the work, A alone answers for it, C is asked before, I is told after."
MANAGED = ("incident", "change", "problem", "desk")  # groups of KPIs that are processes


def read_raci(study: Study) -> Raci:
    """Return the matrix of an engagement."""
    return make_raci(load_roles(study.home), study.records.of(Duty))


def raci(study: Study) -> Blocks:
    """Show the matrix: activities down, roles across."""
    if study.part:
        return Blocks([Text(choose_words(study, "", OF_THE_WHOLE), role="note")])
    return Blocks([lay_raci(read_raci(study))])


def lay_raci(found: Raci) -> Table:
    """Lay the matrix out as a table."""
    keys = {title: f"role{place}" for place, title in enumerate(found.roles)}
    columns = (
        Column("activity", "Activity"),
        *(Column(key, title, kind="mark") for title, key in keys.items()),
        Column("by", "Decided by"),
        Column("reason", "Why"),
    )
    lines = tuple(
        {"activity": row.activity, "by": "the register" if row.own else "the kit's proposal", "reason": row.reason}
        | {key: row.letters.get(title, "") for title, key in keys.items()}
        for row in found.rows
    )
    return Table("Who does what", columns, lines, note=LETTERS)


def role_duties(study: Study) -> Blocks:
    """Show what each role is there for."""
    if study.part:
        return Blocks([Text(choose_words(study, "", OF_THE_WHOLE), role="note")])
    return Blocks([lay_duties(load_roles(study.home))])


def lay_duties(roles: Roles) -> Table:
    """Lay out what each role is there for."""
    columns = (Column("role", "Role"), Column("duty", "Duty"), Column("optional", "Needed"))
    lines = tuple(
        {"role": item.title, "duty": duty, "optional": "where there is one" if item.optional else "yes"}
        for item in roles.roles
        for duty in item.duties
    )
    return Table("What each role is there for", columns, lines, folded=True)


def process_owners(study: Study) -> Blocks:
    """Show every process that is measured or was asked about, and who answers for it."""
    if study.part:
        return Blocks([Text(choose_words(study, "", OF_THE_WHOLE), role="note")])
    columns = (Column("process", "Process"), Column("by", "Owner"))
    lines = tuple({"process": title, "by": owner or "nobody named yet"} for title, owner in list_owners(study))
    note = "An owner is named by a duty with the id 'own-' and the process, as own-incident."
    return Blocks([Table("Processes and their owners", columns, lines, note=note)])


def list_owners(study: Study) -> tuple[tuple[str, str], ...]:
    """List the title of every process that is measured or was asked about, and its owner; empty where none is named."""
    asked = {item.process: item.title for item in study.ratings}
    measured = {group: GROUP_TITLES[group] for group in MANAGED if any(kpi.group == group for kpi in study.kpis)}
    owners = {row.process: row.accountable for row in read_raci(study).rows if row.id == f"own-{row.process}"}
    titles = {**{name: name for name in owners}, **measured, **asked}
    found = ((titles[name], owners.get(name, "")) for name in titles)
    return tuple(sorted(found, key=lambda item: item[0].casefold()))
