"""The kit's own reader finds in the generated exports what the truths file says is there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from csi_lib.demo import generate
from csi_lib.ingest import Ingested, ingest
from csi_lib.settings import load_engagement


@pytest.fixture(scope="module")
def read_back(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ingested, dict]:
    folder = tmp_path_factory.mktemp("read")
    generate(folder, seed=4, scale=0.03)
    engagement, path = load_engagement(folder / "params" / "engagements" / "demo.yml")
    truths = yaml.safe_load((folder / "data" / "demo" / "planted.yml").read_text(encoding="utf-8"))
    return ingest(engagement, path, cache=folder / "cache"), truths


def test_every_ticket_change_and_problem_is_kept_exactly_once(read_back: tuple[Ingested, dict]) -> None:
    found, truths = read_back
    kept = found.ledger.groupby("table")["kept"].sum()

    assert {name: kept[name] for name in ("tickets", "changes", "problems")} == {
        name: truths["counts"][name] for name in ("tickets", "changes", "problems")
    }


def test_the_rows_that_are_refused_are_the_dirt(read_back: tuple[Ingested, dict]) -> None:
    found, truths = read_back
    refused = {Path(file).name: count for file, count in found.rejected["file"].value_counts().items()}

    assert refused == {
        file: added["nameless"] + added["unreadable"] + added["ragged"]
        for file, added in truths["dirt"]["added_rows"].items()
    }


def test_the_findings_name_the_backward_stamps_and_the_unknown_states(read_back: tuple[Ingested, dict]) -> None:
    found, truths = read_back
    findings = {(item.code, item.where): item for item in found.issues}
    backward = next(item for (code, _), item in findings.items() if code == "resolved_before_opened")
    states = [item.what for (code, where), item in findings.items() if code == "unknown_value" and "state" in where]

    assert backward.count == truths["dirt"]["resolved_before_opened"]
    assert all(any(name in text for text in states) for name in truths["dirt"]["unknown_states"])


def test_names_come_through_unharmed(read_back: tuple[Ingested, dict]) -> None:
    found, truths = read_back
    tickets = pd.read_parquet(found.tables["tickets"])

    assert set(tickets["service"]) == set(truths["services"])
    assert set(tickets["team"].dropna()) <= set(truths["teams"])
    assert tickets["category"].str.len().max() == 40_000


def test_every_value_of_the_exports_is_known_but_the_planted_ones(read_back: tuple[Ingested, dict]) -> None:
    found, _ = read_back
    unknown = [item for item in found.issues if item.code == "unknown_value"]

    assert {item.where.split(".")[-1] for item in unknown} == {"state"}


def test_tickets_open_at_the_end_are_those_that_were_left_open(read_back: tuple[Ingested, dict]) -> None:
    found, truths = read_back
    tickets = pd.read_parquet(found.tables["tickets"])

    assert int(tickets["open_at_end"].sum()) == truths["counts"]["open_at_end"]
