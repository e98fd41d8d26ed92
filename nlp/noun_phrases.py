"""Noun phrases: where one ends, and the person or body that it names."""

import re
from dataclasses import dataclass, replace

from nlp.capitalised import CAPITALISED, NAME, PARTICLE, is_function_word
from nlp.first_names import Gender, find_gender, first_names
from nlp.lemmas import is_common, is_only_verb, may_be_verb
from nlp.speakers import DETERMINER, name_speaker
from nlp.verbs import find_form

_PLURALS = ("les", "des", "ces", "ses", "leurs", "nos", "plusieurs", "certains", "certaines")
SPACE = r"[ \u00a0\u202f]"
_START = re.compile(
    rf"(?P<name>{NAME})|(?P<this>(?i:celui-ci|celle-ci|quelqu['’]une?|(?:certaine?s|d['’]autres"
    rf"|beaucoup)(?={SPACE}*[,.;:]|$)))\b|(?P<det>(?i:{DETERMINER}))(?:(?<=['’])"
    rf"|\s+)"
)
# « la sénatrice (PS) du Lot Agathe Quentin »: a party between a role and its complement or name.
_STEP = re.compile(
    rf"\s+\([A-Z][^()\n]{{1,28}}\)\s+(?=(?:(?:d[ue]|des|de\sla|de\sl['’]|d['’])\s?{CAPITALISED}\s)?{CAPITALISED}\s{CAPITALISED})"
    r"|\s+|(?<=['’])|(?<=-)"
)
_WORD = re.compile(r"(?:qu|[^\W\d_])['’](?=[^\W_])|[^\W\d_][\w’'-]*\w|[^\W\d_]|\d(?!\d)")
_LINKS = frozenset({"de", "du", "des", "d'", "d’", "la", "l'", "l’", "le", "les", "et", "aux", "au", "à", "en"})
# Words that end a noun phrase after a verb.
_STOP = re.compile(
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|demain|aujourd['’]hui|dans|sur|lors|pour|par"
    r"|avec|sans|avant|après|depuis|pendant"
    r"|durant|qui|que|qu|dont|où|mais|car|donc|or|ni|quand|lorsque|comme|si|devant|auprès|chez|vers|selon|contre"
    r"|alors|également|aussi|ainsi|encore"
    r"|ce|cette|cet|à|au|aux|en|et|ou|tout|il|elle|on|ils|elles|face|suite|afin|parmi|entre|sous|via|dès|jusqu"
    r"|ne|n|y|se|s|lui|leur|a|ont|est|sont|avait|était|visant|portant|menant|concernant|émanant|datant|venue?s?"
    r"|refusant"
    r"|souhaitant|ayant|étant"
    r"|avaient|étaient|sera|interrogée?s?|citée?s?|invitée?s?|joint|contactée?s?|(?:n|s|c|j|m|t|qu)['’])",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:ministres?|délégu\w+|chargée?s?|adjointe?s?|secrétaires?|présidente?s?|directeurs?|directrices?"
    r"|candidate?s?|conseill\w+|professeure?s?)"
)
# « dit celui-ci, Rodolphe Santerre »
_THIS_ONE = re.compile(rf",\s+(?P<name>{CAPITALISED}\s+(?:{PARTICLE}\s?)?{CAPITALISED}(?:\s+{CAPITALISED})?)")


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A noun phrase `text[start:end]` and who it names: a person where one stands in it, else the phrase."""

    start: int
    end: int
    speaker: str
    gender: Gender | None


_TIME = re.compile(
    r"(?:(?:la|cette)\s(?:semaine|veille|nuit|journée|fois|matinée|soirée)|le\s(?:mois|lendemain|même jour"
    r"|week-end|matin|soir)|l['’](?:an|année|été)"
    r"|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|soixante|cent"
    r"|mille|quelques|plusieurs)\s(?:secondes|minutes|heures|jours|semaines|mois|ans|années|fois|euros|kilomètres)"
    r"|l['’]hiver|cet(?:\s(?:après-midi|été|hiver|automne)|te\s(?:après-midi|année|heure))"
    r"|les uns|ce\s(?:matin|soir|jour|mois|week-end|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|printemps))\b",
    re.IGNORECASE,
)


def parse_phrase(text: str, start: int, *, end: int | None = None) -> Phrase | None:
    """The noun phrase that starts at `start`, or None.

    Without `end` it stops at the first word that cannot continue it (« Le ministre de la Santé | mardi »); with
    `end` it must reach exactly there, as a subject must reach its verb.
    """
    if _TIME.match(text, start):
        return None
    opening = _START.match(text, start, limit := len(text) if end is None else end)
    if opening is None or is_function_word(opening["name"]) or _is_common_word(text, opening):
        return None
    among = _AMONG_THEM.match(text, start, limit)
    if among and (end is None or not text[among.end() : end].strip()):
        return Phrase(start=start, end=among.end(), speaker=among.group().lower(), gender=None)
    position = _extend(text, opening.end(), limit) if opening["det"] else opening.end()
    if (
        position
        and opening["det"]
        and (motto := _MOTTO.match(text, position, limit))
        and _BODY_OPENS.match(text[start:position])
    ):
        position = motto.end()
    if opening["this"] and (named := _THIS_ONE.match(text, position or 0)):
        return Phrase(start=start, end=named.end(), speaker=named["name"], gender=find_gender(named["name"]))
    if position is None:
        return None
    if end is not None and text[position:end].strip():
        return None
    written = text[start:position]
    after = text[position : position + 90]
    speaker, gender = name_speaker(written, after)
    return Phrase(start=start, end=position, speaker=speaker, gender=gender)


_CONTRACTED = re.compile(r"(?P<word>au|du|aux|des)\s+$", re.IGNORECASE)


def parse_contracted(text: str, start: int) -> Phrase | None:
    """The phrase at `start`, with the article that « du », « au », « des » or « aux » before it holds."""
    word = _CONTRACTED.search(text, max(0, start - 6), start)
    if word is None:
        return parse_phrase(text, start)
    article = "les " if word["word"].lower() in {"aux", "des"} else "le "
    phrase = parse_phrase(article + text[start : start + 120], 0)
    return replace(phrase, start=start, end=phrase.end + start - len(article)) if phrase else None


# Papers named by a common noun.
_PAPER_WORDS = frozenset(
    ("Libération", "Capital", "Challenges", "Causette", "Matignon", "Bercy", "Beauvau", "Marianne")
)


def _is_common_word(text: str, opening: re.Match[str]) -> bool:
    """« Prévenus, les gendarmes … », « Quinze lignes … »: a word whose capital is only that of its sentence."""
    word = opening["name"] or ""
    if not word or " " in word or "-" in word or word.isupper() or word in first_names() or word in _PAPER_WORDS:
        return False
    if not _HEADS.search(text[max(0, opening.start() - 3) : opening.start()]) or not is_common(word.lower()):
        return False
    return re.search(rf"[a-zà-ÿ,]\s{re.escape(word)}\b", text) is None


_HEADS = re.compile(r"(?:^|[.!?…:»”\"\n«“–—-])\s*$")


def _extend(text: str, position: int, limit: int) -> int | None:
    """End of the words that a determiner governs: nouns, adjectives, « de … », names; None without a noun."""
    reached: int | None = None
    previous = ""
    plural = text[:position].rstrip().lower().endswith(_PLURALS)
    while True:
        word = _WORD.match(text, position, limit)
        if not word:
            return reached
        lowered = word.group().lower()
        # « Le Guludec » is a name, « le Gard » a complement.
        linking = word.group() in _LINKS
        if linking and not _may_link(lowered, previous, text[word.end() : word.end() + 12]):
            return reached
        # « gouvernement » after a determiner is a noun, « sobrement » after a noun is not part of it.
        adverb = word.group().endswith("ment") and word.group()[0].islower() and previous not in {"", *_LINKS}
        # After « les médecins », a word in -ent without -s is a verb: « les médecins montent ».
        verb = plural and reached is not None and lowered.endswith("ent") and previous.endswith(("s", "x", "3"))
        # « le tout nouveau président »
        opening = reached is None and lowered in {"tout", "toute"}
        stops = not opening and (adverb or verb or _STOP.fullmatch(lowered))
        opens = previous not in _LINKS and _begins_clause(lowered, reached, text[word.end() : word.end() + 8])
        after_noun = reached is not None and previous not in _LINKS and word.group()[0].islower()
        acts = after_noun and (_acts(lowered) or _governs(lowered, text[word.end() : word.end() + 24]))
        if not linking and (stops or opens or acts):
            return reached
        if not linking:
            reached = word.end()
        previous = lowered
        step = _STEP.match(text, word.end(), limit)
        if not step or "\n" in step.group():
            return reached
        position = step.end()


# « l'association Droit au soin », « le collectif Santé pour tous »: a body's name may be a phrase.
_BODY_OPENS = re.compile(
    r"(?:les?|la|l['’]|une?)\s?(?:association|collectif|comité|syndicat|union|fédération|mouvement|réseau|coordination"
    r"|fondation|ligue|plateforme|parti|groupe)\b.*\s[A-ZÀ-Ý][a-zà-ÿ]+$",
    re.IGNORECASE,
)
_AMONG_THEM = re.compile(
    rf"(?:{DETERMINER}|l['’]une?|certaine?s|beaucoup|plusieurs)\sd['’]entre\s(?:eux|elles)\b"
    rf"|l['’]une?\sd['’](?:eux|elles)\b",
    re.IGNORECASE,
)
_MOTTO = re.compile(
    r"\s(?:aux?|à la|à l['’]|pour|sans|contre)\s?(?!sa\b|son\b|l['’]instant|lui\b|elle\b|un\b|une\b)[a-zà-ÿ][\w-]+"
)
_FINITE_ENDING = re.compile(r"\w+(?:[^é]e|ent|ait|aient|[^n]d|end|ra|ront)")


def _acts(word: str) -> bool:
    """Whether a word after a noun is surely a verb: « la présidente du syndicat | tend la main »."""
    form = find_form(word)
    if form is not None and form.finite and not form.past:
        return True
    return bool(_FINITE_ENDING.fullmatch(word)) and is_only_verb(word)


# What a verb takes right after it and a noun does not: « la gériatre compte manifester », « la femme hausse le ton ».
_OBJECT = re.compile(
    r"\s+(?:(?:les?|la|une?|son|sa|ses|leurs?)\s|l['’]|(?:(?:de|à)\s|d['’])?[a-zà-ÿ]{2,}(?:er|ir|oir)\b)"
)


def _governs(word: str, following: str) -> bool:
    """Whether a word after a noun is a verb by what follows it, or by « contre- » before it."""
    against, _, plain = word.rpartition("contre-")
    if not _FINITE_ENDING.fullmatch(plain) or not may_be_verb(plain):
        return False
    return bool(_OBJECT.match(following)) or (not against and plain != word)


def _begins_clause(word: str, reached: int | None, following: str) -> bool:
    """Whether a participle after the noun opens a clause: « un syndicat | créé pour … »."""
    if reached is None or not re.fullmatch(r"\w+(?:ée?s?)", word):
        return False
    opened = re.match(
        r"\s+(?:pour|par|dans|en|sur|hier|lundi|mardi|mercr|jeudi|vendr|samedi|dimanche|ce\s|cet\w*\s|le\s\d|il y a"
        r"|après|à\s(?!la|l['’]))",
        following,
    )
    return opened is not None and not _ROLE.fullmatch(word)


def _may_link(word: str, previous: str, following: str) -> bool:
    if word in {"de", "du", "des", "d'", "d’"}:
        return bool(previous)
    if word in {"la", "l'", "l’", "le", "les"}:
        return previous in {"de", "à", "et"}
    if word in {"à", "au", "aux", "en"}:
        return bool(_ROLE.fullmatch(previous)) or (word == "en" and following.lstrip().startswith("chef"))
    return bool(re.match(r"\s*(?:de|du|des|d['’])", following))
