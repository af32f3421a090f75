"""The form of a register's tables: made, brought up to date, and looked up before anything is read."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from csi_lib.errors import UsageError
from csi_lib.register.store.chain import begin
from csi_lib.register.store.place import Place
from csi_lib.register.store.schema import HEAD, LATEST

FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, place: Place) -> bool:
    """Make the tables, or bring them up to date, within the caller's transaction.

    Parameters
    ----------
    connection : Connection
        Of a writer.
    place : Place
        Whose tables.

    Returns
    -------
    bool
        Whether anything had to be done.

    Raises
    ------
    UsageError
        When a newer kit made them.
    """
    if find_form(connection, place) == LATEST:
        return False
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "schema": None if place.file else place.schema})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")
    if connection.execute(select(HEAD.c.one)).first() is None:
        connection.execute(
            HEAD.insert().values(one=1, engagement=place.engagement, seq=0, hash=begin(place.engagement))
        )
    return True


def find_form(connection: Connection, place: Place) -> str:
    """Return the form of the tables, empty where there are none.

    Raises
    ------
    UsageError
        When a newer kit made them.
    """
    if not inspect(connection).has_table("alembic_version", schema=None if place.file else place.schema):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    form = str(found or "")
    if form > LATEST:
        what = f"this register has the form {form}, and this kit knows {LATEST}"
        raise UsageError(what, where=str(place), do="Use the kit that wrote it, or a newer one")
    return form


def check_form(connection: Connection, place: Place) -> None:
    """Refuse tables that are not there, are of an older form, or belong to another engagement.

    Raises
    ------
    UsageError
        Saying which command makes them, or brings them up to date.
    """
    form = find_form(connection, place)
    do = f"csi register init {place.engagement}"
    if not form:
        raise UsageError("there is no register here yet", where=str(place), do=f"{do} makes it")
    if form < LATEST:
        raise UsageError(f"this register has the older form {form}", where=str(place), do=f"{do} brings it up to date")
    owner = connection.execute(select(HEAD.c.engagement)).scalar()
    if owner != place.engagement:
        what = f"this is the register of the engagement '{owner}', not of '{place.engagement}'"
        raise UsageError(what, where=str(place), do="Give each engagement its own")
