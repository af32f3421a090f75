"""Calls and chats at the desk."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.season import add_hours, draw_stamps
from csi_lib.demo.world import SERVICES

CONTACTS = 27_000
ABANDONED_SHARE = 0.06
CHAT_SHARE = 0.15


def draw_contacts(seed: int, scale: float = 1.0) -> pd.DataFrame:
    """Draw every call and chat; an abandoned one has no answer.

    Returns
    -------
    DataFrame
        Canonical columns of ``contacts``; stamps UTC.
    """
    rng = open_stream(seed, "contacts")
    offered = draw_stamps(rng, CONTACTS * scale)
    size = len(offered)
    abandoned = rng.random(size) < ABANDONED_SHARE
    wait = np.rint(np.where(abandoned, 55.0, 25.0) * np.exp(0.9 * rng.standard_normal(size)))
    talk = np.rint(260 * np.exp(0.6 * rng.standard_normal(size)))
    answered = add_hours(offered, wait / 3_600)
    ended = add_hours(answered, np.where(abandoned, 0.0, talk) / 3_600)
    service = rng.choice(len(SERVICES), size, p=[item.share for item in SERVICES])
    return pd.DataFrame(
        {
            "id": [f"CON{place + 1:06d}" for place in range(size)],
            "offered_at": offered,
            "answered_at": answered.mask(abandoned),
            "ended_at": ended,
            "abandoned": abandoned,
            "wait_seconds": wait,
            "channel": np.where(rng.random(size) < CHAT_SHARE, "chat", "phone"),
            "service": np.array([item.name for item in SERVICES], dtype=object)[service],
        }
    )
