"""What should be measured, what can be, and what the definitions leave open."""

from __future__ import annotations

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.wording import count_words
from csi_lib.study import Study
from csi_lib.study.ambiguity import Ambiguity, list_ambiguities
from csi_lib.study.measurability import AVAILABLE, NOT, PARTIAL, Measurability, judge_measurability
from csi_lib.study.questions import list_questions

STATES_EXPLAINED = (
    "Available: a value for every whole month and every service. Partial: computed, but only for some months or "
    "services, from a column that few rows fill, or by a proxy. Not: a table, its rows or a column are missing."
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
    found = judge_measurability(study)
    columns = (
        Column("objective", "Objective"),
        Column("success_factor", "Critical success factor"),
        Column("kpi", "KPI"),
        Column("target", "Target", kind="number"),
        Column("unit", "Unit"),
        Column("by", "Due"),
        Column("state", "Can be measured"),
        Column("remark", "Remark"),
    )
    tree = Table.from_frame("From objective to target", found.tree, columns)
    return Blocks([tree, *_say_orphans(study, found)])


def _say_orphans(study: Study, found: Measurability) -> list[Block]:
    said = []
    if found.without_objective:
        titles = ", ".join(study.kpi(name).title for name in found.without_objective)
        said.append(f"Wanted, but no objective names them: {titles}.")
    if found.unseen:
        said.append(f"Objectives that cannot be followed: {'; '.join(found.unseen)}.")
    linked, all_ = found.linked
    kpis = len(study.kpis)
    named = kpis - len(found.without_objective)
    said.append(f"{named} of {count_words(kpis, 'KPI')} and {linked} of {count_words(all_, 'initiative')} serve one.")
    return [Text(" ".join(said), role="note")]


def measurable(study: Study) -> Blocks:
    """Show every KPI of the catalogue: available, partial or not, what is missing, and what to export again."""
    found = judge_measurability(study).kpis
    columns = (
        Column("title", "KPI"),
        Column("group", "Group"),
        Column("state", "Can be measured"),
        Column("reason", "Why not, or not wholly"),
        Column("missing", "Missing"),
        Column("n", "n", kind="number"),
        Column("months", "Usable months"),
        Column("first_month", "First"),
        Column("last_month", "Last"),
        Column("recipe", "What to export"),
    )
    wanted = Table.from_frame("Wanted in this engagement", found[found["wanted"]], columns, note=STATES_EXPLAINED)
    others = found[~found["wanted"]]
    more = [Table.from_frame("Others of the catalogue", others, columns)] if len(others) else []
    return Blocks([wanted, *more])


def open_questions(study: Study) -> Blocks:
    """Show what the definitions leave open: each question once, with the value under every answer."""
    found = list_ambiguities(study)
    if not found:
        return Blocks([Text("The definitions of these KPIs leave nothing open.", role="note")])
    return Blocks([block for item in found for block in _lay_question(item)])


def _lay_question(item: Ambiguity) -> list[Block]:
    columns = (
        Column("title", "KPI"),
        Column("say", "Answer"),
        Column("chosen", "Used here", kind="flag"),
        Column("value", "Whole window", kind="number"),
        Column("unit", "Unit"),
        Column("n", "n", kind="number"),
        Column("reason", "Why there is no value"),
        Column("setting", "Line for the settings"),
    )
    return [Text(" ".join(item.sentences)), Table.from_frame(item.ask, item.choices, columns)]


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
