"""Where the paragraph around a place of a text starts, and those before it; blank lines between them count for none."""


def start_of_line(text: str, position: int, *, back: int = 0) -> int:
    """The place of the line end before the paragraph of `position`, or before the one `back` paragraphs earlier.

    -1 where that paragraph opens the text, as `str.rfind` says it.
    """
    line = text.rfind("\n", 0, max(0, position))
    for _ in range(back):
        line = text.rfind("\n", 0, len(text[: max(0, line)].rstrip()))
    return line
