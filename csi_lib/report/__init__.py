"""What a report is made of, drawn and exported; no number is computed here."""

from csi_lib.report.blocks import MIME, Block, Blocks, Column, Number, Picture, Table, Text, from_bundle, from_json

__all__ = ["MIME", "Block", "Blocks", "Column", "Number", "Picture", "Table", "Text", "from_bundle", "from_json"]
