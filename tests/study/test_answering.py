"""The files behind an assessment: all of them count, and a round that cannot be one is refused in a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from csi_lib.errors import SettingsError
from csi_lib.run.manifest import hash_file
from csi_lib.settings import Engagement
from csi_lib.study.answering import find_answer_files, read_assessment

QUESTIONS = {
    "version": 1,
    "edition": 1,
    "process": "incident",
    "order": 1,
    "prefix": "inc",
    "stage": "operation",
    "title": "Incidents",
    "purpose": "p",
    "questions": [
        {"id": "inc-1.1-a", "attribute": "1.1", "outcome": "a is so.", "ask": "Is a so?", "groups": ["agents"]},
        {"id": "inc-1.1-b", "attribute": "1.1", "outcome": "b is so.", "ask": "Is b so?", "groups": ["agents"]},
    ],
}


def write(path: Path, data: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def write_sheet(path: Path, day: str, **answers: str) -> Path:
    named = {f"inc-1.1-{name}": letter for name, letter in answers.items()}
    head = {"version": 1, "respondent": path.stem, "group": "agents", "role": "agent", "date": day}
    return write(path, head | {"answers": named})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path / "params" / "maturity" / "questions" / "incident.yml", QUESTIONS)
    write_sheet(tmp_path / "data" / "now" / "r01.yml", "2026-05-04", a="L", b="F")
    write_sheet(tmp_path / "data" / "then" / "r01.yml", "2025-11-03", a="P", b="P")
    return tmp_path


@pytest.fixture
def make(home: Path) -> Callable[..., tuple[Engagement, Path]]:
    def make_engagement(**block: Any) -> tuple[Engagement, Path]:
        data = {
            "version": 1,
            "id": "x",
            "client": "X",
            "zone": "UTC",
            "author": "a",
            "sources": {"tickets": {"adapter": "plain", "files": ["t.csv"]}},
            "kpis": ["incident"],
            "answers": ["../../data/now/*.yml"],
            "assessment": {"previous": ["../../data/then/*.yml"]} | block,
        }
        return Engagement.model_validate(data), write(home / "params" / "engagements" / "x.yml", data)

    return make_engagement


def read(home: Path, engagement: Engagement, path: Path) -> Any:
    return read_assessment(find_answer_files(engagement, path, home), engagement, path, home)


def test_both_rounds_are_read_and_compared(home: Path, make: Callable[..., Any]) -> None:
    change = read(home, *make()).change
    assert [(item.process, item.pairs) for item in change.moved] == [("incident", 2)]


def test_questions_frameworks_and_every_round_are_among_the_files(home: Path, make: Callable[..., Any]) -> None:
    names = [file.relative_to(home).as_posix() for file in find_answer_files(*make(), home).all if home in file.parents]
    assert names == ["data/now/r01.yml", "data/then/r01.yml", "params/maturity/questions/incident.yml"]


@pytest.mark.parametrize("name", ["data/then/r01.yml", "params/maturity/questions/incident.yml", "data/now/r01.yml"])
def test_a_changed_answer_or_question_changes_what_a_report_is_known_by(
    home: Path, make: Callable[..., Any], name: str
) -> None:
    files = find_answer_files(*make(), home)
    before = [hash_file(file) for file in files.all]
    place = home / name
    place.write_text(place.read_text(encoding="utf-8") + "\n# a word more\n", encoding="utf-8")
    assert [hash_file(file) for file in files.all] != before


def test_without_answers_nothing_is_read(home: Path, make: Callable[..., Any]) -> None:
    engagement, path = make()
    bare = engagement.model_copy(update={"answers": []})
    assert not find_answer_files(bare, path, home).all
    assert not read(home, bare, path)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"previous": ["../../data/gone/*.yml"]}, "no answer file matches"),
        ({"previous": ["../../data/now/*.yml"]}, "counts for both rounds"),
        ({"previous_questions": "../../data/gone"}, "no such folder"),
        ({"framework": "iso33021"}, "unknown maturity framework"),
        ({"processes": ["incidents"]}, "unknown process 'incidents'"),
    ],
)
def test_what_cannot_be_a_round_is_refused_in_a_line(
    home: Path, make: Callable[..., Any], block: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        read(home, *make(**block))


@pytest.mark.parametrize(
    ("block", "key", "says"),
    [
        ({"framework": "iso33021"}, "framework", "unknown maturity framework 'iso33021'. Did you mean 'iso33020'?"),
        ({"also": ["ogc", "samn"]}, "also.2", "unknown maturity framework 'samn'. Did you mean 'samm'?"),
        ({"processes": ["incidents"]}, "processes.1", "unknown process 'incidents'. Did you mean 'incident'?"),
        ({"targets": {"incidnt": 2}}, "targets.incidnt", "unknown process 'incidnt'. Did you mean 'incident'?"),
        ({"targets": {"incident": 7}}, "targets.incident", "there is no level 7. Choose a level from 0 to 5"),
        (
            {"left_out": [{"question": "1.1-c", "reason": "so"}]},
            "left_out.1.question",
            "unknown question '1.1-c'. Did you mean '1.1-b'?",
        ),
    ],
)
def test_a_wrong_name_or_level_is_told_with_file_line_and_key(
    home: Path, make: Callable[..., Any], block: dict[str, Any], key: str, says: str
) -> None:
    engagement, path = make(**block)
    with pytest.raises(SettingsError) as caught:
        read(home, engagement, path)
    wrong = re.findall("'([^']+)'|level (7)", says)[0]
    (line,) = [at for at, text in enumerate(path.read_text().splitlines(), 1) if (wrong[0] or wrong[1]) in text]
    assert str(caught.value) == f"{path}, line {line}, key assessment.{key}: {says}"


def test_rounds_in_the_wrong_order_are_refused(home: Path, make: Callable[..., Any]) -> None:
    engagement, path = make(previous=["../../data/now/*.yml"])
    turned = engagement.model_copy(update={"answers": ["../../data/then/*.yml"]})
    with pytest.raises(SettingsError, match="begins on 2026-05-04, after this one has ended on 2025-11-03"):
        read(home, turned, path)


def test_a_question_that_only_the_first_round_knew_asks_for_its_questionnaire(
    home: Path, make: Callable[..., Any]
) -> None:
    write_sheet(home / "data" / "then" / "r01.yml", "2025-11-03", a="P", old="P")
    with pytest.raises(SettingsError) as raised:
        read(home, *make())
    assert "inc-1.1-old" in str(raised.value)
    assert "previous_questions" in str(raised.value)


def test_with_its_questionnaire_the_same_round_is_read(home: Path, make: Callable[..., Any]) -> None:
    old = {**QUESTIONS["questions"][1], "id": "inc-1.1-old"}  # type: ignore[index]
    write(home / "before" / "incident.yml", QUESTIONS | {"questions": [QUESTIONS["questions"][0], old]})  # type: ignore[index]
    write_sheet(home / "data" / "then" / "r01.yml", "2025-11-03", a="P", old="P")
    change = read(home, *make(previous_questions="../../before")).change
    assert {item.question: item.kind for item in change.questions} == {
        "inc-1.1-a": "same",
        "inc-1.1-b": "new",
        "inc-1.1-old": "gone",
    }


@pytest.mark.parametrize("key", ["left_out", "previous_left_out"])
def test_each_round_leaves_out_its_own_and_an_answer_to_that_is_refused(
    home: Path, make: Callable[..., Any], key: str
) -> None:
    engagement, path = make(**{key: [{"question": "1.1-b", "reason": "new tool"}]})
    with pytest.raises(SettingsError, match=r"r01.yml, answers.inc-1.1-b: .* leaves it out \(new tool\)"):
        read(home, engagement, path)

    round_ = {"left_out": "now", "previous_left_out": "then"}[key]
    write_sheet(home / "data" / round_ / "r01.yml", "2026-05-04" if round_ == "now" else "2025-11-03", a="L")
    (moved,) = read(home, engagement, path).change.moved
    assert moved.pairs == 1
