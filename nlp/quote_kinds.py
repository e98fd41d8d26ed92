"""Whether words between marks are a quote, and of which kind, or a title, a name, a distance taken by the writer."""

import re

from nlp.attributing import MIN_UNCUED_SAID_WORDS, Page
from nlp.clauses import Attribution
from nlp.marks import Marked
from store.records import QuoteKind

# Longer words that open with a capital inside a sentence are no title.
MAX_TITLE_WORDS = 8
MAX_BARE_TITLE_WORDS = 2
# Words between marks without any cue are a quote from this many words on.
MIN_UNCUED_WORDS = 6
MIN_UNCUED_FRAGMENT_WORDS = 6
_SUBJECT_INSIDE = re.compile(r"\b(?:je|tu|il|elle|on|nous|vous|ils|elles|ça|c['’]est|j['’])(?=\W)", re.IGNORECASE)
# « Toujours le même refrain : « … » »
_REFRAIN = re.compile(
    r"\b(?:refrain|discours|phrase|argument|rengaine|antienne|chanson|réponse|message|slogan|cri|mots?|formule"
    r"|mantra|question)s?"
    r"\b[^.!?«»]{0,40}:$"
)


def kind_of(page: Page, pair: Marked, attribution: Attribution | None) -> QuoteKind | None:
    """Kind of a marked quote, or None for scare quotes and names."""
    inner = page.text[pair.inner_start : pair.inner_end]
    n_words = len(inner.split())
    before = page.masked[: pair.start].rstrip()
    alone = _is_alone(before)
    around = page.text[: pair.start] + page.text[pair.end :]
    if page.headline and attribution is None and n_words >= MIN_UNCUED_SAID_WORDS and inner[0].isupper():
        return "direct"
    if page.headline and attribution is None and n_words > 1 and not around.strip():
        return "direct"
    if attribution is None or (attribution.speaker is None and attribution.cue is None):
        return _uncued(inner, before)
    if inner[0].isupper() and (alone or n_words >= MIN_UNCUED_WORDS):
        return "direct"
    return "direct" if alone and (n_words > 2 or before.endswith(":")) else "partial"


def _uncued(inner: str, before: str) -> QuoteKind | None:
    """The kind of words between marks that nothing reports, after `before`."""
    n_words, alone = len(inner.split()), _is_alone(before)
    if alone and inner[0].isupper() and n_words >= MIN_UNCUED_SAID_WORDS and _SUBJECT_INSIDE.search(inner):
        return "direct"
    if alone and inner[0].isupper() and n_words > MIN_UNCUED_SAID_WORDS:
        return "direct"
    sentence = inner[0].isupper() and inner.endswith((".", "!", "?", "…")) and n_words >= 3
    if not inner[0].isupper() and not alone:
        return "partial" if n_words >= MIN_UNCUED_FRAGMENT_WORDS else None
    if before.endswith(":") and _REFRAIN.search(before) and n_words >= MIN_UNCUED_SAID_WORDS:
        return "direct"
    return "direct" if sentence or n_words >= MIN_UNCUED_WORDS else None


def _is_alone(before: str) -> bool:
    """Whether words after `before` open a sentence of their own."""
    return not before or before.endswith((".", "!", "?", ":", "…", "»", '"', "”", "\n", "-", "–", "—", "]"))


# « l'interprète de « … » », « son livre, « … » », « l'émission « … » »
_WORK = re.compile(
    r"\b(?:(?:interprète|auteure?|autrice|réalisat(?:eur|rice)|créat(?:eur|rice)|chanteu(?:r|se)|acteur|actrice)s?\sd[eu]"
    r"|(?:chanson|film|roman|livre|album|série|émission|tube|spectacle|documentaire|podcast|ouvrage|essai|recueil)s?,?)\s+$",
    re.IGNORECASE,
)


def is_title(page: Page, pair: Marked, attribution: Attribution | None) -> bool:
    """« ses mémoires, « Carnets d'un homme libre » »: a capital inside a sentence, and no verb of saying beside it."""
    inner = page.text[pair.inner_start : pair.inner_end]
    if not inner[0].isupper() or len(inner.split()) > MAX_TITLE_WORDS or inner.endswith((".", "!", "?", "…", ",")):
        return False
    if _is_alone(page.masked[: pair.start].rstrip()) or _SUBJECT_INSIDE.search(inner):
        return False
    if _WORK.search(page.masked, max(0, pair.start - 60), pair.start):
        return True
    if inner.split()[0].rstrip("'’") in {
        "Je",
        "J",
        "On",
        "Nous",
        "Non",
        "Oui",
        "Pas",
        "Jamais",
    }:
        return False
    if len(inner.split()) <= MAX_BARE_TITLE_WORDS and not inner.isupper():
        return True
    cue = attribution.cue if attribution else None
    near = page.masked[max(0, pair.start - 40) : pair.start] + page.masked[pair.end : pair.end + 30]
    return not (cue and cue in near)
