"""Counts that a thread prints in words: « 3 personnes ont aimé », « douze votes », « un lecteur recommande ».

Patterns are written over folded text (`store.fold.fold_words`). What only asks for a vote counts nothing; what says
« une trentaine » is no count.
"""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.pages.html_tree import names_of
from crawler.pages.outside import whole_number

_VALUES = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
    "octante": 80, "nonante": 90, "cent": 100, "cents": 100, "mille": 1000,
}  # fmt: skip
_NAMES = "|".join(sorted(_VALUES, key=len, reverse=True))
IN_WORDS = rf"(?:{_NAMES})(?:(?:-et-| et |[ -])(?:{_NAMES})\b)*(?: seule?)?"
ROUNDED = (
    r"(?:(?:plus|moins|pres|autour) d[e']|environ|presque|quelques?|plusieurs)|"
    r"(?:une? )?(?:dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine|"
    r"millier)s?"
)
_COUNT = rf"(?P<n>\d+(?:[.,]\d+)? ?k|\d{{1,3}}(?:[ .]\d{{3}})+|\d{{1,7}}|{IN_WORDS}|aucune?|personne|zero)"
_WHO = r"(?:autres? )?(?:personnes?|lecteurs?|lectrices?|internautes?|membres?|utilisateurs?|abonnes?|people|users?)"
_LIKED = (
    r"(?:(?:ne |n')?(?:l')?(?:(?:ont|a|have|has) )?(?:encore )?(?:aime(?:nt|s)?|recommande(?:nt|s)?|"
    r"approuve(?:nt|s)?|apprecie(?:nt|s)?|soutien(?:t|nent)|soutenu|votent?|vote|liked?|voted|trouve(?:nt)?|found)"
    r"(?: pour)?)"
)
_WHAT = (
    r"(?: (?:ce|cet|cette|this|ca|cela|la|le)(?: (?:commentaire|reaction|avis|message|comment|contribution|reponse))?)?"
    r"(?: (?:utiles?|pertinente?s?|interessante?s?|helpful|useful))?"
)
_LIKES = (
    r"(?:votes?(?: positifs?| favorables?| pour)?|upvotes?|likes?|(?:mentions? )?j'aime|recommandations?|approbations?|"
    r"pouces?(?: (?:en l'air|leves?|verts?))?|coeurs?)"
)
_THUMBS = "[👍❤♥♡💚💙🤍👏🙌▲⬆△↑]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_AGAINST = (
    "(?:[ /|·,]{0,3}(?:[👎▼⬇▽↓]\ufe0f?[\U0001f3fb-\U0001f3ff]? ?:? ?\\(?-?\\d{1,7}\\)?|-?\\d{1,7} ?[👎▼⬇▽↓]\ufe0f?))?"
)
_AGAINST_ONLY = re.compile("[👎▼⬇▽↓]\ufe0f?[\U0001f3fb-\U0001f3ff]? ?:? ?\\(?-?\\d{1,7}\\)?")
_TELLING = tuple(
    re.compile(one)
    for one in (
        rf"{_COUNT} (?:(?:{_WHO} )?{_LIKED}{_WHAT})",
        rf"{_COUNT} ?{_LIKES}",
        rf"{_THUMBS} ?:? ?\(?\+?{_COUNT}\)?{_AGAINST}",
        rf"\+?{_COUNT} ?{_THUMBS}{_AGAINST}",
        rf"(?:{_LIKES}|recommander|approuver|utile|d'accord|(?:aime|recommande|approuve|apprecie)e? par)"
        rf" ?:? ?\(? ?\+?{_COUNT} ?\)?(?: {_WHO}| fois)?",
        rf"{_COUNT} (?:pour|d'accord|positifs?),? (?:et )?\d{{1,7}} (?:contre|pas d'accord|negatifs?)",
        r"(?:pour|d'accord) ?:? ?\(?(?P<n>\d{1,7})\)?,? ?(?:et )?(?:contre|pas d'accord) ?:? ?\(?\d{1,7}\)?",
    )
)
_NOBODY_YET = re.compile(
    r"soyez (?:le premier|la premiere|le premier ou la premiere) a "
    r"(?:aimer|recommander|voter|approuver|soutenir)\b.{0,40}"
)
_ASKING = re.compile(
    r"(?:ce|cet|cette) (?:commentaire|avis|message|reaction|contribution|reponse) vous a-t-(?:il|elle) (?:ete )?"
    r"(?:utile|plu|aidee?).{0,10}|(?:avez-vous|vous avez) (?:aime|trouve) .{0,30}(?:utile|commentaire|avis) ?\??"
)
_MAY_TELL = re.compile(
    r"aim|recommand|vot|like|util|pour|approuv|appreci|accord|coeur|pouce|sout|posit|trouv|found|[👍❤♥♡💚💙🤍👏🙌▲⬆△↑👎▼⬇▽↓]"
)
_LONGEST = 90
_LIKING = re.compile(
    r"(?<![a-z])(?:likes?|liked|aime[rsz]?|jaime|recommand\w*|approuver?|upvotes?|thumbs?-?up|up|coeurs?|hearts?|"
    r"votes?(?:-?count)?|utile)(?![a-z])"
)
_DISLIKING = re.compile(r"dislike|down|je n'aime|aime pas|contre|unlike|ne recommande")
_LEVELS_OF_A_NAME = 2


def number_in_words(folded: str) -> int | None:
    """The value of « vingt et un » or « deux cent trois », `None` for what is no such number."""
    found, hundreds, before = 0, 0, ""
    for word in re.split(r"[ -]+", re.sub(r"\bet\b|\bseule?\b", " ", folded).strip()):
        if word not in _VALUES:
            return None
        value = _VALUES[word]
        if value >= 100:
            hundreds, found = hundreds * (value == 100) + max(1, found + hundreds * (value > 100)) * value, 0
        elif value == 20 and before == "quatre":
            found += 76
        else:
            found += value
        before = word
    return hundreds + found


@lru_cache(maxsize=4096)
def read_votes(folded: str) -> tuple[bool, int | None]:
    """Whether a line only tells, or asks for, votes, and the number in favour where it tells one."""
    if len(folded) > _LONGEST or not _MAY_TELL.search(folded):
        return False, None
    bare = folded.strip(" .!:,;·•|()[]-–")
    if _NOBODY_YET.fullmatch(bare):
        return True, 0
    if _AGAINST_ONLY.fullmatch(bare):
        return True, None
    if _ASKING.fullmatch(bare.rstrip(" ?")) or _ASKING.fullmatch(bare):
        return True, None
    match = next((found for one in _TELLING if (found := one.fullmatch(bare))), None)
    return (True, _value(match["n"])) if match else (False, None)


def _value(count: str) -> int | None:
    if count in ("aucun", "aucune", "personne", "zero"):
        return 0
    if count.endswith("k"):
        return round(1000 * float(count.rstrip(" k").replace(",", ".")))
    return whole_number(re.sub(r"[ .]", "", count)) if count[0].isdigit() else number_in_words(count)


def is_for_liking(element: HtmlElement) -> bool:
    """Whether an element, or one just around it, is named or described as the count of those in favour."""
    near = [element, *list(element.iterancestors())[:_LEVELS_OF_A_NAME]]
    for one in near:
        told = " ".join([names_of(one), one.get("aria-label") or "", one.get("title") or ""]).lower()
        told = re.sub(r"[_’]", "-", told)
        if _DISLIKING.search(told):
            return False
        if _LIKING.search(told):
            return True
    return False
