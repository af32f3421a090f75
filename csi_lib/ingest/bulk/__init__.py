"""Landing of big files: the same rows, counts and findings as the in-memory way, in bounded memory."""
