"""What the page of description says, and that it says nothing that sounds like a verdict."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from csi_lib.kpi import load_catalogue, measure
from csi_lib.report import sections as show
from csi_lib.report.blocks import Picture, Table
from csi_lib.settings import Event
from csi_lib.tables import TABLES

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "params" / "kpi")
FIRST, AS_OF = dt.date(2024, 1, 1), dt.date(2025, 12, 31)
SECTIONS = (
    show.description_answer,
    show.ticket_shifts,
    show.still_open,
    show.mix_of_kinds,
    show.other_definitions,
    show.bulk_closures,
    show.pareto_groups,
    show.associations,
)


def make_tickets():
    """Four tickets a day for two years: 20 h of one kind, 1 h of the other, and the other became more frequent."""
    number = itertools.count()
    rows = []
    for day in pd.date_range(FIRST, dt.date(2025, 12, 30)):
        fast = 1 if day < pd.Timestamp("2025-01-01") else 3
        for place in range(4):
            hours, kind = (1.0, "1") if place < fast else (20.0, "4")
            began = day + pd.Timedelta(hours=place)
            known = {
                "id": f"{next(number)}",
                "kind": "incident",
                "in_scope": True,
                "opened_at": began,
                "priority": kind,
            }
            done = {"resolved_at": began + pd.Timedelta(hours=hours), "hours_to_resolve": hours, "open_at_end": False}
            rows.append({**known, **done, "category": "<b>Mail</b>" if place % 2 else "Print", "reopen_count": 0})
    return rows


def make_initiative(**more):
    known = {"id": "x", "title": "Faster mail", "kpi": "mttr_resolve", "where": {}, "date": dt.date(2025, 1, 1)}
    made = {**known, "transition": 1, **more}
    return SimpleNamespace(**made, began=made["date"] is not None)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Write and measure tickets once, however many studies there are of them."""
    known = {}

    def look_up(tickets, chosen):
        key = (json.dumps(tickets, default=str), *(kpi.id for kpi in chosen))
        if key not in known:
            path = tmp_path_factory.mktemp("tickets") / "tickets.parquet"
            TABLES["tickets"].conform(pd.DataFrame(tickets)).to_parquet(path)
            window = {"first": FIRST, "last": AS_OF, "as_of": AS_OF}
            by = (("service",), ("priority",))
            known[key] = path, measure({"tickets": path}, chosen, zone="UTC", by=by, **window)
        return known[key]

    return look_up


@pytest.fixture
def study_of(measured):
    """Stand-in of a study over hand-made tickets."""

    def build(tickets, initiatives=(), events=(), kpis=("mttr_resolve", "incident_volume", "reopen_rate")):
        chosen = tuple(CATALOGUE[name] for name in kpis)
        path, measures = measured(tickets, chosen)
        return SimpleNamespace(
            engagement=SimpleNamespace(zone="UTC", events=list(events), report=SimpleNamespace(language="en")),
            ingested=SimpleNamespace(tables={"tickets": path}),
            measures=measures.copy(),
            kpis=chosen,
            kpi=CATALOGUE.__getitem__,
            initiatives=tuple(initiatives),
            verdict_of=lambda name: SimpleNamespace(verdict="no clear change"),
            first=FIRST,
            as_of=AS_OF,
            part="",
        )

    return build


def words(blocks):
    return "\n\n".join(str(block) for block in blocks)


def test_the_answer_names_all_three_and_the_mix_and_the_verdict(study_of):
    said = words(show.description_answer(study_of(make_tickets(), [make_initiative()])))

    assert said == (
        "Faster mail: mean 15.2 h to 5.8 h, median 20.0 h to 1.0 h, 90th percentile 20.0 h to 20.0 h "
        "(1,464 tickets before, 1,332 after). Most of that comes from another mix by priority. "
        "Verdict on months: no clear change."
    )


def test_a_change_that_is_another_mix_is_warned_of(study_of):
    blocks = show.mix_of_kinds(study_of(make_tickets(), [make_initiative()]))

    assert "mostly other tickets, not another way of working" in blocks[0].body
    assert blocks[0].role == "warning"
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert {row["by"] for row in table.rows} == {"priority", "category", "priority and category"}
    for row in table.rows:
        assert row["within"] + row["mix"] == pytest.approx(row["crude"])


def test_the_curves_are_drawn_and_the_check_is_called_a_check(study_of):
    blocks = show.still_open(study_of(make_tickets(), [make_initiative()]))

    assert isinstance(blocks[0], Picture)
    assert "opened from 2025-02-01 on" in blocks[0].alt
    assert "opened 2024-01-01 to 2024-12-31" in blocks[0].alt  # the months that the verdict can use, and no others
    assert "Its p decides nothing" in words(blocks)


def test_no_p_stands_beside_the_shift(study_of):
    table = show.ticket_shifts(study_of(make_tickets(), [make_initiative()]))[0]

    assert not {"p", "check"} & {column.key for column in table.columns}
    assert "decides nothing" in table.note
    assert [row["n"] for row in table.rows] == [366 * 4, 333 * 4]  # February to 30 December: January is the transition


def test_groups_are_ranked_with_their_time_and_a_client_s_name_stays_text(study_of):
    blocks = show.pareto_groups(study_of(make_tickets()))
    table = next(block for block in blocks if isinstance(block, Table))

    assert [row["cases"] for row in table.rows] == [1460, 1460]
    assert {row["name"] for row in table.rows} == {"<b>Mail</b>", "Print"}
    assert sum(row["time_share"] for row in table.rows) == pytest.approx(100)
    assert "so there is no vital few" in words(blocks)


def test_associations_are_called_nothing_else(study_of):
    said = words(show.associations(study_of(make_tickets())))

    assert "3 pairs of KPIs were looked at" in said
    assert "significant" not in said.replace("nothing is called significant", "")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize(
    "initiatives",
    [
        [],
        [make_initiative(date=None)],
        [make_initiative(date=dt.date(2031, 1, 1))],
        [make_initiative(kpi="incident_volume")],
        [make_initiative(where={"priority": "9"})],
        [make_initiative(kpi="reopen_rate")],
    ],
    ids=["none", "no date", "after the data", "a count", "an unknown slice", "a share"],
)
def test_what_cannot_be_described_is_a_sentence_and_never_a_nan(study_of, section, initiatives):
    said = words(section(study_of(make_tickets(), initiatives)))

    assert said.strip() or section is show.still_open  # the section above it has said why
    assert "nan" not in said.lower().split()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("tickets", ["all open", "none"])
def test_data_without_a_finished_ticket_are_a_sentence(study_of, section, tickets):
    gone = {"resolved_at": None, "hours_to_resolve": None, "open_at_end": True}
    rows = [row | gone for row in make_tickets()] if tickets == "all open" else make_tickets()[:1]
    if tickets == "none":
        rows = [rows[0] | {"in_scope": False}]

    said = words(section(study_of(rows, [make_initiative()])))

    assert said.strip() or section is show.still_open  # the section above it has said why
    assert "nan" not in said.lower().split()


def test_a_change_of_tool_between_forbids_the_description_and_names_itself(study_of):
    event = Event(date=dt.date(2024, 8, 1), what="New ticket tool", blocks=True)
    said = words(show.description_answer(study_of(make_tickets(), [make_initiative()], [event])))

    assert "cannot be compared: New ticket tool on 2024-08-01" in said
