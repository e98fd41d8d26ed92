"""Telling what a site prints in the place of a removed comment from what a reader wrote."""

import re
from functools import lru_cache
from typing import Literal

from store.fold import fold_words

Removal = Literal["deleted", "moderated"]
_LONGEST = 200
_WHAT = (
    r"(?:(?:ce|cet|cette|le|la|votre|un|this|the|your) )?(?:commentaire|message|contenu|contribution|reaction|avis|"
    r"reponse|post|comment)s?"
)
_GONE = (
    r"(?:supprime|modere|efface|retire|masque|censure|bloque|desactive|signale et retire|rejete|refuse|removed|deleted|"
    r"hidden|moderated)e?s?"
)
_IS = r"(?:a ete|est|n est plus|has been|was|is)"
_WHO = (
    r"(?:par|by) (?:la |le |les |l |un |une |son |notre |nos |the |a |its )?"
    r"(?P<who>moderat\w+|moderateur\w*|moderatrice|moderator\w*|redaction|equipe[\w ]{0,30}|administrat\w+|site|"
    r"webmestre|webmaster|auteur\w*|autrice|utilisat\w+|internaute|author|user|editor\w*|modo\w*)"
    r"(?: (?:du|de ce|de notre|de la|of this|of the) (?:blog|site|forum|journal|page|redaction))?"
)
_WHY = (
    r"(?:(?:car|parce qu|pour|suite a|en raison|a cause|because|for|as it)\w* .{0,60})?"
    r"(?P<why>(?:propos |contenu |caractere )?(?:injurieu\w+|diffamatoires?|insultant\w*|racistes?|haineu\w+|"
    r"illicites?|hors sujet|publicit\w+|spam)|"
    r"(?:il |ne |non |contraire |pas |respecte |respect |conforme |violat\w+ |infraction |de |du |des |a |"
    r"aux? |la |les |nos |notre |our |the |of |with |it |in )*"
    r"(?:charte\w*|regles?|conditions|moderation|guidelines|terms|rules)"
    r"[\w ]{0,40})"
)
_NOTICES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_WHAT} (?:{_IS} )?{_GONE}(?: {_WHO})?(?: {_WHY})?",
        rf"{_GONE}(?: {_WHO})?(?: {_WHY})?",
        rf"{_WHAT} (?:n est plus|non|is no longer) (?:disponible|visible|accessible|available|visible)",
        rf"{_WHAT} {_WHY} (?:et )?(?:il )?{_IS} (?:donc )?{_GONE}(?: {_WHO})?",
        rf"(?:l |the |its |son )?(?P<who>auteur|autrice|utilisateur|author|user|moderateur|moderation|moderator) "
        rf"(?:a |has )?{_GONE} {_WHAT}",
    )
)
# Of which every notice holds one: hardly any remark does.
_NEEDLES = (
    "supprime", "modere", "efface", "retire", "masque", "censure", "bloque", "desactive", "rejete", "refuse", "removed",
    "deleted", "hidden", "moderated", "disponible", "visible", "accessible", "available",
)  # fmt: skip
_MODERATED = re.compile(
    r"moder|redact|equipe|administrat|webm|modo|propos|spam|hors sujet|charte|regle|"
    r"conditions|guideline|terms|rules|censur|rejet"
)


@lru_cache(maxsize=1024)  # a comment is asked for when its row is made and when it is saved
def removal_notice(text: str) -> Removal | None:
    """What a removal notice says was done, by moderators or not; `None` for the words of a reader.

    Only whole notices count: « Mon commentaire a été supprimé, bravo la censure » is a comment.
    """
    if not text.strip() or len(text) > _LONGEST:
        return None
    folded = re.sub(r"[^a-z0-9]+", " ", fold_words(text)).strip()
    if not any(needle in folded for needle in _NEEDLES) or not any(pattern.fullmatch(folded) for pattern in _NOTICES):
        return None
    return "moderated" if _MODERATED.search(folded) else "deleted"
