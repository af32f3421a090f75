"""Who does what and who answers for it: one matrix over the kit's activities and the register's duties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csi_lib.register.people.duty import Duty
from csi_lib.register.people.roles import Activity, Roles


@dataclass(frozen=True)
class RaciRow:
    """One activity.

    Parameters
    ----------
    id, activity : str
        As the duty or the file of roles names it.
    process, service : str
        What it is of, where it is of one.
    letters : mapping of str to str
        Title of a role -> ``A``, ``R``, ``A/R``, ``C`` or ``I``.
    accountable : str
        Title of the one role; empty while it has to be chosen.
    choose : tuple of str
        Titles of which one has to be made accountable.
    own : bool
        The register decided it; else it is the kit's proposal.
    reason : str
        Why it is this way.
    """

    id: str
    activity: str
    process: str
    service: str
    letters: Mapping[str, str]
    accountable: str
    choose: tuple[str, ...] = ()
    own: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Raci:
    """The matrix.

    Parameters
    ----------
    rows : tuple of RaciRow
        The kit's activities in their order, then the register's own by id.
    roles : tuple of str
        Titles of the roles with a part, those of the file first.
    """

    rows: tuple[RaciRow, ...]
    roles: tuple[str, ...]

    @property
    def open(self) -> tuple[RaciRow, ...]:
        """Activities for which nobody alone answers yet."""
        return tuple(row for row in self.rows if not row.accountable)


def make_raci(roles: Roles, duties: Iterable[Duty]) -> Raci:
    """Lay the register's duties over the kit's activities.

    Parameters
    ----------
    roles : Roles
        What ``load_roles`` returned.
    duties : iterable of Duty
        Those of the register; one with the id of an activity replaces it.

    Returns
    -------
    Raci
        Every row with exactly one accountable role, or none and the roles to choose from.
    """
    own = {item.id: item for item in duties}
    known = [item.id for item in roles.activities]
    rows = [
        *(
            _read_duty(own[item.id], roles) if item.id in own else _read_activity(item, roles)
            for item in roles.activities
        ),
        *(_read_duty(own[name], roles) for name in sorted(own) if name not in known),
    ]
    used = {title for row in rows for title in row.letters}
    titles = [item.title for item in roles.roles]
    others = sorted(used - set(titles), key=str.casefold)
    return Raci(tuple(rows), (*(title for title in titles if title in used), *others))


def _read_activity(item: Activity, roles: Roles) -> RaciRow:
    letters = _spread(roles, item.accountable, item.responsible, item.consulted, item.informed)
    return RaciRow(
        item.id, item.activity, "", "", letters, roles.name(item.accountable) if item.accountable else "",
        choose=tuple(roles.name(name) for name in item.choose),
    )  # fmt: skip


def _read_duty(item: Duty, roles: Roles) -> RaciRow:
    letters = _spread(roles, item.accountable, item.responsible, item.consulted, item.informed)
    return RaciRow(
        item.id, item.activity, item.process, item.service, letters, roles.name(item.accountable),
        own=True, reason=item.reason,
    )  # fmt: skip


def _spread(
    roles: Roles, accountable: str, responsible: Iterable[str], consulted: Iterable[str], informed: Iterable[str]
) -> dict[str, str]:
    """Give each role its letter; one that does the work and answers for it has both."""
    letters = {roles.name(name): "I" for name in informed}
    letters |= {roles.name(name): "C" for name in consulted}
    letters |= {roles.name(name): "R" for name in responsible}
    if accountable:
        title = roles.name(accountable)
        letters[title] = "A/R" if letters.get(title) == "R" else "A"
    return letters
