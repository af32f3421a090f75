"""The kinds of framework files: the rule that is particular to each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from csi_lib.maturity.framework import Framework
from csi_lib.maturity.frameworks.base import Base, Letter, Level, Step
from csi_lib.settings import AttributeId, Id, Settings


class First(Settings):
    """A lowest level that is reached when something of the next one is there: what was asked on it is ``least``."""

    level: int
    over: int
    least: Letter


class Areas(Base):
    """A profile over areas, each on its own level; see ``itil-pmf.yml``."""

    kind: Literal["areas"]
    areas: list[Step] = Field(min_length=1)
    levels: list[Level] = Field(min_length=2)
    level_of: dict[AttributeId, int]  # attribute of a question -> level that the question speaks of
    first: First
    own: Letter  # least letter of an area on a level


class ClimbStep(Step):
    """One step of a climb."""

    others_needed: int = Field(ge=0)  # yes to so many questions that are not mandatory


class Climb(Base):
    """Steps climbed one after another by yes and no, some questions mandatory; see ``ogc.yml``."""

    kind: Literal["climb"]
    yes: Letter  # least letter of a question that counts as yes
    mandatory: str  # mark behind the step in a question's fits
    steps: list[ClimbStep] = Field(min_length=2)


class Levels(Base):
    """Questions sorted by level, each level achieved to a degree; see ``cobit2019.yml``."""

    kind: Literal["levels"]
    levels: list[Level] = Field(min_length=2)
    first: First
    own: Letter  # least letter of a level to reach it
    below: Letter  # least letter of a level to look at the next one
    objectives: list[str] = Field(min_length=1)  # what a process may answer to


class Goal(Step):
    """A goal, and the capability level that asks for it."""

    level: int = Field(ge=1)


class Staged(Settings):
    """A process area and the maturity level that asks for it."""

    id: str
    level: int


class Stage(Settings):
    """A maturity level of the organisation, and the capability level it asks of the areas up to it."""

    level: int
    title: str
    capability: int = 0


class Goals(Base):
    """Practices rated per instance and joined to a unit; goals satisfied or not; see ``cmmi-svc.yml``."""

    kind: Literal["goals"]
    goals: list[Goal] = Field(min_length=1)
    levels: list[Level] = Field(min_length=2)
    characterise: dict[Letter, str]  # letter of a practice -> its characterisation
    mixed: Literal["LI", "PI"]  # where instances are LI or FI and PI or NI: judgement in the source, a setting here
    areas: list[Staged] = Field(min_length=1)
    staged: list[Stage] = Field(min_length=2)


class Streams(Base):
    """Practices scored as sums over levels of means over streams; see ``samm.yml``."""

    kind: Literal["streams"]
    levels: list[Level] = Field(min_length=1)
    streams: list[Step] = Field(min_length=1)


class Mil(Base):
    """Levels of practices that all have to pass, cumulative; see ``c2m2.yml``."""

    kind: Literal["mil"]
    levels: list[Level] = Field(min_length=2)
    passes: Letter  # least letter of a practice that passes


class ChecklistStep(Step):
    """One point of a checklist, with the reason it is there."""

    why: str
    says: str = ""  # what it asks for


class Checklist(Base):
    """Points that are in place or not, each with its reason; see ``ten-steps.yml``."""

    kind: Literal["checklist"]
    in_place: Letter
    steps: list[ChecklistStep] = Field(min_length=1)


class Asks(Settings):
    """What one level of the organisation asks of the processes."""

    level: int
    title: str
    adds: list[Id] = []  # processes that this level and all above it look at
    every: int  # capability level that each of them has
    some: int | None = None  # capability level that at least one of them has


class Organisation(Settings):
    """A level of the whole organisation from the levels of its processes; see ``organisation.yml``."""

    version: Literal[1]
    kind: Literal["organisation"]
    id: Id
    edition: str
    title: str
    short: str = ""
    method: str
    ladder: str  # id of the framework the processes are rated by
    levels: list[Asks] = Field(min_length=1)
    sources: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Organisation:
        if [item.level for item in self.levels] != list(range(1, len(self.levels) + 1)):
            raise ValueError("levels must count 1, 2, 3 ...")
        if not self.levels[0].adds:
            raise ValueError("level 1 must name at least one process")
        return self


Other = Areas | Climb | Levels | Goals | Streams | Mil | Checklist | Organisation
Kind = Annotated[Other, Field(discriminator="kind")]


class OtherFile(RootModel[Kind]):
    """A framework file of any kind but the ladder."""


class FrameworkFile(RootModel[Framework | Kind]):
    """What a file of ``params/maturity/frameworks`` may be; an editor checks by its schema."""


__all__ = [
    "Areas", "Asks", "Checklist", "Climb", "ClimbStep", "First", "FrameworkFile", "Goal", "Goals",
    "Levels", "Mil", "Organisation", "Other", "OtherFile", "Streams",
]  # fmt: skip
