"""Bad input gets one clear line, exit code 2, no traceback, and nothing is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from csi_lib.cli import main

Spoil = Callable[[Path], list[str]]


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _settings(root: Path) -> Path:
    return root / "params" / "engagements" / "demo.yml"


def lose_a_file(root: Path) -> list[str]:
    (root / "data" / "demo" / "problem.csv").unlink()
    return ["problem.csv"]


def drop_the_number(root: Path) -> list[str]:
    _edit(root / "data" / "demo" / "problem.csv", "number", "no_such")
    return ["problem.csv", "'number'"]


def mistake_the_zone(root: Path) -> list[str]:
    _edit(_settings(root), "Europe/Berlin", "Europe/Berln")
    return ["zone", "Europe/Berln", "did you mean 'Europe/Berlin'?"]


def mistype_a_key(root: Path) -> list[str]:
    _edit(_settings(root), "author:", "auhtor:")
    return ["unknown key 'auhtor'", "did you mean 'author'?", "line"]


def name_a_kpi_twice(root: Path) -> list[str]:
    _edit(_settings(root), "kpis: [", "kpis: [mttr_resolve, mttr_resolve, ")
    return ["mttr_resolve", "twice"]


def ask_for_bare_mttr(root: Path) -> list[str]:
    _edit(_settings(root), "kpis: [", "kpis: [mttr, ")
    return ["mttr", "mttr_respond", "mttr_resolve"]


def empty_an_export(root: Path) -> list[str]:
    (root / "data" / "demo" / "problem.csv").write_bytes(b"")
    return ["problem.csv", "empty"]


def disguise_a_binary(root: Path) -> list[str]:
    (root / "data" / "demo" / "problem.csv").write_bytes(bytes(range(256)) * 40)
    return ["problem.csv"]


def edit_a_baseline(root: Path) -> list[str]:
    freeze = ["freeze", str(_settings(root)), "start", "--from", "2024-01-01", "--to", "2025-03-31"]
    assert main([*freeze, "--author", "A. Analyst", "--reason", "start"]) == 0
    _edit(root / "params" / "baselines" / "demo" / "start.yml", "A. Analyst", "B. Analyst")
    return ["start.yml", "edited after it was frozen"]


def misspell_a_slice(root: Path) -> list[str]:
    _edit(_settings(root), "slices: [service", "slices: [servise")
    return ["servise", "service"]


def look_into_the_future(root: Path) -> list[str]:
    _edit(_settings(root), "as_of: 2026-06-30", "as_of: 2027-12-31")
    return ["as_of", "2026-06-30", "2027-12-31"]


def slice_by_ticket(root: Path) -> list[str]:
    _edit(_settings(root), "slices: [service", "slices: [id, service")
    return ["key slices", "'id'"]


def block_an_unknown_kpi(root: Path) -> list[str]:
    _edit(
        _settings(root), "events:", "events:\n  - {date: 2025-01-01, what: new tool, kpis: [mttr_resolv], blocks: true}"
    )
    return ["demo.yml, line ", "key events.1.kpis.1: ", "Did you mean 'mttr_resolve'?"]


def _rebase(root: Path, *dates: str) -> None:
    entries = "".join(f"  - {{kpi: mttr_resolve, date: {date}, reason: new tool, by: A. Analyst}}\n" for date in dates)
    _edit(_settings(root), "records:", f"rebase:\n{entries}\nrecords:")


def rebase_before_the_data(root: Path) -> list[str]:
    _rebase(root, "2020-01-01")
    return ["rebase.date", "2020-01-01", "2024-01-01 to 2026-06-30"]


def rebase_after_the_data(root: Path) -> list[str]:
    _rebase(root, "2026-07-01")
    return ["rebase.date", "2026-07-01", "2024-01-01 to 2026-06-30"]


def rebase_twice_on_one_day(root: Path) -> list[str]:
    _rebase(root, "2025-04-01", "2025-04-01")
    return ["demo.yml: line", "rebase", "mttr_resolve is rebased twice on 2025-04-01"]


def end_an_event_before_it_begins(root: Path) -> list[str]:
    _edit(_settings(root), "until: 2026-01-01", "until: 2025-01-01")
    return ["demo.yml: line", "events.0.until", "2025-12-24"]


def leave_an_event_without_words(root: Path) -> list[str]:
    _edit(_settings(root), "events:", "events:\n  - {date: 2025-01-01, what: ' '}")
    return ["demo.yml: line", "events.0.what"]


def promise_without_end(root: Path) -> list[str]:
    _edit(_settings(root), "target: 36", "target: .inf")
    return ["demo.yml: line", "objectives.0.target", "finite"]


def _keep_files(root: Path) -> None:
    """Let the register be the folder of files that the database was made of."""
    _edit(_settings(root), "records: ../../data/demo/register.db", "records: ../register/demo")


def lose_the_register(root: Path) -> list[str]:
    (root / "data" / "demo" / "register.db").unlink()
    return ["register.db", "csi register init demo"]


def spoil_the_register(root: Path) -> list[str]:
    (root / "data" / "demo" / "register.db").write_bytes(b"id,title\n" * 300)
    return ["register.db", "no intact database"]


def agree_on_no_number(root: Path) -> list[str]:
    _keep_files(root)
    _edit(root / "params" / "register" / "demo" / "vpn-checklist.yml", "worthwhile: 0.10", "worthwhile: .inf")
    return ["vpn-checklist.yml: line", "worthwhile", "finite"]


def pass_over_for_ever(root: Path) -> list[str]:
    _keep_files(root)
    _edit(root / "params" / "register" / "demo" / "vpn-checklist.yml", "transition: 1", "transition: 1000000")
    return ["vpn-checklist.yml: line", "transition", "60"]


def answer_an_unknown_question(root: Path) -> list[str]:
    path = sorted((root / "data" / "demo" / "answers").glob("*.yml"))[0]
    _edit(path, "answers:", "answers:\n  inc-9.9-nothing: L")
    return [path.name, "inc-9.9-nothing"]


def write_no_yaml(root: Path) -> list[str]:
    _edit(_settings(root), "zone:", "zone: [")
    return ["not valid YAML", "line"]


def point_to_no_answers(root: Path) -> list[str]:
    shutil.rmtree(root / "data" / "demo" / "answers")
    return ["no answer file"]


SPOILS: tuple[Spoil, ...] = (
    lose_a_file,
    drop_the_number,
    mistake_the_zone,
    mistype_a_key,
    name_a_kpi_twice,
    ask_for_bare_mttr,
    empty_an_export,
    disguise_a_binary,
    edit_a_baseline,
    misspell_a_slice,
    look_into_the_future,
    slice_by_ticket,
    block_an_unknown_kpi,
    rebase_before_the_data,
    rebase_after_the_data,
    rebase_twice_on_one_day,
    end_an_event_before_it_begins,
    leave_an_event_without_words,
    promise_without_end,
    lose_the_register,
    spoil_the_register,
    agree_on_no_number,
    pass_over_for_ever,
    answer_an_unknown_question,
    write_no_yaml,
    point_to_no_answers,
)


@pytest.fixture
def spoiled(copy_unpublished: Callable[[Path], Path], tmp_path: Path) -> Path:
    return copy_unpublished(tmp_path / "root")


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_bad_input_gets_one_line_and_exit_code_2(
    spoil: Spoil, spoiled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = spoil(spoiled)
    capsys.readouterr()

    code = main(["run", str(_settings(spoiled))])
    out, err = capsys.readouterr()

    assert code == 2, err
    assert len(err.strip().splitlines()) == 1, err
    assert "Traceback" not in err + out
    for word in expected:
        assert word in err
    assert list(spoiled.glob("reports/demo/*")) == []  # nothing was published, not even in part


def test_a_missing_engagement_names_the_nearest(
    client: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(client)

    assert main(["check", "demmo"]) == 2
    assert "Did you mean 'demo'?" in capsys.readouterr().err


def test_a_missing_engagement_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(tmp_path / "client.yml")]) == 2
    assert "client.yml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "x.txt"], "'.txt'"),
        (["--out", "nowhere/x.csv"], "nowhere"),
        (["--kpi", "mttr_resolv", "--out", "x.csv"], "mttr_resolve"),
        (["--by", "servce", "--out", "x.csv"], "service"),
        (["--engine", "mysql://x", "--out", "x.csv"], "duckdb"),
    ],
)
def test_a_wrong_word_to_measure_is_one_line_and_leaves_no_file(
    words: list[str],
    said: str,
    engagement: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["measure", str(engagement), *words]) == 2

    err = capsys.readouterr().err
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "ends", [("2025-03-31", "2024-01-01"), ("2020-01-01", "2024-12-31"), ("2024-01-01", "2030-01-01")]
)
def test_a_baseline_window_outside_the_data_is_refused(
    ends: tuple[str, str], engagement: Path, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["freeze", str(engagement), "b9", "--from", ends[0], "--to", ends[1], "--author", "a", "--reason", "r"]

    assert main(words) == 2
    assert not (client / "params" / "baselines" / "demo" / "b9.yml").exists()
