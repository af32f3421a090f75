"""Findings, wishes, complaints and replies from a table: each row becomes a record or is named with its reason."""
