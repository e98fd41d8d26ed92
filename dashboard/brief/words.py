"""Words that every format shares."""

import re

from dashboard.french import NO_BREAK, counted, number
from dashboard.names import STANCE_SHAPES, STANCES

ALSO = f"Aussi relevés{NO_BREAK}:"  # what stands after figures that are disputed, and is not
_OPENING, _CLOSING = re.compile(r"«\s*"), re.compile(r"\s*»")


def capital(text: str) -> str:
    """`text` with a capital at its head."""
    return text[:1].upper() + text[1:]


def name_stance(stance: str) -> str:
    """A stance with its shape: « ▼ contre »."""
    return f"{STANCE_SHAPES[stance]}{NO_BREAK}{STANCES[stance]}"


def count_comments(n: int) -> str:
    """« 3 nouveaux commentaires »."""
    return counted(n, "nouveau commentaire", "nouveaux commentaires")


def nest(text: str) -> str:
    """A text as it stands between « guillemets »: its own become “ ”, its words stay."""
    return _CLOSING.sub("”", _OPENING.sub("“", text))


FILTERS = {
    "capital": capital, "stance": name_stance, "stance_name": STANCES.__getitem__, "shape": STANCE_SHAPES.__getitem__,
    "number": number, "comments": count_comments, "nest": nest,
}  # fmt: skip
