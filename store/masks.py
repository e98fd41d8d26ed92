"""Masks over readers' names in what other readers write of them.

A name is looked for word by word, whatever its capitals and accents, so that ten thousand names cost no more than ten.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from store.fold import fold

MASK = "[lecteur]"
_MOST_WORDS = 6
_WORD = re.compile(r"\w+")
_GAP = re.compile(r"[ \u00a0\u202f.'’_-]{1,3}")  # what may stand between two words of one name
_HANDLE = re.compile(r"(?<![\w.+-])@([\w-]{2,})(?!\.\w)")
# Names that are words of every thread (« Médecin », « Généraliste 13 »): masked only where they are addressed.
_COMMON = re.compile(
    r"medecins?|docteurs?|dr|doc|toubib|praticien(ne)?s?|generalistes?|specialistes?|chirurgien(ne)?s?|internes?|externes?"
    r"|infirmi\w+|kine\w*|pharmacien(ne)?s?|dentistes?|sages?|femmes?|psychiatres?|pediatres?|cardiologues?|radiologues?"
    r"|anesthesistes?|urgentistes?|soignante?s?|patiente?s?|malades?|usagers?|assure\w*|citoyen(ne)?s?|contribuables?"
    r"|retraite\w*|etudiante?s?|remplacante?s?|lecteurs?|lectrices?|visiteurs?|invites?|anonymes?|membres?|confreres?"
    r"|consoeurs?|journalistes?|redaction|moderateurs?|medecine|generale?|sante|hopital|campagne|liberale?s?|liberaux"
    r"|secteurs?|conventionne\w*|deconventionne\w*|francaise?s?|france|rural\w*|ville|province|paris|de|du|des|la|le|les"
    r"|l|d|en|et|un|une|vieux|jeune|simple|ancien(ne)?|ex|fatigue\w*|colere|raison|verite|merci|bravo|\d+"
)
_TO = re.compile(r"(?:(?<![\w.+-])@\s?|\br[ée]pon(?:se|ds?|d|dre)\s+[àa]\s+@?)$", re.IGNORECASE)
_QUOTED = re.compile(
    r"(?:\bd['’]accord\s+avec|\bcomme\s+(?:le\s+|l['’]\s?)?(?:a\s+|avait\s+)?(?:(?:si|tr[èe]s)\s+bien\s+|justement\s+)?"
    r"(?:dit|disait|dirait|[ée]crit|[ée]crivait|rappelle|rappelait|explique|souligne|note|remarque|pr[ée]cise|affirme"
    r"|pr[ée]tend|sugg[èe]re)(?:\s+(?:(?:si|tr[èe]s)\s+bien|justement))?)\s+$",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?:selon|merci(?:\s+[àa])?|bravo(?:\s+[àa])?|cher|ch[èe]re|bonjour|bonsoir)\s+$", re.IGNORECASE)
_AFTER = re.compile(r"\s*[,:]")
_GOES_ON = re.compile(r"[ \u00a0\u202f-][A-ZÀ-Þ]\w")
_LOOKS_BACK = 45
_FEW_HEADS = 40  # so many are looked for in a whole text before its words are


@dataclass(frozen=True)
class ReaderNames:
    """The names of a thread's readers, ready to be masked; `kept` are names of public life, which stay.

    `is_author` says whether a spelling is the name of a reader whose name nobody keeps: the test of a keyed hash.
    """

    words: dict[tuple[str, ...], bool] = field(default_factory=dict)  # whether the name tells by itself
    heads: frozenset[str] = frozenset()  # their first words
    kept: frozenset[str] = frozenset()
    is_author: Callable[[str], bool] | None = None

    def mask(self, text: str) -> str:
        """`text` with these names, and any `@name`, replaced by `[lecteur]`."""
        found = list(_WORD.finditer(text)) if self._may_name(text) else []
        pieces, done, place = [], 0, 0
        while place < len(found):
            n_words, tells = self._longest(text, found, place)
            start, end = found[place].start(), found[place + max(n_words, 1) - 1].end()
            if n_words and (tells or _is_addressed(text, start, end)):
                at = 1 if text[start - 1 : start] == "@" else 2 if text[max(start - 2, 0) : start] == "@ " else 0
                pieces += [text[done : start - at], MASK]
                done = end
                place += n_words
            else:
                place += 1
        return _HANDLE.sub(self._mask_handle, "".join([*pieces, text[done:]]))

    def _may_name(self, text: str) -> bool:
        """Whether the beginning of a name may stand in a text: most texts of a short thread hold none."""
        if self.is_author is not None or len(self.heads) > _FEW_HEADS:
            return True
        folded = fold(text)
        return any(head in folded for head in self.heads)

    def _longest(self, text: str, found: list[re.Match[str]], place: int) -> tuple[int, bool]:
        """How many words from here make a reader's name, 0 for none, and whether the name tells by itself."""
        words = [fold(found[place][0])]
        if words[0] not in self.heads and self.is_author is None:
            return 0, False
        for after in range(place + 1, min(place + _MOST_WORDS, len(found))):
            if not _GAP.fullmatch(text, found[after - 1].end(), found[after].start()):
                break
            words.append(fold(found[after][0]))
        for n_words in range(len(words), 0, -1):
            name = tuple(words[:n_words])
            if "".join(name) in self.kept:
                return 0, False
            if name in self.words:
                return n_words, self.words[name]
            spelt = text[found[place].start() : found[place + n_words - 1].end()]
            if (
                self.is_author
                and (spelt[0].isupper() or _is_called(text, found[place].start()))
                and self.is_author(spelt)
            ):
                return n_words, _tells(spelt, name)
        return 0, False

    def _mask_handle(self, handle: re.Match[str]) -> str:
        return handle[0] if "".join(_WORD.findall(fold(handle[1]))).replace("_", "") in self.kept else MASK


def reader_names(
    names: Iterable[str], *, kept: frozenset[str] = frozenset(), is_author: Callable[[str], bool] | None = None
) -> ReaderNames:
    """What masks these names; one that is a short or a common word is masked only where it is addressed."""
    words: dict[tuple[str, ...], bool] = {}
    for name in names:
        folded = tuple(fold(word) for word in _WORD.findall(name))[:_MOST_WORDS]
        if folded and "".join(folded) not in kept:
            words[folded] = _tells(name, folded)
    heads = frozenset(name[0] for name in words)
    return ReaderNames(words=words, heads=heads, kept=kept, is_author=is_author)


def public_form(name: str) -> str:
    """The form under which a name of public life is kept: folded, without anything between its words."""
    return "".join(_WORD.findall(fold(name))).replace("_", "")


def _tells(name: str, folded: tuple[str, ...]) -> bool:
    """Whether a name is one wherever it stands: several words or six letters, and not all common words."""
    bare = name.strip()
    if all(_is_common(word) for word in folded):
        return False
    return len(bare.split()) >= 2 or (len(bare) >= 6 and not bare.isdigit())


@lru_cache(maxsize=4096)
def _is_common(word: str) -> bool:
    return bool(_COMMON.fullmatch(word))


def _is_called(text: str, start: int) -> bool:
    """Whether the text answers or quotes whoever is named from here."""
    before = text[max(start - _LOOKS_BACK, 0) : start]
    return bool(_TO.search(before) or _QUOTED.search(before))


def _is_addressed(text: str, start: int, end: int) -> bool:
    """Whether the word at text[start:end] is spoken to, or quoted as a person."""
    before = text[max(start - _LOOKS_BACK, 0) : start]
    if _TO.search(before):
        return True
    if _GOES_ON.match(text, end):  # « Jean Quelqu’un » is not the reader « Jean »
        return False
    if _QUOTED.search(before):
        return True
    if not text[start].isupper() or all(_is_common(fold(word)) for word in _WORD.findall(text[start:end])):
        return False
    return bool(_NEAR.search(before)) or (not text[:start].strip() and bool(_AFTER.match(text, end)))
