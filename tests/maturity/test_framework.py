"""A framework is data: what does not hold together is refused when it is read."""

from fractions import Fraction
from pathlib import Path

import pytest

from csi_lib.errors import SettingsError
from csi_lib.maturity import load_framework
from csi_lib.settings import find_kit

SHIPPED = find_kit("params/maturity") / "frameworks" / "iso33020.yml"


def edited(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "framework.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_numbers_are_read_exactly_as_their_digits_say():
    found = load_framework()
    assert found.answers["P"] == Fraction(1, 3)
    assert [item.upto for item in found.refined] == [Fraction(65, 2), 50, Fraction(135, 2), 85]


def test_there_are_nine_attributes_on_five_levels():
    found = load_framework()
    assert [(item.id, item.level) for item in found.attributes] == [
        ("1.1", 1), ("2.1", 2), ("2.2", 2), ("3.1", 3), ("3.2", 3), ("4.1", 4), ("4.2", 4), ("5.1", 5), ("5.2", 5)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("upto: 50}", "upto: 10}", "must rise"),
        ("upto: 100}", "upto: 99}", "end at 100"),
        ("P: 1/3", "P: 2/3", "would not be rated P"),
        ("P: 1/3", "P: third", "'third' is no number"),
        ("P: 1/3", "Q: 1/3", "letter 'Q' has no band"),
        ("own: L", "own: M", "letter 'M' has no band"),
        ('{id: "2.2", level: 2', '{id: "2.1", level: 2', "listed twice"),
        ('{id: "3.1", level: 3', '{id: "3.1", level: 6', "levels must count"),
        ("{level: 2, title: managed}", "{level: 7, title: managed}", "levels must count"),
        ("ladder:", "lader:", "did you mean 'ladder'"),
    ],
)
def test_a_framework_that_does_not_hold_together_is_refused(tmp_path, old, new, said):
    with pytest.raises(SettingsError, match=said) as error:
        load_framework(edited(tmp_path, old, new))
    assert "framework.yml" in str(error.value)
