"""From how many people on a number may be shown."""

FEWEST_PEOPLE = 3  # ours: of one person a mean is the answer itself, and of two each can work out the other's
