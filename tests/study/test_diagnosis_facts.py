"""The tables behind a proposal hold the numbers that follow from the rows by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import yaml

from csi_lib.report import sections
from csi_lib.study import Study, gather
from csi_lib.study.diagnosis import gather_facts

SETTINGS: dict[str, Any] = {
    "version": 1, "id": "small", "client": "A client", "zone": "Europe/Berlin", "author": "A", "as_of": "2026-03-31",
    "sources": {
        name: {"adapter": "plain", "files": [f"../../data/{name}.csv"]}
        for name in ("tickets", "changes", "problems", "surveys")
    },
    "kpis": ["mttr_resolve", "change_backlog", "change_failure_rate", "csat_desk"],
    "slices": ["service"], "breakdowns": [],
}  # fmt: skip
FILES = {
    # A and B answered within 15 minutes, C after 2 hours; resolved after 2, 30 and 200 hours
    "tickets": """id,kind,opened_at,first_response_at,resolved_at,state,outcome,problem_id
A,incident,2026-03-02 08:00:00,2026-03-02 08:05:00,2026-03-02 10:00:00,closed,solved,P2
B,incident,2026-03-02 08:00:00,2026-03-02 08:15:00,2026-03-03 14:00:00,closed,solved,P2
C,incident,2026-03-02 08:00:00,2026-03-02 10:00:00,2026-03-10 16:00:00,closed,solved,
D,incident,2026-03-02 08:00:00,2026-03-02 08:05:00,2026-03-02 10:00:00,closed,spam,P1
""",
    # open at the end of 31 March (22:00 UTC, in summer time): V 7 days to the second, W a second more, X 100 days; Y
    # ended, Z is a draft
    "changes": """id,kind,opened_at,implemented_at,state,outcome,service
V,normal,2026-03-24 23:00:00,,open,,Mail
W,normal,2026-03-24 22:59:59,,approved,,Mail
X,standard,2025-12-20 00:00:00,,open,,Web
Y,standard,2026-02-10 00:00:00,2026-03-05 00:00:00,closed,successful,Web
Z,normal,2026-03-01 00:00:00,,draft,,Web
""",
    "problems": """id,opened_at,root_cause_at,state,category
P1,2026-01-01 00:00:00,2026-01-01 12:00:00,resolved,Disk
P2,2026-01-01 00:00:00,2026-01-11 00:00:00,open,Net
""",
    "surveys": """id,kind,responded_at,score,ticket_id
1,csat,2026-03-11 08:00:00,5,A
2,csat,2026-03-11 08:00:00,4,B
3,csat,2026-03-11 08:00:00,2,C
4,csat,2026-03-11 08:00:00,1,D
5,csat,2026-03-11 08:00:00,3,
6,nps,2026-03-11 08:00:00,9,A
""",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    home = tmp_path_factory.mktemp("small")
    for name in ("params/engagements", "data"):
        (home / name).mkdir(parents=True)
    for name, text in FILES.items():
        (home / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    path = home / "params" / "engagements" / "small.yml"
    path.write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    return gather(path)


def rows(study: Study, name: str, *columns: str) -> list[tuple[Any, ...]]:
    found = gather_facts(study).fetch(name)
    return [tuple(row) for row in found[list(columns)].to_numpy().tolist()]


def test_ratings_are_banded_by_time_to_respond(study: Study) -> None:
    found = rows(study, "csat by response", "band", "n", "total", "squares")

    assert found == [("up to 15 min", 2, 9.0, 41.0), ("1 to 4 h", 1, 2.0, 4.0)]  # spam and no ticket are out


def test_ratings_are_banded_by_time_to_resolve(study: Study) -> None:
    found = rows(study, "csat by resolution", "band", "n", "total")

    assert found == [("up to 4 h", 1, 5.0), ("1 to 3 d", 1, 4.0), ("over 7 d", 1, 2.0)]


def test_the_backlog_is_aged_at_the_end_of_the_last_local_day(study: Study) -> None:
    found = rows(study, "backlog", "state", "band", "changes")

    assert found == [("approved", "8 to 30 d", 1), ("open", "up to 7 d", 1), ("open", "over 90 d", 1)]


def test_inflow_and_outflow_are_counted_by_month(study: Study) -> None:
    found = gather_facts(study).fetch("flow").set_index("period_start")

    assert found.loc[pd.Timestamp("2026-03-01")].tolist() == [2, 1]  # V and W came, Y went; the draft does not count
    assert found.loc[pd.Timestamp("2026-02-01")].tolist() == [1, 0]


def test_problems_are_banded_by_time_to_the_root_cause(study: Study) -> None:
    found = rows(study, "identified", "band", "n", "total", "squares")

    assert found == [("up to 1 d", 1, 0.0, 0.0), ("7 to 30 d", 1, 2.0, 4.0)]  # the spam ticket is no incident of P1


def test_problems_are_listed_by_linked_incidents(study: Study) -> None:
    assert rows(study, "problems", "id", "linked_incidents") == [("P2", 2)]


def test_failures_are_grouped_by_kind(study: Study) -> None:
    found = gather_facts(study).fetch("groups:change_failure_rate")
    march = found[(found["by"] == "kind") & (found["period_start"] == pd.Timestamp("2026-03-01"))]

    assert march[["name", "numerator", "denominator"]].to_numpy().tolist() == [["standard", 0.0, 1.0]]


def test_the_page_names_every_rule_once(study: Study) -> None:
    said = str(sections.silent_rules(study)) + str(sections.proposals(study))

    assert [rule for rule in range(1, 14) if said.count(f"DR{rule:02}") == 0] == []
