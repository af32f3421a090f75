"""Laws that hold in every framework and under every rule: acceptance 3 of the rule engine."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.maturity import Process, Sheet, list_replies, load_framework, rate
from csi_lib.maturity.frameworks import list_frames, read_profiles
from csi_lib.maturity.methods import Counts
from csi_lib.maturity.rule import Rule
from csi_lib.maturity.scoring import rate_counted

LADDER = load_framework()
FRAMES = [frame for frame in list_frames() if frame.id != "iso33020"]
LETTERS = ("N", "P", "L", "F")
NOT_APPLICABLE = {"answer": "NA", "reason": "because"}
FITS = [
    ("1.1", {"itil-pmf": "vision", "ogc": "1M", "samm": "1A", "c2m2": "1", "cmmi-svc": "SG1", "ten-steps": "1"}),
    ("1.1", {"itil-pmf": "process", "ogc": "1", "samm": "1B", "c2m2": "1", "cmmi-svc": "SG1", "ten-steps": "1"}),
    ("2.1", {"itil-pmf": "people", "ogc": "1.5M", "samm": "2A", "c2m2": "2", "ten-steps": "2"}),
    ("2.2", {"itil-pmf": "technology", "ogc": "1.5", "samm": "2B", "c2m2": "2"}),
    ("2.2", {"itil-pmf": "culture", "ogc": "2", "samm": "3A", "c2m2": "2"}),
    ("3.1", {"itil-pmf": "vision", "ogc": "2", "samm": "3B", "c2m2": "3"}),
    ("3.2", {"itil-pmf": "culture", "samm": "3B", "c2m2": "3"}),
]
GROUPS = ["agents", "staff"]
IDS = [f"inc-{attribute}-{number}" for number, (attribute, _) in enumerate(FITS)]
PROCESS = Process.model_validate(
    {
        "version": 1, "edition": 1, "process": "incident", "order": 1, "prefix": "inc", "title": "t", "purpose": "p",
        "stage": "operation", "fits": {"cobit2019": ["DSS02"], "cmmi-svc": ["IRP"]},
        "questions": [
            {"id": name, "attribute": attribute, "outcome": "o", "ask": "a", "groups": GROUPS, "fits": fits}
            for name, (attribute, fits) in zip(IDS, FITS, strict=True)
        ],
    }
)  # fmt: skip
REPLIES = st.sampled_from(["N", "P", "L", "L", "F", "F", "F", "DK", NOT_APPLICABLE, None])
PANELS = st.lists(
    st.fixed_dictionaries({name: REPLIES for name in IDS}).filter(lambda row: any(row.values())), min_size=1, max_size=4
)
RULES = [
    Rule(),
    Rule(aggregate="median"),
    Rule(aggregate="minimum"),
    Rule(method="R3"),
    Rule(instances="respondents"),
    Rule(method="R2", instances="roles", half="up"),
    Rule(method="R2", instances="respondents", refined=True, aggregate="median"),
    Rule(weights=(("agents", Fraction(1, 3)), ("staff", Fraction(2)))),
    Rule(not_applicable="not achieved"),
]
quick = settings(max_examples=25, deadline=None)


def sheets_of(panel):
    return [
        Sheet.model_validate(
            {
                "version": 1,
                "respondent": f"r{number}",
                "group": ("agents", "staff")[number % 2],
                "role": f"role {number // 2}",
                "answers": row,
            }
        )
        for number, row in enumerate(panel)
    ]


def read(sheets, rule=RULES[0]):
    counts = Counts(list_replies(sheets, [PROCESS]))
    ratings = rate_counted(counts, [PROCESS], LADDER, rule)
    return ratings, read_profiles(counts, [PROCESS], FRAMES, ratings, rule)


def improve(panel, data):
    """Raise one answer by a letter."""
    places = [(row, name) for row in range(len(panel)) for name in IDS if panel[row][name] in LETTERS[:3]]
    if not places:
        return None
    row, name = data.draw(st.sampled_from(places))
    better = [dict(item) for item in panel]
    better[row][name] = LETTERS[LETTERS.index(panel[row][name]) + 1]
    return better


@quick
@given(PANELS, st.sampled_from(RULES), st.data())
def test_a_better_answer_never_lowers_a_level_or_a_score_in_any_framework(panel, rule, data):
    better = improve(panel, data)
    if better is None:
        return
    (before, profiles), (after, improved) = read(sheets_of(panel), rule), read(sheets_of(better), rule)
    assert (after[0].level or 0) >= (before[0].level or 0)
    for old, new in zip(profiles, improved, strict=True):
        assert (new.level or 0) >= (old.level or 0), old.framework
        assert [name for name, _ in new.numbers] == [name for name, _ in old.numbers]
        assert all(high >= low for (_, high), (_, low) in zip(new.numbers, old.numbers, strict=True)), old.framework
        values = [(part.value or 0, other.value or 0) for part, other in zip(new.parts, old.parts, strict=True)]
        assert all(high >= low for high, low in values), old.framework


@quick
@given(PANELS, st.sampled_from(RULES), st.randoms())
def test_the_order_of_respondents_is_nothing_in_any_framework(panel, rule, random):
    sheets = sheets_of(panel)
    mixed = [*sheets]
    random.shuffle(mixed)
    assert read(mixed, rule) == read(sheets, rule)


@quick
@given(PANELS, st.sampled_from(RULES), st.data())
def test_not_applicable_never_raises_a_level_or_score_unseen(panel, rule, data):
    places = [(row, name) for row in range(len(panel)) for name in IDS if panel[row][name] in LETTERS]
    if not places:
        return
    row, name = data.draw(st.sampled_from(places))
    without = [dict(item) for item in panel]
    without[row][name] = NOT_APPLICABLE
    (before, profiles), (after, changed) = read(sheets_of(panel), rule), read(sheets_of(without), rule)
    if (after[0].level or 0) > (before[0].level or 0):
        assert any("'not applicable'" in flag for flag in after[0].flags)
    for old, new in zip(profiles, changed, strict=True):
        scores = zip(dict(new.numbers).items(), dict(old.numbers).values(), strict=False)
        # a count of what was answered is no score
        raised = any(high > low for (key, high), low in scores if key != "answered") and len(new.numbers) == len(
            old.numbers
        )
        if (new.level or 0) > (old.level or 0) or raised:
            assert any("'not applicable'" in flag for flag in new.flags), new.framework


@quick
@given(st.sampled_from("PL"), st.integers(0, 3), st.integers(0, 3))
def test_under_the_mean_an_added_answer_equal_to_the_mean_leaves_the_score(letter, same, pairs):
    place = LETTERS.index(letter)
    row = [letter] * same + [LETTERS[place - 1], LETTERS[place + 1]] * pairs  # their mean is the letter's worth
    if not row:
        return
    panels = [[{IDS[0]: reply} for reply in replies] for replies in (row, [*row, letter])]
    few, more = (rate(sheets_of(panel), [PROCESS], LADDER)[0].attributes[0].percent for panel in panels)
    assert few == more == LADDER.answers[letter] * 100


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.id)
def test_nobody_asked_and_nobody_answered_is_never_a_level(frame):
    counts = Counts(list_replies([], [PROCESS]))
    ratings = rate_counted(counts, [PROCESS], LADDER)
    found = read_profiles(counts, [PROCESS], [frame], ratings)
    assert found
    assert [profile.level for profile in found] == [None] * len(found)
    assert all(profile.coverage == 0 for profile in found)
