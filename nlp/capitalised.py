"""Capitalised names as texts write them: their pattern, the words that are none, and which name a person."""

import re
from functools import lru_cache

from nlp.first_names import TITLE, first_names

CAPITALISED = r"[A-ZÀ-ÖØ-ÝŒ][\w’'-]*(?:\.(?=[A-Z]))?"
PARTICLE = r"(?:von der|van der|van den|de los|de la|de|du|des|d['’]|le|la|van|von|ben|ibn|el|al|da|di|dos)"
# Words that a sentence may start with a capital: never the start of a name.
_FUNCTION = (
    r"(?:selon|pour|mais|le|la|les|un|une|des|et|or|car|il|elle|on|ce|cette|dans|en|à|au|aux|sur|avec|sans|après"
    r"|avant|depuis|si|quand|comme|par|contre"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|février|mars|avril|mai|juin|juillet|août"
    r"|septembre|octobre|novembre|décembre|interrogée?"
    r"|l|d|s|c|n|j|qu|de|du|puis|enfin|ainsi|pourtant|cependant|toutefois|néanmoins|aussi|alors|ils|elles|nous"
    r"|vous|je|son|sa|ses|leur|leurs|invitée?|quelque|quelques|chacune?|personne|rien|tout|tous"
    r"|toutes|aucune?|ceux|celles?|celui|cela|ça|voilà|voici|oui|non|bref|hier|là|ici|parfois|désormais|comment"
    r"|pourquoi|où|qui|que|dont|notre|nos|votre"
    r"|vos|mon|ma|mes|ces|cet|plus|moins|autant|surtout|seuls?|seules?|certes|outre|face|grâce|malgré|entre|chez"
    r"|vers|sous|sans|dès|lors|lorsque|alors"
    r"|en|y|a|est|merci|bravo|bonjour|encore|déjà|jamais|toujours|peut-être|ensuite|d['’]abord|finalement|résultat"
    r"|conclusion|exemple|question|réponse|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|trente|quarante"
    r"|onze|douze|treize|quatorze|quinze|seize|(?:dix|vingt|trente|quarante|cinquante|soixante)-\w+"
    r"|cinquante|soixante|cent|mille|certaine?s?|plusieurs|nombre|chaque|beaucoup|quant)"
)
_NOT_PERSON = re.compile(_FUNCTION, re.IGNORECASE)
FIRST_NAME = rf"(?!(?i:{_FUNCTION})(?![\w-]))(?!{TITLE}\s){CAPITALISED}"
NAME = (
    rf"(?:Santé publique France|(?:{TITLE}[^\S\n]+{CAPITALISED}"
    rf"|{FIRST_NAME})(?:[^\S\n]+(?:{PARTICLE}[^\S\n]?)?{CAPITALISED}){{0,4}})(?:(?<=\bEurope)\s1|(?<=\bFrance)\s[235])?"
)


@lru_cache(maxsize=4)
def find_name_matches(text: str) -> tuple[re.Match[str], ...]:
    """Every capitalised name of a text; read once for all who ask."""
    return tuple(re.finditer(NAME, text))


def is_function_word(name: str | None) -> bool:
    """Whether the first word of a capitalised phrase is one that only opens its sentence: « Selon », « Les »."""
    return name is not None and bool(_NOT_PERSON.fullmatch(name.split()[0].rstrip("'’")))


def is_person(name: str) -> bool:
    """Whether a capitalised phrase starts with a title or a frequent first name."""
    first = name.split()[0] if name.split() else ""
    return bool(re.match(rf"{TITLE}\s", name)) or first in first_names() or first.split("-")[0] in first_names()


# « a dit à France Bleu Luc Quentin »: the channel is who hears.
_CHANNEL = re.compile(
    r"^(?:France )?(?:Bleu|Info|Inter|Culture|Télévisions|Europe 1|BFMTV|RTL|RMC|LCI|CNews)\s(?=[A-ZÀ-Ý]\w+\s[A-ZÀ-Ý])"
)


def trim_person(name: str) -> str:
    """A name without the capitals that are not its own: « LREM Marie Dupont » as « Marie Dupont »."""
    name = _CHANNEL.sub("", name)
    words = name.split()
    for index in range(1, len(words) - 1):
        before = words[index - 1]
        if re.fullmatch(TITLE, words[index]) or (words[index] in first_names() and before not in first_names()):
            titled = re.fullmatch(rf"{TITLE}|{PARTICLE}", before) or "-" in before
            return name if titled else " ".join(words[index:])
    return name
