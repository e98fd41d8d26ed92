"""Whether a printed label is an outlet's name."""

import re

from store.fold import fold_words


def same_outlet(label: str, outlet: str) -> bool:
    """Whether a label is the outlet's name, whole, without its article, or as its initials (« LQDM »)."""
    one, other = _squeezed(label), _squeezed(outlet.removeprefix("www.").split(".")[0] if "." in outlet else outlet)
    initials = "".join(word[0] for word in fold_words(outlet).split() if word)
    return bool(one) and (
        one == other or (len(one) >= 4 and (one in other or other in one)) or (len(one) >= 3 and one == initials)
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold_words(text)).removeprefix("le").removeprefix("la")
