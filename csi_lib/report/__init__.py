"""What a report is made of, drawn and exported; no number is computed here."""

from csi_lib.light import load_jsonschema
from csi_lib.report.blocks import (
    MIME,
    Block,
    Blocks,
    Column,
    Heading,
    Number,
    Picture,
    Table,
    Text,
    from_bundle,
    from_json,
)

load_jsonschema()  # before any module here imports nbformat

__all__ = [
    "MIME",
    "Block",
    "Blocks",
    "Column",
    "Heading",
    "Number",
    "Picture",
    "Table",
    "Text",
    "from_bundle",
    "from_json",
]
