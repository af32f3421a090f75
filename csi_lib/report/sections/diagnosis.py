"""What should we look into: proposals with their tables, proposed actions, and the rules that are silent."""

from __future__ import annotations

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.report.blocks import Block, Blocks, Column, Kind, Number, Table, Text
from csi_lib.report.flows import flow_chart
from csi_lib.report.wording import count_words, say_inside, say_period
from csi_lib.signals import slice_columns
from csi_lib.signals.diagnosis import RULES, Exhibit, Proposal, pair_costs
from csi_lib.signals.series import main_rows
from csi_lib.study import Study
from csi_lib.study.diagnosis import diagnose_study, gather_facts

METHOD = (
    "A rule speaks only where a chart or a trend of this report gives a signal, or where an agreed line is crossed. It "
    "says what goes along with what and where to look next, never what is behind a number: a person has to look."
)
PRIORITY = (
    "Priority: high where an agreed line is crossed, a guard moves the wrong way, or chart and trend say the same; "
    "medium where one of them speaks; low where a table may help without a signal to the worse."
)
_TITLES = {rule.id: rule.title for rule in RULES}


def diagnosis_answer(study: Study) -> Blocks:
    """Say how many things are worth a look, and which first."""
    found = diagnose_study(study)
    if not found.proposals:
        body = (
            f"Nothing calls for a look: none of the {len(RULES)} diagnostic rules found a signal or had the data for "
            "one. Why each is silent stands below."
        )
        return Blocks([Text(body, role="answer"), Text(METHOD, role="note")])
    listed = "; ".join(f"{say_inside(_TITLES[item.rule])} ({item.priority})" for item in found.proposals)
    said = count_words(len(found.proposals), "thing is", "things are")
    return Blocks([Text(f"{said} worth a look: {listed}.", role="answer"), Text(METHOD, role="note")])


def proposals(study: Study) -> Blocks:
    """Show every proposal: what was seen, what to do next, and the tables behind it."""
    found = diagnose_study(study).proposals
    if not found:
        return Blocks([Text("No rule proposes anything.", role="note")])
    columns = (
        Column("priority", "Priority"),
        Column("title", "What to look into"),
        Column("kpi", "KPI"),
        Column("tables", "Tables below", kind="number"),
        Column("rule", "Rule"),
    )
    lines = tuple(
        {
            "priority": item.priority,
            "title": _TITLES[item.rule],
            "kpi": study.kpi(item.kpi).title,
            "tables": len(item.exhibits),
            "rule": item.rule,
        }
        for item in found
    )
    blocks: list[Block] = [Table("Proposals", columns, lines, note=PRIORITY)]
    for item in found:
        blocks += _show_exhibits(item)
    return Blocks(blocks)


def _show_exhibits(item: Proposal) -> list[Block]:
    blocks: list[Block] = [Text(f"{_TITLES[item.rule]} ({item.rule}).\n\n{item.seen}\n\n{item.next_step}")]
    for exhibit in item.exhibits:
        if exhibit.flow:
            blocks.append(flow_chart(exhibit.rows, exhibit.title))
        blocks.append(_lay_out(exhibit, item.rule))
    if not item.exhibits:
        blocks.append(Text("The rows carry nothing by which this could be split.", role="note"))
    return blocks


def _lay_out(exhibit: Exhibit, rule: str) -> Table:
    """Turn an exhibit into a table; a unit in brackets behind a heading becomes the unit of the column."""
    frame = exhibit.rows
    if exhibit.flow:
        frame = frame.assign(Month=frame["Month"].dt.strftime("%Y-%m"))
    columns = []
    for name in frame.columns:
        label, _, rest = str(name).partition(" [")
        kind = (
            "flag" if frame[name].dtype == bool else "number" if pd.api.types.is_numeric_dtype(frame[name]) else "text"
        )
        columns.append(Column(str(name), label, rest.removesuffix("]"), kind=kind))  # type: ignore[arg-type]
    return Table(f"{exhibit.title} ({rule})", tuple(columns), tuple(frame.to_dict("records")), note=exhibit.note)


def _kind_of(values: pd.Series) -> Kind:
    if pd.api.types.is_bool_dtype(values):
        return "flag"
    return "number" if pd.api.types.is_numeric_dtype(values) else "text"


def proposed_actions(study: Study) -> Blocks:
    """Show the rows proposed for the registers: actions for crossed lines, improvements for weak spots."""
    found = diagnose_study(study).proposals
    actions = [action for item in found for action in item.actions]
    suggested = [(item.rule, one) for item in found for one in item.suggestions]
    blocks: list[Block] = []
    if actions:
        columns = (
            Column("date", "Date", kind="stamp"),
            Column("kpi", "KPI"),
            Column("where", "Where"),
            Column("seen", "Seen"),
            Column("evidence", "Evidence"),
            Column("action", "Action"),
            Column("owner", "For"),
        )
        lines = tuple(
            {column.key: getattr(item, column.key) for column in columns} | {"kpi": study.kpi(item.kpi).title}
            for item in actions
        )
        note = "Proposed, not entered: a person takes an action into the register, with a name and a day."
        blocks.append(Table("Proposed actions", columns, lines, note=note))
    if suggested:
        shown = (
            Column("title", "Improvement"),
            Column("kpi", "KPI it is seen by"),
            Column("guards", "Must not get worse"),
            Column("hypothesis", "What is expected"),
            Column("rule", "Rule"),
        )
        titles = {kpi.id: kpi.title for kpi in study.kpis}
        lines = tuple(
            {
                "title": one.title,
                "kpi": titles[one.kpi],
                "guards": ", ".join(titles.get(name, name) for name in one.guards),
                "hypothesis": one.hypothesis,
                "rule": rule,
            }
            for rule, one in suggested
        )
        blocks.append(Table("Suggested improvements", shown, lines))
    return Blocks(blocks or [Text("No action and no improvement is proposed.", role="note")])


def silent_rules(study: Study) -> Blocks:
    """Show the rules that were looked at and are silent, each with its reason."""
    columns = (Column("rule", "Rule"), Column("title", "Looks for"), Column("reason", "Why it is silent"))
    lines = tuple(
        {"rule": item.rule, "title": _TITLES[item.rule], "reason": item.reason}
        for item in diagnose_study(study).silences
    )
    if not lines:
        return Blocks([Text("Every rule has something to say.", role="note")])
    return Blocks([Table("Rules without a proposal", columns, lines)])


def cost_cards(study: Study) -> Blocks:
    """Show every cost beside the KPIs that would reveal what it was paid with; always, signal or not."""
    blocks: list[Block] = []
    shown: set[str] = set()
    for pair in pair_costs(gather_facts(study)):
        beside = [_card(pair.guard, pair.guard_row)] if pair.guard is not None and pair.guard_row is not None else []
        if not beside:  # no month can be used; the whole window may hold enough
            known = [guard for guard in study.kpis if guard.id in pair.cost.guard]
            beside = [card for guard in known if (card := _whole_card(study, guard)) is not None]
        cards = [_card(pair.cost, pair.cost_row), *beside]
        blocks += [card for card in cards if card.label not in shown]
        shown |= {card.label for card in cards}
        if not beside:
            blocks.append(
                Text(
                    f"{pair.cost.title} stands alone: none of its guards has a number here, so a lower cost says "
                    f"nothing about the service. Its guards: {_name_guards(study, pair.cost)}.",
                    role="warning",
                )
            )
    return Blocks(blocks or [Text("No cost is booked, so there is no cost to set beside quality.", role="note")])


def _card(kpi: Kpi, row: pd.Series) -> Number:
    period = say_period(row["period_start"], row["period_end"])
    source = {"kpi": kpi.id, "version": kpi.version, "period": period, "n": int(row["n"])}
    return Number(kpi.title, float(row["value"]), str(row["unit"]), source=source)


def _whole_card(study: Study, kpi: Kpi) -> Number | None:
    rows = main_rows(study.totals, kpi)
    rows = rows[rows[slice_columns(study.totals)].isna().all(axis=1) & rows["enough"] & rows["value"].notna()]
    return _card(kpi, rows.iloc[0]) if len(rows) else None


def _name_guards(study: Study, kpi: Kpi) -> str:
    titles = {item.id: item.title for item in study.kpis}
    return ", ".join(titles.get(name, f"{name} (not in this report)") for name in kpi.guard)
