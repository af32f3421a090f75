"""Whether there will be enough hands: tickets to come, hours there are, where work waits, and what was down."""

from __future__ import annotations

import pandas as pd

from csi_lib.register.services.capacity import Load
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.outlook import forecast_chart
from csi_lib.report.wording import count_words, say_period, say_value
from csi_lib.study import Study
from csi_lib.study.services.asking import list_maintenance
from csi_lib.study.services.availability import gather_availability
from csi_lib.study.services.capacity import Outlook, list_demand, look_ahead, rate_forecasts

MOST_CHARTS = 4
MOST_QUEUES = 25
LATEST = 10


def capacity_answer(study: Study) -> Blocks:
    """Say for which services the work to come exceeds what there is for it."""
    found = look_ahead(study)
    if not found.loads:
        body = (
            "Nobody stated what hands a service has, so the work to come cannot be held against any."
            if found.known
            else "The tickets name no service, so nothing can be said about the work of any."
        )
        return Blocks([Text(body, role="answer")])
    blocks: list[Block] = [Text(_say_load(item), role="answer") for item in found.loads if item.word == "exceeds"]
    blocks.append(Text(_TELL, role="warning") if blocks else Text(_NONE, role="answer"))
    kept = sum(item.word == "keeps" for item in found.loads)
    if kept:
        words = "stays below its limit" if kept == 1 else "stay below their limits"
        body = f"{count_words(kept, 'service')} {words} in the coming months, also at {_UPPER}."
        blocks.append(Text(body, role="answer"))
    return Blocks([*blocks, *(Text(_say_perhaps(item), role="note") for item in found.loads if item.word == PERHAPS)])


PERHAPS = "may exceed"
_UPPER = "the upper end of the 95 % interval"
_NONE = "No service is expected to exceed its limit in the coming months."


_TELL = (
    "Tell the customers of these services before they notice: agree what waits, move hands, or change what is promised."
)


def _say_load(item: Load) -> str:
    peak = item.peak
    load, lo, hi = (say_value(peak[name], "%") for name in ("load", "load_lo", "load_hi"))
    month = say_period(peak["period_start"], peak["period_end"])
    return (
        f"{item.service.name} is expected to exceed its limit of {say_value(item.limit, '%')}: {load} of its hours in "
        f"{month} (95 % interval {lo} to {hi})."
    )


def _say_perhaps(item: Load) -> str:
    """Say it with the month that could be most: what is expected stays below, so nothing is advised."""
    row = item.widest
    load, upper = (say_value(row[name], "%") for name in ("load", "load_hi"))
    return (
        f"{item.service.name}: {load} of its hours expected in {say_period(row['period_start'], row['period_end'])}, "
        f"below the limit of {say_value(item.limit, '%')}; {_UPPER}, {upper}, lies above it."
    )


def demand(study: Study) -> Blocks:
    """Draw the tickets of the greatest services with what is expected of them, and list all."""
    found = look_ahead(study)
    told = found.coming[found.coming["reason"] == ""]
    names = [name for name in found.known if (told["kpi"] == name).any()]
    blocks: list[Block] = [_draw(found, name, told[told["kpi"] == name]) for name in names[:MOST_CHARTS]]
    if names:
        blocks.append(_demand_table(found))
    for reason, part in found.coming[found.coming["reason"] != ""].groupby("reason", sort=False):
        blocks.append(Text(f"Not foretold: {', '.join(part['kpi'])} ({reason}).", role="note"))
    return Blocks(blocks or [Text("The tickets name no service, so none is foretold.", role="note")])


def _draw(found: Outlook, name: str, coming: pd.DataFrame) -> Block:
    points = found.known[name].assign(usable=True)
    return forecast_chart(points, coming.round({"value": 0, "lo": 0, "hi": 0}), f"Tickets: {name}", "tickets")


def _demand_table(found: Outlook) -> Table:
    columns = (
        Column("service", "Service"),
        Column("usual", "Usual month", kind="number"),
        Column("next", "Next month", kind="number"),
        Column("next_lo", "95 % from", kind="number"),
        Column("next_hi", "95 % to", kind="number"),
        Column("peak_month", "Busiest month ahead"),
        Column("peak", "Expected then", kind="number"),
        Column("peak_lo", "95 % from", kind="number"),
        Column("peak_hi", "95 % to", kind="number"),
    )
    lines = tuple(
        {"peak_month": say_period(row.pop("period_start"), row.pop("period_end")), **row}
        for row in list_demand(found).to_dict("records")
    )
    note = "Incidents and requests, by the month they were opened. Usual: the median of the last twelve months."
    return Table("Tickets to come", columns, lines, note=note)


def hands(study: Study) -> Blocks:
    """Hold the work to come against the hours there are and the limit that is stated."""
    found = look_ahead(study)
    blocks: list[Block] = []
    if found.loads:
        blocks.append(_load_table(found))
    if found.unknown:
        columns = (Column("service", "Service"), Column("why", "Why"))
        lines = tuple({"service": name, "why": why} for name, why in found.unknown)
        blocks.append(Table("Services that cannot be held against hands", columns, lines))
    if len(found.teams):
        blocks.append(_team_table(found))
    body = "No hours of groups are in the data, and no service of the register states its hands."
    return Blocks(blocks or [Text(body, role="note")])


def _load_table(found: Outlook) -> Table:
    columns = (
        Column("service", "Service"),
        Column("month", "Month"),
        Column("tickets", "Tickets expected", kind="number"),
        Column("handling", "Hours a ticket", unit="h", kind="number"),
        Column("need", "Work", unit="h", kind="number"),
        Column("there", "Hours there", unit="h", kind="number"),
        Column("load", "Load", unit="%", kind="number"),
        Column("lo", "95 % from", unit="%", kind="number"),
        Column("hi", "95 % to", unit="%", kind="number"),
        Column("limit", "Limit", unit="%", kind="number"),
        Column("state", "Limit is"),
    )
    lines = [
        {
            "service": item.service.name,
            "month": say_period(row["period_start"], row["period_end"]),
            "tickets": round(row["tickets"]),
            "handling": item.handling.hours,
            "need": row["need"],
            "there": item.hours,
            "load": row["load"],
            "lo": row["load_lo"],
            "hi": row["load_hi"],
            "limit": item.limit,
            "state": row["state"],
        }
        for item in found.loads
        for row in item.months.to_dict("records")
    ]
    note = (
        "Work: tickets expected, times the hours that a ticket of the last year took. Hours there: as stated, or the "
        "hours of the groups in the last three months, by the part of their work that was for this service. The "
        "interval is that of the tickets; what a ticket takes is taken as it was."
    )
    return Table("Work to come and hands", columns, tuple(lines), note=note)


def _team_table(found: Outlook) -> Table:
    columns = (
        Column("team", "Group"),
        Column("worked", "Hours written down", unit="h", kind="number"),
        Column("there", "Hours there", unit="h", kind="number"),
        Column("load", "Load", unit="%", kind="number"),
    )
    note = "The last twelve months. Only hours on tickets are written down; other work of the group is not in it."
    return Table("Groups and their hours", columns, tuple(found.teams.to_dict("records")), note=note)


def demand_hindsight(study: Study) -> Blocks:
    """Show how such forecasts would have done, beside two plain rules."""
    found = look_ahead(study)
    seen = found.hindsight[found.hindsight["n"] > 0]
    if seen.empty:
        body = "No forecast can be held against what came yet: that needs two years of usable months and some after."
        return Blocks([Text(body, role="note")])
    columns = (
        Column("service", "Service"),
        Column("n", "Values foretold", kind="number"),
        Column("error", "Mean error", unit="tickets", kind="number"),
        Column("percent", "Of a usual month", unit="%", kind="number"),
        Column("against_last", "Against the last value", kind="number"),
        Column("against_cycle", "Against last year's value", kind="number"),
        Column("held", "Inside the 95 % interval", unit="%", kind="number"),
    )
    note = "Against: the forecast's mean absolute error over that of the plain rule; below 1 the forecast was closer."
    rated = rate_forecasts(seen, found.known).rename(columns={"kpi": "service"})
    return Blocks([Table.from_frame("How such forecasts would have done", rated, columns, note)])


def peaks(study: Study) -> Blocks:
    """List the busiest weeks of every service."""
    found = look_ahead(study).peaks
    if found.empty:
        return Blocks([Text("The tickets name no service, so no peak can be told.", role="note")])
    columns = (
        Column("service", "Service"),
        Column("week", "Week"),
        Column("tickets", "Tickets", kind="number"),
        Column("usual", "Usual week", kind="number"),
        Column("times", "Times the usual", kind="number"),
    )
    lines = tuple(
        {
            "service": row["service"],
            "week": say_period(row["period_start"], row["period_end"]),
            **{key: row[key] for key in ("tickets", "usual", "times")},
        }
        for row in found.to_dict("records")
    )
    return Blocks([Table("Busiest weeks", columns, lines)])


def queues(study: Study) -> Blocks:
    """Show where open tickets wait, by group and state, the longest queue first."""
    found = look_ahead(study).queues
    if found.empty:
        return Blocks([Text("No ticket was open at the end of the data.", role="note")])
    columns = (
        Column("team", "Group"),
        Column("state", "State"),
        Column("n", "Open", kind="number"),
        Column("median_days", "Median age", unit="d", kind="number"),
        Column("p90_days", "Nine of ten below", unit="d", kind="number"),
        Column("oldest_days", "Oldest", unit="d", kind="number"),
    )
    by_state = found.groupby("state")["n"].sum().sort_values(ascending=False)
    named = ", ".join(f"{state} {count:,}" for state, count in by_state.items())
    rest = int(found["n"].iloc[MOST_QUEUES:].sum())
    note = f"{count_words(rest, 'more open ticket')} in shorter queues." if rest else ""
    lines = tuple(found.head(MOST_QUEUES).to_dict("records"))
    table = Table("Queues at the end of the data", columns, lines, note=note)
    return Blocks([Text(f"{count_words(int(found['n'].sum()), 'ticket')} open: {named}."), table])


def availability_pack(study: Study) -> Blocks:
    """Show how available each service was, what took it down, and which maintenance was announced."""
    found = gather_availability(study)
    if found.empty:
        return Blocks([Text("No outage and no maintenance of the last year is in the data.", role="note")])
    columns = (
        Column("service", "Service"),
        Column("availability", "Availability", unit="%", kind="number"),
        Column("mtbf", "Time between failures", unit="h", kind="number"),
        Column("outages", "Outages", kind="number"),
        Column("mtrs", "Mean time to restore", unit="h", kind="number"),
        Column("longest", "Longest", unit="h", kind="number"),
        Column("maintenance", "Maintenance windows", kind="number"),
        Column("maintained", "Hours of them", unit="h", kind="number"),
    )
    note = (
        "Availability and time between failures: over all of the data, announced maintenance taken out as the KPI's "
        "definition says. The rest: the last year, every entry by itself."
    )
    blocks: list[Block] = [Table.from_frame("How available the services were", found, columns, note)]
    windows = list_maintenance(study).head(LATEST)
    if len(windows):
        heads = (
            Column("service", "Service"),
            Column("started_at", "From (UTC)", kind="stamp"),
            Column("ended_at", "To (UTC)", kind="stamp"),
        )
        blocks.append(Table("Newest maintenance windows", heads, tuple(windows.to_dict("records"))))
    return Blocks(blocks)
