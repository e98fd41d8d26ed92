"""Which lemmas say, think or ask (`nlp/speaking.toml`), which nouns cannot speak, and where a sentence may hold one."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.speakers import can_speak
from store.fold import fold

# Stems that conjugation changes.
_IRREGULAR = """di redi predi soutien soutin maintien maintin prévien prévin convien promet promi admet admi reconn
craign craint plaign plaint croi croy cru crut écri décri lis lit défend prétend répond poursui reprend repren repri
dépein entend attend souvien souvin appel rappel jett rejett conclu déplor exclu"""
_SOFT = str.maketrans({"e": "[eéèêë]", "c": "[cç]", "i": "[iî]", "o": "[oô]", "a": "[aâà]", "u": "[uû]"})


@cache
def _read() -> dict[str, Any]:
    # `Any`: TOML tables hold tables of strings.
    return tomllib.loads(files("nlp").joinpath("speaking.toml").read_text(encoding="utf-8"))


@cache
def verbs(kind: str) -> frozenset[str]:
    """The folded lemmas of one list of `[verbs]`."""
    return frozenset(fold(lemma) for lemma in _read()["verbs"][kind].split())


@cache
def nouns(kind: str) -> frozenset[str]:
    """The folded lemmas of one list of `[nouns]`."""
    return frozenset(fold(lemma) for lemma in _read()["nouns"][kind].split())


@cache
def small(kind: str) -> frozenset[str]:
    """The folded words of one list of `[small]`."""
    return frozenset(fold(word) for word in _read()["small"][kind].split())


@cache
def _may_say() -> re.Pattern[str]:
    every = {lemma for kind in _read()["verbs"] for lemma in verbs(kind)}
    stems = {re.sub(r"(?:er|ir|re|oir)$", "", lemma) for lemma in every} | {fold(one) for one in _IRREGULAR.split()}
    stems |= nouns("saying")
    stems = {stem for stem in stems if len(stem) > 1}
    written = "|".join(sorted((stem.translate(_SOFT) for stem in stems), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{written})\w*", re.IGNORECASE)


# What may follow such a verb: « … que », « (de) n'avoir rien vu ».
_FOLLOWS = re.compile(
    r"[^.:;«»\"]{0,110}?\bqu(?:e\b|['’])|(?:\s+\w+){0,2}?\s+(?:de\s|d['’])?(?:(?:ne|se|le|la|les|rien|pas|y|en)\s|[nsl]['’])*"
    r"(?P<infinitive>\w{2,}(?:er|ir|oir|re))\b"
)


# « je pense que », « vous dites que »: read by the rules, or nobody's report.
_MYSELF = re.compile(
    r"(?:\b(?:je|tu|nous|vous|on)\s|\bj['’])(?:(?:ne|y|en|le|la|les|lui|leur|me|te|vous|nous|l)\s|[nlmt]['’])*(?:(?:ai|as|avons|avez|a)\s)?$",
    re.IGNORECASE,
)


def may_announce(text: str, begin: int, end: int) -> bool:
    """Whether a word that says, or a state of mind, stands in `text[begin:end]`, before a colon."""
    said = _may_say().search(text, begin, end)
    # « formelle » begins like « formel ».
    states = tuple(nouns("states"))
    return said is not None or any(fold(word).startswith(states) for word in re.findall(r"[^\W\d_]+", text[begin:end]))


def may_report(text: str, begin: int, end: int) -> Iterator[int]:
    """Where « que » or an infinitive follows a word that may say, in `text[begin:end]`: cheap, and seldom silent."""
    for word in _may_say().finditer(text, begin, end):
        if _MYSELF.search(text, max(begin, word.start() - 24), word.start()):
            continue
        follows = _FOLLOWS.match(text, word.end(), end)
        if follows:
            yield follows.start("infinitive") if follows["infinitive"] else follows.end()


_NUMBERED = re.compile(
    r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante"
    r"|cinquante|soixante|cent|mille|[a-z]+-[a-z]+|\d+)\s(?:d['’])?(?P<noun>[a-zà-ÿ][\w-]*)",
    re.IGNORECASE,
)
_ANY = re.compile(
    r"(?:les?|la|l['’]|une?|des|son|sa|ses|notre|nos|votre|vos|leurs?|cette|cet?|ces|mon|ma|mes)\s?(?P<noun>[a-zà-ÿ][\w-]*)",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"\w{3,}(?:tion|sion|ance|ence|isme|age|ité|esse|itude|ment)s?")


def is_mute(phrase: str) -> bool:
    """Whether a phrase names a thing that cannot speak: « l'hypothèse retenue », « quinze lignes », « un déjeuner »."""
    numbered = _NUMBERED.match(phrase)
    if numbered and not can_speak(phrase):
        return fold(numbered["noun"]).rstrip("s") not in nouns("people")
    found = _ANY.match(phrase)
    if found is None or can_speak(phrase):
        return False
    noun = fold(found["noun"])
    noun = noun if noun in nouns("mute") else noun.removesuffix("s")
    if noun == "critique" and re.match(r"(?:notre|un|le)\s", phrase):
        return False
    if noun in nouns("mute") or noun in nouns("saying"):
        return True
    return bool(_ABSTRACT.fullmatch(noun)) and noun not in nouns("documents") | nouns("people") | nouns("bodies")
