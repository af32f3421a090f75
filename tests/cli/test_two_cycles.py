"""Two whole improvement cycles, from an empty folder to the third frozen baseline, by commands alone."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from csi_lib.baseline import baselines_folder, load_baseline, load_baselines
from csi_lib.cli import main
from csi_lib.register import Initiative, Register
from csi_lib.register.cycle import Cycle, SipEntry
from csi_lib.register.store import Store, open_store
from csi_lib.settings import load_engagement
from tests.bench.two_cycles import BEFORE_CLOSE, MAIL_RATIO, Walk, walk_two_cycles

pytestmark = pytest.mark.slow
CLOSE = [
    *("cycle", "close", "probe", "--baseline", "second", "--from", "2024-07-01", "--to", "2025-06-30"),
    *("--author", "CSI analyst", "--reason", "Mail is mended in another way now", "--next", "cycle-2"),
    *("--on", "2025-07-07", "--by", "consultant"),
]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return walk_two_cycles(tmp_path_factory.mktemp("cycles") / "probe", copies=True)


@pytest.fixture(scope="module")
def register(walk: Walk) -> Register:
    return open_register(walk.folder).read()


@pytest.fixture
def unclosed(walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The engagement as it was before the first cycle was closed."""
    folder = tmp_path / "probe"
    shutil.copytree(walk.folder.with_name(BEFORE_CLOSE), folder)
    monkeypatch.chdir(folder)
    return folder


def open_register(folder: Path) -> Store:
    engagement, path = load_engagement(folder / "params" / "engagements" / "probe.yml")
    return open_store(engagement, path, folder)


def test_every_step_of_the_walk_is_a_command(walk: Walk) -> None:
    typed = [line.split()[2] for line in walk.lines if line.startswith("$ csi ")]

    assert set(typed) == {"new", "register", "check", "freeze", "cycle", "run", "trace"}
    assert typed[:3] == ["new", "register", "register"]


def test_two_cycles_are_closed_and_a_third_is_open(register: Register) -> None:
    cycles = register.of(Cycle)

    assert [(item.id, item.status, item.follows, item.next) for item in cycles] == [
        ("cycle-1", "closed", "", "cycle-2"),
        ("cycle-2", "closed", "cycle-1", "cycle-3"),
        ("cycle-3", "open", "cycle-2", ""),
    ]


def test_every_cycle_begins_from_the_baseline_the_one_before_ended_with(walk: Walk, register: Register) -> None:
    frozen = load_baselines(baselines_folder(walk.folder, "probe"))
    first, second, third = register.of(Cycle)

    assert [(item.id, item.replaces) for item in frozen] == [("start", ""), ("second", "start"), ("third", "second")]
    assert first.began.digest == frozen[0].digest
    assert first.ended == second.began and first.ended is not None and first.ended.digest == frozen[1].digest
    assert second.ended == third.began and second.ended is not None and second.ended.digest == frozen[2].digest
    assert [item.reason for item in frozen[1:]] == ["Mail is mended in another way now", "The second cycle is over"]


def test_the_old_baseline_is_the_same_file_to_the_byte(walk: Walk) -> None:
    name = Path("params") / "baselines" / "probe" / "start.yml"

    assert (walk.folder / name).read_bytes() == (walk.folder.with_name(BEFORE_CLOSE) / name).read_bytes()


def test_the_change_that_works_enters_the_sip_with_an_interval_that_holds_the_planted_effect(
    register: Register,
) -> None:
    item, entry = register.get(Initiative, "mail-repair"), register.get(SipEntry, "cycle-1-mail-repair")
    assert item is not None and item.evaluation is not None and entry is not None
    lo, hi = item.evaluation.lo, item.evaluation.hi

    assert (entry.result, entry.verdict, entry.state) == ("standardised", "improved", "achieved")
    assert lo is not None and hi is not None and lo < MAIL_RATIO < hi
    assert entry.lessons == "Ask the desk before the tool is chosen"
    assert entry.fingerprint == item.evaluation.fingerprint != ""


def test_the_change_that_does_nothing_is_never_called_a_success_and_begins_again(
    walk: Walk, register: Register
) -> None:
    entry = register.get(SipEntry, "cycle-2-print-letter")
    assert entry is not None

    assert (entry.result, entry.verdict, entry.followed_by) == ("restarted", "no clear change", "print-stock")
    refused = next(line for line in walk.lines if "for 'standardised' the evaluation of" in line)
    assert "'closing' needs 'override'" in refused


def test_the_history_of_both_cycles_proves_itself_and_says_why(walk: Walk) -> None:
    store = open_register(walk.folder)
    history = store.history()

    assert not store.verify().faults
    assert (history["why"].str.len() > 0).all()
    closing = history[history["why"] == "Mail is mended in another way now"]
    assert set(closing["kind"]) == {"sip", "cycle"} and closing["at"].nunique() == 1


def test_a_trial_run_of_closing_writes_nothing(unclosed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in (unclosed / "params").rglob("*") if path.is_file()}
    head = open_register(unclosed).read().head

    assert main([*CLOSE, "--dry-run"]) == 0

    assert "Nothing was written" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in (unclosed / "params").rglob("*") if path.is_file()} == before
    assert open_register(unclosed).read().head == head


def test_closing_that_broke_off_after_the_freeze_is_finished_by_the_same_command(
    unclosed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_off(*_: object, **__: object) -> Register:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", break_off)
        assert main(CLOSE) == 130
    left = open_register(unclosed).read()
    frozen = load_baseline(baselines_folder(unclosed, "probe"), "second")
    capsys.readouterr()

    assert [(item.id, item.status) for item in left.of(Cycle)] == [("cycle-1", "open")] and not left.of(SipEntry)
    assert main(CLOSE) == 0
    assert "was frozen already" in capsys.readouterr().out
    done = open_register(unclosed).read()
    assert [(item.id, item.status) for item in done.of(Cycle)] == [("cycle-1", "closed"), ("cycle-2", "open")]
    ended = done.of(Cycle)[0].ended
    assert ended is not None and ended.digest == frozen.digest


def test_a_baseline_frozen_for_something_else_is_not_taken_for_the_end_of_a_cycle(
    unclosed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "freeze",
        "probe",
        "second",
        "--from",
        "2024-01-01",
        "--to",
        "2025-06-30",
        "--author",
        "A",
        "--reason",
        "B",
    ]
    assert main(words) == 0

    assert main(CLOSE) == 2

    assert "with another window or reason" in capsys.readouterr().err
    assert open_register(unclosed).read().of(Cycle)[0].status == "open"


def test_a_cycle_whose_baseline_was_tampered_with_is_not_closed(
    unclosed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = unclosed / "params" / "baselines" / "probe" / "start.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("CSI analyst", "Somebody else"), encoding="utf-8")

    assert main(CLOSE) == 2

    assert "edited after it was frozen" in capsys.readouterr().err
    assert not (path.parent / "second.yml").exists()


def test_an_initiative_that_was_not_evaluated_keeps_the_cycle_open(
    unclosed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["register", "add", "probe", "initiative", "other", "--by", "consultant", "--why", "Another one"]
    given = [
        *("title=Other", "opportunity=Print", "source=audit", "hypothesis=It helps", "kpi=mttr_resolve", "status=idea"),
        *("where.service=Print", "baseline=start", "target={value: 15, unit: h, by: 2026-01-01}", "aims+=quality"),
        *("owner=service owner print", "objective=mail-in-a-day", f"declared={dt.datetime.now(dt.UTC).date()}"),
    ]
    why = ["--by", "consultant", "--why", "Taken up"]
    assert main([*add[:5], *given, *add[5:]]) == 0
    move = ["register", "move", "probe", "initiative", "other"]
    chosen = "options+={id: one, what: Do it, type: process, benefit: 3, effort: 2, risk: 1}"
    decided = ["decision.chosen=one", "decision.reason=Cheap", "decision.by=manager", "decision.on=2024-03-02"]
    test, training = "{what: Runs, result: passed, on: 2024-04-20}", "{who: desk, what: How, on: 2024-04-21}"
    tried = ["date=2024-05-01", f"tests+={test}", f"training+={training}"]
    assert main([*move, "planned", *why]) == 0
    assert main([*move, "running", chosen, *decided, *why]) == 0
    assert main([*move, "live", *tried, *why]) == 0
    capsys.readouterr()

    assert main(["cycle", "status", "probe"]) == 1
    assert "BLOCKS     other: no evaluation" in capsys.readouterr().out
    assert main(CLOSE) == 2
    assert not (unclosed / "params" / "baselines" / "probe" / "second.yml").exists()


def test_an_initiative_that_is_over_is_not_evaluated_again(unclosed: Path) -> None:
    words = ["register", "evaluate", "probe", "mail-repair", "--customers", "C", "--employees", "E", "--why", "W"]
    before = open_register(unclosed).read()
    item = before.get(Initiative, "mail-repair")
    assert item is not None and len(item.evaluations) == 1

    assert main([*words, "--by", "consultant"]) == 2

    assert open_register(unclosed).read().head == before.head


def test_a_second_cycle_beside_an_open_one_is_refused(unclosed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cycle", "open", "probe", "other", "--by", "consultant", "--why", "One more"]) == 2

    assert "cycle 'cycle-1' is open already" in capsys.readouterr().err


def test_a_cycle_does_not_begin_before_anything_is_frozen(unclosed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (unclosed / "params" / "baselines" / "probe" / "start.yml").unlink()

    assert main(["cycle", "open", "probe", "other", "--by", "consultant", "--why", "One more"]) == 2

    assert "csi freeze probe start" in capsys.readouterr().err


def test_the_next_cycle_needs_an_id_of_its_own_and_nothing_is_frozen_for_a_wrong_one(
    unclosed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = CLOSE.index("cycle-2")

    assert main([*CLOSE[:place], "cycle-1", *CLOSE[place + 1 :]]) == 2

    assert capsys.readouterr().err.startswith("csi cycle: ")
    assert not (unclosed / "params" / "baselines" / "probe" / "second.yml").exists()
