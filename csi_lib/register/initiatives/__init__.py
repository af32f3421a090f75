"""Opportunities and what became of them: initiatives, their course from idea to end, and what is read of them."""
