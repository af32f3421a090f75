"""Two editions side by side: what changed in a question, and which scores still mean the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from csi_lib.maturity.bank.diff import diff_banks
from csi_lib.maturity.bank.similarity import compare_texts


@pytest.fixture
def before(make_bank):
    return make_bank("before").write()


def changes(before, bank):
    return [(item.question, item.kind) for item in diff_banks(before, bank.write()).questions]


def score_of(before, bank, attribute="1.1"):
    found = diff_banks(before, bank.write()).scores
    return next(item for item in found if (item.process, item.attribute) == ("incident", attribute))


def test_the_same_bank_has_not_changed_and_every_score_compares(before, bank):
    found = diff_banks(before, bank.write())
    assert (found.added, found.removed, found.questions) == ((), (), ())
    assert {item.verdict for item in found.scores} == {"comparable"}
    assert [item.attribute for item in found.scores] == ["1.1", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2"]


def test_a_question_added_and_one_removed_leave_the_shared_ones_to_compare(before, bank):
    questions = bank.files["incident"]["questions"]
    questions[3] = {**questions[3], "id": "inc-1.1-paid", "ask": "Are the bills of suppliers settled early?"}
    assert changes(before, bank) == [("inc-1.1-stays", "removed"), ("inc-1.1-paid", "added")]
    score = score_of(before, bank)
    assert (score.verdict, score.shared, score.before, score.after) == ("on the shared questions", 3, 4, 4)
    assert score.others == ("inc-1.1-stays", "inc-1.1-paid")


def test_a_reworded_question_is_told_with_how_alike_the_words_are_and_no_longer_compares(before, bank):
    bank.question("inc-1.1-stays")["ask"] = "Does a closed matter stay closed?"
    (found,) = diff_banks(before, bank.write()).questions
    # Does a (solved) matter stay (solved): 4 of 6 words on either side are the same.
    assert (found.kind, found.alike) == ("reworded", Fraction(2, 3))
    assert (found.before, found.after) == ("Does a solved matter stay solved?", "Does a closed matter stay closed?")
    assert score_of(before, bank).others == ("inc-1.1-stays",)


def test_another_spelling_of_the_same_words_is_no_change(before, bank):
    bank.question("inc-1.1-stays")["ask"] = "Does a solved matter  stay Solved ?"
    assert changes(before, bank) == []
    assert score_of(before, bank).verdict == "comparable"


def test_a_question_under_a_new_id_is_told_as_moved(before, bank):
    bank.question("inc-1.1-stays")["id"] = "inc-1.1-lasting"
    bank.files["incident"]["practices"][0]["serves"][3] = "inc-1.1-lasting"
    (found,) = diff_banks(before, bank.write()).questions
    assert (found.kind, found.before, found.after) == ("moved", "inc-1.1-stays", "inc-1.1-lasting")
    assert score_of(before, bank).verdict == "on the shared questions"


def test_a_question_asked_of_others_does_not_compare(before, bank):
    bank.question("inc-1.1-stays")["groups"] = ["users"]
    assert changes(before, bank) == [("inc-1.1-stays", "groups")]
    assert score_of(before, bank).others == ("inc-1.1-stays",)


def test_a_question_on_another_attribute_stands_in_the_way_of_both(before, bank):
    bank.question("inc-1.1-stays")["attribute"] = "2.1"
    assert changes(before, bank) == [("inc-1.1-stays", "attribute")]
    assert score_of(before, bank, "1.1").others == ("inc-1.1-stays",)
    assert score_of(before, bank, "2.1").others == ("inc-1.1-stays",)


def test_tags_evidence_and_kpis_leave_a_score_comparable(before, bank):
    bank.question("inc-1.1-stays").update({"fits": {"ogc": "2"}, "look_for": "Tickets", "kpis": ["reopen_rate"]})
    assert changes(before, bank) == [("inc-1.1-stays", "fits")]
    assert score_of(before, bank).verdict == "comparable"


def test_an_attribute_with_no_question_in_common_does_not_compare(before, bank):
    bank.question("2.1-plans")["ask"] = "Are there people for {process}?"
    score = score_of(before, bank, "2.1")
    assert (score.verdict, score.shared, score.others) == ("not comparable", 0, ("inc-2.1-plans",))


def test_a_change_of_the_generic_questions_is_told_once_and_counts_in_every_process(before, bank):
    bank.question("2.1-plans")["ask"] = "Are there people for {process}?"
    found = diff_banks(before, bank.write())
    assert [(item.process, item.question) for item in found.questions] == [("generic", "2.1-plans")]


def test_processes_that_came_and_went_are_named(before, bank):
    bank.files["incident"]["process"] = "incidents"
    found = diff_banks(before, bank.write())
    assert (found.added, found.removed, found.scores) == (("incidents",), ("incident",), ())


def test_read_the_other_way_round_what_came_went_and_the_scores_say_the_same(before, bank):
    questions = bank.files["incident"]["questions"]
    questions[3] = {**questions[3], "id": "inc-1.1-paid", "ask": "Are the bills of suppliers settled early?"}
    bank.question("2.1-plans")["ask"] = "Are there people for {process}?"
    after = bank.write()
    there, back = diff_banks(before, after), diff_banks(after, before)
    swapped = {"added": "removed", "removed": "added"}
    assert sorted((item.question, swapped.get(item.kind, item.kind)) for item in there.questions) == sorted(
        (item.question, item.kind) for item in back.questions
    )
    assert [(item.verdict, item.shared) for item in there.scores] == [
        (item.verdict, item.shared) for item in back.scores
    ]


def test_two_files_can_be_compared_alone(before, bank):
    bank.question("2.1-plans")["ask"] = "Are there people for {process}?"
    folder = bank.write()
    assert diff_banks(before / "incident.yml", folder / "incident.yml").questions == ()
    found = diff_banks(before / "generic.yml", folder / "generic.yml")
    assert [item.kind for item in found.questions] == ["reworded"]
    assert {item.verdict for item in found.scores if item.attribute == "2.1"} == {"not comparable"}


def test_words_in_common_are_counted_in_order_and_on_both_sides():
    # Ratcliff and Metzener: 2 x matching / all; "a b c d" and "b c d e" share b c d.
    assert compare_texts("a b c d", "b c d e") == 2 * 3 / 8
    assert compare_texts("A, b!", "a b") == 1
    assert compare_texts("a", "b") == 0
