"""What a notebook shows, in the language of its engagement."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csi_lib.report.blocks import Block, Blocks, from_json
from csi_lib.report.language import ENGLISH, Words, speaking, translate


def in_language(section: Callable[..., Blocks]) -> Callable[..., Blocks]:
    """Let a section show its blocks in the language that ``report.language`` of the engagement names.

    Parameters
    ----------
    section : callable
        Takes a study first and returns blocks.

    Returns
    -------
    callable
        The same function; what has no wording in that language stays English.
    """

    @wraps(section)
    def show(study: Any, *words: Any, **more: Any) -> Blocks:
        language = study.engagement.report.language
        if language == ENGLISH:
            return section(study, *words, **more)
        with speaking(language, study.home) as wording:
            blocks = section(study, *words, **more)
            return Blocks(_say(block, wording) for block in blocks)

    return show


def _say(block: Block, wording: Words) -> Block:
    """Say a block in a language; one that is marked as said, as an author's own text, stays as it is."""
    if block.language == wording.language:
        return block
    return from_json(translate(block.to_json(), wording)).said_in(wording.language)
