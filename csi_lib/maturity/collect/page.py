"""A form as one page: it works without any network, by keyboard alone, and saves the answers as a JSON file."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from csi_lib.maturity.collect.columns import LONGEST
from csi_lib.maturity.collect.packet import Packet
from csi_lib.maturity.collect.words import ANSWERS, EVIDENCE
from csi_lib.settings import find_kit

TEMPLATES = "reports/templates"


def write_page(packet: Packet, path: Path, day: dt.date | None = None) -> None:
    """Write the form of one person as a self-contained page.

    Parameters
    ----------
    packet : Packet
        What is asked of whom.
    path : Path
        The file to write.
    day : date, optional
        Not used: a page says no day of its own.
    """
    path.write_text(render_form(packet), encoding="utf-8", newline="\n")


def render_form(packet: Packet) -> str:
    """Return the page as text.

    Parameters
    ----------
    packet : Packet
        What is asked of whom.

    Returns
    -------
    str
        HTML with its own style and script and a content security policy that allows nothing else.
    """
    folder = find_kit(TEMPLATES)
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("form.css", "form.js"))
    return (
        _environment(folder)
        .get_template("form.html.j2")
        .render(
            packet=packet,
            person=packet.person,
            seal=json.dumps(packet.seal.as_data(), ensure_ascii=False),
            answers=ANSWERS,
            evidence=EVIDENCE,
            longest=LONGEST,
            style=Markup(style),
            style_hash=_digest(style),
            script=Markup(script),
            script_hash=_digest(script),
        )
    )


@cache
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _digest(text: str) -> str:
    """Return the SHA-256 in base64, as a content security policy names it."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
