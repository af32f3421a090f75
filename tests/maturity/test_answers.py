"""A wrong answer file is answered by one clear line: the file, the key, and what was probably meant."""

from pathlib import Path

import pytest

from csi_lib.errors import SettingsError
from csi_lib.maturity import load_answers, load_framework, load_questions

HEAD = "version: 1\nrespondent: {name}\ngroup: agents\nrole: first line\nanswers:\n"


def write(folder: Path, body: str, name: str = "r01") -> Path:
    path = folder / f"{name}.yml"
    path.write_text(HEAD.format(name=name) + body, encoding="utf-8")
    return path


def test_the_short_form_is_an_opinion_without_evidence(tmp_path):
    (sheet,) = load_answers([write(tmp_path, "  inc-1.1-logged: N\n")])
    answer = sheet.answers["inc-1.1-logged"]
    assert (answer.answer, answer.evidence, sheet.file) == ("N", "none", "r01.yml")


def test_a_line_left_empty_is_blank(tmp_path):
    (sheet,) = load_answers([write(tmp_path, "  inc-1.1-logged:\n  inc-1.1-sorted: L\n")])
    assert set(sheet.answers) == {"inc-1.1-sorted"}


def test_a_folder_is_read_whole_and_sorted_by_respondent(tmp_path):
    for name in ("r02", "r01"):
        write(tmp_path, "  inc-1.1-logged: L\n", name)
    assert [sheet.respondent for sheet in load_answers([tmp_path])] == ["r01", "r02"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("  inc-1.1-logged: M\n", r"r01\.yml: line 6: answers\.inc-1\.1-logged: 'M' is no answer; known: DK, F"),
        ("  inc-1.1-logged: DKK\n", "did you mean 'DK'"),
        ("  inc-1.1-logged: l\n", "'l' is no answer"),
        ("  inc-1.1-logged: 2\n", "'2' is no answer"),
        ("  inc-1.1-logged: NA\n", "'NA' needs a reason"),
        ("  inc-1.1-logged: {answer: NA}\n", "'NA' needs a reason"),
        ("  inc-1.1-logged: {answer: L, evidense: record}\n", "did you mean 'evidence'"),
        ("  inc-1.1-logged: {answer: L, evidence: hearsay}\n", "evidence"),
        ("  inc-1.1-logged: {evidence: record}\n", "answer' is missing"),
        ("  inc-1.1-logged: L\n  inc-1.1-logged: F\n", "'inc-1.1-logged' stands here twice"),
        ("  {}\n", "answers"),
    ],
)
def test_a_wrong_answer_is_named_with_its_place(tmp_path, body, said):
    with pytest.raises(SettingsError, match=said) as error:
        load_answers([write(tmp_path, body)])
    assert "r01.yml" in str(error.value) and "\n" not in str(error.value)


def test_an_unknown_question_is_named_with_file_key_and_nearest(tmp_path):
    path = write(tmp_path, "  inc-1.1-loged: L\n")
    with pytest.raises(SettingsError) as error:
        load_answers([path], load_questions(), load_framework())
    assert "r01.yml, answers.inc-1.1-loged: unknown question" in str(error.value)
    assert "Did you mean 'inc-1.1-logged'?" in str(error.value)


def test_an_unknown_process_in_the_scope_is_named(tmp_path):
    path = write(tmp_path, "  inc-1.1-logged: L\nprocesses: [incidents]\n")
    with pytest.raises(SettingsError, match=r"processes.incidents.*Did you mean 'incident'"):
        load_answers([path], load_questions())


def test_an_answer_outside_the_interviews_own_scope_is_refused(tmp_path):
    path = write(tmp_path, "  inc-1.1-logged: L\nprocesses: [desk]\n")
    with pytest.raises(SettingsError, match="'processes' leaves out"):
        load_answers([path], load_questions())


def test_a_respondent_in_two_files_is_refused_and_both_are_named(tmp_path):
    write(tmp_path, "  inc-1.1-logged: L\n")
    (tmp_path / "other.yml").write_text((tmp_path / "r01.yml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"other\.yml and .*r01\.yml: respondent 'r01' answers twice"):
        load_answers([tmp_path])


def test_an_unknown_group_is_refused(tmp_path):
    path = write(tmp_path, "  inc-1.1-logged: L\n")
    path.write_text(path.read_text(encoding="utf-8").replace("group: agents", "group: bosses"), encoding="utf-8")
    with pytest.raises(SettingsError, match="line 3: group"):
        load_answers([path])


def test_a_mail_address_is_no_role(tmp_path):
    path = write(tmp_path, "  inc-1.1-logged: L\n")
    path.write_text(path.read_text(encoding="utf-8").replace("first line", "a@b.example"), encoding="utf-8")
    with pytest.raises(SettingsError, match="not an address"):
        load_answers([path])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"r99\.yml: file not found"):
        load_answers([tmp_path / "r99.yml"])
