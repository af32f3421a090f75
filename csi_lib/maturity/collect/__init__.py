"""Collecting answers: forms out as workbooks and pages, filled-in forms back in as answer files."""
