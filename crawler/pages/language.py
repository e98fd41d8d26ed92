"""The language of a text, told by its commonest small words."""

from collections import Counter
from string import ascii_lowercase

from store.fold import fold

_SMALL_WORDS = {
    "fr": "le la les des une est dans que qui pour pas sur avec plus ce sont par du au nous vous mais ont cette",
    "en": "the and of to is in that for it with as was are on be this by have not from at you but",
    "de": "der die und das ist nicht ein eine den mit von zu auf dem im auch sich wird als fur",
    "es": "el los las que una por con para es del se no como mas su al lo pero sus este",
    "it": "il di che la per un non una sono con del della gli nel anche come alla piu questo dei",
    "nl": "de het een van en dat niet is op te zijn voor met die aan ook door bij naar",
    "pl": "nie na jest sie to ze do jak ale przez oraz od tym juz po dla tak tylko przy",
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LANGUAGES = {
    word.encode(): tuple(one for one in _SETS if word in _SETS[one]) for known in _SETS.values() for word in known
}
_LETTERS = bytes(code if chr(code) in ascii_lowercase else 32 for code in range(256))
_FEWEST_HITS = 3


def guess_language(text: str) -> str | None:
    """The two-letter code of the text's language, `None` when too few small words tell."""
    found = Counter(fold(text[:6000]).encode("ascii", "replace").translate(_LETTERS).split())
    hits = dict.fromkeys(_SETS, 0)
    for word in found.keys() & _LANGUAGES.keys():
        for language in _LANGUAGES[word]:
            hits[language] += found[word]
    best = max(hits, key=lambda language: hits[language])
    others = sorted(hits.values())[-2]
    return best if hits[best] >= _FEWEST_HITS and hits[best] > others else None
