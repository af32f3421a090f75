"""How complete the records are, what runs found before, and what groups of stakeholders say."""

from __future__ import annotations

from typing import Any

from csi_lib.register import Initiative, find_gaps
from csi_lib.register.initiatives.completeness import check_completeness
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.part import NOTHING_REGISTERED, choose_words
from csi_lib.study import Study


def record_gaps(study: Study) -> Blocks:
    """Show which stages the record of every initiative shows, and what it lacks."""
    if not study.initiatives:
        return Blocks([Text(choose_words(study, *NOTHING_REGISTERED), role="note")])
    columns = (
        Column("title", "Initiative"),
        Column("identified", "Identified", kind="flag"),
        Column("analysed", "Analysed", kind="flag"),
        Column("eliminated", "Carried out", kind="flag"),
        Column("monitored", "Evaluated", kind="flag"),
        Column("lacks", "The record lacks"),
    )
    lines = tuple(_line(item) for item in study.initiatives)
    note = (
        "Identified: the need and its source. Analysed: options, a choice, and the measurement declared. Carried out: "
        "tested and live. Evaluated: compared before and after by a run that was written down."
    )
    return Blocks([Table("How complete the records are", columns, lines, note=note)])


def _line(item: Initiative) -> dict[str, Any]:
    found = check_completeness(item)
    stages = {name: getattr(found, name) for name in ("identified", "analysed", "eliminated", "monitored")}
    return {"title": item.title, **stages, "lacks": "; ".join(find_gaps(item))}


def evaluations(study: Study) -> Blocks:
    """Show what earlier runs said of every initiative, with what people say."""
    found = [(item, one) for item in study.initiatives for one in sorted(item.evaluations, key=lambda one: one.as_of)]
    if not found:
        return Blocks([Text("No evaluation is in the register yet; csi register evaluate adds one.", role="note")])
    columns = (
        Column("title", "Initiative"),
        Column("as_of", "Data up to", kind="stamp"),
        Column("verdict", "Verdict"),
        Column("state", "Target is"),
        Column("effect", "Effect", kind="number"),
        Column("lo", "95 % from", kind="number"),
        Column("hi", "95 % to", kind="number"),
        Column("effect_kind", "Kind of effect"),
        Column("customers", "Customers say"),
        Column("employees", "Employees say"),
        Column("run", "Run"),
    )
    plain = ("as_of", "verdict", "state", "effect", "lo", "hi", "effect_kind")
    lines = tuple(
        {
            "title": item.title,
            **{key: getattr(one, key) for key in plain},
            "customers": one.feedback.customers,
            "employees": one.feedback.employees,
            "run": one.fingerprint[:12],
        }
        for item, one in found
    )
    return Blocks([Table("Evaluations", columns, lines)])


def sign_offs(study: Study) -> Blocks:
    """Show what groups of stakeholders say of the outcome."""
    found = [(item, one) for item in study.initiatives for one in item.sign_off]
    if not found:
        return Blocks([Text("No group of stakeholders has said anything on an outcome yet.", role="note")])
    columns = (
        Column("title", "Initiative"),
        Column("group", "Group"),
        Column("role", "Role"),
        Column("on", "On", kind="stamp"),
        Column("says", "Says"),
        Column("note", "Remark"),
    )
    lines = tuple(
        {"title": item.title, **{key: getattr(one, key) for key in ("group", "role", "on", "says", "note")}}
        for item, one in found
    )
    return Blocks([Table("What stakeholders say of the outcome", columns, lines)])
