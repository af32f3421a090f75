"""The one door for YAML: every file a user may write is read, checked and typed here."""

from __future__ import annotations

import datetime as dt
import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from csi_lib.errors import SettingsError, did_you_mean, suggest

FORMAT_VERSION = 1
RESERVED_IDS = ("templates", "batches")
DEEPEST = 50  # levels of a settings file; ours have eight
ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,62}$"

ModelT = TypeVar("ModelT", bound=BaseModel)


class Settings(BaseModel):
    """Base of every settings section: frozen; unknown keys and numbers that are none are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


def _check_id(value: Any) -> Any:
    if value in RESERVED_IDS:
        raise ValueError(f"'{value}' is reserved for the folder reports/{value}")
    return value


Id = Annotated[str, BeforeValidator(_check_id), Field(pattern=ID_PATTERN)]


class Source(Settings):
    """Where one canonical table comes from."""

    adapter: str
    files: list[str] = Field(min_length=1)
    table: str = ""  # canonical table; default: the name of the source
    kind: str = ""  # ticket kind when the export does not say: incident | request
    zone: str = ""  # default: the engagement's zone
    dates: str = ""  # strptime format; default: decided over the whole column
    delimiter: str = ""
    encoding: str = ""
    required: bool = True  # false: an absent file leaves the table empty, with a finding


class Objective(Settings):
    """One line from a business objective down to a KPI and its target."""

    id: Id
    objective: str
    success_factor: str
    kpi: str
    target: float | None = None
    by: dt.date | None = None


class Event(Settings):
    """A tool or definition change, clean-up or holiday that a verdict has to know of."""

    date: dt.date
    what: str = Field(min_length=1)
    until: dt.date | None = None
    kpis: list[str] = []
    services: list[str] = []
    blocks: bool = False  # true: no verdict across this date, false: the verdict is marked

    @field_validator("until")
    @classmethod
    def _ends_after_it_begins(cls, value: dt.date | None, info: ValidationInfo) -> dt.date | None:
        begins = info.data.get("date")
        if value is not None and begins is not None and value < begins:
            raise ValueError(f"this lies before 'date', {begins}; an event ends on or after the day it begins")
        return value


class Rebase(Settings):
    """A date from which a KPI's chart gets new limits; the first ones stay on the chart."""

    kpi: str
    date: dt.date
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)


class Charts(Settings):
    """How the charts are read."""

    rules: Literal["three_sigma", "making_data_count", "western_electric", "nelson", "anhoej"] = "three_sigma"
    # run: the median and the Anhøj rules in place of limits; ``rules`` then reads the charts of rare events alone
    chart: Literal["by kind", "run"] = "by kind"


class Report(Settings):
    """What a report is made for."""

    audience: str = "complete"  # a file of params/audiences: which pages, in which order
    formats: list[Literal["html", "pdf", "pptx", "docx", "xlsx"]] = ["html"]  # html is always made
    brand: str = ""  # a file of params/brands: whose name and colours the report carries
    language: Literal["en", "de"] = "en"


class Engagement(Settings):
    """One assessment of one client: what to read, what to compute, whom to tell."""

    version: Literal[1]
    id: Id
    client: str
    zone: str
    as_of: dt.date | None = None  # default: the last stamp in the data, never the clock
    author: str
    sources: dict[str, Source] = Field(min_length=1)
    kpis: list[str] = Field(min_length=1)  # KPI ids or catalogue groups
    variants: dict[str, dict[str, str]] = {}  # KPI -> what its definition leaves open -> the choice
    calendar: str = "24x7"  # the business clock: a file of params/calendars
    service_calendars: dict[str, str] = {}  # services with another business clock
    desk_teams: list[str] = []  # groups of the service desk: first level
    reopen_days: int = Field(default=7, ge=1, le=90)  # reopened within so many days: the first contact solved nothing
    discount: float = Field(default=0.0, ge=0, lt=1)  # yearly rate of the return on investment
    keep_text: bool = False  # texts nobody reads are stored with a rejected row; people stay pseudonyms
    engine: str = ""  # where KPIs are computed; default: DuckDB inside this process
    slices: list[str] = ["service", "priority", "team"]
    breakdowns: list[str] = ["category"]  # columns broken down over the whole window only
    objectives: list[Objective] = []
    events: list[Event] = []
    season: Literal["yearly", "none"] = "yearly"  # none: a declared assumption, printed wherever it matters
    headline: Literal["each", "together"] = "each"  # each initiative answers for itself, or all are one family (Holm)
    initiatives: str = ""  # folder of initiative files
    answers: list[str] = []  # answer files of the maturity questionnaire (globs)
    notes: str = ""  # folder of the analyst's comments, findings and recommendations
    baseline: str = ""  # id of the frozen baseline to compare with; default: the newest that none replaces
    charts: Charts = Charts()
    rebase: list[Rebase] = []  # nothing is ever rebased by itself
    report: Report = Report()

    @field_validator("rebase")
    @classmethod
    def _run_charts_have_no_limits(cls, value: list[Rebase], info: ValidationInfo) -> list[Rebase]:
        charts = info.data.get("charts")
        if value and charts is not None and charts.chart == "run":
            raise ValueError("a run chart has no limits that could begin anew; leave out 'rebase' or 'chart: run'")
        return value

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        check_zone(value)
        return value

    @field_validator("kpis")
    @classmethod
    def _kpis_once(cls, value: list[str]) -> list[str]:
        twice = sorted({name for name in value if value.count(name) > 1})
        if twice:
            raise ValueError(f"'{twice[0]}' is listed twice; leave it in once")
        return value

    @field_validator("rebase")
    @classmethod
    def _rebased_once_a_day(cls, value: list[Rebase]) -> list[Rebase]:
        days = [(item.kpi, item.date) for item in value]
        twice = next((day for day in days if days.count(day) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice[0]} is rebased twice on {twice[1]}; keep one of the two, with one reason")
        return value


def check_zone(name: str) -> None:
    """Refuse a time zone the IANA database does not know.

    Raises
    ------
    ValueError
        When the zone is unknown; the message names the nearest known zone.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        raise ValueError(f"time zone '{name}' is unknown; {did_you_mean(name, _zones())}") from None


@cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(zone for zone in available_timezones() if "/" in zone)


def load(path: Path, model: type[ModelT]) -> ModelT:
    """Read one YAML file into its typed, frozen model.

    Parameters
    ----------
    path : Path
        The file.
    model : type of BaseModel
        What the file has to be.

    Returns
    -------
    BaseModel
        An instance of ``model``.

    Raises
    ------
    SettingsError
        When the file is absent, not YAML, holds a key twice, an unknown key, or a value of the wrong kind;
        all faults of the file are named at once, each with its line.
    """
    data, lines = read_yaml(path)
    if not isinstance(data, dict):
        what = "the file is empty" if data is None else "the file holds no keys with values"
        raise SettingsError(what, where=str(path), do=f"Begin with the keys {_list_needed(model)}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_say_fault(fault, lines, model) for fault in error.errors(include_url=False)]
        raise SettingsError("; ".join(faults), where=str(path)) from None


def _list_needed(model: type[BaseModel]) -> str:
    return ", ".join(field.alias or name for name, field in model.model_fields.items() if field.is_required())


def read_yaml(path: Path) -> tuple[Any, dict[tuple[str | int, ...], int]]:
    """Read one YAML file and the line of every key.

    Returns
    -------
    tuple of (object, dict)
        The parsed data, and the 1-based line of each key path.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingsError("file not found", where=str(path), do=_nearest_file(path)) from None
    except UnicodeDecodeError:
        raise SettingsError("this is not UTF-8 text", where=str(path), do="Save the file as UTF-8") from None
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", where=str(path)) from None
    try:
        _refuse_depth(text, path)
        loader = _Loader(text)
        node = loader.get_single_node()
        lines: dict[tuple[str | int, ...], int] = {}
        if node is None:
            return None, lines
        _note_lines(node, (), lines, path)
        return loader.construct_document(node), lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}, line {mark.line + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error)
        raise SettingsError(f"not valid YAML: {problem}", where=place) from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"not valid YAML: {error}", where=str(path)) from None


def _refuse_depth(text: str, path: Path) -> None:
    """Refuse what is nested so deeply that building it would exhaust the stack; no settings file is."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            place = f"{path}, line {event.start_mark.line + 1}" if event.start_mark else str(path)
            raise SettingsError(f"not valid YAML: nested more than {DEEPEST} deep", where=place)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml reads ten times faster
    """YAML without the sexagesimal and yes/no/on/off surprises of YAML 1.1."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag not in ("tag:yaml.org,2002:bool",)]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_TRUE_FALSE = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", _TRUE_FALSE, list("tTfF"))


def _note_lines(
    node: yaml.Node, key_path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], path: Path
) -> None:
    lines.setdefault(key_path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                raise SettingsError(
                    f"key '{name}' stands here twice", where=f"{path}, line {line}", do="Keep one of the two"
                )
            seen.add(name)
            lines[(*key_path, name)] = line
            _note_lines(value, (*key_path, name), lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            lines[(*key_path, place)] = value.start_mark.line + 1
            _note_lines(value, (*key_path, place), lines, path)


def _say_fault(fault: Any, lines: dict[tuple[str | int, ...], int], model: type[BaseModel]) -> str:
    location = tuple(fault["loc"])
    key = ".".join(str(part) for part in location) or "the file"
    line = next((lines[location[:end]] for end in range(len(location), 0, -1) if location[:end] in lines), None)
    place = f"line {line}: " if line else ""
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model, location[:-1])
        return f"{place}unknown key '{key}'; {did_you_mean(str(location[-1]), known)}"
    if fault["type"] == "missing":
        return f"{place}key '{key}' is missing"
    message = str(fault["msg"]).removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    given = "" if isinstance(fault["input"], dict | list) else f" (given: {fault['input']!r})"
    return f"{place}{key}: {message}{given}"


def _known_keys(model: Any, location: tuple[str | int, ...]) -> list[str]:
    """Walk the model along a location and list the keys allowed there."""
    for part in location:
        fields = getattr(model, "model_fields", None)
        annotation = fields[str(part)].annotation if fields and str(part) in fields else model
        model = _inner_model(annotation)
    return [field.alias or name for name, field in getattr(model, "model_fields", {}).items()]


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None


def _nearest_file(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"The folder {folder} does not exist either"
    names = [item.name for item in folder.iterdir() if item.suffix == path.suffix]
    return suggest(path.name, names) if names else "Check the path"


# --- where things are -------------------------------------------------------------------------------------------


def find_home(start: Path | None = None) -> Path:
    """Find the project's root: ``CSI_HOME``, else the nearest folder upwards that holds ``params/engagements``.

    Parameters
    ----------
    start : Path, optional
        Where to begin; default the working directory.

    Returns
    -------
    Path
        The root; the working directory where there is none.
    """
    named = os.environ.get("CSI_HOME")
    if named:
        return Path(named).resolve()
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "params" / "engagements").is_dir():
            return folder
    return Path.cwd().resolve()


def find_kit(name: str, home: Path | None = None) -> Path:
    """Find a folder that the kit ships: the project's own copy first, else the installed one.

    Parameters
    ----------
    name : str
        ``params/kpi``, ``notebooks`` or ``reports/templates``.
    home : Path, optional
        The project's root.

    Returns
    -------
    Path
        The folder.
    """
    own = (home or find_home()) / name
    found = next((folder for folder in (own, *_shipped(name)) if folder.is_dir()), None)
    if found is None:
        raise SettingsError(f"the folder '{name}' is nowhere to be found", where=str(own), do="Reinstall the kit")
    return found


def list_kit(name: str, suffix: str, home: Path | None = None) -> dict[str, Path]:
    """List the files of a kind that a project can use: those the kit ships, and its own, which win by name.

    Parameters
    ----------
    name : str
        ``params/kpi``, ``params/sources`` or ``notebooks``.
    suffix : str
        ``.yml`` or ``.ipynb``.
    home : Path, optional
        The project's root.

    Returns
    -------
    dict of str to Path
        Stem of the file -> file, in alphabetical order.
    """
    shipped = next((folder for folder in _shipped(name) if folder.is_dir()), None)
    folders = [*([shipped] if shipped else []), (home or find_home()) / name]
    found = {path.stem: path for folder in folders for path in folder.glob(f"*{suffix}")}
    return dict(sorted(found.items()))


def _shipped(name: str) -> tuple[Path, Path]:
    """Where an installed kit keeps a folder, and where the source tree does (an editable install)."""
    return Path(__file__).parent / "_kit" / name, Path(__file__).parent.parent / name


def find_engagement(engagement: str | Path) -> Path:
    """Turn an engagement's id or path into the path of its file.

    Raises
    ------
    SettingsError
        When there is no such file; the message names the nearest id.
    """
    given = Path(engagement)
    if given.suffix in {".yml", ".yaml"} or len(given.parts) > 1:
        if not given.is_file():
            raise SettingsError("engagement file not found", where=str(given), do="Check the path")
        return given.resolve()
    folders = [find_home() / "params" / "engagements"]
    for folder in folders:
        found = folder / f"{engagement}.yml"
        if found.is_file():
            return found
    known = [item.stem for folder in folders if folder.is_dir() for item in folder.glob("*.yml")]
    none = "This folder is no project: go to one, or make one with 'csi new'; 'csi demo' generates one to look at"
    do = suggest(str(engagement), known) if known else none
    raise SettingsError(f"no engagement '{engagement}'", where=str(folders[0]), do=do)


def load_engagement(engagement: str | Path) -> tuple[Engagement, Path]:
    """Load an engagement by id or path.

    Returns
    -------
    tuple of (Engagement, Path)
        The settings and the file they came from.
    """
    path = find_engagement(engagement)
    return load(path, Engagement), path
