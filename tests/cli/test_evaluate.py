"""What csi register evaluate promises: what a study says is appended to the record once, and nothing is called more."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.register import Initiative, Register
from csi_lib.register.store import open_store
from csi_lib.run.batch.drive import Done
from csi_lib.settings import load_engagement
from csi_lib.study import load_study

HEARD = ["--customers", "Nobody has complained", "--employees", "The desk likes it", "--by", "analyst"]


@pytest.fixture(scope="module")
def project(client: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated client with a register of its own, into which its files were taken."""
    folder = Path(shutil.copytree(client, tmp_path_factory.mktemp("evaluate") / "demo"))
    settings = folder / "params" / "engagements" / "demo.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^records:.*$", "records: ../../data/own.db", text), encoding="utf-8")
    start = ["freeze", str(settings), "start", "--from", "2024-01-01", "--to", "2025-03-31"]
    assert main([*start, "--author", "analyst", "--reason", "Where it begins"]) == 0  # the demo's objectives name it
    assert main(["register", "init", str(settings), "--by", "analyst"]) == 0
    taken = ["register", "import", str(settings), str(folder / "params" / "register" / "demo")]
    assert main([*taken, "--by", "analyst", "--why", "Taken in"]) == 0
    return folder


def read(project: Path) -> Register:
    engagement, path = load_engagement(project / "params" / "engagements" / "demo.yml")
    return open_store(engagement, path, project).read()


def run(project: Path, *words: str) -> int:
    settings = str(project / "params" / "engagements" / "demo.yml")
    return main(["run", settings, "--only", "register", "--format", "html", "--evaluate", *words])


def show_page(project: Path) -> bytes:
    return (project / "reports" / "demo" / "2026-06-30" / "register.html").read_bytes()


@pytest.fixture(scope="module")
def evaluated(project: Path) -> Register:
    """The register after one run that evaluates."""
    assert run(project, *HEARD, "--why", "Evaluation of June") == 0
    return read(project)


def test_every_live_initiative_gets_what_the_study_says_of_it(evaluated: Register, kept_study: Path) -> None:
    study = load_study(kept_study)

    for item in evaluated.of(Initiative):
        verdict, said = study.verdict_of(item.id), item.evaluation
        assert verdict is not None and said is not None
        assert (said.verdict, said.effect, said.lo, said.hi) == (
            verdict.verdict,
            verdict.effect,
            verdict.lo,
            verdict.hi,
        )
        assert said.as_of == study.as_of and len(said.fingerprint) == 64
        assert said.feedback.customers == "Nobody has complained"


def test_without_evidence_an_initiative_stays_live_and_else_it_is_evaluated(evaluated: Register) -> None:
    for item in evaluated.of(Initiative):
        assert item.evaluation is not None
        assert item.status == ("live" if item.evaluation.verdict == "not enough evidence" else "evaluated")


def test_the_same_data_with_the_same_feedback_append_nothing_more(project: Path, evaluated: Register) -> None:
    words = ["register", "evaluate", str(project / "params" / "engagements" / "demo.yml"), "printer-newsletter"]

    assert main([*words, *HEARD, "--why", "Once more"]) == 0

    assert read(project).head == evaluated.head


def test_one_command_measures_and_makes_the_report_that_shows_it(project: Path, evaluated: Register) -> None:
    assert b"Nobody has complained" in show_page(project)


def test_the_second_run_of_a_day_appends_nothing_and_its_page_is_the_same(project: Path, evaluated: Register) -> None:
    page = show_page(project)

    assert run(project) == 0  # nobody is asked this time, which is no news

    assert (read(project).head, show_page(project)) == (evaluated.head, page)


def test_a_report_that_cannot_be_made_leaves_the_register_as_it_was(project: Path, evaluated: Register) -> None:
    assert run(project, "--only", "no-such-page", "--customers", "New", "--employees", "New") == 2

    assert read(project).head == evaluated.head


def test_an_evaluation_that_is_refused_leaves_no_report(
    engagement: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "params" / "engagements" / "demo.yml"
    settings.parent.mkdir(parents=True)
    text = engagement.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^records:.*$", "records: ../register/demo", text), encoding="utf-8")

    assert main(["run", str(settings), "--evaluate"]) == 2

    assert "csi register init" in capsys.readouterr().err
    assert not (tmp_path / "reports" / "demo").exists()


def test_a_batch_evaluates_before_it_looks_which_reports_stand(
    project: Path, evaluated: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / "params" / "batches" / "brief.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("{version: 1, id: brief, engagement: demo, audiences: [executive]}", encoding="utf-8")
    found: list[str] = []

    def note(*_: object) -> Done:
        found.append(read(project).head)
        return Done(file.parent, file, (), 0, 0, 0.0)

    monkeypatch.setattr("csi_lib.run.batch.drive.run_batch", note)

    assert main(["batch", str(file), "--evaluate", "--customers", "Calls are short", "--employees", "Good"]) == 0

    assert [read(project).head] == found != [evaluated.head]


def test_what_is_evaluated_without_success_cannot_be_called_one(
    project: Path, evaluated: Register, capsys: pytest.CaptureFixture[str]
) -> None:
    item = next(item for item in evaluated.of(Initiative) if item.status == "evaluated")
    assert item.evaluation is not None and item.evaluation.state != "achieved"
    where = [str(project / "params" / "engagements" / "demo.yml"), "initiative", item.id, "standardised"]
    ending = ["lessons=Letters mend nothing", "closing.result=standardised", "closing.reason=We like it"]
    words = [*ending, "closing.by=service manager", "closing.on=2026-07-01", "--by", "analyst", "--why", "Close it"]

    assert main(["register", "move", *where, *words]) == 2

    assert "override" in capsys.readouterr().err


def test_an_idea_cannot_be_evaluated(project: Path, evaluated: Register, capsys: pytest.CaptureFixture[str]) -> None:
    settings = str(project / "params" / "engagements" / "demo.yml")
    given = ["title=T", "opportunity=O", "source=audit", "hypothesis=H", "kpi=mttr_resolve", "owner=desk lead"]
    add = ["register", "add", settings, "initiative", "later", *given, "aims+=quality", "status=idea"]
    assert main([*add, "--by", "analyst", "--why", "An idea"]) == 0
    capsys.readouterr()

    assert main(["register", "evaluate", settings, "later", *HEARD, "--why", "Too soon"]) == 2

    assert "'later' is 'idea': only a change that is live can be evaluated" in capsys.readouterr().err


def test_a_reason_without_an_evaluation_is_not_passed_over(
    engagement: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(engagement), "--why", "June"]) == 2

    assert "--why without --evaluate" in capsys.readouterr().err


def test_shards_of_a_batch_do_not_each_evaluate(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "monthly", "--shard", "1/2", "--evaluate"]) == 2

    assert "csi register evaluate" in capsys.readouterr().err
