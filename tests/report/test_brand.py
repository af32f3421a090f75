"""A brand changes how a report looks, never whether it can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.errors import SettingsError
from csi_lib.report.brand import Brand, find_contrast, load_brand


def write(home: Path, text: str) -> Path:
    folder = home / "params" / "brands"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ours.yml").write_text(text, encoding="utf-8")
    return folder


# WebAIM's contrast checker and the definition's own ends (w3.org/TR/WCAG22/#dfn-contrast-ratio)
@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_the_one_of_the_accessibility_guidelines(one: str, other: str, ratio: float) -> None:
    assert find_contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert find_contrast(other, one) == find_contrast(one, other)


def test_without_a_brand_a_report_looks_as_the_kit_does() -> None:
    assert load_brand("") == Brand()


def test_the_kit_s_own_colours_can_be_read() -> None:
    own = Brand()

    assert (
        min(find_contrast(colour, own.ground) for colour in (own.ink, own.accent, own.good, own.bad, own.quiet)) > 4.5
    )


def test_the_example_that_is_shipped_loads_with_its_logo() -> None:
    brand = load_brand("example")

    assert brand.logo is not None and brand.logo.is_file()
    assert brand.accent == "#6a1b4d"


def test_a_colour_that_cannot_be_read_is_refused_with_its_contrast(tmp_path: Path) -> None:
    write(tmp_path, 'colours: {accent: "#cccccc"}\n')

    with pytest.raises(SettingsError, match=r"colours\.accent: #cccccc on #ffffff has a contrast of 1\.61 to 1"):
        load_brand("ours", tmp_path)


def test_a_colour_that_is_none_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "colours: {accent: red}\n")

    with pytest.raises(SettingsError, match="a colour is written like"):
        load_brand("ours", tmp_path)


def test_a_logo_that_is_not_there_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "logo: logo.png\nlogo_alt: Us\n")

    with pytest.raises(SettingsError, match="the logo 'logo.png' is no PNG or SVG file"):
        load_brand("ours", tmp_path)


def test_a_logo_needs_words_for_who_cannot_see_it(tmp_path: Path) -> None:
    folder = write(tmp_path, "logo: logo.png\n")
    (folder / "logo.png").write_bytes(b"\x89PNG")

    with pytest.raises(SettingsError, match="'logo_alt' is missing"):
        load_brand("ours", tmp_path)


def test_an_unknown_brand_is_answered_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "name: Us\n")

    with pytest.raises(SettingsError, match="no brand 'our'.*ours"):
        load_brand("our", tmp_path)
