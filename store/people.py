"""What keeps readers unnamed: role buckets, and masks over their names."""

import re
from collections.abc import Iterable

from store.fold import fold
from store.masks import MASK, reader_names
from store.records import RoleBucket

__all__ = ["MASK", "mask_readers", "role_bucket"]
_BUCKETS: tuple[tuple[RoleBucket, str], ...] = (
    ("étudiant", r"etudiant|interne\b|externe\b|dfgsm|dfasm"),
    ("journaliste", r"journalist"),
    ("rédaction", r"redaction|moderat"),
    ("médecine générale", r"generalist|medecine generale|medecin de famille"),
    (
        "autre soignant",
        r"infirmi|kine|pharmac|sage-?femme|orthophon|dentist|aide-?soignant|ergotherap|podolog|psychologue",
    ),
    ("patient", r"patient|usager|assure\b"),
    (
        "autre spécialité",
        r"medecin|docteur|chirurg|anesthes|cardio|psychiatr|pediatr|radiolog|gyneco|dermato|ophtalmo|neurolog|"
        r"rhumato|urgent|geriatr|endocrin|gastro|pneumo|oncolog|urolog|nephrolog|reanimation|orl\b|allergolog|"
        r"biolog|hematolog|interniste|medecine|chef de clinique|praticien",
    ),
)


def role_bucket(printed: str | None) -> RoleBucket:
    """The closed role under which a printed occupation is stored; `inconnu` when nothing was printed."""
    if not printed or not printed.strip():
        return "inconnu"
    folded = fold(printed)
    for bucket, pattern in _BUCKETS:
        if re.search(pattern, folded):
            return bucket
    return "autre"


def mask_readers(text: str, names: Iterable[str]) -> str:
    """`text` with the given readers' names, and any `@name`, replaced by `[lecteur]`.

    A name counts when it has two words or at least six letters, so that « Jean » alone in a sentence stays; shorter
    or common ones (« Médecin ») count where they are addressed (`store/masks.py`).
    """
    return reader_names(names).mask(text)
