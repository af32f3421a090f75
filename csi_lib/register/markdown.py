"""Text in Markdown that stays text: what a client wrote is never markup, a picture or a link."""

from __future__ import annotations

import re

# What Markdown reads as markup (CommonMark 0.31.2, section 2.4: every one of these may be escaped); a stroke below
# between letters is none (section 6.2), and names of KPIs stay readable.
_MARKUP = re.compile(r"([\\`*{}\[\]<>#|~&$^=]|(?<![^\W_])_|_(?![^\W_]))")
_LINE_START = re.compile(r"^(\s*)([-+](?=\s|$)|-(?=-)|\d+[.)](?=\s|$))", re.MULTILINE)
_ADDRESS = re.compile(r"(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)  # what some readers make a link of by themselves


def escape(text: str) -> str:
    """Return a text as Markdown that shows exactly this text.

    Parameters
    ----------
    text : str
        Of one or several lines.

    Returns
    -------
    str
        CommonMark.
    """
    plain = "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    marked = _MARKUP.sub(r"\\\1", plain)
    marked = _ADDRESS.sub(lambda found: f"\\{found.group()}", marked)
    return _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", marked)


def escape_line(text: str) -> str:
    """Return a text as Markdown on one line, for a heading, a list or a cell."""
    return escape(" ".join(text.split()))
