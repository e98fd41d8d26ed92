"""Noun phrases that can speak: where one ends, and which person or body it names."""

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.first_names import TITLE, Gender, find_gender, first_names
from nlp.lemmas import is_common, is_only_verb
from nlp.verbs import find_form

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
_DETERMINER = (
    r"(?:les?|la|l['’]|une?|des|son|sa|ses|leurs?|notre|nos|ce|cet|cette|ces|mon|ma|mes|certaine?s|plusieurs"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|soixante|cent"
    r"|treize|quatorze|seize|dix-\w+|vingt(?:-\w+)?|trente(?:-\w+)?|mille|quelques"
    r"|nombre de|(?:de|d['’])\s?(?:nombreux|nombreuses|autres)|chaque|un certain nombre de)"
)
_PLURALS = ("les", "des", "ces", "ses", "leurs", "nos", "plusieurs", "certains", "certaines")
_START = re.compile(
    rf"(?P<name>{NAME})|(?P<this>(?i:celui-ci|celle-ci))\b|(?P<det>(?i:{_DETERMINER}))(?:(?<=['’])"
    rf"|\s+)"
)
_STEP = re.compile(r"\s+|(?<=['’])|(?<=-)")
_WORD = re.compile(r"(?:qu|[^\W\d_])['’](?=[^\W_])|[^\W\d_][\w’'-]*\w|[^\W\d_]|\d(?!\d)")
_LINKS = frozenset({"de", "du", "des", "d'", "d’", "la", "l'", "l’", "le", "les", "et", "aux", "au", "à", "en"})
# Words that end a noun phrase after a verb.
_STOP = re.compile(
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|demain|aujourd['’]hui|dans|sur|lors|pour|par"
    r"|avec|sans|avant|après|depuis|pendant"
    r"|durant|qui|que|qu|dont|où|mais|car|donc|or|ni|quand|lorsque|comme|si|devant|auprès|chez|vers|selon|contre"
    r"|alors|également|aussi|ainsi|encore"
    r"|ce|cette|cet|à|au|aux|en|et|ou|tout|il|elle|on|ils|elles|face|suite|afin|parmi|entre|sous|via|dès|jusqu"
    r"|ne|n|y|se|s|a|ont|est|sont|avait|était|visant|portant|menant|concernant|émanant|datant|venue?s?|refusant"
    r"|souhaitant|ayant|étant"
    r"|avaient|étaient|sera|interrogée?s?|citée?s?|invitée?s?|joint|contactée?s?|(?:n|s|c|j|m|t|qu)['’])",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:ministres?|délégu\w+|chargée?s?|adjointe?s?|secrétaires?|présidente?s?|directeurs?|directrices?"
    r"|candidate?s?|conseill\w+|professeure?s?)"
)
_FIGURES_OF = re.compile(
    r"(?:les?|la|l['’]|une?|des)\s?(?:\w+\s){0,2}?(?:chiffres?|données|estimations?|calculs?|statistiques?"
    r"|sondages?|études?|rapports?|enquêtes?"
    r"|bilan|communiqué|décompte|comptage|projections?)\s(?:\w+\s){0,2}?(?:de la |de l['’]|des |du |de "
    r"|d['’])(?P<owner>.+)",
    re.IGNORECASE,
)
_PAPERS = r"(?:Monde|Figaro|Parisien|Point|Progrès|Télégramme|Quotidien|Canard|Journal|Généraliste|Dauphiné|Midi)\b"


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
    r"|l['’]hiver|les uns|ce\s(?:matin|soir|jour|mois|week-end|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
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
    if opening is None or _is_function_word(opening["name"]) or _is_common_word(text, opening):
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
    speaker, gender = _named(written, after)
    return Phrase(start=start, end=position, speaker=speaker, gender=gender)


@lru_cache(maxsize=4)
def find_name_matches(text: str) -> tuple[re.Match[str], ...]:
    """Every capitalised name of a text; read once for all who ask."""
    return tuple(re.finditer(NAME, text))


def _is_function_word(name: str | None) -> bool:
    return name is not None and bool(_NOT_PERSON.fullmatch(name.split()[0].rstrip("'’")))


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
        acts = reached is not None and previous not in _LINKS and word.group()[0].islower() and _acts(lowered)
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
    rf"(?:{_DETERMINER}|l['’]une?|certaine?s|beaucoup|plusieurs)\sd['’]entre\s(?:eux|elles)\b|l['’]une?\sd['’](?:eux|elles)\b",
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


_COMPLEMENT = re.compile(rf"\b(?:de la|de l['’]|du|des|de|d['’]|à la|aux|au|à l['’])\s?(?:{CAPITALISED}|[\w’'-]+)")
_BODY = re.compile(
    r"(?i:(?:le|la|l['’]|un|une)\s?(?:syndicat|association|collectif|fédération|union|agence|parti|groupe"
    r"|confédération|organisation|ONG))"
    r"(?:\s[a-zà-ÿ]+)?\s(?P<name>[A-Z][A-Z0-9][\w-]*)"
)
_APPOSED = re.compile(
    rf"\s*,\s+(?:le\s+"
    rf"|la\s+)?(?P<name>(?:{TITLE}\s+)?{CAPITALISED}\s+(?:{PARTICLE}\s?)?{CAPITALISED}(?:\s+{CAPITALISED})?)"
)
_FINAL_NAME = re.compile(
    rf"(?P<name>(?:{TITLE}\s+{NAME}"
    rf"|(?![LDQNS]['’]){CAPITALISED}\s+(?:{PARTICLE}\s?)?{CAPITALISED}(?:\s+{CAPITALISED})*))$"
)


# « dit celui-ci, Rodolphe Santerre »
_THIS_ONE = re.compile(rf",\s+(?P<name>{CAPITALISED}\s+(?:{PARTICLE}\s?)?{CAPITALISED}(?:\s+{CAPITALISED})?)")
# « Son épouse, Noémie, coupe »: a first name alone after what the person is.
_FIRST_NAME_APPOSED = re.compile(rf"\s*,\s+(?P<name>{CAPITALISED})\s*,")


def _named(written: str, after: str) -> tuple[str, Gender | None]:
    """The person or body that a phrase names, and the gender that the phrase shows."""
    gender = find_gender(written)
    owner = _FIGURES_OF.fullmatch(written)
    if owner and (
        owner["owner"][0].isupper() or any(can_speak(f"{the} {owner['owner']}") for the in ("le", "la", "l'"))
    ):
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
        if (first := _FIRST_NAME_APPOSED.match(after)) and first["name"] in first_names():
            return first["name"], find_gender(first["name"]) or gender
    # « Le Dr Paul Quentin ferme boutique »: the name ends before the verb.
    bare = strip_article(written)
    return trim_person(titled.group() if (titled := _TITLED_NAME.match(bare)) else bare), gender


_TITLED_NAME = re.compile(rf"{TITLE}\s+{CAPITALISED}(?:\s+(?:{PARTICLE}\s?)?{CAPITALISED})*(?=\s[a-zà-ÿ])")
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


def strip_article(written: str) -> str:
    """« la Cnam » as « Cnam », « le Dr Quentin » as « Dr Quentin »; common nouns keep their article."""
    if re.match(rf"Le\s{_PAPERS}", written):
        return written.rstrip(" ,.;:-")
    bare = re.sub(r"^(?:[Ll]e\s|[Ll]a\s|[Ll]es\s|[Ll]['’])\s*(?=[A-ZÀ-Ý])", "", written.strip())
    if bare == written.strip() and re.match(
        r"(?:Deux|Trois|Quatre|Cinq|Six|Sept|Huit|Neuf|Dix|Onze|Douze|Quinze|Vingt|Trente|Quarante|Cinquante|Soixante"
        r"|Cent|Mille|Les?|La|L['’]|Une?|Des|Son|Sa|Ses|Mon|Ma|Mes|Notre|Nos|Leurs?|Cet?t?e?s?|Plusieurs"
        r"|Certaine?s)\b",
        bare,
    ):
        bare = bare[0].lower() + bare[1:]
    return bare.rstrip(" ,.;:-")


_SPEAKING = re.compile(
    rf"(?i:{_DETERMINER})(?:(?<=['’])|\s+)(?:(?:ancien|ancienne|nouveau|nouvelle|jeune|vieux|vieille|petit"
    rf"|petite)s?\s)?"
    r"(?:\w+(?:iste|logue|iatre|icien|icienne|trice)s?|(?!secteurs?\b|moteurs?\b|ordinateurs?\b)\w+[ds]?teurs?"
    r"|(?:pr[ée]sident|adhérent|habitant|député|[ée]lu|avocat|délégué|intéressé|assuré|retraité|syndiqué|employé"
    r"|patient"
    r"|étudiant|consultant|adjoint)e?s?"
    r"|vice-présidente?s?|sous-préfète?s?|inspections?|commissions?|parquets?|rectorats?|maires?|ministres?|préfets?"
    r"|préfètes?|porte-parole|chefs?|patronn?e?s?|gérante?s?|médecins?|docteurs?|interne?s?"
    r"|professeure?s?|infirmi[eè]re?s?|soignante?s?|pharmaciens?|syndicats?|collectifs?|associations?|fédérations?"
    r"|confédérations?|unions?|ordres?|agences?|caisses?|ministères?|(?:sous-)?préfectures?|mairies?|gouvernement|oppositions?"
    r"|majorités?|groupes?|entreprises?|directions?|mutuelles?|comités?|conseils?|mère|père|frère|sœur|fils|fille|mari"
    r"|femme|épouse|époux|voisine?s?|voyageurs?|commerçante?s?|agriculteurs?|éleveurs?|éleveuses?|parents|familles?"
    r"|gens"
    r"|voix|témoins?|riverains?|riveraines?|usagers?|usagères?|sénateurs?|conseill[eè]re?s?|secrétaires?|libraires?"
    r"|boulangers?"
    r"|(?:tri|quadr|quinqu|sex|sept)u?agénaires?|trentenaires?|second|seconde|premier|première|dernier|dernière"
    r"|collègues?|copains?|copines?|amie?s?"
    r"|cousine?s?|oncle|tante|belle-\w+|beau-\w+|beauf|toubibs?|gendre|neveu|nièce|prof|profs|cour|tribunal"
    r"|rapports?|études?|enquêtes?|sondages?|institut"
    r"|ligues?|réseaux?|observatoires?|plateformes?|coordinations?|intersyndicales?|rédactions?|académies?|défense"
    r"|accusation|partie civile|délégations?|coalitions?|amicales?|alliances?|organisations?|partis?|mouvements?"
    r"|fondations?|sociétés?|baromètres?|prévenue?s?|accusée?s?|plaignante?s?"
    r"|chambre|assurance|lettre|affiche|tract|communiqué|pétition|praticiens?|praticiennes?|confrères?|consœurs?"
    r"|internes?|doyens?|doyennes?|édiles?|recteurs?|juges?|procureure?s?)\b",
    re.IGNORECASE,
)


def can_speak(written: str) -> bool:
    """Whether a phrase as written names a person, an acronym, or a person's or a body's common noun."""
    bare = strip_article(written)
    two_names = re.fullmatch(rf"{FIRST_NAME}(?:\s(?:{PARTICLE}\s?)?{CAPITALISED}){{1,3}}", bare)
    acronym = re.fullmatch(r"[A-Z][A-Z0-9-]+(?:\s[A-Z]\w+)*", bare)
    return is_person(bare) or bool(two_names or acronym or _SPEAKING.match(written))


def is_person(name: str) -> bool:
    """Whether a capitalised phrase starts with a title or a frequent first name."""
    first = name.split()[0] if name.split() else ""
    return bool(re.match(rf"{TITLE}\s", name)) or first in first_names() or first.split("-")[0] in first_names()
