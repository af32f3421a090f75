"""Seeded streams of chance: one a table, so that a change in one table moves no other."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from csi_lib.errors import UsageError


def open_stream(seed: int, name: str) -> np.random.Generator:
    """Open the stream of one table.

    Parameters
    ----------
    seed : int
        Seed of the whole engagement, 0 or more.
    name : str
        Name of the table; every name has its own independent stream.

    Returns
    -------
    numpy.random.Generator
        PCG64, seeded by the engagement's seed and the name.

    Raises
    ------
    UsageError
        When the seed is negative.
    """
    if seed < 0:
        raise UsageError(f"the seed is {seed}", do="Give a whole number of 0 or more")
    # A key from the name and not from a counter: a new table must not move the ones after it.
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(crc32(name.encode()),))))
