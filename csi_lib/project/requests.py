"""What to ask a client's tool for: which tables and columns, and how to export them."""

from __future__ import annotations

from collections.abc import Iterable

from csi_lib.ingest.adapter import Adapter, TableRule
from csi_lib.kpi import Kpi
from csi_lib.tables import TABLES

WINDOW_WORDS = {
    "opened": "The tool's date range goes by the day a row was opened: ask for all opened since the first day.",
    "closed": "The tool's date range goes by the day a row was closed: ask for the open rows as well.",
    "updated": "The tool's date range goes by the last update: ask for everything up to today, or old rows go missing.",
}
PRIVACY = (
    "Names, e-mail addresses and ids of persons are turned into keyed pseudonyms when the files are read; texts that "
    "nobody needs (descriptions, comments) may be left out of the export."
)


ELSEWHERE = (
    "## From elsewhere\n\nThis tool's exports hold nothing of the following; plain tables with these columns do (the "
    "adapter `plain`):"
)


def write_request(adapter: Adapter, kpis: Iterable[Kpi], client: str) -> str:
    """Write the list of data that a client is asked for, for one tool.

    Parameters
    ----------
    adapter : Adapter
        The export format.
    kpis : iterable of Kpi
        The KPIs that are wanted.
    client : str
        Who is asked.

    Returns
    -------
    str
        Markdown: per table the recipe, and every column with the headings it is known by and the KPIs it serves.
    """
    needed = _list_needed(kpis)
    parts = [
        f"# Data request: {adapter.title}",
        f"For {client}. Please export as CSV or XLSX, all rows, without totals below the table, 12 to 24 months.",
        PRIVACY,
    ]
    parts += [WINDOW_WORDS[adapter.window]] if adapter.window else []
    parts += [f"Time zone: {adapter.zone_hint}."] if adapter.zone_hint else []
    rules = {name: adapter.rule(TABLES[name]) for name in sorted(needed)}
    parts += [_write_table(adapter.id, name, rule, needed[name]) for name, rule in rules.items() if rule]
    other = [f"- **{name}**: {', '.join(sorted(needed[name]))}" for name, rule in rules.items() if not rule]
    parts += [f"{ELSEWHERE}\n\n{chr(10).join(other)}"] if other else []
    return "\n\n".join(parts) + "\n"


def _list_needed(kpis: Iterable[Kpi]) -> dict[str, dict[str, list[str]]]:
    """List by table and column the KPIs that need it."""
    found: dict[str, dict[str, list[str]]] = {}
    for kpi in kpis:
        for need in kpi.needs:
            table, _, column = need.rpartition(".")
            users = found.setdefault(table or kpi.table, {}).setdefault(column, [])
            users.extend([kpi.id] if kpi.id not in users else [])
    return found


def _write_table(tool: str, name: str, rule: TableRule, needed: dict[str, list[str]]) -> str:
    lines = [f"## {name}"]
    lines += [f"\n{rule.recipe.strip()}."] if rule.recipe else []
    lines.append(f"\nTo be saved as `data/{tool}_{name}….csv` (or .xlsx, .json; several files are taken together).")
    lines += ["\n| column | known headings | wanted for |", "|---|---|---|"]
    for column, column_rule in rule.columns.items():
        users = ", ".join(needed.get(column, [])) or ("every KPI" if column == "id" else "slices and checks")
        headings = ", ".join(_escape(heading) for heading in column_rule.headings[:6])
        lines.append(f"| {column} | {headings} | {users} |")
    absent = sorted(set(needed) - set(rule.columns))
    lines += (
        [f"\nNot in this format: {', '.join(absent)} – derived from other columns, or not computable."]
        if absent
        else []
    )
    return "\n".join(lines)


def _escape(text: str) -> str:
    return text.replace("|", "\\|")
