"""Answers become ratings by plain means in exact fractions; blank, DK and NA are counted and never become zero."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.errors import DefinitionError, SettingsError
from csi_lib.maturity import Process, Sheet, load_framework, rate, say_range

FRAMEWORK = load_framework()
TO_LEVEL_3 = {"1.1": 1, "2.1": 1, "2.2": 1, "3.1": 1, "3.2": 1}


def rate_one(process, *sheets):
    (rating,) = rate(sheets, [process], FRAMEWORK)
    return rating


def attribute(rating, name="1.1"):
    return next(item for item in rating.attributes if item.attribute == name)


def test_a_hand_worked_panel_of_three(make_process, make_sheet):
    process = make_process({"1.1": 2})
    found = attribute(
        rate_one(
            process,
            make_sheet("a", {"inc-1.1-q1": "L", "inc-1.1-q2": "F"}),
            make_sheet("b", {"inc-1.1-q1": "F", "inc-1.1-q2": "F"}),
            make_sheet("c", {"inc-1.1-q1": "P", "inc-1.1-q2": "DK"}),
        )
    )
    # By hand: q1 = (2/3 + 1 + 1/3) / 3 = 2/3; q2 = (1 + 1) / 2 = 1; mean 5/6. Own: a 5/6, b 1, c 1/3.
    assert (found.percent, found.letter, found.refined) == (Fraction(250, 3), "L", "L+")
    assert (found.lowest, found.highest, found.respondents) == (Fraction(100, 3), 100, 3)
    assert say_range(found) == "n = 3, their own values 33.3 % to 100.0 %"


@pytest.mark.parametrize(
    ("full", "percent", "letter"),
    [((2, 4, 3), 15, "N"), ((18, 16, 17), 85, "L"), ((10, 10, 10), 50, "P"), ((18, 16, 18), None, "F")],
)
def test_panels_that_land_on_an_edge_get_the_lower_letter(make_process, make_sheet, full, percent, letter):
    # 20 people, three questions: F by 2, 4 and 3 of them is 10, 20 and 15 %; in floats the mean is 15.000000000000002.
    sheets = [
        make_sheet(f"r{who}", {f"inc-1.1-q{q}": "F" if who < count else "N" for q, count in enumerate(full, 1)})
        for who in range(20)
    ]
    found = attribute(rate_one(make_process({"1.1": 3}), *sheets))
    assert found.letter == letter
    assert percent is None or found.percent == percent


def test_blank_is_counted_and_is_not_zero(make_process, make_sheet):
    rating = rate_one(make_process({"1.1": 2}), make_sheet("a", {"inc-1.1-q1": "F", "inc-1.1-q2": None}))
    found = attribute(rating)
    assert (found.percent, found.letter, found.blank, found.answered) == (100, "F", 1, 1)
    assert rating.coverage == Fraction(1, 2)
    assert "1 of 2 questions have no answer" in rating.flags


def test_dont_know_not_applicable_and_blank_stay_apart(make_process, make_sheet):
    answers = {"inc-1.1-q1": "L", "inc-1.1-q2": "DK", "inc-1.1-q3": {"answer": "NA", "reason": "never happens"}}
    found = attribute(rate_one(make_process({"1.1": 4}), make_sheet("a", answers)))
    assert (found.answered, found.dont_know, found.not_applicable, found.blank) == (1, 1, 1, 1)
    assert found.percent == Fraction(200, 3)


def test_what_is_not_applicable_to_anybody_leaves_the_coverage(make_process, make_sheet):
    answers = {"inc-1.1-q1": "L", "inc-1.1-q2": {"answer": "NA", "reason": "never happens"}}
    assert rate_one(make_process({"1.1": 2}), make_sheet("a", answers)).coverage == 1


def test_what_one_finds_not_applicable_and_another_does_not_know_is_still_unanswered(make_process, make_sheet):
    not_applicable = {"inc-1.1-q1": "L", "inc-1.1-q2": {"answer": "NA", "reason": "never happens"}}
    rating = rate_one(
        make_process({"1.1": 2}),
        make_sheet("a", not_applicable),
        make_sheet("b", {"inc-1.1-q1": "L", "inc-1.1-q2": "DK"}),
    )
    assert rating.coverage == Fraction(1, 2)


def test_a_level_that_hangs_on_not_applicable_is_flagged(make_process, make_sheet):
    answers = {"inc-1.1-q1": "L", "inc-1.1-q2": {"answer": "NA", "reason": "never happens"}}
    rating = rate_one(make_process({"1.1": 2}), make_sheet("a", answers))
    # Read as nothing achieved: (2/3 + 0) / 2 = 1/3, which is P, so level 0.
    assert rating.level == 1
    assert "the level hangs on 'not applicable': read as not achieved it would be level 0" in rating.flags


def test_a_question_not_asked_of_a_group_is_not_blank_for_it(make_process, make_sheet):
    process = make_process({"1.1": 2})
    to_managers_only = process.questions[1].model_copy(update={"groups": ["managers"]})
    process = process.model_copy(update={"questions": [process.questions[0], to_managers_only]})
    blanks = [
        attribute(rate_one(process, make_sheet("a", {"inc-1.1-q1": "L"}, group=group))).blank
        for group in ("agents", "managers")
    ]
    assert blanks == [0, 1]


def test_a_process_nobody_answered_is_not_rated_rather_than_level_0(make_process):
    rating = rate_one(make_process(TO_LEVEL_3))
    assert (rating.level, rating.level_title, rating.says) == (None, "not rated", "not rated")
    assert rating.why == "PA 1.1 has no answer"
    assert rating.flags == ("nobody answered",)


def test_an_attribute_without_an_answer_stops_the_climb(make_process, make_sheet):
    rating = rate_one(make_process(TO_LEVEL_3), make_sheet("a", {"inc-1.1-q1": "F", "inc-2.1-q1": "F"}))
    assert (rating.level, rating.why) == (1, "PA 2.2 has no answer")
    assert attribute(rating, "2.2").letter == ""


def test_a_level_nobody_was_asked_about_is_refused(make_process, make_sheet):
    everything_full = {f"inc-{name}-q1": "F" for name in TO_LEVEL_3}
    rating = rate_one(make_process(TO_LEVEL_3), make_sheet("a", everything_full))
    assert (rating.level, rating.why) == (3, "level 4 was not asked")


def test_what_stops_the_next_level_is_named_with_its_percent(make_process, make_sheet):
    rating = rate_one(
        make_process({"1.1": 1, "2.1": 1, "2.2": 2}),
        make_sheet("a", {"inc-1.1-q1": "L", "inc-2.1-q1": "F", "inc-2.2-q1": "P", "inc-2.2-q2": "L"}),
    )
    assert rating.says == "level 1 (performed)"
    assert rating.why == "PA 1.1 is L at 66.7 %, needs F (above 85 %); PA 2.2 is P at 50.0 %, needs L (above 50 %)"
    assert [(item.attribute, item.gap) for item in rating.obstacles] == [("1.1", Fraction(55, 3)), ("2.2", 0)]


def answer_as(make_sheet, group, letters, people=3):
    answers = {f"inc-1.1-q{place}": letter for place, letter in enumerate(letters, 1)}
    return [make_sheet(f"{group[0]}{number}", answers, group=group) for number in range(people)]


def list_differences(rating):
    return [flag for flag in rating.flags if flag.startswith("groups differ")]


def test_groups_that_are_an_answer_or_more_apart_are_a_finding(make_process, make_sheet):
    sheets = [*answer_as(make_sheet, "managers", "FFFN"), *answer_as(make_sheet, "agents", ["P", "P", "P", "DK"])]
    rating = rate_one(make_process({"1.1": 4}), *sheets)
    assert rating.spread == (("agents", Fraction(100, 3)), ("managers", Fraction(75)))
    # On the three questions both answered: agents 1/3, managers 1.
    assert list_differences(rating) == [
        "groups differ: agents say P (33.3 %), managers say F (100.0 %) on the 3 questions both answered"
    ]


@pytest.mark.parametrize(
    ("shared", "people", "state"), [(3, 3, "apart"), (2, 3, "few questions"), (3, 2, "few people")]
)
def test_groups_that_share_too_few_questions_or_people_are_counted_and_not_compared(
    make_process, make_sheet, shared, people, state
):
    sheets = [*answer_as(make_sheet, "managers", "F" * shared, people), *answer_as(make_sheet, "agents", "P" * shared)]
    rating = rate_one(make_process({"1.1": shared}), *sheets)
    assert [(pair.state, pair.shared) for pair in rating.pairs] == [(state, shared)]
    assert bool(list_differences(rating)) == (state == "apart")


def test_groups_with_another_letter_but_less_than_an_answer_apart_are_near(make_process, make_sheet):
    sheets = [*answer_as(make_sheet, "managers", "FFFF"), *answer_as(make_sheet, "agents", "LLLF")]
    (pair,) = rate_one(make_process({"1.1": 4}), *sheets).pairs
    assert (pair.state, pair.letters) == ("near", ("L", "F"))  # 75 % and 100 %


def test_groups_less_than_one_answer_apart_are_not_said_to_differ(make_process, make_sheet):
    rating = rate_one(
        make_process({"1.1": 1}),
        make_sheet("a1", {"inc-1.1-q1": "P"}),
        make_sheet("a2", {"inc-1.1-q1": "L"}),
        make_sheet("m", {"inc-1.1-q1": "L"}, group="managers"),
    )
    # Agents 50 % (P), managers 66.7 % (L): another letter, but half an answer apart.
    assert [item.letter for item in rating.groups] == ["P", "L"]
    assert not [flag for flag in rating.flags if flag.startswith("groups differ")]


def test_groups_asked_different_things_are_not_said_to_differ(make_process, make_sheet):
    rating = rate_one(
        make_process({"1.1": 2}),
        make_sheet("m", {"inc-1.1-q1": "F"}, group="managers"),
        make_sheet("a", {"inc-1.1-q2": "N"}),
    )
    assert not [flag for flag in rating.flags if flag.startswith("groups differ")]


@pytest.mark.parametrize(
    ("evidence", "flag"),
    [
        ("none", "opinion only: no answer rests on a record or on data"),
        ("document", "opinion only: no answer rests on a record or on data"),
        ("record", None),
        ("data", None),
    ],
)
def test_opinion_without_a_record_is_noted(make_process, make_sheet, evidence, flag):
    rating = rate_one(make_process({"1.1": 1}), make_sheet("a", {"inc-1.1-q1": {"answer": "F", "evidence": evidence}}))
    opinions = [item for item in rating.flags if "opinion" in item]
    assert opinions == ([flag] if flag else [])


def test_a_full_attribute_without_its_own_record_is_noted(make_process, make_sheet):
    answers = {"inc-1.1-q1": "F", "inc-2.1-q1": {"answer": "F", "evidence": "record"}}
    rating = rate_one(make_process({"1.1": 1, "2.1": 1}), make_sheet("a", answers))
    assert "PA 1.1 is F on opinion only: no record or data behind it" in rating.flags


def test_many_dont_knows_are_a_finding(make_process, make_sheet):
    answers = {"inc-1.1-q1": "L", "inc-1.1-q2": "L", "inc-1.1-q3": "L", "inc-1.1-q4": "DK"}
    rating = rate_one(make_process({"1.1": 4}), make_sheet("a", answers))
    assert "PA 1.1: 1 of 4 replies are 'don't know'" in rating.flags


def test_an_interview_about_another_process_takes_no_part(make_process, make_sheet):
    incident = make_process({"1.1": 1})
    other = incident.model_copy(
        update={
            "process": "desk",
            "questions": [incident.questions[0].model_copy(update={"id": "desk-1.1-q1"})],
        }
    )
    ratings = rate([make_sheet("a", {"desk-1.1-q1": "F"}, processes=["desk"])], [incident, other], FRAMEWORK)
    assert [(item.respondents, attribute(item).blank) for item in ratings] == [(0, 0), (1, 0)]


def test_a_question_on_an_unknown_attribute_is_refused(make_process):
    with pytest.raises(DefinitionError, match=r"inc-7\.1-q1.*7\.1"):
        rate([], [make_process({"7.1": 1})], FRAMEWORK)


def test_the_same_respondent_twice_in_memory_is_refused(make_process, make_sheet):
    sheet = make_sheet("a", {"inc-1.1-q1": "F"})
    with pytest.raises(SettingsError, match="'a' answers twice"):
        rate([sheet, sheet], [make_process({"1.1": 1})], FRAMEWORK)


# --- laws ---------------------------------------------------------------------------------------------------------

REPLIES = ["N", "P", "L", "F", "DK", {"answer": "NA", "reason": "because"}, None]
IDS = ["inc-1.1-a", "inc-1.1-b", "inc-2.1-a", "inc-2.2-a"]
PANELS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(REPLIES) for name in IDS}).filter(lambda row: any(row.values())),
    min_size=1,
    max_size=5,
)
PROCESS = Process.model_validate(
    {
        "version": 1, "edition": 1, "process": "incident", "order": 1, "prefix": "inc", "title": "t", "purpose": "p",
        "questions": [
            {"id": name, "attribute": name[4:7], "outcome": "o", "ask": "a", "groups": ["agents"]} for name in IDS
        ],
    }
)  # fmt: skip


def sheets_of(panel):
    common = {"version": 1, "group": "agents", "role": "r"}
    return [Sheet.model_validate(common | {"respondent": f"r{n}", "answers": row}) for n, row in enumerate(panel)]


@settings(max_examples=60, deadline=None)
@given(PANELS, st.randoms())
def test_the_order_of_respondents_changes_nothing(panel, random):
    sheets = sheets_of(panel)
    mixed = [*sheets]
    random.shuffle(mixed)
    assert rate(mixed, [PROCESS], FRAMEWORK) == rate(sheets, [PROCESS], FRAMEWORK)


@settings(max_examples=60, deadline=None)
@given(PANELS)
def test_every_reply_asked_for_is_counted_once(panel):
    rating = rate_one(PROCESS, *sheets_of(panel))
    for item in rating.attributes:
        questions = sum(name[4:7] == item.attribute for name in IDS)
        counted = item.answered + item.blank + item.dont_know + item.not_applicable
        assert counted == questions * len(panel)


@settings(max_examples=60, deadline=None)
@given(PANELS, st.data())
def test_a_better_answer_never_lowers_anything(panel, data):
    places = [(row, name) for row in range(len(panel)) for name in IDS if panel[row][name] in ("N", "P", "L")]
    if not places:
        return
    row, name = data.draw(st.sampled_from(places))
    better = [dict(item) for item in panel]
    better[row][name] = "PLF"["NPL".index(panel[row][name])]
    before, after = rate_one(PROCESS, *sheets_of(panel)), rate_one(PROCESS, *sheets_of(better))
    assert (after.level is None) == (before.level is None)
    assert (after.level or 0) >= (before.level or 0)
    assert all(
        (new.percent or 0) >= (old.percent or 0) for old, new in zip(before.attributes, after.attributes, strict=True)
    )


@settings(max_examples=60, deadline=None)
@given(PANELS)
def test_the_percents_agree_with_a_plain_recount(panel):
    rating = rate_one(PROCESS, *sheets_of(panel))
    worth = {"N": Fraction(0), "P": Fraction(1, 3), "L": Fraction(2, 3), "F": Fraction(1)}
    for item in rating.attributes:
        scores = []
        for name in (name for name in IDS if name[4:7] == item.attribute):
            given_ = [worth[row[name]] for row in panel if isinstance(row[name], str) and row[name] in worth]
            if given_:
                scores.append(sum(given_) / len(given_))
        assert item.percent == (sum(scores) / len(scores) * 100 if scores else None)
