"""A maturity framework is a file: bands, attributes, levels and the rule that joins them, all exact fractions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from csi_lib.errors import SettingsError, UsageError
from csi_lib.settings import AttributeId, Id, Settings, find_kit, load, read_yaml


def read_fraction(value: Any) -> Fraction:
    """Turn ``85``, ``32.5`` or ``1/3`` into the exact fraction its digits say.

    Raises
    ------
    ValueError
        When the text is no number.
    """
    # Through the text, not the binary value: 32.5 would survive, 0.1 would not.
    try:
        return Fraction(str(value).replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"'{value}' is no number; write 85, 32.5 or 1/3") from None


Exact = Annotated[Fraction, BeforeValidator(read_fraction)]


class Band(Settings):
    """One letter of the rating scale and the percent it reaches up to (that percent included)."""

    letter: str
    title: str
    upto: Exact


class Refined(Settings):
    """One half of a letter, for near misses."""

    letter: str
    upto: Exact


class Attribute(Settings):
    """One process attribute and the level it belongs to."""

    id: AttributeId
    level: int = Field(ge=1, le=9)
    title: str


class Level(Settings):
    """One step of the ladder."""

    level: int = Field(ge=0, le=9)
    title: str


class Ladder(Settings):
    """The least letter a level asks of its own attributes, and of those of all levels below."""

    own: str
    below: str
    says: str


class Framework(Settings):
    """A capability framework as data; see ``params/maturity/frameworks/iso33020.yml``."""

    version: Literal[1]  # of this file format
    kind: Literal["ladder"] = "ladder"
    id: Id
    edition: str
    title: str
    short: str = ""  # name for narrow columns; default the title
    aggregation: str  # how answers become a percent, in words, for the report
    instances: str = ""  # who may stand for an instance of a process, and how instances are joined
    answers: dict[str, Exact]  # letter of an answer -> share achieved, 0..1
    bands: list[Band] = Field(min_length=2)
    refined: list[Refined] = Field(default=[])
    levels: list[Level] = Field(min_length=2)
    attributes: list[Attribute] = Field(min_length=1)
    ladder: Ladder
    sources: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _hold_together(self) -> Framework:
        _check_ends("refined", [*(item.upto for item in self.refined)], full=False)
        check_bands(self.bands, self.answers, [self.ladder.own, self.ladder.below])
        ids = [item.id for item in self.attributes]
        if len(set(ids)) < len(ids):
            raise ValueError("an attribute is listed twice")
        steps = [item.level for item in self.levels]
        if steps != list(range(len(steps))) or {item.level for item in self.attributes} != set(steps[1:]):
            raise ValueError("levels must count 0, 1, 2 ... and each above 0 needs at least one attribute")
        return self


def check_bands(bands: list[Band], answers: dict[str, Fraction], letters: Iterable[str] = ()) -> None:
    """Refuse bands that do not rise to 100, letters without a band, and answers that lie outside their own.

    Raises
    ------
    ValueError
        Naming the letter.
    """
    _check_ends("bands", [item.upto for item in bands])
    known = [item.letter for item in bands]
    for letter in (*letters, *answers):
        if letter not in known:
            raise ValueError(f"letter '{letter}' has no band; bands are {', '.join(known)}")
    for letter, share in answers.items():
        if not 0 <= share <= 1 or find_band(share * 100, bands) != letter:
            raise ValueError(f"an answer {letter} worth {share} would not be rated {letter} by the bands")


def _check_ends(name: str, ends: list[Fraction], *, full: bool = True) -> None:
    if any(low >= high for low, high in zip([Fraction(-1), *ends], ends, strict=False)):
        raise ValueError(f"{name}: the upper ends must rise")
    if full and ends[-1] != 100:
        raise ValueError(f"{name}: the last one must end at 100")


def load_framework(path: Path | None = None) -> Framework:
    """Read a framework file.

    Parameters
    ----------
    path : Path, optional
        The file; default the kit's ``params/maturity/frameworks/iso33020.yml``.

    Returns
    -------
    Framework
        The framework, checked for holding together.

    Raises
    ------
    SettingsError
        When the file is absent, malformed, of another kind, or its bands, letters or levels do not fit one another.
    """
    file = Path(find_kit("params/maturity") / "frameworks" / "iso33020.yml" if path is None else path)
    given = read_yaml(file)[0] if file.is_file() else None
    kind = given.get("kind", "ladder") if isinstance(given, dict) else "ladder"
    if kind != "ladder":
        raise SettingsError(
            f"a framework of kind '{kind}' cannot be the ladder of a report",
            where=str(file),
            do="Name one of kind 'ladder' under assessment.framework and this one under assessment.also",
        )
    return load(file, Framework)


def find_band(percent: Fraction, bands: list[Band] | list[Refined]) -> str:
    """Return the letter of the first band whose upper end is not passed."""
    return next(item.letter for item in bands if percent <= item.upto)


def band(percent: Fraction | int, framework: Framework) -> str:
    """Rate an achieved percent with the framework's letter.

    Parameters
    ----------
    percent : Fraction or int
        Achievement in percent, 0..100, exact.
    framework : Framework
        Where the bands stand.

    Returns
    -------
    str
        The letter; an upper end belongs to the lower letter.

    Raises
    ------
    UsageError
        When the percent is a float (15.000000000000002 would be P where 15 is N) or outside 0..100.

    Source
    ------
    ISO/IEC 33020:2015, 5.3, as reproduced in Automotive SPICE PAM 3.1, section 5.2.
    """
    return find_band(_check_percent(percent), framework.bands)


def refine(percent: Fraction | int, framework: Framework) -> str:
    """Rate an achieved percent with the half letters P-, P+, L-, L+; letters that are not split stay whole."""
    letter = band(percent, framework)
    halves = [item for item in framework.refined if item.letter.rstrip("+-") == letter]
    return find_band(Fraction(percent), halves) if halves else letter


def _check_percent(percent: Fraction | int) -> Fraction:
    if isinstance(percent, float):
        raise UsageError("a percent to be rated must be exact, not a float", do="Give a Fraction or an int")
    if not 0 <= percent <= 100:
        raise UsageError(f"a percent of achievement lies in 0..100 (given: {percent})")
    return Fraction(percent)
