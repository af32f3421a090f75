"""What should be measured, what can be, and what the definitions leave open."""

from __future__ import annotations

from dataclasses import replace

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.measures import GROUP_TITLES
from csi_lib.report.sections.part import NO_OBJECTIVE, choose_words
from csi_lib.report.wording import count_words
from csi_lib.study import Study
from csi_lib.study.aligned import list_served
from csi_lib.study.ambiguity import Ambiguity, list_ambiguities
from csi_lib.study.measurability import AVAILABLE, NOT, PARTIAL, Measurability, judge_measurability
from csi_lib.study.questions import list_questions

MOST_NAMED = 6  # names in a sentence, or rows in sight; beyond, a folded table
STATES_EXPLAINED = (
    "Available: a value for every whole month between the first and the last row of its table, and for every service. "
    "Partial: computed, but only for some of these months or services, never from enough rows to compare months, from "
    "a column that few rows fill, or by a proxy. Not: a table, its rows or a column are missing. Usable months are "
    "whole, mature and hold enough rows."
)
QUESTIONS_EXPLAINED = (
    "Below, for each question: the value of the whole window under every answer, and the line that chooses it."
)


def measurability_answer(study: Study) -> Blocks:
    """Say how many of the wanted KPIs can be measured, and which cannot."""
    found = judge_measurability(study)
    wanted = found.kpis[found.kpis["wanted"]]
    counts = {state: int((wanted["state"] == state).sum()) for state in (AVAILABLE, PARTIAL, NOT)}
    body = (
        f"Of {count_words(len(wanted), 'wanted KPI')}, {counts[AVAILABLE]} can be measured from this export, "
        f"{counts[PARTIAL]} in part, {counts[NOT]} not."
    )
    blocks: list[Block] = [Text(body, role="answer")]
    missing = [f"{row.title} ({row.reason})" for row in wanted[wanted["state"] == NOT].itertuples()]
    if missing:
        blocks.append(Text("Cannot be measured: " + "; ".join(missing) + ".", role="warning"))
    return Blocks(blocks)


def objective_tree(study: Study) -> Blocks:
    """Show the way from each objective to its KPI and target, and what hangs on nothing."""
    if study.part:
        return Blocks([Text(choose_words(study, "", NO_OBJECTIVE), role="note")])
    found = judge_measurability(study)
    columns = (
        Column("objective", "Objective"),
        Column("success_factor", "Critical success factor"),
        Column("title", "KPI"),
        Column("target", "Target", kind="number"),
        Column("unit", "Unit"),
        Column("by", "Due", kind="stamp"),
        Column("state", "Can be measured"),
        Column("remark", "Remark"),
    )
    tree = Table.from_frame("From objective to target", found.tree, columns)
    return Blocks([_drop_empty(tree), *_say_orphans(study, found), *_show_served(study)])


def _show_served(study: Study) -> list[Block]:
    """Show for every KPI that something names which objectives, agreements, contracts and initiatives do, by id."""
    found = list_served(study.engagement, study.records, study.kpis)
    names = ["objectives", "agreements", "contracts", "initiatives"]
    found = found[(found[names] != "").any(axis=1)]
    if found.empty:
        return []
    columns = (
        Column("title", "KPI"),
        Column("objectives", "Named by objective"),
        Column("agreements", "By agreement"),
        Column("contracts", "By contract"),
        Column("initiatives", "By initiative"),
    )
    return [_drop_empty(Table.from_frame("What every KPI serves, by id", found, columns))]


def _say_orphans(study: Study, found: Measurability) -> list[Block]:
    linked, all_ = found.linked
    count = len(found.without_objective)
    named = len(study.kpis) - count
    said = [
        f"{named} of {count_words(len(study.kpis), 'KPI')} and {linked} of {count_words(all_, 'initiative')} serve an "
        "objective."
    ]
    if found.unseen:
        said.append(f"Objectives that cannot be followed: {'; '.join(found.unseen)}.")
    titles = [study.kpi(name).title for name in found.without_objective]
    if 0 < count <= MOST_NAMED:
        said.append(f"Wanted, but no objective names them: {', '.join(titles)}.")
    blocks: list[Block] = [Text(" ".join(said), role="note")]
    if count > MOST_NAMED:
        rows = tuple(
            {"title": title, "group": GROUP_TITLES[study.kpi(name).group]}
            for name, title in zip(found.without_objective, titles, strict=True)
        )
        columns = (Column("title", "KPI"), Column("group", "Group"))
        blocks.append(Table(f"Wanted, but no objective names them: {count} KPIs", columns, rows, folded=True))
    return blocks


def measurable(study: Study) -> Blocks:
    """Show every KPI of the catalogue: available, partial or not, what is missing, and what to export again."""
    found = judge_measurability(study).kpis
    columns = (
        Column("title", "KPI"),
        Column("state", "Can be measured"),
        Column("n", "n", kind="number"),
        Column("months", "Usable months"),
        Column("first_month", "From", kind="stamp"),
        Column("last_month", "To", kind="stamp"),
        Column("reason", "Why not, or not wholly"),
    )
    wanted, others = found[found["wanted"]], found[~found["wanted"]]
    tables = [Table.from_frame("Wanted in this engagement", wanted, columns, note=STATES_EXPLAINED)]
    if len(others):
        tables.append(Table.from_frame("Others of the catalogue", others, columns))
    short = found[found["recipe"] != ""]
    asked = (Column("title", "KPI"), Column("missing", "Missing"), Column("recipe", "What to export"))
    if len(short):
        many = len(short) > MOST_NAMED
        title = f"What to export again: {count_words(len(short), 'KPI')}"
        tables.append(replace(_drop_empty(Table.from_frame(title, short, asked)), folded=many))
    return Blocks([_drop_empty(table) for table in tables])


def _drop_empty(table: Table) -> Table:
    """Leave out the columns of text in which no row of this table says anything."""
    columns = tuple(
        column
        for column in table.columns
        if column.kind == "number" or not table.rows or any(row[column.key] not in (None, "") for row in table.rows)
    )
    rows = tuple({column.key: row[column.key] for column in columns} for row in table.rows)
    return replace(table, columns=columns, rows=rows)


def open_questions(study: Study) -> Blocks:
    """Show what the definitions leave open: each question once, and folded below it the value of every answer."""
    found = list_ambiguities(study)
    if not found:
        return Blocks([Text("The definitions of these KPIs leave nothing open.", role="note")])
    columns = (Column("ask", "Question"), Column("used", "Used here"), Column("span", "What follows"))
    rows = tuple({"ask": item.ask, "used": _say_used(item), "span": "\n".join(item.sentences)} for item in found)
    overview = Table("Each question once", columns, rows, note=QUESTIONS_EXPLAINED)
    return Blocks([overview, *(_lay_question(item) for item in found)])


def _say_used(item: Ambiguity) -> str:
    chosen = item.choices.loc[item.choices["chosen"], "say"]
    return "; ".join(dict.fromkeys(str(say) for say in chosen))


def _lay_question(item: Ambiguity) -> Table:
    columns = (
        Column("title", "KPI"),
        Column("say", "Answer"),
        Column("chosen", "Used here", kind="flag"),
        Column("value", "Whole window", kind="number"),
        Column("unit", "Unit"),
        Column("n", "n", kind="number"),
        Column("reason", "Remark"),
        Column("setting", "Line for the settings"),
    )
    return replace(_drop_empty(Table.from_frame(item.ask, item.choices, columns)), folded=True)


def general_questions(study: Study) -> Blocks:
    """Show the settings that hold for all KPIs, and whether they were chosen or taken by default."""
    columns = (
        Column("ask", "Question"),
        Column("taken", "Taken"),
        Column("written", "Chosen"),
        Column("why", "What depends on it"),
        Column("setting", "Line for the settings"),
    )
    rows = tuple(
        {
            "ask": item.ask,
            "taken": item.taken,
            "written": "in the settings" if item.written else "by default",
            "why": item.why,
            "setting": item.setting,
        }
        for item in list_questions(study)
    )
    return Blocks([Table("Settings for all KPIs", columns, rows)])
