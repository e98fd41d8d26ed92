"""Numbers with their noun as a terminal and `grep` like them: with plain spaces."""

from dashboard import french


def counted(n: int, singular: str, plural: str | None = None) -> str:
    """A number and its noun: « 0 article », « 1 article », « 1 347 articles »."""
    return french.counted(n, singular, plural).replace(french.NO_BREAK, " ")
