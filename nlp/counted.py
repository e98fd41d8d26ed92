"""What a number counts: the noun phrase after it, as written (« 927 médecins non conventionnés »)."""

import re

_SPACE = r"[ \u00a0\u202f\u2009]"
_WORD = re.compile(rf"{_SPACE}*(?P<word>[^\W\d_]+(?:[-’'][^\W\d_]+)*)")
_LINKED = re.compile(
    rf"{_SPACE}*(?:d['’]|(?:de|des|du){_SPACE}+)(?:l['’]|(?:(?:toutes?|tous)[ ]les|la|le|ces|nos|ses|leurs?|mes"
    rf"|vos|son|sa|cet|cette|ce|notre|votre|mon|ma){_SPACE}+)?",
    re.IGNORECASE,
)
_COMPLEMENT = re.compile(rf"{_SPACE}+(?:de{_SPACE}+|d['’])(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)|{_SPACE}+à{_SPACE}charge")
_SECTOR = re.compile(
    rf"{_SPACE}*(?:(?:de|du|en){_SPACE}+)?(?:secteurs?{_SPACE}+[123]\b|hors{_SPACE}+convention\b)", re.IGNORECASE
)
_EACH = re.compile(
    rf"{_SPACE}+(?:(?:par|la|le|chaque|pour{_SPACE}(?:une?|la|le|chaque)){_SPACE}"
    rf"|(?:pour{_SPACE})?l['’])(?P<word>(?:acte|consultation|patient|médecin|personne|tête|habitant"
    r"|visite|foyer|assuré|séance|boîte|nuit|garde|téléconsultation|ménage|salarié|adhérent|unité|pièce)s?)\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r".*(?:[sx]|é|ée|el|elle|al|ale|ique|if|ive|euse|ier|ière|aire|able|ible|ain|aine|ant|ante|in|ine|er|ère|[lt]ent)",
    re.IGNORECASE,
)
# Function words, verbs and units that are never a counted thing nor its adjective.
_STOP = re.compile(
    r"les|des|ces|ses|mes|tes|nos|vos|leurs?|le|la|un|une|du|de|d|l|et|ou|où|ni|or|mais|donc|car|par|pour|en"
    r"|dans|sur|sous|sans|vers|chez|avec|à"
    r"|au|aux|dès|près|après|avant|depuis|lors|hors|plus|moins|très|trop|puis|pas|jamais|toujours|alors|ainsi"
    r"|aussi|encore|déjà|hier|demain"
    r"|tous|toutes|tout|toute|tou(?:te)?s|nous|vous|ils?|elles?|on|je|tu|qui|que|qu|dont|quand|si|soit|est|sont"
    r"|sera|seront|était|étaient|ont"
    r"|avait|avaient|auraient|aurait|ayant|étant|a|ai|as|ne|n|y|se|s|me|te|ce|c|cela|ça|ci|là|même|mêmes|afin"
    r"|selon|son|sa|notre|votre|mon|ma|cet|cette|contre|entre|parmi|comme"
    r"|environ|seulement|minimum|maximum|suis|sommes|êtes|vais|fais|dis|crois|peux|veux|dois|pris|mis|parfois"
    r"|fois|certes|ailleurs|plutôt"
    r"|désormais|autrefois|volontiers|sus|toutefois|néanmoins|pourtant|cependant|lorsque|puisque|parce|etc|ans?"
    r"|années?|mois|jours?|heures?"
    r"|euros?|ici|mieux|dernier|dernière|prochain|prochaine|aujourd['’]hui|janvier|février|mars|avril|mai|juin"
    r"|juillet|août|septembre|octobre"
    r"|novembre|décembre|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|beaucoup|combien|peut|doit|fait|va"
    r"|vont|font|lui|eux|moi|toi|soi"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|cent|cents|mille|million|millions|milliard|milliards|à-dire"
    r"|(?:prév|att?end)u(?:e?s)|(?:avanc|annonc|recens|enregistr|estim|évoqu|revendiqu|affich|budgét|constat|relev|observ)ée?s"
    r"|promis(?:es)?|devant|derrière|au-dessus|au-dessous|dessus|dessous|passés?|tiers|quart",
    re.IGNORECASE,
)
_VERB_LIKE = re.compile(r".*(?:aient|èrent|eront|iront|issent|raient)|.{3,}(?<![mtl])ent", re.IGNORECASE)
# After the « de » of a complement: a function word, a proper name, an infinitive.
_NO_COMPLEMENT = re.compile(rf"(?i:{_STOP.pattern})|[A-ZÀ-Ý].*|\w{{3,}}[^i\W]er")
_MAX_ADJECTIVES = 2
_MIN_ADJECTIVE_CHARS = 3


def find_counted(text: str, position: int, *, plural: bool, linked: bool) -> str | None:
    """The noun phrase that starts at `position`, as written, or None where no noun stands there.

    `plural` asks for a plural head, as after a number of two or more. `linked` asks for « de », « d' » or
    « des » before the noun, as after a percentage or « millions ».
    """
    if not linked:
        return _noun_phrase(text, position, plural=plural)
    link = _LINKED.match(text, position)
    return _noun_phrase(text, link.end(), plural=False) if link else None


def find_each(text: str, position: int) -> str | None:
    """What a price is for: « 30 € la consultation », « 2 € par acte », « 1 200 € de forfaits »."""
    each = _EACH.match(text, position)
    return each["word"] if each else find_counted(text, position, plural=False, linked=True)


def _noun_phrase(text: str, position: int, *, plural: bool) -> str | None:
    sector = _SECTOR.match(text, position)
    if sector:
        return sector.group().strip()
    head = _head(text, position, plural=plural)
    if head is None:
        return None
    many = head["word"].endswith(("s", "x"))
    return text[position : _with_complement(text, _with_adjectives(text, head.end(), plural=many))].strip()


def _head(text: str, position: int, *, plural: bool) -> re.Match[str] | None:
    match = _WORD.match(text, position)
    if not match or _STOP.fullmatch(match["word"]) or "'" in match["word"] or "’" in match["word"]:
        return None
    if plural and not match["word"].endswith(("s", "x", "z")):
        return None
    return match


def _with_adjectives(text: str, end: int, *, plural: bool) -> int:
    for _ in range(_MAX_ADJECTIVES):
        match = _WORD.match(text, end)
        if not match:
            break
        word = match["word"]
        if word.lower() == "non":
            following = _WORD.match(text, match.end())
            if not following:
                break
            match, word = following, following["word"]
        if (
            len(word) < _MIN_ADJECTIVE_CHARS
            or _STOP.fullmatch(word)
            or not word[0].islower()
            or not _ADJECTIVE.fullmatch(word)
            or _VERB_LIKE.fullmatch(word)
            or (plural and word.endswith("ent"))
        ):
            break
        end = match.end()
    return end


def _with_complement(text: str, end: int) -> int:
    sector = _SECTOR.match(text, end)
    if sector:
        return sector.end()
    match = _COMPLEMENT.match(text, end)
    if match and not (match["word"] and _NO_COMPLEMENT.fullmatch(match["word"])):
        end = _with_adjectives(text, match.end(), plural=match.group().endswith(("s", "x")))
        sector = _SECTOR.match(text, end)
    return sector.end() if sector else end
