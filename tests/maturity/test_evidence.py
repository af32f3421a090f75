"""Opinion and evidence: two ratings beside each other, and what holds the second one down."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.errors import SettingsError
from csi_lib.maturity import load_questions, rate
from csi_lib.maturity.evidence import Findings, add_months, load_findings, pair_assessors, rate_on_evidence
from csi_lib.settings import find_kit

DAY = dt.date(2026, 5, 22)


def found(ratings, assessor="a1", stage="own", date=DAY):
    given = [{"process": "incident", "attribute": "1.1"} | item for item in ratings]
    return Findings.model_validate({"version": 1, "assessor": assessor, "date": date, "stage": stage, "ratings": given})


def on_question(rating, name="inc-1.1-q1", **more):
    return {"process": "incident", "attribute": None, "question": name, "rating": rating} | more


def record(date="2026-04-30", ref="sample 1", grade="record"):
    return {"grade": grade, "date": date, "ref": ref}


@pytest.fixture
def weigh(make_process, make_sheet, framework):
    """Rate one process with two questions on 1.1 by answers and by findings."""

    def make(answers, *files, months=18, asked=None):
        process = make_process(asked or {"1.1": 2})
        sheets = [
            make_sheet(f"r{place}", given, group, date=DAY - dt.timedelta(days=1))
            for place, (group, given) in enumerate(answers)
        ]
        ratings = rate(sheets, [process], framework)
        return rate_on_evidence(ratings, sheets, [process], files, framework, months=months)[0]

    return make


BOTH_F = {"inc-1.1-q1": "F", "inc-1.1-q2": "F"}


def test_f_on_opinion_only_is_l_on_evidence(weigh):
    said = weigh([("agents", BOTH_F)])
    item = said.attributes[0]
    assert (item.opinion, item.letter, item.basis) == ("F", "L", "answers")
    assert item.remarks[:2] == (
        "people say F, the evidence bears L: one letter less",
        "F needs a record or data, the best there is counts as none",
    )


def test_a_document_does_not_carry_f(weigh):
    item = weigh([("agents", BOTH_F)], found([{"rating": "F", "evidence": [record(grade="document")]}])).attributes[0]
    assert (item.letter, item.best, item.direct) == ("L", "document", 0)


@pytest.mark.parametrize("grade", ["record", "data"])
def test_one_direct_piece_carries_f(weigh, grade):
    item = weigh([("agents", BOTH_F)], found([{"rating": "F", "evidence": [record(grade=grade)]}])).attributes[0]
    assert (item.letter, item.direct) == ("F", 1)


def test_letters_below_f_need_no_record(weigh):
    item = weigh([("agents", BOTH_F)], found([{"rating": "P"}])).attributes[0]
    assert (item.found, item.letter) == ("P", "P")


def test_opinion_and_evidence_stay_two_ratings(weigh):
    said = weigh([("agents", BOTH_F)], found([{"rating": "P", "evidence": [record()]}]))
    assert (said.opinion_level, said.level) == (1, 0)
    assert (said.attributes[0].percent, said.attributes[0].opinion, said.attributes[0].letter) == (100, "F", "P")
    assert said.attributes[0].remarks == ("people say F, the evidence bears P: 2 letters less",)


def test_a_record_counts_for_as_many_months_as_the_settings_say_and_no_day_longer(weigh):
    # Counted on 22 May 2026, the day of the rating; 18 months before that is 22 November 2024.
    last, late = (
        weigh([("agents", BOTH_F)], found([{"rating": "F", "evidence": [record(date)]}])).attributes[0]
        for date in ("2024-11-22", "2024-11-21")
    )
    assert (last.letter, last.until) == ("F", dt.date(2026, 5, 22))
    assert (late.letter, late.best) == ("L", "statement")
    assert "older than 18 months" in " ".join(late.remarks)


@pytest.mark.parametrize(
    ("piece", "why"),
    [({"grade": "record", "ref": "sample"}, "no date"), ({"grade": "record", "date": "2026-05-01"}, "no reference")],
)
def test_what_nobody_can_look_up_again_is_a_statement(weigh, piece, why):
    said = weigh([("agents", BOTH_F)], found([{"rating": "F", "evidence": [piece]}]))
    assert (said.attributes[0].letter, said.pieces[0].counts, said.pieces[0].why) == ("L", "statement", why)


def test_an_answer_s_evidence_is_from_the_day_of_the_sheet_unless_it_says_another(weigh):
    new = {name: {"answer": "F", "evidence": "record"} for name in BOTH_F}
    old = {name: {"answer": "F", "evidence": "record", "seen": "2023-01-01"} for name in BOTH_F}
    assert weigh([("agents", new)]).attributes[0].letter == "F"
    assert weigh([("agents", old)]).attributes[0].letter == "L"


def test_f_that_hangs_on_its_oldest_evidence_is_marked_with_the_day_it_falls(weigh):
    item = weigh([("agents", BOTH_F)], found([{"rating": "F", "evidence": [record("2025-03-31")]}])).attributes[0]
    assert (item.survives, item.until) == (False, dt.date(2026, 9, 30))
    assert "F hangs on the oldest evidence: after 2026-09-30 it is L" in item.remarks


def test_f_on_two_records_of_different_days_survives_the_older_one(weigh):
    pieces = [record("2025-03-31"), record("2026-04-01", "sample 2")]
    item = weigh([("agents", BOTH_F)], found([{"rating": "F", "evidence": pieces}])).attributes[0]
    assert (item.survives, item.until) == (True, dt.date(2027, 10, 1))


def test_assessors_who_differ_get_the_lower_letter_until_they_agree(weigh):
    own = found([{"rating": "F", "evidence": [record()]}], "a1"), found([{"rating": "P"}], "a2")
    apart = weigh([("agents", BOTH_F)], *own).attributes[0]
    assert (apart.letter, apart.apart, apart.assessors) == ("P", True, ("a1", "a2"))
    assert "the assessors differ (a1 F, a2 P): P, the lowest, is taken until they agree" in apart.remarks
    agreed = weigh([("agents", BOTH_F)], *own, found([{"rating": "L"}], "a1", "agreed")).attributes[0]
    assert (agreed.letter, agreed.apart) == ("L", False)


def test_ratings_of_questions_make_the_attribute_by_their_mean(weigh):
    # L is worth 2/3 and F 1: their mean is 83.3 %, which is L; only both F pass 85 %.
    half = weigh([("agents", BOTH_F)], found([on_question("L"), on_question("F", "inc-1.1-q2")]))
    assert half.attributes[0].found == "L"
    part = weigh([("agents", BOTH_F)], found([on_question("F", evidence=[record()])])).attributes[0]
    assert (part.letter, part.rated, part.questions) == ("F", 1, 2)
    assert "the assessors looked at 1 of 2 questions" in part.remarks


@pytest.mark.parametrize(("percent", "letter"), [(50, "P"), ("50.1", "L"), (85, "L"), ("85.01", "F"), (15, "N")])
def test_a_percent_is_banded_exactly(weigh, percent, letter):
    item = weigh([("agents", BOTH_F)], found([{"percent": percent, "evidence": [record()]}])).attributes[0]
    assert item.found == letter


def test_managers_far_above_those_who_do_the_work_are_named(weigh):
    low = dict.fromkeys(BOTH_F, "P")
    item = weigh([("managers", BOTH_F), ("agents", low)], asked={"1.1": 2}).attributes[0]
    assert item.remarks[-1] == "managers say F (100.0 %), those who do the work say P (33.3 %)"


@given(st.lists(st.sampled_from(["none", "statement", "document", "record", "data"]), max_size=4), st.data())
def test_more_evidence_never_lowers_a_rating(make_process, make_sheet, framework, grades, data):
    letter = data.draw(st.sampled_from("NPLF"))
    more = data.draw(st.sampled_from(["statement", "document", "record", "data"]))
    process, sheet = make_process({"1.1": 1}), make_sheet("r1", {"inc-1.1-q1": letter})
    ratings = rate([sheet], [process], framework)

    def rated(pieces):
        file = found([{"rating": letter, "evidence": [record(grade=grade) for grade in pieces]}])
        return rate_on_evidence(ratings, [sheet], [process], [file], framework)[0].attributes[0].letter

    assert "NPLF".index(rated([*grades, more])) >= "NPLF".index(rated(grades))


def test_two_assessors_are_compared_on_what_both_rated(framework):
    one = found([on_question("F"), on_question("L", "inc-1.1-q2"), {"rating": "P"}], "a1")
    other = found([on_question("F"), on_question("P", "inc-1.1-q2")], "a2")
    (pair,) = pair_assessors([one, other], framework)
    assert (pair.stage, pair.letters, pair.alike) == ("own", (("F", "F"), ("L", "P")), 1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2025, 8, 31), 18, dt.date(2027, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2025, 12, 1), 1, dt.date(2026, 1, 1)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, later):
    assert add_months(day, months) == later


HEAD = "version: 1\nassessor: a1\ndate: 2026-05-22\nratings:\n"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("- {process: incident, rating: L}", "name either 'attribute' or 'question'"),
        ('- {process: incident, attribute: "1.1"}', "give either 'rating' (N, P, L or F) or 'percent'"),
        ('- {process: incident, attribute: "1.1", percent: 101}', "lies in 0..100"),
        ('- {process: incidnt, attribute: "1.1", rating: L}', "Did you mean 'incident'"),
        ('- {process: incident, attribute: "1.2", rating: L}', "unknown attribute '1.2'"),
        ("- {process: incident, question: inc-1.1-q9, rating: L}", "unknown question 'inc-1.1-q9'"),
        ('- {process: incident, attribute: "2.1", rating: L}', "no question of 'incident' is on attribute '2.1'"),
        (
            '- {process: incident, attribute: "1.1", rating: L, evidence: [{grade: record, date: 2026-06-01}]}',
            "after the rating of 2026-05-22",
        ),
        (
            '- {process: incident, attribute: "1.1", rating: L}\n- {process: incident, attribute: "1.1", rating: F}',
            "is rated twice",
        ),
    ],
)
def test_a_faulty_file_of_findings_is_refused_in_one_line(tmp_path, make_process, framework, lines, says):
    path = tmp_path / "a1.yml"
    path.write_text(HEAD + lines + "\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_findings([path], [make_process({"1.1": 2})], framework)
    assert says in str(caught.value)
    assert "a1.yml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_assessor_with_two_files_of_one_stage_is_refused(tmp_path):
    line = HEAD + '- {process: incident, attribute: "1.1", rating: L}\n'
    for name in ("one.yml", "two.yml"):
        (tmp_path / name).write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError, match="rates stage 'own' twice"):
        load_findings(sorted(tmp_path.glob("*.yml")))


def test_the_sample_of_a_ratings_file_is_read_with_the_kit_s_questions(framework):
    path = find_kit("params/maturity/ratings") / "example" / "a1-own.yml"
    (read,) = load_findings([path], load_questions(), framework)
    assert [(item.about, item.rating) for item in read.ratings] == [("1.1", "L"), ("inc-1.1-confirmed", "P")]
