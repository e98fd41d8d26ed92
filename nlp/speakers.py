"""Phrases that can speak, and which person or body a phrase names."""

import re

from nlp.capitalised import CAPITALISED, FIRST_NAME, NAME, PARTICLE, is_function_word, is_person, trim_person
from nlp.first_names import TITLE, Gender, find_gender, first_names

DETERMINER = (
    r"(?:(?:beaucoup|bon nombre|un grand nombre|nombre|la plupart|une partie|une majorité|la majorité|la moitié)\s"
    r"(?:de\s(?:mes|nos|vos|ses|leurs|ces)|des?(?=\s)|d['’])"
    r"|les?|la|l['’]|une?|des|son|sa|ses|leurs?|notre|nos|votre|vos|ce|cet|cette|ces|mon|ma|mes|certaine?s|plusieurs"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|soixante|cent"
    r"|treize|quatorze|seize|dix-\w+|vingt(?:-\w+)?|trente(?:-\w+)?|mille|quelques"
    r"|nombre de|(?:de|d['’])\s?(?:nombreux|nombreuses|autres)|chaque|un certain nombre de)"
)
_FIGURES_OF = re.compile(
    r"(?:les?|la|l['’]|une?|des)\s?(?:\w+\s){0,2}?(?:chiffres?|données|estimations?|calculs?|statistiques?"
    r"|sondages?|études?|rapports?|enquêtes?"
    r"|bilan|communiqué|décompte|comptage|projections?)\s(?:\w+\s){0,2}?(?:de la |de l['’]|des |du |de "
    r"|d['’])(?P<owner>.+)",
    re.IGNORECASE,
)
_COMPLEMENT = re.compile(rf"\b(?:de la|de l['’]|du|des|de|d['’]|à la|aux|au|à l['’])\s?(?:{CAPITALISED}|[\w’'-]+)")
_BODY = re.compile(
    r"(?i:(?:le|la|l['’]|un|une)\s?(?:syndicat|association|collectif|fédération|union|agence|parti|groupe"
    r"|confédération|organisation|ONG))"
    r"(?:\s[a-zà-ÿ]+)?\s(?P<name>[A-Z][A-Z0-9][\w-]*)"
)
_APPOSED = re.compile(
    rf"\s*,\s+(?:(?:le\s+|la\s+|l['’])(?:[a-zà-ÿ][\w-]+\s){{0,2}})?(?P<name>(?:{TITLE}\s+)?{CAPITALISED}\s+(?:{PARTICLE}\s?)?{CAPITALISED}(?:\s+{CAPITALISED})?)"
)
# « sa directrice pour l'Algérie Lise Quentin », « la responsable à Lyon Lise Quentin »
_NAME_AFTER_FIELD = re.compile(
    rf"\s(?:pour|en|à|au|aux)\s(?:la\s|le\s|les\s|l['’])?{CAPITALISED}\s(?P<name>{CAPITALISED}\s(?:{PARTICLE}\s?)?{CAPITALISED})"
)
_FINAL_NAME = re.compile(
    rf"(?P<name>(?:{TITLE}\s+{NAME}"
    rf"|(?![LDQNS]['’]){CAPITALISED}\s+(?:{PARTICLE}\s?)?{CAPITALISED}(?:\s+{CAPITALISED})*))$"
)
# « Son épouse, Noémie, coupe »: a first name alone after what the person is.
_FIRST_NAME_APPOSED = re.compile(rf"\s*,\s+(?P<name>{CAPITALISED})\s*(?=[,.;]|$)")
_TITLED_NAME = re.compile(rf"{TITLE}\s+{CAPITALISED}(?:\s+(?:{PARTICLE}\s?)?{CAPITALISED})*(?=\s[a-zà-ÿ])")


def name_speaker(written: str, after: str) -> tuple[str, Gender | None]:
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
    starts_lower = re.match(rf"(?i:{DETERMINER})(?:(?<=['’])|\s+)(?=[a-zà-ÿœ])", written)
    if starts_lower:
        final = _FINAL_NAME.search(_COMPLEMENT.sub(lambda m: "·" * len(m.group()), written))
        if final:
            return trim_person(final["name"]), find_gender(final["name"]) or gender
        apposed = _APPOSED.match(after) or _NAME_AFTER_FIELD.match(after)
        if apposed and not is_function_word(apposed["name"]):
            return apposed["name"], find_gender(apposed["name"]) or gender
        if (first := _FIRST_NAME_APPOSED.match(after)) and first["name"] in first_names():
            return first["name"], find_gender(first["name"]) or gender
    # « Le Dr Paul Quentin ferme boutique »: the name ends before the verb.
    bare = strip_article(written)
    return trim_person(titled.group() if (titled := _TITLED_NAME.match(bare)) else bare), gender


_PAPERS = r"(?:Monde|Figaro|Parisien|Point|Progrès|Télégramme|Quotidien|Canard|Journal|Généraliste|Dauphiné|Midi)\b"


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
    # « M. R. » keeps the point of its initial.
    initial = re.search(r"(?:^|[\s.-])[A-ZÀ-Ý]\.$", bare)
    return bare if initial else bare.rstrip(" ,.;:-")


_SPEAKING = re.compile(
    rf"(?i:{DETERMINER})(?:(?<=['’])|\s+)(?:(?:ancien|ancienne|nouveau|nouvelle|jeune|vieux|vieille|petit"
    rf"|petite)s?\s)?"
    r"(?:\w+(?:iste|logue|iatre|icien|icienne|trice)s?|(?!secteurs?\b|moteurs?\b|ordinateurs?\b)\w+[ds]?teurs?"
    r"|(?:pr[ée]sident|adhérent|habitant|député|[ée]lu|avocat|délégué|intéressé|assuré|retraité|syndiqué|employé"
    r"|patient"
    r"|étudiant|consultant|adjoint)e?s?"
    r"|vice-présidente?s?|sous-préfète?s?|inspections?|commissions?|parquets?|rectorats?|maires?|ministres?|préfets?"
    r"|préfètes?|porte-parole|chefs?|patronn?e?s?|gérante?s?|médecins?|docteurs?|interne?s?"
    r"|professeure?s?|infirmi[eè]re?s?|soignante?s?|pharmaciens?|syndicats?|collectifs?|associations?|fédérations?"
    r"|confédérations?|unions?|ordres?|agences?|caisses?|ministères?|(?:sous-)?préfectures?|mairies?"
    r"|gouvernement|oppositions?"
    r"|majorités?|groupes?|entreprises?|directions?|mutuelles?|comités?|conseils?|mère|père|frère|sœur|fils|fille|mari"
    r"|femme|épouse|époux|voisine?s?|voyageurs?|commerçante?s?|agriculteurs?|éleveurs?|éleveuses?|parents|familles?"
    r"|gens"
    r"|voix|témoins?|riverains?|riveraines?|usagers?|usagères?|sénateurs?|conseill[eè]re?s?|secrétaires?|libraires?"
    r"|boulangers?"
    r"|(?:tri|quadr|quinqu|sex|sept)u?agénaires?|trentenaires?|second|seconde|premier|première|dernier|dernière"
    r"|collègues?|copains?|copines?|amie?s?"
    r"|cousine?s?|oncle|tante|belle-\w+|beau-\w+|beauf|toubibs?|collèges?|(?:haute )?autorités?|hôpital"
    r"|clinique|patronat|police|gendarmerie|université|faculté|laboratoires?|défenseure?s?|gendre|neveu|nièce"
    r"|prof|profs|cour|tribunal"
    r"|rapports?|études?|enquêtes?|sondages?|institut"
    r"|ligues?|réseaux?|observatoires?|plateformes?|coordinations?|intersyndicales?|rédactions?|académies?|défense"
    r"|accusation|partie civile|délégations?|coalitions?|amicales?|alliances?|organisations?|partis?|mouvements?"
    r"|fondations?|sociétés?|baromètres?|prévenue?s?|accusée?s?|plaignante?s?"
    r"|chambre|assurance|lettre|affiche|tract|communiqué|pétition|praticiens?|praticiennes?|confrères?|consœurs?"
    r"|internes?|doyens?|doyennes?|édiles?|recteurs?|juges?|procureure?s?)\b",
    re.IGNORECASE,
)


# Seats of power that speak for those who sit there.
_SEATS = re.compile(
    r"(?:Matignon|Bercy|Beauvau|Bruxelles|Washington|Solférino|Ségur|Grenelle|Élysée|Elysée|Avenue de Ségur"
    r"|Quai d['’]Orsay"
    r"|Place Beauvau|Rue de Grenelle|Hôtel de Ville|Palais-Bourbon|Palais Bourbon)"
)


def can_speak(written: str) -> bool:
    """Whether a phrase as written names a person, an acronym, or a person's or a body's common noun."""
    bare = strip_article(written)
    two_names = re.fullmatch(rf"{FIRST_NAME}(?:\s(?:{PARTICLE}\s?)?{CAPITALISED}){{1,3}}", bare)
    if _SEATS.fullmatch(bare):
        return True
    acronym = re.fullmatch(r"[A-Z][A-Z0-9-]+(?:\s[A-Z]\w+)*", bare)
    return is_person(bare) or bool(two_names or acronym or _SPEAKING.match(written))


_HOLDS_OFFICE = re.compile(
    r"(?:le|la|l['’]|ce|cet|cette)\s?(?:[\w-]+(?:iste|logue|iatre|icien|icienne|trice|teur)|procureure?"
    r"|préfète?|magistrate?"
    r"|juge|recteur|rectrice|doyen(?:ne)?|professeure?|infirmi[eè]re?|pharmacien(?:ne)?|secrétaire|ministre|édile"
    r"|parquet|rectorat|défense|intéressée?)\b",
    re.IGNORECASE,
)


def may_think(bare: str, written: str) -> bool:
    """« pour X » gives an opinion only when X is a person, an acronym or a body of people."""
    people = (
        r"(?:le|la|l['’]|un|une|son|sa|les)\s?(?:président|ministre|syndicat|député|sénat|rapporteur|groupe|collectif"
        r"|union|confédération|fédération|comité|coordination|caisse|cour|ministère|gouvernement|préfecture"
        r"|direction|conseil"
        r"|chambre|agence|assurance|institut|mairie|patronat|intersyndicale"
        r"|association|élu|économiste|sociologue|géographe|historien|juriste|opposition|majorité|ordre"
        r"|avocat|médecin|porte-parole|maire|patron|direct|généralist)"
    )
    two_names = bool(re.match(r"[A-ZÀ-Ý][\w-]+ [A-ZÀ-Ý]", bare))
    return (
        two_names
        or _HOLDS_OFFICE.match(written) is not None
        or is_person(bare)
        or bool(re.fullmatch(r"[A-Z][A-Z0-9-]+", bare))
        or bool(re.match(people, written, re.I))
    )
