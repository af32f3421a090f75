"""A new engagement begins with a programme of the size that was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.register.programme import Programme
from csi_lib.settings import load
from csi_lib.study.programme import choose_artefacts


@pytest.mark.parametrize("profile", ["small", "standard", "large"])
def test_the_profile_chosen_at_the_start_stands_in_the_drafted_programme(profile: str, tmp_path: Path) -> None:
    words = ["new", str(tmp_path / "acme"), "--profile", profile, "--kpi", "mttr_resolve"]

    assert main(words) == 0

    found = load(tmp_path / "acme" / "params" / "register" / "acme" / "programme" / "programme.yml", Programme)
    assert found.profile == profile


def test_a_small_engagement_is_asked_for_less_than_a_large_one() -> None:
    counts = [len(choose_artefacts(name)) for name in ("small", "standard", "large")]

    assert counts == sorted(set(counts))


def test_no_fourth_size_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["new", str(tmp_path / "acme"), "--profile", "huge"])

    assert caught.value.code == 2
    assert "small" in capsys.readouterr().err
