"""What the pages say of the two registers: apart, never added, and something sensible where there is nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.register import Register
from csi_lib.register.folder import read_folder
from csi_lib.register.record import Record
from csi_lib.register.register import Entry
from csi_lib.register.reviews import Action, Csip, Review, Supplier
from csi_lib.report.blocks import Blocks
from csi_lib.report.closing import next_decision
from csi_lib.report.language import Words, load_words, translate
from csi_lib.report.sections import reviews
from csi_lib.report.sections.reviews.minutes import minutes
from csi_lib.study import Study, gather, load_study
from csi_lib.study.contracts import judge_contracts
from csi_lib.study.downtime import list_downtime, sum_downtime
from csi_lib.study.screening import screen_study

DEMO = Path(__file__).parents[3] / "params" / "register" / "demo"
PAGES = [getattr(reviews, name) for name in reviews.__all__ if name != "next_decision"]
CSIP, ACTIONS = 17, 24  # neither is a part of the other's digits, nor of their sum


@pytest.fixture(scope="module")
def study(kept_study: Path) -> Study:
    """The generated client with the records that the kit ships."""
    return replace(load_study(kept_study), records=read_folder(DEMO), fingerprint="reviews")


def keep(study: Study, *records: Record, name: str = "other") -> Study:
    register = Register(tuple(Entry(record) for record in records), "files")
    return replace(study, records=register, fingerprint=name)


def say(blocks: Blocks) -> str:
    return "\n".join(map(str, blocks))


@pytest.fixture(scope="module")
def crowded(study: Study) -> Study:
    entries = [
        Csip(version=1, id=f"c{place}", title="Forward", raised="2026-05-01", raised_by="x", cost_type="no added cost")
        for place in range(CSIP)
    ]
    actions = [
        Action(version=1, id=f"a{place}", title="Back", raised="2026-05-01", raised_by="x", owner="x", due="2026-05-09")
        for place in range(ACTIONS)
    ]
    return keep(study, *entries, *actions, name="crowded")


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page is not reviews.downtime], ids=lambda page: page.__name__
)
def test_no_page_adds_improvements_and_actions(crowded: Study, page: Callable[[Study], Blocks]) -> None:
    numbers = set(re.findall(r"\d+", say(page(crowded))))
    assert str(CSIP + ACTIONS) not in numbers


def test_improvements_and_actions_are_counted_each_by_itself(crowded: Study) -> None:
    said = [str(block) for block in reviews.csip_answer(crowded)]
    assert f"{CSIP} improvements wait" in said[0] and str(ACTIONS) not in said[0]
    assert f"{ACTIONS} actions are open, {ACTIONS} of them overdue" in said[1] and str(CSIP) not in said[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_an_empty_register_is_said_in_a_sentence(study: Study, page: Callable[[Study], Blocks]) -> None:
    blocks = page(keep(study, name="empty"))
    assert blocks and "No rows" not in say(blocks)


def test_minutes_of_a_planned_review_are_there_to_be_filled_in(study: Study) -> None:
    planned = study.records.get(Review, "netz-ag-2026-q2")
    assert planned is not None
    parts = dict(minutes(study, planned))
    assert "A desk of its own for the network" in say(parts["Decisions on improvements"])
    assert say(parts["What was said"]) == "To be filled in at the review."


def test_the_party_of_the_customer_stands_in_minutes_and_on_the_page_and_is_missed_where_it_lacks(study: Study) -> None:
    held = study.records.get(Review, "mail-2026-05")
    assert held is not None and "For the customer | head of sales" in say(dict(minutes(study, held))["Who and when"])
    table = next(block for block in reviews.review_schedule(study) if getattr(block, "title", "") == "Reviews held")
    assert {row["title"]: row["customer"] for row in table.rows}["Service review mail"] == "head of sales"

    lacking = held.model_copy(update={"customer": ""})
    assert "For the customer" in say(dict(minutes(study, lacking))["Who and when"])  # to be filled in
    said = say(reviews.review_schedule(keep(study, lacking, name="lacking")))
    assert "Nobody says who stands for the customer in: Service review mail (2026-05-12)." in said


def test_minutes_of_a_desk_review_say_that_nobody_attended(study: Study) -> None:
    held = study.records.get(Review, "druckhaus-2025-h2")
    assert held is not None and held.desk
    parts = dict(minutes(study, held))
    assert "nobody: a desk review" in say(parts["Who and when"])
    assert "Fewer and larger printers | remove | The leasing ends in 2027" in say(parts["Decisions on improvements"])


def test_a_page_ends_with_its_own_decisions_and_an_empty_line(study: Study) -> None:
    (table,) = next_decision(study, "trends")
    assert [row["owner"] for row in table.rows] == ["service owner network", ""]
    (bare,) = next_decision(study, "measures")
    assert [row["what"] for row in bare.rows] == [""]


def test_a_contract_is_judged_as_a_plain_count_of_the_tickets_says(study: Study) -> None:
    tickets = pd.read_parquet(study.ingested.tables["tickets"])
    mine = tickets[(tickets["service"] == "Netzwerk & VPN") & tickets["in_scope"] & tickets["sla_met"].notna()]
    decided = mine["sla_decided_at"].dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin").dt.strftime("%Y-%m")
    share = 100 * mine["sla_met"].astype(float).groupby(decided).mean()
    (kept,) = (item for item in judge_contracts(study) if item.asked.measure.id == "in-time")
    whole = [item for item in kept.results if item.state != "not decidable"]
    assert len(whole) >= 28
    for item in whole:
        assert item.value == pytest.approx(share[item.period], abs=1e-6)
        assert (item.state == "met") == (share[item.period] >= 82)


def test_whether_an_entry_is_a_repair_is_read_from_the_last_whole_period_before_it(study: Study) -> None:
    (entry,) = (item for item in study.records.of(Csip) if item.id == "faster-vpn-answers")
    (kept,) = (item for item in judge_contracts(study) if item.asked.measure.id == "in-time")
    may = next(item for item in kept.results if item.period == "2026-05")
    look = screen_study(study)[entry.id]
    assert "in 2026-05, line 82.0 %" in look.seen
    assert look.found == {"met": "not in breach", "missed": "in breach"}[may.state]


def test_without_a_contract_nothing_is_called_a_breach(study: Study) -> None:
    (entry,) = (item for item in study.records.of(Csip) if item.id == "faster-vpn-answers")
    bare = keep(study, entry.model_copy(update={"supplier": ""}), name="bare")
    look = screen_study(bare)[entry.id]
    assert look.found == "not decidable" and "no contract and no agreement promises" in look.seen


def test_downtime_is_what_the_outages_say(study: Study) -> None:
    rows = pd.read_parquet(study.ingested.tables["outages"])
    end = pd.Timestamp(study.as_of + dt.timedelta(days=1), tz="Europe/Berlin").tz_convert("UTC").tz_localize(None)
    begin = pd.Timestamp(study.as_of - dt.timedelta(days=365), tz="Europe/Berlin").tz_convert("UTC").tz_localize(None)
    rows = rows[(rows["kind"] == "unplanned") & (rows["started_at"] < end)]
    minutes_of = {}
    for row in rows.itertuples():
        stop = end if pd.isna(row.ended_at) else min(row.ended_at, end)
        if stop > begin:
            minutes_of[row.service] = minutes_of.get(row.service, 0) + (stop - row.started_at).total_seconds() / 60
    summed = sum_downtime(list_downtime(study)).groupby("service")["minutes"].sum()
    assert summed.to_dict() == pytest.approx(minutes_of)


def test_a_supplier_record_alone_names_its_promises(study: Study) -> None:
    (table, *_) = reviews.contract_measures(study)
    assert table.title == "Contract measures: Druckhaus"
    supplier = study.records.get(Supplier, "druckhaus")
    assert supplier is not None
    assert [row["clause"] for row in table.rows] == [item.clause for item in supplier.measures]


def test_an_entry_that_goes_on_is_said_to_be_in_progress(study: Study) -> None:
    (table, *_) = reviews.csip_entries(study)
    assert "in progress" in {row["status"] for row in table.rows} and "progress" not in {
        row["status"] for row in table.rows
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
@pytest.mark.parametrize("full", [True, False], ids=["demo", "empty"])
def test_every_word_of_ours_is_said_in_german(study: Study, page: Callable[[Study], Blocks], full: bool) -> None:
    known = load_words("de")
    words = Words(known.language, known.phrases, known.sentences)  # with a count of its own
    for block in page(study if full else keep(study, name="empty")):
        translate(block.to_json(), words)
    assert not words.missing


AVAILABLE = """
version: 1
id: lines
client: A client
zone: UTC
as_of: 2025-12-31
author: tests
sources:
  tickets: {adapter: plain, files: [tickets.csv]}
  outages: {adapter: plain, files: [outages.csv]}
  services: {adapter: plain, files: [services.csv]}
kpis: [availability]
slices: [service]
breakdowns: []
"""


TICKET = "id,kind,opened_at,resolved_at,state,outcome,service"
STARTS = pd.date_range("2024-01-01 08:00", "2025-12-01 08:00", freq="MS")


def test_an_entry_shows_the_availability_before_and_after_it(tmp_path: Path) -> None:
    lines = ["id,service,started_at,ended_at,kind,cause,weight"]
    for place, start in enumerate(STARTS):
        # Down for 0.8 and 1.2 % of the months in turn, 99.0 % are left on average; from 2025 on 0.1 and 0.3 %: 99.8 %.
        percent = ((0.8, 1.2) if place < 12 else (0.1, 0.3))[place % 2]
        end = start + pd.Timedelta(seconds=round(start.days_in_month * 864 * percent))
        lines.append(f"{place},Lines,{start},{end},unplanned,,")
    (tmp_path / "outages.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    opened = [f"{place},incident,{start},{start},closed,solved,Lines" for place, start in enumerate(STARTS)]
    (tmp_path / "tickets.csv").write_text("\n".join([TICKET, *opened]) + "\n", encoding="utf-8")
    (tmp_path / "services.csv").write_text("id,name,state\nS1,Lines,operational\n", encoding="utf-8")
    (tmp_path / "lines.yml").write_text(AVAILABLE, encoding="utf-8")
    entry = Csip(
        version=1, id="second-line", title="A second line", raised="2024-12-01", raised_by="x", service="Lines",
        cost_type="no added cost", kpi="availability", effective="2025-01-01",
    )  # fmt: skip

    (table,) = reviews.csip_effects(keep(gather(tmp_path / "lines.yml"), entry, name="lines"))

    (row,) = table.rows
    assert (row["title"], row["verdict"], row["n_before"], row["n_after"]) == ("A second line", "improved", 12, 11)
    # The month it took effect is left out: six of 0.3 and five of 0.1 are 0.209 % down, 0.791 better than 1.0.
    lo, hi = (float(number) for number in re.findall(r"\d+\.\d+", row["interval"]))
    assert lo < 0.791 < hi and lo > 0.3 and hi < 1.3, row["sentence"]
