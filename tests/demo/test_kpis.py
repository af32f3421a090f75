"""The generated client feeds the whole catalogue under every answer to its questions, at levels one would believe."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.ingest import Ingested, ingest
from csi_lib.kpi import choose, load_catalogue
from csi_lib.kpi.engagement import measure_window
from csi_lib.settings import Engagement, load_engagement

# KPI -> why the generated client cannot feed it; a KPI that is not named here must be computed.
NOT_COMPUTED: dict[str, str] = {}

# What a consultant would believe of a service desk of this size, wide enough for chance at a small scale.
BELIEVABLE = {
    "agent_utilisation": (50, 85),
    "fcr_contact": (40, 70),
    "abandoned_calls": (3, 10),
    "first_response_sla": (75, 97),
    "sla_compliance": (65, 95),
    "availability": (99, 100),
    "csat_desk": (3, 5),
    "nps": (-60, 60),
    "change_success_rate": (75, 98),
    "reopen_rate": (1, 10),
    "self_service_rate": (10, 50),
    "roi": (-50, 100),
}

Read = tuple[Engagement, Ingested]


@pytest.fixture(scope="module")
def read(small_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    engagement, path = load_engagement(small_demo / "params" / "engagements" / "demo.yml")
    return engagement, ingest(engagement, path, cache=tmp_path_factory.mktemp("cache"))


def measure_all(read: Read, place: int) -> pd.DataFrame:
    """Measure every KPI over all years, each question answered by the choice at that place, or by its last."""
    catalogue = load_catalogue()
    answers = {
        name: {ask: list(variant.choices)[min(place, len(variant.choices) - 1)]}
        for name, kpi in catalogue.items()
        for ask, variant in list(kpi.variants.items())[:1]
    }
    engagement, found = read
    kpis = choose(catalogue, list(catalogue), answers)
    frame = measure_window(engagement, found, kpis, dt.date(2024, 1, 1), dt.date(2026, 6, 30), grain="year", by=[])
    return frame[frame["stat"] == "value"]


@pytest.mark.parametrize("place", range(6))
def test_every_kpi_is_computed_under_every_answer_to_its_first_question(read: Read, place: int) -> None:
    values = measure_all(read, place)

    assert set(values["kpi"]) == set(load_catalogue())
    computed = set(values.loc[values["value"].notna(), "kpi"])  # a small client has empty years
    blocked = set(values.loc[values["reason"].str.startswith("not computable"), "kpi"])
    assert set(load_catalogue()) - computed == set(NOT_COMPUTED)
    assert blocked <= set(NOT_COMPUTED)


def test_levels_are_those_of_a_service_desk_one_would_believe(read: Read) -> None:
    values = measure_all(read, 0).dropna(subset="value")
    last = values[values["period_start"].astype(str).str.startswith("2025-") & (values["view"] == "throughput")]
    found = last.groupby("kpi")["value"].mean()

    strange = {name: found[name] for name, (low, high) in BELIEVABLE.items() if not low <= found[name] <= high}
    assert strange == {}
