"""What a consultant reads before asking a client for data: which tool can feed which KPI, and what is missing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from csi_lib.kpi import load_catalogue
from csi_lib.study.ambiguity import say_span, write_setting
from csi_lib.study.coverage import cover, find_missing, load_adapters

HOME = Path(__file__).parents[2]


def test_every_kpi_meets_every_format_once_and_says_why_where_it_fails() -> None:
    catalogue, adapters = load_catalogue(home=HOME), load_adapters(HOME)
    found = cover(catalogue, adapters)

    assert len(found) == len(catalogue) * len(list((HOME / "params" / "sources").glob("*.yml")))
    short = found[found["state"] != "computable"]
    assert (short["reason"] != "").all() and (short["missing"] != "").all()


def test_canonical_tables_can_feed_every_kpi() -> None:
    adapters = {"plain": load_adapters(HOME)["plain"]}

    assert set(cover(load_catalogue(home=HOME), adapters)["state"]) == {"computable"}


def test_a_ticket_tool_feeds_no_money() -> None:
    found = cover(load_catalogue(home=HOME), {"jira": load_adapters(HOME)["jira"]}).set_index("kpi")

    assert found.loc["cost_per_incident", "state"] == "not"
    assert "exports no costs" in found.loc["cost_per_incident", "reason"]


def test_a_derived_column_asks_for_what_it_is_made_of() -> None:
    assert find_missing(["tickets.hours_to_respond"], frozenset()) == ("tickets.first_response_at",)
    assert find_missing(["tickets.reopen_count"], frozenset({"ticket_history.at", "ticket_history.field"})) == ()


def test_the_span_of_answers_is_said_in_one_sentence() -> None:
    rows = pd.DataFrame({"choice": ["a", "b", "c"], "value": [41.2, 66.9, None], "unit": ["%"] * 3})

    assert say_span("FCR", "proxy", rows) == "FCR is 41.2 to 66.9 % depending on the proxy."
    assert say_span("FCR", "proxy", rows[:1]).startswith("FCR can be computed under one choice of the proxy only, a")
    assert "under any choice" in say_span("FCR", "proxy", rows[2:])


def test_the_line_for_the_settings_can_be_pasted() -> None:
    assert write_setting("fcr_call", "proxy", "one_reply") == "variants: {fcr_call: {proxy: one_reply}}"
