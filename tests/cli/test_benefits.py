"""``csi benefits`` on the generated client, whose truths are known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from csi_lib.cli import main

NO_EFFECT = "printer-newsletter"  # data/demo/planted.yml: true ratio 1


@pytest.fixture(scope="module")
def said(engagement: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("benefits")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(
            ["benefits", str(engagement), "--csv", f"{folder}/ledger.csv", "--returns", f"{folder}/returns.csv",
             "--draws", "1000"]
        )  # fmt: skip
    assert code == 0
    return out.getvalue(), pd.read_csv(folder / "ledger.csv"), pd.read_csv(folder / "returns.csv")


def test_an_initiative_without_effect_never_gets_realised_money(said: tuple[str, pd.DataFrame, pd.DataFrame]) -> None:
    _, ledger, returns = said
    own = ledger[(ledger["initiative"] == NO_EFFECT) & (ledger["side"] == "benefit")]
    assert len(own) >= 2
    assert (own["state"] == "claimed").all()
    assert (own["realised"].fillna(0) == 0).all()
    evidenced = returns[(returns["about"] == NO_EFFECT) & (returns["reading"] == "evidenced")]
    assert evidenced[["roi", "chance_above_zero"]].to_numpy().tolist() == [[-1.0, 0.0]]


def test_what_is_realised_is_what_the_lines_of_the_ledger_add_up_to(
    said: tuple[str, pd.DataFrame, pd.DataFrame],
) -> None:
    text, ledger, _ = said
    counted = ledger[(ledger["side"] == "benefit") & ledger["counted"] & (ledger["counts_as"] == "cash")]
    assert f"Total cash: promised 6,500 EUR to date, realised {counted['realised'].sum():,.0f} EUR" in text


def test_what_nobody_promised_is_not_said_to_bring_nothing(said: tuple[str, pd.DataFrame, pd.DataFrame]) -> None:
    text, _, returns = said
    unpromised = returns[(returns["reading"] == "promised") & (returns["benefit"] == 0)]
    assert text.count("nothing was promised in a record, on") == len(unpromised)
    assert "as promised: nothing comes back" not in text


def test_no_line_is_left_blank_within_an_initiative(said: tuple[str, pd.DataFrame, pd.DataFrame]) -> None:
    assert not [line for line in said[0].splitlines() if line and not line.strip()]


def test_every_line_says_what_it_rests_on_or_what_is_missing(said: tuple[str, pd.DataFrame, pd.DataFrame]) -> None:
    _, ledger, _ = said
    benefits = ledger[ledger["side"] == "benefit"]
    assert benefits["why"].str.len().gt(10).all()
    assert set(ledger["initiative"]) == {"erp-key-users", "mailbox-self-repair", NO_EFFECT, "vpn-checklist"}


def test_the_draws_and_the_seed_are_printed(said: tuple[str, pd.DataFrame, pd.DataFrame]) -> None:
    text, _, returns = said
    assert "1,000 draws, seed 20260630" in text
    assert (returns["draws"] == 1_000).all()


def test_a_day_that_is_none_is_refused(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["benefits", str(engagement), "--on", "tomorrow"])
    assert "not a date" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benefits", str(engagement), "--draws", "100", "--csv", "/nowhere/ledger.csv"]) == 2
    assert "--csv /nowhere/ledger.csv: the folder /nowhere does not exist" in capsys.readouterr().err
