"""Before the work starts: one command says what a measurement will show, and how it is declared."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from csi_lib.cli import main
from csi_lib.cli.plan_measurement import _quote
from csi_lib.register import Initiative

WORDS = ["--kpi", "mttr_resolve", "--date", "2026-09-01"]


def plan(engagement: Path, *words: str) -> int:
    return main(["plan-measurement", str(engagement), *WORDS, *words])


def test_the_table_falls_with_the_months_and_names_what_is_needed(
    engagement: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan(engagement, "--worthwhile", "0.3", "--months", "12") == 0
    out = capsys.readouterr().out
    sizes = [int(line.split()[1]) for line in out.splitlines() if line[:12].strip() in {"6", "9", "12"} and "%" in line]

    assert "30 months before: a change of 30 % is found in four of five cases after " in out
    assert len(sizes) == 3
    assert sizes == sorted(sizes, reverse=True)


def test_the_register_entry_is_a_valid_one_when_its_capitals_are_filled_in(
    engagement: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan(engagement, "--where", "service=E-Mail & Kalender") == 0
    entry = capsys.readouterr().out.split("CAPITALS):\n\n")[1]
    filled = {
        "SHORT-NAME-IN-SMALL-LETTERS": "a-name",
        "THE DAY ON WHICH YOU WRITE THIS DOWN": "2026-07-01",
        "NUMBER": "20",
        "DAY": "2027-06-30",
    }
    for word, value in filled.items():
        entry = entry.replace(word, value)
    item = Initiative.model_validate(yaml.safe_load(entry))

    assert (item.kpi, item.where, item.status) == ("mttr_resolve", {"service": "E-Mail & Kalender"}, "planned")


def test_a_day_in_the_past_is_said_to_stay_exploratory(engagement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan-measurement", str(engagement), "--kpi", "mttr_resolve", "--date", "2026-01-01"]) == 0
    assert "declared afterwards, it stays exploratory" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kpi", "mttr_resolv"], "did you mean 'mttr_resolve'"),
        (["--where", "servce=Mail"], "did you mean 'service'"),
        (["--where", "service"], "this is not COLUMN=VALUE"),
        (["--where", "service=E-Mail"], "the measures know no service 'E-Mail'"),
        (["--date", "2024-02-01"], "1 usable month before 2024-02-01, 6 are needed"),
        (["--date", "2020-01-01"], "2020-01-01 lies before the first period measured"),
        (["--date", "9999-12-31"], "9999-12-31 lies more than 60 months after the last one measured"),
        (["--worthwhile", "1e300"], "is more than Mean time to resolve can move from where it is"),
        (["--where", "service=A", "--where", "service=B"], "--where service is given twice"),
        (["--where", "service=Büro-IT 🖨️"], "left out: too few"),
    ],
)
def test_what_cannot_be_planned_is_one_line(
    words: list[str], said: str, engagement: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan(engagement, *words) == 2
    err = capsys.readouterr().err

    assert said in err.lower() or said in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("text", ["null", "1", "true", "2026-01-01", "~", "a: b", "Mail", "E-Mail & Kalender", "1e3"])
def test_a_slice_of_any_name_is_read_back_from_the_entry_as_it_is(text: str) -> None:
    assert yaml.safe_load(f"{{service: {_quote(text)}}}") == {"service": text}


@pytest.mark.parametrize(
    "words",
    [["--worthwhile", "0"], ["--worthwhile", "inf"], ["--months", "0"], ["--months", "²"], ["--date", "x"]],
)
def test_sizes_and_days_that_are_none_are_refused(words: list[str], engagement: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        plan(engagement, *words)
    assert stopped.value.code == 2
