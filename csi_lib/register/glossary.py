"""One term for each thing, the other names it goes by, and the labels by which each framework calls it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from csi_lib.errors import UsageError, suggest
from csi_lib.register.programme import Framework
from csi_lib.settings import Id, Settings, list_kit, load

FOLDER, FILE = "params", "glossary"  # params/glossary.yml of the project, else of the kit


class Term(Settings):
    """One term."""

    id: Id
    term: str = Field(min_length=1)
    aliases: list[str] = Field(default=[])
    says: str = Field(min_length=1)  # one sentence of our own
    labels: dict[Framework, str] = Field(default={})  # none: the term in every label set
    sources: list[str] = Field(default=[])  # rows of features.md

    def label(self, framework: Framework) -> str:
        """Return how a label set calls it."""
        return self.labels.get(framework, self.term)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which it can be looked up."""
        return tuple(dict.fromkeys([self.id, self.term, *self.aliases, *self.labels.values()]))


class Glossary(Settings):
    """The file ``params/glossary.yml``."""

    version: Literal[1]
    terms: list[Term] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_term_each(self) -> Glossary:
        for names in ([item.id for item in self.terms], [item.term.casefold() for item in self.terms]):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"'{twice}' stands there twice; one term for each thing")
        return self

    def label(self, name: str, framework: Framework) -> str:
        """Return the label of a term by its id; KeyError where there is none."""
        found = next((item for item in self.terms if item.id == name), None)
        if found is None:
            raise KeyError(name)
        return found.label(framework)

    def look_up(self, name: str) -> tuple[Term, ...]:
        """Return every term that goes by a name, whatever its case.

        Raises
        ------
        UsageError
            When none does; the message names the nearest.
        """
        wanted = name.strip().casefold()
        found = tuple(item for item in self.terms if wanted in {known.casefold() for known in item.names})
        if not found:
            known = [known for item in self.terms for known in item.names]
            raise UsageError(f"the glossary has no '{name}'", do=suggest(name, known))
        return found


def load_glossary(home: Path | None = None) -> Glossary:
    """Read the glossary of the project, else of the kit."""
    return load(list_kit(FOLDER, ".yml", home)[FILE], Glossary)


def say_term(item: Term, frameworks: Iterable[Framework] = ("itil-v3", "itil-4", "none")) -> str:
    """Say a term on a few lines: what it is, its other names and its labels."""
    lines = [item.term, f"  {item.says}"]
    lines += [f"  also: {', '.join(item.aliases)}"] if item.aliases else []
    lines += [f"  {name}: {item.label(name)}" for name in frameworks] if item.labels else []
    return "\n".join(lines)
