"""What csi trace promises: the chain on screen and as a table, and one clear line for a wrong id."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.cli import main


def test_the_chain_ends_with_files_and_their_hashes(
    engagement: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "chain.csv"

    assert main(["trace", str(engagement), "mailbox-self-repair", "--csv", str(out)]) == 0

    said, frame = capsys.readouterr().out, pd.read_csv(out, encoding="utf-8-sig")
    files = frame[frame["kind"] == "file"]
    assert [line.split()[0] for line in said.splitlines()][:2] == ["record", "wisdom"]
    for row in files.itertuples():
        assert hashlib.sha256((engagement.parent / str(row.id)).read_bytes()).hexdigest() == row.sha256
        assert str(row.sha256) in said


def test_a_wrong_id_is_one_line_with_the_nearest(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", str(engagement), "mailbox-self-repar"]) == 2

    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert "mailbox-self-repair" in said[0]
