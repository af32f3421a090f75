"""An initiative is walked from idea to its end by commands, and no success is printed without its evidence."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
from pathlib import Path

import pytest
import yaml

from csi_lib.cli import main
from csi_lib.cli.register.values import put_values
from csi_lib.ingest.people import KEYS_VARIABLE
from csi_lib.register import Initiative
from csi_lib.register.change import Change
from csi_lib.register.making import make_record
from csi_lib.register.record import say_body
from csi_lib.register.store import open_store
from csi_lib.settings import load_engagement
from csi_lib.settings.door import read_yaml

SETTINGS = """\
version: 1
id: acme
client: Acme
zone: UTC
as_of: 2026-06-30
author: A
kpis: [incident]
sources: {tickets: {adapter: plain, files: [../../data/t.csv]}}
records: ../../data/acme.register.db
"""
BASELINE = """
version: 1
id: start
engagement: acme
first: 2024-01-01
last: 2024-12-31
zone: Europe/Berlin
author: A
frozen_on: 2025-01-10
reason: The year before the first initiative
data: ab12
kpis: {mttr_resolve: 1}
values: [{kpi: mttr_resolve, version: 1, stat: value, view: "", value: 41, unit: h, n: 300}]
limits: []
digest: cd34
"""
OBJECTIVE = [
    "title=Printers in 39 hours", "kpi=mttr_resolve", "baseline=start", "owner=service owner",
    "target={value: 39, unit: h, by: 2025-12-31}",
]  # fmt: skip
OPPORTUNITY = [
    "title=The same questions", "said=They ask what the intranet explains", "source=employee feedback",
    "raised=2025-01-20", "by=service desk agent", "benefit=2", "effort=1", "risk=1", "rests_on=reported",
]  # fmt: skip
IDEA = [
    "title=A newsletter", "opportunity=The same questions", "source=employee feedback", "kpi=mttr_resolve",
    "hypothesis=Who has read it asks less", "owner=service desk lead", "aims=[efficiency]", "status=idea",
    "opportunities=[questions]",
]  # fmt: skip
OPTION = "options=[{id: paper, what: A newsletter, type: training, benefit: 2, effort: 1, risk: 1}]"
DECISION = "decision={chosen: paper, reason: least work, by: service manager, on: 2025-02-10}"
TODAY = dt.datetime.now(dt.UTC).date()
NO_EFFECT = (
    "evaluations+={as_of: 2026-06-30, verdict: no clear change, state: not achieved, effect: 0.99, lo: 0.9, hi: 1.1, "
    "feedback: {customers: unread, employees: some read it}}"
)
CLOSING = "closing={result: standardised, reason: we like it, by: service manager, on: 2026-07-01}"
OVERRIDE = "closing.override={reason: The board wants it kept, by: service manager, on: 2026-07-01}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an empty register and a baseline that can be named."""
    for place, text in (("engagements/acme.yml", SETTINGS), ("baselines/acme/start.yml", BASELINE)):
        file = tmp_path / "params" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CSI_HOME", str(tmp_path))
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "keys"))
    assert run("init") == 0
    return tmp_path


def run(part: str, *words: str) -> int:
    return main(["register", part, "acme", *words, *(["--why", "as agreed"] if part in ("add", "set", "move") else [])])


def begin() -> None:
    assert run("add", "objective", "printers", *OBJECTIVE) == 0
    assert run("add", "opportunity", "questions", *OPPORTUNITY) == 0
    assert run("add", "initiative", "newsletter", *IDEA) == 0


def evaluate(home: Path) -> None:
    """Write what a run would have found, the way ``csi register evaluate`` writes it."""
    engagement, path = load_engagement(home / "params" / "engagements" / "acme.yml")
    store = open_store(engagement, path, home)
    entry = store.read().entry("initiative", "newsletter")
    assert entry is not None
    plain = put_values(say_body(entry.record), ["status=evaluated", NO_EFFECT], Initiative)
    change = Change(make_record(Initiative, plain), entry.revision)
    store.write([change], by="A", why="a run", source="evaluation")


def refuse(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run what has to be refused, and return what it said."""
    capsys.readouterr()
    assert run(*words) == 2
    return capsys.readouterr().err


def test_the_no_effect_initiative_walks_by_commands_and_cannot_end_as_a_success_without_a_signature(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin()
    move = ("move", "initiative", "newsletter")
    target = "target={value: 39, unit: h, by: 2025-12-31}"

    assert "'objective' is missing" in refuse(capsys, *move, "planned", target)
    assert run(*move, "planned", target, "objective=printers") == 0
    assert "'options' is missing" in refuse(capsys, *move, "running")
    assert run(*move, "running", OPTION, DECISION, f"declared={TODAY}") == 0
    said = refuse(capsys, *move, "live")
    assert [key for key in ("date", "tests", "training") if f"'{key}' is missing" not in said] == []
    tests = "tests=[{what: Ten users find it, result: passed, on: 2025-03-27}]"
    training = "training=[{who: all users, what: monthly issue, on: 2025-03-31}]"
    assert run(*move, "live", "date=2025-04-01", tests, training) == 0
    assert "cannot go from 'live' to 'standardised'" in refuse(capsys, *move, "standardised", CLOSING, "lessons=none",
                                                               NO_EFFECT, OVERRIDE)  # fmt: skip
    assert "comes from no run; csi register evaluate adds" in refuse(capsys, *move, "evaluated", NO_EFFECT)
    evaluate(home)
    said = refuse(capsys, *move, "standardised", CLOSING, "lessons=ask readers first")
    assert "'not achieved'; 'closing' needs 'override'" in said
    assert run(*move, "standardised", CLOSING, OVERRIDE, "lessons=ask readers first") == 0
    assert run("verify") == 0
    capsys.readouterr()
    assert run("show", "newsletter") == 0
    assert yaml.safe_load(capsys.readouterr().out)["closing"]["override"]["reason"] == "The board wants it kept"


def test_an_objective_without_what_makes_it_measurable_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for lacking in ("kpi", "baseline", "target"):
        words = [word for word in OBJECTIVE if not word.startswith(f"{lacking}=")]
        assert f"key '{lacking}' is missing" in refuse(capsys, "add", "objective", "printers", *words)
    words = [word.replace("baseline=start", "baseline=2019") for word in OBJECTIVE]
    assert "there is no baseline '2019'" in refuse(capsys, "add", "objective", "printers", *words)


def test_the_order_is_printed_with_its_formula_and_written_with_its_numbers(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin()
    capsys.readouterr()
    assert run("priority") == 0
    out = capsys.readouterr().out
    assert "priority = benefit × evidence × (6 − risk) ÷ (5 × effort)" in out
    # By hand: 2 × 0.75 × 5 ÷ 5.
    assert "2 × 0.75 × (6 − 1) ÷ (5 × 1) = 1.50" in out
    assert run("priority", "--csv", str(tmp_path / "order.csv")) == 0
    head, line = (tmp_path / "order.csv").read_text(encoding="utf-8-sig").splitlines()
    row = dict(zip(head.split(","), line.split(","), strict=True))
    assert (row["id"], row["place"], float(row["score"])) == ("questions", "1", 1.5)


def test_before_anything_was_raised_the_order_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("priority", "--on", "2025-01-01") == 0
    assert "no opportunity waits" in capsys.readouterr().out


# --- what a report prints ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(demo_report: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The plan of the demo after a role signed for the newsletter and somebody wrote a success of the checklist."""
    home = Path(shutil.copytree(demo_report, tmp_path_factory.mktemp("claims") / "demo"))
    folder = home / "params" / "register" / "mine"
    shutil.copytree(Path(__file__).parents[2] / "params" / "register" / "demo", folder)
    settings = home / "params" / "engagements" / "demo.yml"
    text = re.sub(r"^records: .*$", "records: ../register/mine", settings.read_text(encoding="utf-8"), flags=re.M)
    settings.write_text(text, encoding="utf-8")
    feedback = {"customers": "nobody was asked", "employees": "nobody was asked"}
    end = {"result": "standardised", "reason": "kept", "by": "service manager", "on": "2026-06-29"}
    nothing = {"as_of": "2026-05-31", "verdict": "no clear change", "state": "not achieved", "feedback": feedback}
    signed = end | {"override": {"reason": "The board <b>likes</b> it", "by": "head of IT", "on": "2026-06-28"}}
    rewrite(folder / "printer-newsletter.yml", evaluations=[nothing], closing=signed)
    success = nothing | {"verdict": "improved", "state": "achieved", "effect": 0.7, "lo": 0.6, "hi": 0.8}
    rewrite(folder / "vpn-checklist.yml", evaluations=[success], closing=end)
    assert main(["run", str(settings), "--only", "improvement_plan", "--only", "executive_summary"]) == 0
    pages = sorted(home.glob("reports/demo/2026-06-30/*.html"))
    return {page.stem: page.read_text(encoding="utf-8") for page in pages}


def rewrite(file: Path, **changes: object) -> None:
    plain, _ = read_yaml(file)
    done = plain | {"status": "standardised", "lessons": "ask first"} | changes
    file.write_text(yaml.safe_dump(done, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.mark.parametrize("page", ["improvement_plan", "executive_summary"])
def test_a_report_prints_every_override_with_who_signed_it(printed, page) -> None:
    said = "A monthly newsletter on printers and laptops: called a success by override of 2026-06-28 (head of IT): "
    assert f"{said}The board &lt;b&gt;likes&lt;/b&gt; it." in printed[page]
    assert "<b>likes</b>" not in printed[page]


@pytest.mark.parametrize("page", ["improvement_plan", "executive_summary"])
def test_a_report_prints_an_evaluation_that_its_own_verdict_contradicts(printed, page) -> None:
    said = "A checklist for remote access faults: its evaluation of 2026-05-31 says 'achieved', and this report finds: "
    assert said in html.unescape(printed[page])
