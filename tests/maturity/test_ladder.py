"""The ladder climbs exactly as far as the rule allows, over every profile."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.maturity import find_level, load_framework

FRAMEWORK = load_framework()
TO_LEVEL_3 = ["1.1", "2.1", "2.2", "3.1", "3.2"]
ALL = [*TO_LEVEL_3, "4.1", "4.2", "5.1", "5.2"]
PROFILES = st.lists(st.sampled_from("NPLF"), min_size=9, max_size=9)

# Written out from ISO/IEC 33020:2015, 5.6 (Automotive SPICE PAM 3.1, table 15), one letter per attribute of ALL.
TABLE = [
    ("NFFFFFFFF", 0),
    ("PFFFFFFFF", 0),
    ("LNNNNNNNN", 1),
    ("LFFFFFFFF", 1),
    ("FPLNNNNNN", 1),
    ("FLPNNNNNN", 1),
    ("FLLNNNNNN", 2),
    ("FFLFFFFFF", 2),
    ("FFFLPNNNN", 2),
    ("FFFLLNNNN", 3),
    ("FFFFLFFFF", 3),
    ("FFFFFLLNN", 4),
    ("FFFFFLFFF", 4),
    ("FFFFFFFPL", 4),
    ("FFFFFFFLL", 5),
    ("FFFFFFFFF", 5),
]


@pytest.mark.parametrize(("profile", "level"), TABLE)
def test_the_written_out_ladder_holds(profile, level):
    assert find_level(dict(zip(ALL, profile, strict=True)), FRAMEWORK) == level


def climb_slowly(profile: dict[str, str]) -> int | None:
    """Work the rule top down, each level from its own definition: a slow plain twin."""

    def meets(level: int) -> bool:
        own = [profile.get(name, "") for name in ALL if int(name[0]) == level]
        below = [profile.get(name, "") for name in ALL if int(name[0]) < level]
        return all(letter in ("L", "F") for letter in own) and all(letter == "F" for letter in below)

    for level in (5, 4, 3, 2, 1):
        if all(meets(step) for step in range(1, level + 1)):
            return level
    return 0 if profile.get("1.1") else None


def test_every_profile_up_to_level_3_agrees_with_the_plain_twin():
    for letters in product(["", "N", "P", "L", "F"], repeat=5):
        profile = dict(zip(TO_LEVEL_3, letters, strict=True))
        assert find_level(profile, FRAMEWORK) == climb_slowly(profile), profile


@given(PROFILES)
def test_profiles_of_all_nine_attributes_agree_with_the_plain_twin(letters):
    profile = dict(zip(ALL, letters, strict=True))
    assert find_level(profile, FRAMEWORK) == climb_slowly(profile)


@given(PROFILES, st.integers(0, 8))
def test_a_better_letter_never_lowers_the_level(letters, place):
    better = [*letters]
    better[place] = "PLFF"["NPLF".index(letters[place])]
    before = find_level(dict(zip(ALL, letters, strict=True)), FRAMEWORK)
    after = find_level(dict(zip(ALL, better, strict=True)), FRAMEWORK)
    assert before is not None and after is not None and after >= before


def test_an_attribute_without_rating_is_never_taken_as_met():
    assert find_level({"1.1": "F", "2.1": "F"}, FRAMEWORK) == 1


def test_no_level_is_claimed_where_level_1_is_not_rated():
    assert find_level({"2.1": "F", "2.2": "F"}, FRAMEWORK) is None
