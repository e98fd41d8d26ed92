"""The person or body that a reporting clause leaves to a pronoun, a role or a short name."""

import re
from dataclasses import replace

from nlp.clauses import LAST_HEARD, SPOKEN_OF, Attribution
from nlp.namebook import NameBook
from nlp.role_nouns import LAST_ONE, PERSON_AGAIN

_PEER = re.compile(
    r"(?:son|sa)\s(?:jeune\s|vieux\s|vieille\s)?(?:confrère|consœur|collègue|homologue|opposante?|adversaire"
    r"|rivale?|success(?:eur|rice)|successeure|prédécesseure?|contradict(?:eur|rice)"
    r"|interlocut(?:eur|rice)|associée?|détract(?:eur|rice)|challenger|comparse|complice|acolyte"
    r"|voisine? de (?:banc|tribune))",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"répon|rétor|répli|ripost|défen|objec", re.IGNORECASE)
_CONCERNED = re.compile(r"l['’](?:principale? )?intéressée?", re.IGNORECASE)
_MAKER = re.compile(
    r"(?:son|sa|leur)\s(?:auteure?|autrice|signataire|initiat(?:eur|rice)|instigat(?:eur|rice)|créat(?:eur"
    r"|rice)|réalisat(?:eur|rice))",
    re.IGNORECASE,
)


def resolve(book: NameBook, found: Attribution, position: int, *, heard_at: int) -> Attribution:
    """The same attribution with the fullest name that the text gives; None stays where nobody fits.

    The speaker is remembered as heard at `heard_at`, for the pronouns that follow.
    """
    found = _as_pronoun(_as_concerned(book, found, position))
    if found.pronoun == SPOKEN_OF:
        name = book.protagonist(position) or book.ahead(None, position)
        return replace(found, speaker=name, pronoun=None)
    if found.pronoun == LAST_HEARD:
        name = book.last(position) or book.protagonist(position) or book.ahead(None, position)
        return replace(found, speaker=name, pronoun=None)
    found = _by_tie(book, found, position)
    if found.pronoun:
        name = book.resolve(found.pronoun, position)
        if name is None:
            return found
        found = replace(found, speaker=name, pronoun=None)
    if found.speaker:
        name, gender = book.full_name(found.speaker, position)
        found = replace(found, speaker=name, gender=gender or found.gender)
        book.said(heard_at, name, found.gender)
    return found


def _as_concerned(book: NameBook, found: Attribution, position: int) -> Attribution:
    """« Qu'il vienne », rétorque l'intéressé: the one whom the last words were about."""
    answered = _ANSWERS.match(found.cue or "") and _CONCERNED.fullmatch(found.speaker or "")
    other = book.other(found.speaker or "", position) if answered else None
    return replace(found, speaker=other) if other else found


def _by_tie(book: NameBook, found: Attribution, position: int) -> Attribution:
    """« son confrère » and « son autrice » as who they are by what ties them to another person or a text."""
    speaker = found.speaker or ""
    name = book.other(speaker, position) if _PEER.fullmatch(speaker) else None
    name = name or (book.last_named(position, found.gender) if _MAKER.fullmatch(speaker) else None)
    return replace(found, speaker=name) if name else found


def _as_pronoun(found: Attribution) -> Attribution:
    """« l'intéressée » and « ce dernier » as « elle » and « il »."""
    last = LAST_ONE.fullmatch(found.speaker or "")
    if last:
        return replace(found, speaker=None, pronoun="elle" if last["f"] or last["f2"] else "il")
    again = PERSON_AGAIN.fullmatch(found.speaker or "")
    if again:
        if again["any"]:
            feminine = (found.speaker or "").lower().startswith(("la ", "cette "))
        else:
            feminine = bool(again["f"] or again["f2"] or again["f3"])
        return replace(found, pronoun="elle" if feminine else "il")
    return found
