"""Who speaks: noun phrases around a reporting verb, names made whole, pronouns given back to their person."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Gender = Literal["m", "f"]

_CAP = r"[A-ZÀ-ÖØ-ÝŒ][\w’'-]*(?:\.(?=[A-Z]))?"
_TITLE = r"(?:Drs?|Docteure?|Prs?|Professeure?|Me|Maître|M\.|MM\.|Mmes?|Mgr|Monsieur|Madame|Mademoiselle|Mlle)\.?"
_PARTICLE = r"(?:de la|de|du|des|d['’]|le|la|van|von|ben|ibn|el|al|da|di|dos)"
# Words that a sentence may start with a capital: never the start of a name.
_FUNCTION = (
    r"(?:selon|pour|mais|le|la|les|un|une|des|et|or|car|il|elle|on|ce|cette|dans|en|à|au|aux|sur|avec|sans|après|avant|depuis|si|quand|comme|par|contre"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|interrogée?"
    r"|l|d|s|c|n|j|qu|de|du|puis|enfin|ainsi|pourtant|cependant|toutefois|néanmoins|aussi|alors|ils|elles|nous|vous|je|son|sa|ses|leur|leurs|invitée?|quelque|quelques|chacune?|personne|rien|tout|tous"
    r"|toutes|aucune?|ceux|celles?|celui|cela|ça|voilà|voici|oui|non|bref|hier|là|ici|parfois|désormais|comment|pourquoi|où|qui|que|dont|notre|nos|votre"
    r"|vos|mon|ma|mes|ces|cet|plus|moins|autant|surtout|seuls?|seules?|certes|outre|face|grâce|malgré|entre|chez|vers|sous|sans|dès|lors|lorsque|alors"
    r"|en|y|a|est|merci|bravo|bonjour|encore|jamais|toujours|peut-être|ensuite|d['’]abord|finalement|résultat|conclusion|exemple|question|réponse)"
)
_NOT_PERSON = re.compile(_FUNCTION, re.IGNORECASE)
_FIRST = rf"(?!(?i:{_FUNCTION})(?![\w-]))(?!{_TITLE}\s){_CAP}"
NAME = rf"(?:Santé publique France|(?:{_TITLE}[^\S\n]+{_CAP}|{_FIRST})(?:[^\S\n]+(?:{_PARTICLE}[^\S\n]?)?{_CAP}){{0,4}})"
_DETERMINER = (
    r"(?:les?|la|l['’]|une?|des|son|sa|ses|leurs?|notre|nos|ce|cet|cette|ces|mon|ma|mes|certaine?s|plusieurs|deux|trois|quelques"
    r"|nombre de|(?:de|d['’])\s?(?:nombreux|nombreuses|autres)|chaque|un certain nombre de)"
)
_START = re.compile(rf"(?P<name>{NAME})|(?P<det>(?i:{_DETERMINER}))(?:(?<=['’])|\s+)")
_STEP = re.compile(r"\s+|(?<=['’])|(?<=-)")
_WORD = re.compile(r"[^\W\d_]['’](?=[^\W_])|[^\W\d_][\w’'-]*\w|[^\W\d_]|\d+")
_LINKS = frozenset({"de", "du", "des", "d'", "d’", "la", "l'", "l’", "le", "les", "et", "aux", "au", "à", "en"})
# Words that end a noun phrase after a verb.
_STOP = re.compile(
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|demain|aujourd['’]hui|dans|sur|lors|pour|par|avec|sans|avant|après|depuis|pendant"
    r"|durant|qui|que|qu|dont|où|mais|car|donc|or|ni|quand|lorsque|comme|si|devant|auprès|chez|vers|selon|contre|alors|également|aussi|ainsi|encore"
    r"|ce|cette|cet|à|au|aux|en|et|ou|tout|il|elle|on|ils|elles|face|suite|afin|parmi|entre|sous|via|dès|jusqu|ne|n|y|se|s|a|ont|est|sont|avait|était"
    r"|avaient|étaient|sera|interrogée?s?|citée?s?|invitée?s?|joint|contactée?s?|(?:n|s|c|j|m|t|qu)['’])",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:ministres?|délégu\w+|chargée?s?|adjointe?s?|secrétaires?|présidente?s?|directeurs?|directrices?|candidate?s?|conseill\w+|professeure?s?)"
)
_FIGURES_OF = re.compile(
    r"(?:les?|la|l['’]|une?|des)\s?(?:\w+\s){0,2}?(?:chiffres?|données|estimations?|calculs?|statistiques?|sondages?|études?|rapports?|enquêtes?"
    r"|bilan|communiqué|décompte|comptage|projections?)\s(?:\w+\s){0,2}?(?:de la |de l['’]|des |du |de |d['’])(?P<owner>.+)",
    re.IGNORECASE,
)
_FEMININE = re.compile(
    r"(?i:\b(?:Mme|Madame|Mlle|la|une|sa|présidente|directrice|députée|sénatrice|avocate|conseillère|adjointe|porte-parole de la)\b)"
)
_PRONOUNS = {"il": "m", "elle": "f"}
_PLURAL = re.compile(r"(?:les|des|ses|ces|leurs|plusieurs|certaine?s|deux|trois|nos)\s")
_PAPERS = r"(?:Monde|Figaro|Parisien|Point|Progrès|Télégramme|Quotidien|Canard|Journal|Généraliste|Dauphiné|Midi)\b"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A noun phrase `text[start:end]` and who it names: a person where one stands in it, else the phrase."""

    start: int
    end: int
    speaker: str
    gender: Gender | None


def parse_phrase(text: str, start: int, *, end: int | None = None) -> Phrase | None:
    """The noun phrase that starts at `start`, or None.

    Without `end` it stops at the first word that cannot continue it (« Le ministre de la Santé | mardi »); with
    `end` it must reach exactly there, as a subject must reach its verb.
    """
    opening = _START.match(text, start, end if end is not None else len(text))
    if opening is None or _is_function_word(opening["name"]):
        return None
    position = opening.end()
    if opening["det"]:
        position = _extend(text, position, end if end is not None else len(text))
        if position is None:
            return None
    if end is not None and text[position:end].strip():
        return None
    written = text[start:position]
    after = text[position : position + 90]
    speaker, gender = _named(written, after)
    return Phrase(start=start, end=position, speaker=speaker, gender=gender)


def _is_function_word(name: str | None) -> bool:
    return name is not None and bool(_NOT_PERSON.fullmatch(name.split()[0].rstrip("'’")))


def _extend(text: str, position: int, limit: int) -> int | None:
    """End of the words that a determiner governs: nouns, adjectives, « de … », names; None without a noun."""
    reached: int | None = None
    previous = ""
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
        adverb = lowered.endswith("ment") and previous not in {"", *_LINKS}
        if not linking and (adverb or _STOP.fullmatch(lowered) or _begins_clause(lowered, reached, text[word.end() : word.end() + 8])):
            return reached
        if not linking:
            reached = word.end()
        previous = lowered
        step = _STEP.match(text, word.end(), limit)
        if not step or "\n" in step.group():
            return reached
        position = step.end()


def _begins_clause(word: str, reached: int | None, following: str) -> bool:
    """Whether a participle after the noun opens a clause: « un syndicat | créé pour … »."""
    if reached is None or not re.fullmatch(r"\w+(?:ée?s?)", word):
        return False
    return bool(re.match(r"\s+(?:pour|par|dans|en|sur|hier|lundi|mardi|après|à\s(?!la|l['’]))", following)) and not _ROLE.fullmatch(word)


def _may_link(word: str, previous: str, following: str) -> bool:
    if word in {"de", "du", "des", "d'", "d’"}:
        return bool(previous)
    if word in {"la", "l'", "l’", "le", "les"}:
        return previous in {"de", "à", "et"}
    if word in {"à", "au", "aux", "en"}:
        return bool(_ROLE.fullmatch(previous)) or (word == "en" and following.lstrip().startswith("chef"))
    return bool(re.match(r"\s*(?:de|du|des|d['’])", following))


@cache
def _first_names() -> dict[str, Gender]:
    read = tomllib.loads(files("nlp").joinpath("names.toml").read_text(encoding="utf-8"))
    names: dict[str, Gender] = {name: "m" for name in read["masculine"].split()}
    names.update({name: "f" for name in read["feminine"].split() if name not in names})
    return names


def find_gender(written: str) -> Gender | None:
    """Gender shown by a title, a determiner or a frequent first name; None where nothing tells."""
    if re.match(r"(?:M\.|Monsieur|MM\.|le\s|un\s|son\s)", written):
        return "m"
    for word in re.findall(r"[\w’'-]+", written):
        gender = _first_names().get(word) or _first_names().get(word.split("-")[0])
        if gender:
            return gender
    return "f" if _FEMININE.search(written) else None


_COMPLEMENT = re.compile(rf"\b(?:de la|de l['’]|du|des|de|d['’]|à la|aux|au|à l['’])\s?(?:{_CAP}|[\w’'-]+)")
_BODY = re.compile(
    r"(?:le|la|l['’]|un|une)\s?(?:syndicat|association|collectif|fédération|union|agence|parti|groupe|confédération|organisation|ONG)"
    r"(?:\s[a-zà-ÿ]+)?\s(?P<name>[A-Z][A-Z0-9][\w-]*)",
    re.IGNORECASE,
)
_APPOSED = re.compile(rf"\s*,\s+(?:le\s+|la\s+)?(?P<name>(?:{_TITLE}\s+)?{_CAP}\s+(?:{_PARTICLE}\s?)?{_CAP}(?:\s+{_CAP})?)")
_FINAL_NAME = re.compile(rf"(?P<name>(?:{_TITLE}\s+{NAME}|{_CAP}\s+(?:{_PARTICLE}\s?)?{_CAP}(?:\s+{_CAP})*))$")


def _named(written: str, after: str) -> tuple[str, Gender | None]:
    """The person or body that a phrase names, and the gender that the phrase shows."""
    gender = find_gender(written)
    owner = _FIGURES_OF.fullmatch(written)
    if owner:
        return strip_article(owner["owner"]), None
    body = _BODY.fullmatch(written)
    if body:
        return body["name"], None
    starts_lower = re.match(rf"(?i:{_DETERMINER})(?:(?<=['’])|\s+)(?=[a-zà-ÿœ])", written)
    if starts_lower:
        final = _FINAL_NAME.search(_COMPLEMENT.sub(lambda m: "·" * len(m.group()), written))
        if final:
            return trim_person(final["name"]), find_gender(final["name"]) or gender
        apposed = _APPOSED.match(after)
        if apposed and not _is_function_word(apposed["name"]):
            return apposed["name"], find_gender(apposed["name"]) or gender
    return trim_person(strip_article(written)), gender


def trim_person(name: str) -> str:
    """A name without the capitals that are not its own: « LREM Marie Dupont » as « Marie Dupont »."""
    words = name.split()
    for index in range(1, len(words) - 1):
        if re.fullmatch(_TITLE, words[index]) or (words[index] in _first_names() and words[index - 1] not in _first_names()):
            before = words[index - 1]
            titled = re.fullmatch(rf"{_TITLE}|{_PARTICLE}", before) or "-" in before
            return name if titled else " ".join(words[index:])
    return name


def strip_article(written: str) -> str:
    """« la Cnam » as « Cnam », « le Dr Quentin » as « Dr Quentin »; common nouns keep their article."""
    if re.match(rf"Le\s{_PAPERS}", written):
        return written.rstrip(" ,.;:-")
    bare = re.sub(r"^(?:[Ll]e\s|[Ll]a\s|[Ll]es\s|[Ll]['’])\s*(?=[A-ZÀ-Ý])", "", written.strip())
    if bare == written.strip() and re.match(r"(?:Les?|La|L['’]|Une?|Des|Son|Sa|Ses|Leurs?|Cet?t?e?s?|Plusieurs|Certaine?s)\b", bare):
        bare = bare[0].lower() + bare[1:]
    return bare.rstrip(" ,.;:-")


def is_person(name: str) -> bool:
    """Whether a capitalised phrase starts with a title or a frequent first name."""
    first = name.split()[0] if name.split() else ""
    return bool(re.match(rf"{_TITLE}\s", name)) or first in _first_names() or first.split("-")[0] in _first_names()


class NameBook:
    """Fullest forms of the names seen in one article, and the persons a pronoun may stand for.

    `speakers` are names known besides the text, as the speakers of an interview's turns.
    """

    def __init__(self, text: str, speakers: Iterable[str] = ()) -> None:
        self._text = "\n".join([text, *speakers])
        self._known: dict[str, str] = {}
        self._persons = [
            (match.start(), match.group(), find_gender(match.group()))
            for match in re.finditer(NAME, text)
            if " " in match.group() and _is_subject(text, match)
        ]
        self._said: list[tuple[int, str, Gender | None]] = []

    def complete(self, speaker: str) -> str:
        """The fullest name of the same person in the text: « Dr Quentin » as « Dr Alix Quentin »."""
        if speaker not in self._known:
            self._known[speaker] = self._complete(speaker)
        return self._known[speaker]

    def _complete(self, speaker: str) -> str:
        title = re.match(rf"({_TITLE})\s+(?=[A-ZÀ-Ý])", speaker)
        bare = speaker[title.end() :] if title else speaker
        if not bare or not bare[0].isupper() or (not title and (" " in bare or bare.isupper())):
            return self._titled(speaker, bare) if " " in bare else speaker
        pattern = rf"(?<![\w-])(?P<first>{_FIRST}[^\S\n]+(?:{_CAP}[^\S\n]+){{0,2}}(?:{_PARTICLE}[^\S\n]?)?){re.escape(bare)}(?![\w-])"
        names = {m["first"] + bare for m in re.finditer(pattern, self._text)}
        names = {trim_person(name) for name in names}
        names = {name for name in names if is_person(name)} or (names if title else set())
        # Two people of one family name: a short form cannot say which.
        if len({name.split()[0] for name in names}) != 1:
            return speaker
        return self._titled(speaker, max(names, key=len))

    def _titled(self, speaker: str, bare: str) -> str:
        """The name with its medical or academic title where the text gives one."""
        own = re.match(r"((?:Dr|Pr|Me|Docteure?|Professeure?|Maître)\.?)\s", speaker)
        bare = re.sub(rf"^{_TITLE}\s+", "", bare)
        first, _, family = bare.partition(" ")
        seen = re.search(rf"\b((?:Dr|Pr|Me)\.?)\s+(?:{re.escape(first)}\s+)?{re.escape(family)}(?![\w-])", self._text)
        title = own or (seen if family else None)
        return f"{title[1]} {bare}" if title else bare

    def said(self, position: int, speaker: str, gender: Gender | None) -> None:
        """Remember that `speaker` was heard at `position`, for the pronouns after it."""
        self._said.append((position, speaker, gender or find_gender(speaker)))

    def resolve(self, pronoun: str, position: int) -> str | None:
        """The last person before `position` whom « il » or « elle » can stand for; None where nobody fits.

        « ils » and « elles » stand for the last plural speaker (« les élus de la vallée »).
        """
        if pronoun.lower() in {"ils", "elles"}:
            return next((name for at, name, _ in reversed(self._said) if at < position and _PLURAL.match(name)), None)
        wanted = _PRONOUNS.get(pronoun.lower())
        if wanted is None:
            return None
        before = [entry for entry in self._persons + self._said if entry[0] < position]
        fitting = [entry for entry in before if entry[2] in {wanted, None}]
        return self.complete(max(fitting, key=lambda entry: entry[0])[1]) if fitting else None


def _is_subject(text: str, match: re.Match[str]) -> bool:
    """Whether a name can be taken up by « il »: a person's, or any two capitals that open a sentence."""
    opens = bool(re.search(r"(?:^|[.!?»”\"\n])\s*$", text[max(0, match.start() - 3) : match.start()]))
    acronym = match.group().split()[0].isupper()
    return (is_person(match.group()) and not _governed(text, match.start())) or (opens and not acronym)


def _governed(text: str, start: int) -> bool:
    """Whether a preposition before a name makes it an object, which « il » seldom takes up."""
    return bool(re.search(r"\b(?:de|du|des|d['’]|à|avec|contre|pour|chez|sur|et|par|entre|que)\s?$", text[max(0, start - 8) : start]))
