"""One view, one question."""
