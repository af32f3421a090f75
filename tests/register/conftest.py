"""Initiatives made in memory and as files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from csi_lib.register import Initiative

PLAIN: dict[str, Any] = {
    "version": 1,
    "id": "search",
    "title": "Search",
    "opportunity": "Errors repeat",
    "source": "kpi signal",
    "hypothesis": "Agents see the workaround",
    "kpi": "mttr_resolve",
    "date": "2025-04-01",
    "declared": "2025-03-10",
    "baseline": "b1",
    "target": {"value": 20, "unit": "h", "by": "2025-12-31"},
    "guards": ["reopen_rate"],
    "owner": "problem manager",
    "status": "live",
    "aims": ["efficiency"],
}


@pytest.fixture
def make_initiative() -> Callable[..., Initiative]:
    def make(**changes: Any) -> Initiative:
        given = {key: value for key, value in (PLAIN | changes).items() if value is not ...}
        return Initiative.model_validate(given)

    return make


@pytest.fixture
def write_initiative(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str = "search.yml", **changes: Any) -> Path:
        given = {key: value for key, value in (PLAIN | changes).items() if value is not ...}
        path = tmp_path / name
        path.write_text(yaml.safe_dump(given), encoding="utf-8")
        return path

    return write
