"""Which person a family name means: by the first name, initial or title before it, and by who else the text names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nlp.first_names import Gender, find_gender, first_names
from nlp.matcher import CueMatcher, Match, Tokens
from store.fold import fold_words
from store.watch import Actor, Watch

# full: with first name or initials; titled: « Dr X », « le sénateur X »; alone; other: somebody else; thing: a street.
Manner = Literal["full", "titled", "alone", "other", "thing"]
_CAPITAL = r"[A-ZÀ-ÖØ-ÝŒ]"
_CHAIN = re.compile(rf"(?<![\w’'-])(?:{_CAPITAL}[\w’']*(?:-{_CAPITAL}?[\w’']*)*\.?(?:-{_CAPITAL}\.)?[^\S\n]+){{1,4}}$")
_LAST_WORD = re.compile(r"(?<![\w’'-])([\w’'-]+\.?)[^\S\n]+$")
_NEXT_NAME = re.compile(rf"[^\S\n]+{_CAPITAL}[\w’-]*[a-zà-ÿœ]")
_INITIALS = re.compile(rf"{_CAPITAL}\.?(?:-?{_CAPITAL}\.?)?")
# What bears a person's name without being that person.
_NAMED_AFTER = re.compile(
    r"\b(?:rues?|avenues?|boulevards?|places?|allées?|quai|impasse|square|pont|stade|gymnase|école|collège|lycée"
    r"|hôpital|clinique|résidence|espace|salle|prix|fondation|lois?|ppl|proposition(?: de loi)?|décret|circulaire|plan"
    r"|rapports?|saint|sainte)[\s-]+$",
    re.IGNORECASE,
)
_DOCTORS = {"dr", "dre", "docteur", "docteure", "pr", "pre", "professeur", "professeure"}
_MEN, _WOMEN = {"m", "monsieur"}, {"mme", "madame", "mlle", "mademoiselle"}
_OFFICES = {
    "ministre": "ministre", "depute": "depute", "deputee": "depute", "senateur": "senat", "senatrice": "senat",
    "maire": "maire", "president": "president", "presidente": "president", "rapporteur": "rapporteu",
    "rapporteure": "rapporteu",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """One family name of an actor in a text, whole with what stands before it, and how it is written."""

    slug: str
    start: int
    end: int
    family_start: int
    manner: Manner
    title: str = ""


@lru_cache(maxsize=8)
def _families(watch: Watch) -> CueMatcher:
    persons = {actor.slug: [split_name(actor.name)[1]] for actor in watch.actors if actor.kind == "PER"}
    return CueMatcher({slug: family for slug, family in persons.items() if family[0]}, inflect=False, longest=True)


def split_name(name: str) -> tuple[str, str]:
    """First name and family name: « Corinne », « Le Sauder »."""
    first, _, family = name.partition(" ")
    return (first, family) if family else ("", name)


def see_persons(text: str, tokens: Tokens, watch: Watch) -> list[Sighting]:
    """Every family name of the watch's persons that the text writes with a capital, and what stands before it."""
    found = _families(watch).find(tokens)
    return [_see(text, match, watch) for match in found if text[match.start].isupper()]


def is_explicit(sighting: Sighting, actor: Actor) -> bool:
    """Whether the watch lists the form: the name alone, or under that kind of title."""
    family = fold_words(split_name(actor.name)[1])
    listed = {fold_words(alias) for alias in actor.aliases}
    if family in listed:
        return True
    return sighting.title in _DOCTORS and any(f"{title} {family}" in listed for title in _DOCTORS)


def holds_office(sighting: Sighting, actor: Actor) -> bool:
    """Whether the title is that of the actor's role: « le sénateur X »."""
    return sighting.title in _OFFICES and _OFFICES[sighting.title] in fold_words(actor.role)


def _see(text: str, match: Match, watch: Watch) -> Sighting:
    actor = watch.actor(match.key)
    assert actor is not None
    first, _ = split_name(actor.name)
    manner, start, title = _judge(text, match, first)
    if _NAMED_AFTER.search(text[max(0, start - 40) : start]):
        manner = "thing"
    return Sighting(slug=actor.slug, start=start, end=match.end, family_start=match.start, manner=manner, title=title)


def _judge(text: str, match: Match, first: str) -> tuple[Manner, int, str]:
    """How a family name is written, where it starts with what stands before it, and its title."""
    if text[match.start - 1 : match.start] == "-" or re.match(r"-\w", text[match.end :]):
        return "thing", match.start, ""
    begin = max(0, match.start - 70)
    before = text[begin : match.start]
    chain = _CHAIN.search(before)
    words = chain.group().split() if chain else []
    last = _LAST_WORD.search(before)
    word = words[-1] if words else last.group(1) if last else ""
    start = begin + before.rindex(word) if word else match.start
    bare = fold_words(word).rstrip(".")
    if bare == fold_words(first).rstrip("."):
        return "full", start, ""
    if title := _title(bare, word, first):
        return ("other" if title == "?" else "titled"), start, title
    if words and _INITIALS.fullmatch(word):
        return ("full" if _initials(word) in _fitting(first) else "other"), start, ""
    if _is_other_name(word, bare, text[: begin + (chain.start() if chain else 0)], len(words)):
        return "other", match.start, ""
    is_first_name = fold_words(text[match.start : match.end]) in _folded_first_names()
    if is_first_name or _NEXT_NAME.match(text, match.end):
        return "other", match.start, ""
    return "alone", match.start, ""


def _title(bare: str, word: str, first: str) -> str:
    """The title that a word is, « ? » for one that cannot be this person's, « » for none."""
    gender: Gender | None = find_gender(first)
    if word[:1].isupper() and ((bare in _MEN and gender == "f") or (bare in _WOMEN and gender == "m")):
        return "?"
    is_civil = bare in _MEN | _WOMEN and word[:1].isupper()
    return bare if is_civil or bare in _DOCTORS or bare in _OFFICES else ""


def _is_other_name(word: str, bare: str, before: str, n_words: int) -> bool:
    """Whether the word before a family name is another first name, and not the start of a sentence or an acronym."""
    if bare in _folded_first_names():
        return True
    if not word[:1].isupper() or word.rstrip(".").isupper():
        return False
    opens = n_words == 1 and re.search(r"(?:^|[.!?…:»”\"«\n(–—-])\s*$", before)
    return not opens


def _initials(word: str) -> str:
    return "".join(char for char in fold_words(word) if char.isalpha())


def _fitting(first: str) -> set[str]:
    """« jf » and « j » for Jean-François."""
    parts = [part for part in re.split(r"[-\s.]+", fold_words(first)) if part]
    return {"".join(part[0] for part in parts), parts[0][0]} if parts else set()


@lru_cache(maxsize=1)
def _folded_first_names() -> frozenset[str]:
    return frozenset(fold_words(name) for name in first_names())
