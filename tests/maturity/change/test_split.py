"""The change of a score comes apart in answers, questionnaire and people, and the parts add up exactly."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from csi_lib.maturity.change.pairs import Scores, make_whole, weigh_people
from csi_lib.maturity.change.split import split_change

N, P, L, F = (100 * step for step in range(4))  # thirds of a percent
THIRDS = 3
BEFORE = Scores(
    {"q1": {"a": N, "b": P, "c": F}, "q2": {"a": P, "b": P, "c": L}, "q3": {"a": N, "b": N, "c": N}}, THIRDS
)
AFTER = Scores({"q1": {"a": P, "b": L, "d": N}, "q2": {"a": P, "b": L, "d": F}, "q3": {"a": F, "b": F, "d": F}}, THIRDS)
COMPARABLE = ["q1", "q2"]  # q3 was reworded

people = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([N, P, L, F]), min_size=1)
cells = st.dictionaries(st.sampled_from(["q1", "q2", "q3", "q4"]), people)
rounds = cells.map(lambda given: Scores(given, THIRDS))
asked = cells.filter(bool).map(lambda given: Scores(given, THIRDS))


def test_a_hand_worked_change_of_a_panel_and_a_question() -> None:
    split, paired = split_change(BEFORE, AFTER, COMPARABLE)
    # Scores: (4/9 + 4/9 + 0) / 3 = 8/27 and (1/3 + 2/3 + 1) / 3 = 2/3. Without q3: 4/9 and 1/2. a and b alone on q1
    # and q2: (1/6 + 1/3) / 2 = 1/4 and (1/2 + 1/2) / 2 = 1/2.
    assert (split.before, split.after) == (100 * Fraction(8, 27), 100 * Fraction(2, 3))
    assert split.questionnaire == 100 * ((Fraction(2, 3) - Fraction(1, 2)) - (Fraction(8, 27) - Fraction(4, 9)))
    assert split.answers == 100 * Fraction(1, 4)
    assert split.people == 100 * Fraction(-7, 36)
    assert split.whole == 100 * Fraction(10, 27) == split.questionnaire + split.answers + split.people
    assert [(item.question, item.people, item.rose, item.fell) for item in paired] == [("q1", 2, 2, 0), ("q2", 2, 1, 0)]


@given(rounds, rounds, st.sets(st.sampled_from(["q1", "q2", "q3", "q4"])))
def test_the_parts_always_add_up_to_the_whole(before, after, comparable) -> None:
    split, _ = split_change(before, after, comparable)
    parts = [item for item in (split.answers, split.questionnaire, split.people, split.undivided) if item is not None]
    assert split.whole is None or sum(parts) == split.whole


@given(rounds, rounds)
def test_where_all_questions_ask_the_same_nothing_is_laid_on_the_questionnaire(before, after) -> None:
    split, _ = split_change(before, after, {*before.cells, *after.cells})
    assert split.questionnaire in (None, 0)


@given(asked, st.data())
def test_where_the_same_people_answered_the_same_nothing_is_laid_on_the_people(before, data) -> None:
    letters = st.sampled_from([N, P, L, F])
    after = {name: {who: data.draw(letters) for who in row} for name, row in before.cells.items()}
    split, _ = split_change(before, Scores(after, THIRDS), list(before.cells))
    assert (split.questionnaire, split.people) == (0, 0)
    assert split.answers == split.whole


@given(asked, rounds)
def test_people_who_say_the_same_again_changed_nothing(before, more) -> None:
    after = {name: {**more.cells.get(name, {}), **row} for name, row in before.cells.items()}
    split, _ = split_change(before, Scores(after, THIRDS), list(before.cells))
    assert split.answers == 0


@given(rounds, rounds, st.sets(st.sampled_from(["q1", "q2", "q3", "q4"])))
def test_what_the_test_counts_is_the_part_of_the_answers(before, after, comparable) -> None:
    split, _ = split_change(before, after, comparable)
    parts = weigh_people(before, after, comparable)
    if split.answers is not None:
        assert sum(parts.values()) == split.answers
        whole = make_whole(list(parts.values()))
        assert [item * split.answers for item in whole] == [item * sum(whole) for item in parts.values()]


def test_without_a_pair_or_a_common_question_the_rest_stays_undivided() -> None:
    strangers = Scores({"q1": {"x": F}, "q2": {"x": F}, "q3": {"x": F}}, THIRDS)
    split, paired = split_change(BEFORE, strangers, COMPARABLE)
    assert (split.answers, split.people, paired) == (None, None, ())
    assert split.questionnaire is not None and split.undivided is not None
    other, _ = split_change(BEFORE, AFTER, [])
    assert other.undivided == other.whole and other.questionnaire is None
    assert split_change(Scores({}, THIRDS), AFTER, COMPARABLE)[0].whole is None
