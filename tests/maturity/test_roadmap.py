"""What has to rise first: the smallest sets, proved by trying every other; effort, waves and the front."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.errors import SettingsError
from csi_lib.maturity import assess, rate
from csi_lib.maturity.evidence import Findings
from csi_lib.maturity.frameworks import Part
from csi_lib.maturity.letters import average_exactly
from csi_lib.maturity.replies import list_replies
from csi_lib.maturity.roadmap import (
    Days,
    Effort,
    find_smallest,
    load_effort,
    make_waves,
    order_steps,
    plan_roadmap,
    trace_front,
)
from csi_lib.maturity.roadmap.whatif import raise_replies
from csi_lib.settings import Assessment

WORTH = {"N": Fraction(0), "P": Fraction(100, 3), "L": Fraction(200, 3), "F": Fraction(100)}
EFFORT = Effort.model_validate(
    {
        "version": 1, "says": "ours", "least": {"low": 1, "high": 2},
        "days": {1: {"low": 4, "high": 10}, 2: {"low": 4, "high": 12}, 3: {"low": 6, "high": 18}},
    }
)  # fmt: skip


@pytest.fixture
def plan(make_process, make_sheet, framework):
    """Plan the way of one process from the letters one person gives, by attribute."""

    def make(letters, effort=EFFORT, **block):
        process = make_process({name: len(given) for name, given in letters.items()})
        answers = {f"inc-{name}-q{place}": letter for name, given in letters.items()
                   for place, letter in enumerate(given, 1)}  # fmt: skip
        ratings = rate([make_sheet("r1", answers)], [process], framework)
        return plan_roadmap(ratings, [process], framework, Assessment(**block), effort)

    return make


def test_the_smallest_set_takes_what_is_furthest_away(plan):
    # 1.1 is N P L F: mean 50 %. One at 100 %: (100 + 33.3 + 66.7 + 100) / 4 = 75 %. Two: (300 + 66.7) / 4 = 91.7 %.
    (way,) = plan({"1.1": "NPLF", "2.1": "F", "2.2": "L"}, target=2).ways
    assert [item.question for item in way.lifts] == ["inc-1.1-q1", "inc-1.1-q2"]
    assert (way.level, way.after, way.state) == (0, 2, "to be lifted")


def test_every_level_up_to_the_target_says_what_blocks_it(plan):
    (way,) = plan({"1.1": "P", "2.1": "P", "2.2": "F"}, target=2).ways
    assert [(item.level, item.attribute, item.needs, item.gap) for item in way.blocks] == [
        (1, "1.1", "L", Fraction(50, 3)),
        (2, "1.1", "F", 85 - Fraction(100, 3)),
        (2, "2.1", "L", Fraction(50, 3)),
    ]


def test_a_process_at_its_target_needs_nothing(plan):
    (way,) = plan({"1.1": "L"}, target=1).ways
    assert (way.state, way.lifts, way.after) == ("there", (), 1)


def test_without_a_target_the_next_level_is_aimed_at(plan):
    (way,) = plan({"1.1": "F", "2.1": "P", "2.2": "P"}).ways
    assert (way.target, way.set_by) == (2, "next level")


def test_a_target_of_one_process_goes_before_the_common_one(plan):
    (way,) = plan({"1.1": "P"}, target=3, targets={"incident": 1}).ways
    assert (way.target, way.set_by) == (1, "targets")


def test_a_level_that_nobody_asked_about_is_not_planned(plan):
    (way,) = plan({"1.1": "L"}, target=2).ways
    assert (way.state, way.lifts, way.after) == ("to be asked first", (), None)
    assert way.reason == "no answer on PA 2.1, PA 2.2: no way to level 2 can be planned before"


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (
            {"targets": {"incidnt": 2}},
            "targets.incidnt: unknown process 'incidnt'. Did you mean 'incident'?",
        ),
        ({"targets": {"incident": 9}}, "assessment.targets.incident: there is no level 9"),
        (
            {"targets": {"incident": 2}, "processes": ["desk"]},
            "targets.incident: the process 'incident' has a target",
        ),
    ],
)
def test_a_target_that_cannot_be_is_refused(plan, block, says):
    with pytest.raises(SettingsError) as caught:
        plan({"1.1": "L"}, **block)
    assert says in str(caught.value)


LETTERS = st.lists(st.sampled_from("NPLF"), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(LETTERS, st.sampled_from("LF"), st.sampled_from(["mean", "median"]), st.data())
def test_no_smaller_set_and_no_cheaper_one_of_that_size_would_do(framework, letters, needs, aggregate, data):
    """A slow twin tries every set of every size with the bands written out by hand."""
    percents = {f"q{place}": WORTH[letter] for place, letter in enumerate(letters)}
    cost = {name: Fraction(data.draw(st.integers(1, 9))) for name in percents}
    edge = {"L": 50, "F": 85}[needs]

    def does(chosen):
        joined = [Fraction(100) if name in chosen else value for name, value in percents.items()]
        if aggregate == "mean":
            return sum(joined) / len(joined) > edge
        ordered, middle = sorted(joined), len(joined) // 2
        return (ordered[middle] if len(joined) % 2 else (ordered[middle - 1] + ordered[middle]) / 2) > edge

    working = [
        chosen for size in range(len(percents) + 1) for chosen in combinations(sorted(percents), size) if does(chosen)
    ]
    smallest = min(map(len, working))
    best = min(sum(cost[name] for name in chosen) for chosen in working if len(chosen) == smallest)
    found = find_smallest(percents, needs, framework, lambda values: average_exactly(values, aggregate), cost)
    assert len(found.questions) == smallest
    assert sum(cost[name] for name in found.questions) == best
    assert does(found.questions)
    if smallest:
        assert found.others == sum(len(chosen) == smallest for chosen in working) - 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("NPLF"), min_size=6, max_size=6), st.sampled_from([1, 2]))
def test_answering_f_on_the_set_reaches_the_target_and_on_less_it_does_not(
    make_process, make_sheet, framework, letters, target
):
    """The rating itself is asked, with the answers changed."""
    process = make_process({"1.1": 3, "2.1": 2, "2.2": 1})
    names = [question.id for question in process.questions]

    def level(raised):
        answers = {name: "F" if name in raised else letter for name, letter in zip(names, letters, strict=True)}
        return rate([make_sheet("r1", answers)], [process], framework)[0].level

    ratings = rate([make_sheet("r1", dict(zip(names, letters, strict=True)))], [process], framework)
    (way,) = plan_roadmap(ratings, [process], framework, Assessment(target=target), EFFORT).ways
    chosen = [item.question for item in way.lifts]
    assert level(chosen) >= target
    assert not any(level(less) >= target for size in range(len(chosen)) for less in combinations(names, size))


def test_effort_is_the_missing_share_of_the_rule_in_half_days():
    # Level 2, a third achieved: 2/3 of 4 is 2.67, up to 3; 2/3 of 12 is 8. Nearly there: the least.
    days = EFFORT.estimate("q", 2, Fraction(100, 3))
    assert (days.low, days.high) == (3, 8)
    least = EFFORT.estimate("q", 1, Fraction(99))
    assert (least.low, least.high) == (1, 2)


def test_an_own_estimate_goes_before_the_rule(plan):
    own = EFFORT.model_copy(update={"questions": {"inc-1.1-q1": Days(low=Fraction(7), high=Fraction(9))}})
    (lift,) = plan({"1.1": "N"}, own, target=1).lifts
    assert (lift.low, lift.high) == (7, 9)


def test_a_level_above_the_rule_is_read_by_the_highest_there_is():
    assert EFFORT.estimate("q", 5, Fraction(0)).high == 18


def test_the_kit_s_rule_covers_every_level_of_the_standard(framework):
    assert set(load_effort().days) == set(range(1, len(framework.levels)))


def test_no_wave_takes_more_than_the_capacity_and_lower_levels_come_first(plan):
    found = plan({"1.1": "NNN", "2.1": "NN", "2.2": "NN"}, target=2, capacity=20)
    wave_of = {item.question: item.wave for item in found.lifts}
    assert all(sum(item.high for item in lifts) <= 20 for _, lifts in found.waves)
    assert all(wave_of[name] <= item.wave for item in found.lifts for name in item.after)
    assert {item.question for item in found.lifts} == {item.question for item in found.ways[0].lifts}


def test_an_outcome_above_the_capacity_has_a_wave_for_itself(plan):
    found = plan({"1.1": "NNNN"}, target=1, capacity=5)
    assert [[item.high for item in lifts] for _, lifts in found.waves] == [[10], [10], [10]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from("NPLF"), min_size=2, max_size=2), min_size=1, max_size=5))
def test_no_choice_of_processes_lifts_as_many_for_less(make_process, make_sheet, framework, letters):
    """A slow twin tries every choice of processes."""
    ways = []
    for place, given_letters in enumerate(letters):
        process = make_process({"1.1": 2})
        answers = dict(zip(("inc-1.1-q1", "inc-1.1-q2"), given_letters, strict=True))
        ratings = rate([make_sheet("r1", answers)], [process], framework)
        way = plan_roadmap(ratings, [process], framework, Assessment(target=1), EFFORT).ways[0]
        ways.append(replace(way, process=f"p{place}"))
    costs = [way.high for way in ways if way.state == "to be lifted"]
    front = trace_front(ways)
    assert len(front) == len(costs)
    for point in front:
        count = len(point.processes)
        assert point.high == min(sum(chosen) for chosen in combinations(costs, count))


def test_waves_lift_first_what_takes_least(plan):
    cheap, dear = (plan({"1.1": letters}, target=1).ways[0] for letters in ("P", "N"))
    dear = replace(dear, process="another", lifts=tuple(replace(item, process="another") for item in dear.lifts))
    assert [(item.process, item.wave) for item in make_waves([dear, cheap], Fraction(10))] == [
        ("incident", 1),
        ("another", 2),
    ]


def test_one_answer_from_the_edge_is_a_near_miss(plan):
    # Three outcomes by one person, F F L: 88.9 %; one answer less makes 77.8 %, which is L and loses level 2.
    found = plan({"1.1": "FFL", "2.1": "L", "2.2": "L"}).near
    assert [(item.attribute, item.edge, item.other, item.level, item.one_answer) for item in found] == [
        ("1.1", 85, "L", 1, True),
        ("2.1", 50, "P", 1, True),
        ("2.2", 50, "P", 1, True),
    ]


def test_an_edge_that_decides_no_level_is_no_near_miss(plan):
    # 2.1 is L at 66.7 % and stops nothing below level 3, where 1.1 is far from F: its upper edge is not near.
    assert [item.attribute for item in plan({"1.1": "PPP", "2.1": "L"}).near] == []


@pytest.fixture
def assess_with(make_process, make_sheet, framework):
    """Assess one process of three questions on 1.1 by one person's letters and one assessor's findings."""

    def make(letters, findings, **block):
        process = make_process({"1.1": len(letters), "2.1": 1, "2.2": 1})
        names = [question.id for question in process.questions]
        sheet = make_sheet("r1", dict(zip(names, letters + "LL", strict=True)))
        entries = [{"process": "incident"} | item for item in findings]
        file = {"version": 1, "assessor": "a1", "date": "2026-05-22", "ratings": entries}
        files = [Findings.model_validate(file)] if findings else []
        return assess([sheet], [process], framework, Assessment(**block), findings=files, effort=EFFORT).roadmap

    return make


RECORD = [{"grade": "record", "date": "2026-05-01", "ref": "sample"}]


def test_a_target_has_to_stand_on_the_evidence_too(assess_with):
    # People say F, F, F; the assessor says L, 66.7 %: level 2 by the answers, level 1 on evidence. Brought down to
    # 66.7 % each, one at 100 % makes 77.8 %, two make 88.9 %.
    finding = {"attribute": "1.1", "rating": "L", "weakness": "not by all teams", "evidence": RECORD}
    (way,) = assess_with("FFF", [finding], target=2).ways
    assert (way.level, way.on_evidence, way.state, way.after) == (2, 1, "to be lifted", 2)
    assert [(item.kind, item.attribute, item.weakness) for item in way.lifts] == [
        ("raise", "1.1", "not by all teams")
    ] * 2
    assert [(item.letter, item.on_evidence, item.needs) for item in way.blocks] == [("F", "L", "F")]


def test_where_assessors_found_less_the_outcomes_people_rate_lowest_rise_first(assess_with):
    # F P F L is 75 %, brought down to 66.7 %: 88.9, 29.6, 88.9, 59.3; only with the two lowest raised it is above 85 %.
    finding = {"attribute": "1.1", "rating": "L", "evidence": RECORD}
    (way,) = assess_with("FPFL", [finding], target=2).ways
    assert [item.question for item in way.lifts] == ["inc-1.1-q2", "inc-1.1-q4"]
    (way,) = assess_with("FFFF", [finding | {"percent": 83, "rating": None}], target=2).ways
    assert len(way.lifts) == 1


def test_f_without_a_record_asks_for_one(assess_with):
    (way,) = assess_with("FFF", [], target=2).ways
    (lift,) = way.lifts
    assert (way.level, way.on_evidence) == (2, 1)
    assert (lift.kind, lift.question, lift.low, lift.high) == ("show", "incident-1.1", 1, 2)


def test_f_with_a_record_asks_for_nothing(assess_with):
    (way,) = assess_with("FFF", [{"attribute": "1.1", "rating": "F", "evidence": RECORD}], target=2).ways
    assert (way.state, way.lifts) == ("there", ())


def test_what_people_rate_below_the_assessors_still_has_to_rise(assess_with):
    (way,) = assess_with("PPP", [{"attribute": "1.1", "rating": "F", "evidence": RECORD}], target=1).ways
    assert (way.level, way.on_evidence, len(way.lifts)) == (0, 2, 1)


def test_after_the_lift_the_target_is_likelier_by_the_same_people_s_answers(make_process, make_sheet, framework):
    process = make_process({"1.1": 3})
    sheets = [make_sheet(f"r{place}", {f"inc-1.1-q{one}": "P" for one in (1, 2, 3)}) for place in range(5)]
    (way,) = assess(sheets, [process], framework, Assessment(target=1), effort=EFFORT).roadmap.ways
    assert way.now < 0.2 < way.then <= 1


def test_raising_replies_leaves_blanks_and_don_t_knows_alone(make_process, make_sheet, framework):
    sheets = [make_sheet("r1", {"inc-1.1-q1": "P", "inc-1.1-q2": "DK"}), make_sheet("r2", {"inc-1.1-q1": "N"})]
    replies = list_replies(sheets, [make_process({"1.1": 2})])
    raised = raise_replies(replies, {"inc-1.1-q1", "inc-1.1-q2"}, framework)
    assert list(raised["reply"]) == ["F", "F", "DK", ""]
    assert list(replies["reply"]) == ["P", "N", "DK", ""]


def test_steps_stand_in_the_order_of_gap_times_impact():
    def part(name, value):
        return Part(name, f"step {name}", value, "", None, 1, int(value is not None), why="because")

    parts = [part("1", Fraction(90)), part("2", None), part("3", Fraction(40)), part("4", Fraction(60))]
    # Gaps 10, -, 60, 40; step 4 weighs 3, the others 2: 20/3, -, 40, 40. Equal ones keep their order.
    steps = order_steps(parts, {"4": 3})
    assert [(item.step, item.priority) for item in steps] == [
        ("3", 40),
        ("4", 40),
        ("1", Fraction(20, 3)),
        ("2", None),
    ]
    assert steps[0].why == "because"
