"""The engagement chooses the rules, and rebases only with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from csi_lib.errors import SettingsError
from csi_lib.settings import Charts, Rebase, load
from csi_lib.stats import RULE_SETS


def test_every_rule_set_can_be_chosen_and_no_other() -> None:
    assert get_args(Charts.model_fields["rules"].annotation) == tuple(RULE_SETS)


@pytest.mark.parametrize(("left_out", "said"), [("reason", "'reason' is missing"), ("by", "'by' is missing")])
def test_a_rebasing_without_reason_or_name_is_refused(left_out: str, said: str, tmp_path: Path) -> None:
    lines = {"kpi": "mttr", "date": "2025-09-01", "reason": "new clock", "by": "A. Analyst"}
    path = tmp_path / "rebase.yml"
    path.write_text("".join(f"{key}: {value}\n" for key, value in lines.items() if key != left_out), encoding="utf-8")

    with pytest.raises(SettingsError, match=said):
        load(path, Rebase)


def test_an_empty_reason_is_no_reason(tmp_path: Path) -> None:
    path = tmp_path / "rebase.yml"
    path.write_text("kpi: mttr\ndate: 2025-09-01\nreason: '  '\nby: A. Analyst\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="line 3: reason: "):
        load(path, Rebase)
