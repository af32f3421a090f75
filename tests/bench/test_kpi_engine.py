"""The KPI engine and plain pandas agree, number by number, on tickets made to differ."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from csi_lib.kpi import choose, load_catalogue


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """Return kpi_engine.py, which is a script, as a module."""
    spec = importlib.util.spec_from_file_location("csi_bench_kpi_engine", Path(__file__).with_name("kpi_engine.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_engine_gives_the_numbers_that_plain_pandas_gives(bench: ModuleType, tmp_path: Path) -> None:
    kpis = choose(load_catalogue(), bench.RIVALS, bench.CHOICES)
    bench.make_tickets(4_000, seed=7).to_parquet(tmp_path / "tickets.parquet", index=False)

    equal = bench.compare(
        bench.run_kit(tmp_path / "tickets.parquet", kpis), bench.run_pandas(tmp_path / "tickets.parquet", kpis)
    )

    assert equal > 10_000


def test_the_comparison_stops_at_a_number_that_differs(bench: ModuleType, tmp_path: Path) -> None:
    kpis = choose(load_catalogue(), ["incident_volume"])
    bench.make_tickets(500, seed=7).to_parquet(tmp_path / "tickets.parquet", index=False)
    rival = bench.run_pandas(tmp_path / "tickets.parquet", kpis)

    with pytest.raises(SystemExit, match="values differ"):
        bench.compare(bench.run_kit(tmp_path / "tickets.parquet", kpis), rival.assign(value=rival["value"] + 1))
