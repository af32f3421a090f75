"""The roles there are, what each does, and who does which activity where nobody decided otherwise."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from csi_lib.settings import Id, Settings, list_kit, load


class RoleEntry(Settings):
    """One role of ``params/roles.yml``."""

    id: Id
    title: str = Field(min_length=1)
    also: list[str] = []
    optional: bool = False
    duties: list[str] = Field(min_length=1)


class Activity(Settings):
    """One activity of ``params/roles.yml``; roles by id.

    ``choose`` names the roles of which one has to be made accountable: both texts name two.
    """

    id: Id
    activity: str = Field(min_length=1)
    responsible: list[str] = Field(min_length=1)
    accountable: str = ""
    choose: list[str] = []
    consulted: list[str] = []
    informed: list[str] = []

    @model_validator(mode="after")
    def _one_or_a_choice(self) -> Activity:
        if bool(self.accountable) == bool(self.choose):
            raise ValueError(f"activity '{self.id}' needs either 'accountable' or 'choose'")
        return self


class Roles(Settings):
    """The file ``params/roles.yml``."""

    version: Literal[1]
    roles: list[RoleEntry] = Field(min_length=1)
    activities: list[Activity] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_role_is_known(self) -> Roles:
        known = {item.id for item in self.roles}
        for item in self.activities:
            named = {*item.responsible, *item.choose, *item.consulted, *item.informed, item.accountable} - {""}
            if named - known:
                raise ValueError(f"activity '{item.id}' names no role of the file: {sorted(named - known)[0]}")
        return self

    def name(self, role: str) -> str:
        """Return the title of a role by its id or any of its names; what is none of them stays as it is."""
        return self._titles().get(fold_role(role), role)

    def _titles(self) -> dict[str, str]:
        return {fold_role(name): item.title for item in self.roles for name in (item.id, item.title, *item.also)}


@cache
def load_roles(home: Path | None = None) -> Roles:
    """Read the roles of the project, else those of the kit.

    Raises
    ------
    SettingsError
        When the file is malformed, or an activity names a role that is not there.
    """
    return load(list_kit("params", ".yml", home)["roles"], Roles)


def fold_role(name: str) -> str:
    """Return the one form of a role's name that spellings share: ``CSI-Manager`` and ``csi manager``."""
    return " ".join(name.replace("-", " ").replace("_", " ").casefold().split())
