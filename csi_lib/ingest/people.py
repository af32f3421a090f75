"""People as pseudonyms: keyed, the same within an engagement, and nobody's again once the key is gone."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.errors import SourceError
from csi_lib.files import hold_alone, write_whole

KEYS_VARIABLE = "CSI_KEYS"  # folder of the keys; default: the user's own configuration, never beside the data
KEY_BYTES = 32
PSEUDONYM_BYTES = 8

# Columns that name a person: what is stored is a pseudonym, the same within an engagement and different in another.
PEOPLE = ("assignee", "requester", "respondent", "user", "owner")


def find_key_file(engagement: str, home: Path) -> Path:
    """Return where the key of an engagement lies; two projects with one id have two keys, unless a folder is named.

    Parameters
    ----------
    engagement : str
        Id of the engagement.
    home : Path
        The project's root.

    Returns
    -------
    Path
        The file, whether it exists or not.
    """
    named = os.environ.get(KEYS_VARIABLE)
    if named:  # a container or CI job finds its project elsewhere every time
        return Path(named) / f"{engagement}.key"
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    place = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    return config / "csi-kit" / "keys" / f"{engagement}-{place}.key"


def load_key(engagement: str, home: Path) -> bytes:
    """Read the key of an engagement; the first time, draw it.

    Parameters
    ----------
    engagement : str
        Id of the engagement.
    home : Path
        The project's root.

    Returns
    -------
    bytes
        32 random bytes that only this user can read.

    Raises
    ------
    SourceError
        When the key cannot be read or written, or is damaged.
    """
    path = find_key_file(engagement, home)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _draw_key(path)
        key = path.read_bytes()
    except OSError as error:
        do = f"Give this user a folder that can be written, or name one in {KEYS_VARIABLE}"
        raise SourceError(f"the key of the pseudonyms: {error.strerror}", where=str(path), do=do) from None
    if len(key) != KEY_BYTES:
        do = f"Remove it with csi forget {engagement}: people get new pseudonyms"
        raise SourceError("the key of the pseudonyms is damaged", where=str(path), do=do)
    return key


def _draw_key(path: Path) -> None:
    """Draw a key and put it in place whole; of two runs that begin together one key wins."""
    with hold_alone(path.parent):
        if not path.exists():
            write_whole(path, secrets.token_bytes(KEY_BYTES), private=True)


def hide_people(names: pd.Series, key: bytes) -> pd.Series:
    """Put a pseudonym in place of every name, e-mail or id of a person.

    Parameters
    ----------
    names : Series of str, shape (n,)
        The texts; case and outer white space do not count.
    key : bytes
        The engagement's key.

    Returns
    -------
    Series of str, shape (n,)
        ``p-`` and 16 hexadecimal digits; missing where the text is.
    """
    codes, distinct = pd.factorize(names.astype(object))
    values = np.array([*(hide_person(str(name), key) for name in distinct), None], dtype=object)
    return pd.Series(values[codes], index=names.index).astype(names.dtype)


def hide_person(name: str, key: bytes) -> str:
    """Return the pseudonym of one person."""
    text = name.strip().casefold().encode()
    return f"p-{hashlib.blake2b(text, key=key, digest_size=PSEUDONYM_BYTES).hexdigest()}"


def destroy_key(engagement: str, home: Path) -> bool:
    """Destroy the key of an engagement: no pseudonym can be traced to a person afterwards.

    Parameters
    ----------
    engagement : str
        Id of the engagement.
    home : Path
        The project's root.

    Returns
    -------
    bool
        Whether there was one.

    Raises
    ------
    SourceError
        When it cannot be destroyed.
    """
    path = find_key_file(engagement, home)
    try:
        size = path.stat().st_size
        with path.open("r+b") as stream:  # written over first: a deleted file can often be brought back
            stream.write(secrets.token_bytes(max(size, KEY_BYTES)))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        do = "Remove the file by hand; until then nothing is forgotten"
        raise SourceError(f"the key cannot be destroyed: {error.strerror}", where=str(path), do=do) from None
    return True
