"""csi review, and what csi register does between the CSIP and the Action Register."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest

from csi_lib.cli import main
from csi_lib.demo.register import build_register
from csi_lib.settings import load_engagement

Call = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def project(client: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated client with its register in a database of its own."""
    home = Path(shutil.copytree(client, tmp_path_factory.mktemp("reviews") / "client"))
    settings = home / "params" / "engagements" / "demo.yml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    kept = ["records: ../../data/reviews.db" if line.startswith("records:") else line for line in lines]
    settings.write_text("\n".join(kept) + "\n", encoding="utf-8")
    build_register(home)
    shutil.copy(home / "data" / "reviews.db", home / "data" / "fresh.db")
    return home


@pytest.fixture
def call(project: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command on a fresh register; returns its exit code and all it printed."""
    shutil.copy(project / "data" / "fresh.db", project / "data" / "reviews.db")

    def run(verb: str, part: str, *words: str) -> tuple[int, str]:
        code = main([verb, part, str(project / "params" / "engagements" / "demo.yml"), *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def show(call: Call, kind: str, name: str) -> str:
    return call("register", "show", kind, name)[1]


def test_the_calendar_lists_what_is_overdue_first(call: Call) -> None:
    code, said = call("review", "calendar")
    lines = said.splitlines()
    assert code == 1
    assert lines[0].startswith("2026-06-12  OVERDUE  service") and "monthly" in lines[0]
    assert lines[1].startswith("2026-06-18  OVERDUE  feedback")
    assert [line for line in lines if "OVERDUE" in line] == lines[:2]


def test_the_day_of_the_calendar_can_be_given(call: Call) -> None:
    code, said = call("review", "calendar", "--on", "2026-06-12")
    assert code == 0 and "OVERDUE" not in said


def test_the_calendar_goes_into_a_calendar_program(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "reviews.ics"
    assert call("review", "calendar", "--ics", str(file))[0] == 0
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert len(events) == len(call("review", "calendar")[1].splitlines()) == 6
    assert len({str(event["UID"]) for event in events}) == 6
    first = file.read_bytes()
    assert call("review", "calendar", "--ics", str(file))[0] == 0 and file.read_bytes() == first


def test_a_calendar_in_no_folder_is_refused(call: Call, tmp_path: Path) -> None:
    code, said = call("review", "calendar", "--ics", str(tmp_path / "none" / "a.ics"))
    assert code == 2 and "there is no folder" in said and "Traceback" not in said


def test_a_review_is_written_down_in_one_go_and_without_attendance(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "said.yml"
    file.write_text(
        "held: 2026-07-09\n"
        "deciders: [supplier manager]\n"
        "decisions:\n"
        "  - {about: csip, id: network-review, decision: hold, reason: The carrier rebuilds, again: 2026-12-01}\n"
        "  - {about: page, id: trends, what: Look again in autumn, owner: service owner network}\n"
        "actions: [{id: spares, title: Keep spares, owner: account manager, due: 2026-08-31}]\n",
        encoding="utf-8",
    )
    words = ("netz-ag-2026-q2", "--file", str(file), "--remove", "network-refresh", "Too dear", "--why", "Review")
    code, said = call("review", "record", *words)
    assert code == 0, said
    assert "csip 'network-review': hold" in said and "csip 'network-refresh': removed" in said
    review = show(call, "review", "netz-ag-2026-q2")
    assert "status: held" in review and "attendance" not in review and "- spares" in review
    removed = show(call, "csip", "network-refresh")  # kept, with the reason
    assert "status: removed" in removed and "reason: Too dear" in removed
    assert "review: netz-ag-2026-q2" in show(call, "action", "spares")
    assert "the history is as it was written" in call("register", "verify")[1]


def test_what_stands_in_the_way_of_going_on_is_said_and_nothing_is_written(call: Call) -> None:
    before = call("register", "history")[1]
    words = ("--held", "2026-07-09", "--decider", "supplier manager", "--progress", "faster-vpn-answers")
    code, said = call("review", "record", "netz-ag-2026-q2", *words, "--why", "Review")
    assert code == 2
    assert "'costing required' is open" in said and "nobody has looked whether sla_compliance was in breach" in said
    assert call("register", "history")[1] == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--held", "2026-07-09"), "who decided"),
        (("--decider", "x"), "the day it was held"),
        (("--held", "2026-07-09", "--decider", "x", "--progress", "nothing"), "there is no csip 'nothing'"),
        (("--held", "2026-07-09", "--decider", "x", "--hold", "network-review", "soon", "y"), "date"),
        (("--held", "2026-07-09", "--decider", "a@b.example"), "not an address"),
    ],
)
def test_a_review_that_lacks_something_is_refused_in_one_line(call: Call, words: tuple[str, ...], says: str) -> None:
    code, said = call("review", "record", "netz-ag-2026-q2", *words, "--why", "Review")
    assert code == 2 and says in said
    assert len(said.strip().splitlines()) == 1 and "Traceback" not in said


def test_an_action_that_is_there_is_not_overwritten_by_a_review(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "said.yml"
    file.write_text("actions: [{id: erp-month-end, title: Other, owner: x, due: 2026-08-31}]\n", encoding="utf-8")
    words = ("--held", "2026-07-09", "--decider", "x", "--file", str(file), "--why", "Review")
    assert call("review", "record", "netz-ag-2026-q2", *words)[0] != 0
    assert "title: Other" not in show(call, "action", "erp-month-end")


def test_a_repair_is_found_out_and_moves_to_the_action_register(call: Call) -> None:
    code, said = call("register", "screen")
    assert code == 1 and "faster-vpn-answers: in breach when raised on 2026-06-10" in said
    assert said.count("TO BE ANSWERED") == 1
    code, said = call("register", "screen", "faster-vpn-answers")
    assert code == 1 and "Does it belong in the Action Register?" in said
    answer = ("--answer", "repair", "--reason", "Below the contract", "--role", "supplier manager")
    assert call("register", "screen", "faster-vpn-answers", *answer)[0] == 0
    given = ("owner=account manager", "due=2026-09-30", "--role", "supplier manager", "--why", "It is a repair")
    code, said = call("register", "transfer", "csip", "faster-vpn-answers", *given)
    assert code == 0 and "csip 'faster-vpn-answers' moved to action 'faster-vpn-answers'" in said
    assert "reason: It is a repair" in show(call, "csip", "faster-vpn-answers")
    assert "came_from: faster-vpn-answers" in show(call, "action", "faster-vpn-answers")
    code, said = call("register", "screen")
    assert code == 0 and "no question is open" in said


def test_an_answer_without_its_reason_is_refused(call: Call) -> None:
    code, said = call("register", "screen", "faster-vpn-answers", "--answer", "improvement")
    assert code == 2 and "an answer needs its reason" in said


def test_nothing_moves_without_a_reason(call: Call) -> None:
    with pytest.raises(SystemExit, match="2"):
        call("register", "transfer", "action", "erp-month-end", "cost_type=no added cost", "--role", "x")


def test_breaches_are_suggested_as_actions_and_never_as_improvements(call: Call, project: Path) -> None:
    code, said = call("register", "suggest")
    assert code == 0
    new = [line for line in said.splitlines() if line.startswith("sla_breach-") and "is open" not in line]
    assert new, said
    before = call("register", "list", "csip")[1].splitlines()[:-1]
    code, said = call("register", "suggest", "--accept", new[0])
    assert code == 0 and f"action '{new[0]}': added" in said
    record = show(call, "action", new[0])
    as_of = load_engagement(project / "params" / "engagements" / "demo.yml")[0].as_of
    assert "source: breach" in record and f"raised: {as_of}" in record and "evidence: sla_breach version" in record
    assert call("register", "list", "csip")[1].splitlines()[:-1] == before
    code, said = call("register", "suggest", "--accept", new[0])  # a second one would say the same twice
    assert code == 2 and "is open" in said


@pytest.mark.parametrize("template", ["network-review", "patch-review", "downtime-review"])
def test_the_texts_examples_are_there_to_begin_with(call: Call, template: str) -> None:
    given = ("service=Netzwerk & VPN", "raised=2026-06-30", "raised_by=supplier manager")
    code, said = call("register", "add", "csip", "mine", *given, "--template", template, "--why", "Begun")
    assert code == 0, said
    record = show(call, "csip", "mine")
    assert record.count("- what:") == 4
    linked = template == "downtime-review"
    assert ("kpi: availability" in record) == linked
    # an entry with a KPI is asked at once whether it is a repair
    assert ("Was availability in breach when it was raised" in said) == linked


def test_minutes_are_filled_where_the_review_was_held(call: Call, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    file = tmp_path / "minutes.docx"
    code, said = call("review", "minutes", "netz-ag-2026-q1", "--out", str(file))
    assert code == 0, said
    word = docx.Document(str(file))
    heads = [text.text for text in word.paragraphs if text.style.name.startswith("Heading")]
    apart = ["What the contracts promise", "Decisions on improvements", "Actions"]
    assert [head for head in heads if head in apart] == apart
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    held = next(row for row in cells if row[0] == "New devices at the four oldest sites")
    assert held[1:] == ["hold", "The offer for the new devices is not there yet", "2026-10-08"]
    assert ["Figures up to", "2026-04-09"] in cells  # nobody saw later ones
    code, said = call("review", "minutes", "netz-ag-2026-q1", "--out", str(file))
    assert code == 2 and "it exists already" in said


def test_the_pack_of_a_supplier_nobody_meets_has_three_parts_apart(call: Call, project: Path, tmp_path: Path) -> None:
    code, said = call("review", "pack", "--supplier", "druckhaus", "--out", str(tmp_path))
    assert code == 0, said
    (results,) = tmp_path.rglob("results.json")
    pages = json.loads(results.read_text(encoding="utf-8"))["notebooks"]
    assert sorted(pages) == ["csip", "service_review"]
    titles = [block["title"] for block in pages["service_review"]["blocks"] if block["type"] == "table"]
    parts = ["Contract measures: Druckhaus", "Improvements to decide on", "Action Register"]
    assert [title for title in titles if title in parts] == parts
    said = json.dumps(pages, ensure_ascii=False)
    assert "supplier manager (answers for Druckhaus)" in said and "Netz AG" not in said


@pytest.mark.parametrize("words", [("--supplier", "druckhause"), ("--review", "nothing")])
def test_a_pack_of_nobody_names_the_nearest(call: Call, words: tuple[str, ...]) -> None:
    code, said = call("review", "pack", *words)
    assert code == 2 and f"'{words[1]}'" in said and len(said.strip().splitlines()) == 1


def test_every_page_ends_with_a_decision_or_a_next_step(results: dict[str, dict[str, dict[str, list[object]]]]) -> None:
    for name, page in results["notebooks"].items():
        last = page["blocks"][-1]
        assert isinstance(last, dict) and last.get("title") == "Decision and next step", name
    trends = results["notebooks"]["trends"]["blocks"][-1]
    assert "Look at the availability of the network again" in json.dumps(trends)
