"""What could be done, how it was weighed, and what was chosen by whom and why."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from csi_lib.register.role import Role
from csi_lib.settings import Id, Settings

Score = Annotated[int, Field(ge=1, le=5)]  # 1 very little, 3 middling, 5 very much
OptionType = Literal["technology", "process", "training", "organisation", "supplier", "no change"]


class Option(Settings):
    """One way to do it, weighed: benefit, effort and risk from 1, very little, to 5, very much."""

    id: Id
    what: str = Field(min_length=1)
    type: OptionType
    benefit: Score
    effort: Score
    risk: Score
    note: str = ""


class Decision(Settings):
    """What was chosen, and why; of an opportunity nothing is chosen but to take it up or not."""

    chosen: str = ""  # id of the option
    reason: str = Field(min_length=1)
    by: Role
    on: dt.date
