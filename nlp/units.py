"""Units after a number, and the ages of people among lengths of time."""

import re

OPTIONAL_SPACE = r"[ \u00a0\u202f\u2009]?"

SPACE = r"[ \u00a0\u202f\u2009]"

PERCENT = re.compile(
    rf"{OPTIONAL_SPACE}(?:%|‰|pour[ -](?:cents?|mille)\b|pourcents?\b|p\.{OPTIONAL_SPACE}100\b)", re.IGNORECASE
)

MONEY = re.compile(
    rf"(?:,[-–]{{1,2}})?{OPTIONAL_SPACE}(?:(?P<cent>centimes?(?:{SPACE}d['’]euros?)?\b|cts?\b|c€)"
    rf"|(?P<slang>balles\b(?!{SPACE}(?:de|dans|en|à|perdues|réelles|neuves|blanches)\b))"
    rf"|(?P<eur>(?:d['’]{OPTIONAL_SPACE})?(?:€|euros?\b"
    rf"|eur\b|(?<=\d)e(?=\s(?:la|le|l['’]|pour|par|chaque|chez|mini|max|de dépass)\b)))"
    rf"(?:{OPTIONAL_SPACE}(?P<small>\d\d)(?![\d%])(?!{SPACE}[a-zà-ÿ]))?"
    rf"|(?P<usd>(?:de{SPACE})?(?:\$|dollars?\b|usd\b))|(?P<chf>(?:de{SPACE})?(?:francs?{SPACE}suisses?\b|chf\b))"
    rf"|(?P<gbp>(?:de{SPACE})?(?:£|livres{SPACE}sterling\b))|(?P<frf>(?:de{SPACE})?francs?\b))",
    re.IGNORECASE,
)

CURRENCIES = {"eur": "EUR", "usd": "USD", "chf": "CHF", "gbp": "GBP", "frf": "FRF", "cent": "centime",
              "slang": "EUR"}  # fmt: skip

LENGTH = re.compile(
    rf"{OPTIONAL_SPACE}(?:d['’]|de{SPACE})?(?:(?:longues?|bonnes?|petit[es]*|gross?es?|plein[es]*|seul[es]*|bons"
    rf"|longs|premi\w+|derni\w+|prochain\w+)"
    rf"{SPACE})?(?:(?P<seconde>secondes?|sec\b)|(?P<minute>minutes?|mins?|mn)|(?P<heure>heures?|h)"
    rf"|(?P<jour>jours?|journées?)"
    rf"|(?P<semaine>semaines?)|(?P<mois>mois)|(?P<trimestre>trimestres?)|(?P<semestre>semestres?)|(?P<an>ans?"
    rf"|années?|balais|piges|berges)"
    rf"|(?P<décennie>décennies?)|(?P<siècle>siècles?))(?![^\W_])(?:(?P<half>{SPACE}et{SPACE}demie?\b)|(?<=h|s"
    rf"|e)(?P<minutes>{OPTIONAL_SPACE}[0-5]\d)(?!\d|{OPTIONAL_SPACE}[%€]"
    rf"|{SPACE}[a-zà-ÿ]+s\b))?",
    re.IGNORECASE,
)

MEASURE = re.compile(
    rf"{OPTIONAL_SPACE}(?:de{SPACE})?(?:(?P<km>kilomètres?|kms?)|(?P<m2>mètres?{SPACE}carrés?|m²|m2)"
    rf"|(?P<m>mètres?|m)|(?P<kg>kilos?|kg)"
    r"|(?P<g>grammes?)|(?P<t>tonnes?)|(?P<ha>hectares?)|(?P<l>litres?)|(?P<cm>centimètres?|cm)|(?P<mg>milligrammes?|mg)"
    r"|(?P<degré>°C|degrés?)|(?P<kWh>kWh)|(?P<MW>MW|mégawatts?)|(?P<fois>fois))(?![^\W_])",
    re.IGNORECASE,
)

_PERIODS = "sem|jour|journée|nuit|an|année|mois|semaine|heure|minute|seconde|trimestre|semestre"

PER_PERIOD = re.compile(
    rf"(?:{SPACE}(?:nets?|bruts?)(?={SPACE}par\b))?(?:{OPTIONAL_SPACE}/{OPTIONAL_SPACE}|{SPACE}(?:par|chaque"
    rf"|de{SPACE}l['’]"
    rf"|à{SPACE}l['’]){OPTIONAL_SPACE})(?P<period>{_PERIODS}|h|j)\b",
    re.IGNORECASE,
)

PER_PERIOD_MONEY = re.compile(
    rf"{SPACE}(?:le{SPACE}|la{SPACE}|l['’])(?P<period>mois|heure|semaine|année|journée|minute)\b"
)

YEARLY = re.compile(rf"{SPACE}(?P<period>annuel|mensuel|quotidien|hebdomadaire)(?:le)?s?\b", re.IGNORECASE)

PERIOD_NAMES = {"sem": "semaine", "annuel": "an", "mensuel": "mois", "quotidien": "jour", "hebdomadaire": "semaine",
                "année": "an",
                 "journée": "jour", "h": "heure", "j": "jour"}  # fmt: skip

_ADULT = (
    r"homme|femme|patiente?|médecin|généraliste|praticien(?:ne)?|retraitée?|enfant|garçon|fille|fils|père|mère"
    r"|jeune|adolescente?|dame|monsieur"
    r"|personne|senior|docteur|interne|étudiante?|député[e]?|sénateur|sénatrice|présidente?|habitante?|assurée?"
    r"|adulte|élève|bébé|mineure?"
    r"|libraire|notaire|secrétaire|propriétaire|locataire|cadre|agent|mari|épouse|époux|compagne|compagnon|veuf"
    r"|veuve|riverain"
    r"|riveraine|ouvrier|ouvrière|boulanger|boulangère|artisan|artisane|salariée?|voisine?"
    r"|mère de famille|père de famille"
    r"|grand-mère|grand-père|confrère|consœur|collègue|spécialiste|ministre|chirurgien(?:ne)?|infirmière?|kiné"
    r"|pharmacien(?:ne)?"
)

_AGE_BEFORE = re.compile(
    rf"(?:(?i:\b[aâ]gée?s?)\s+(?:aujourd['’]hui\s+)?(?:de|d['’])|\bâge\s+(?:de|d['’])|(?i:\bj['’]ai(?:\s+\w+)?|\b(?:il"
    rf"|elle|on|(?:{_ADULT}))\s+(?:a|avait|aura|va sur))|\btu as|\bvous avez"
    rf"|\b(?:{_ADULT})s?(?:\s+(?!\w*[^ti]ent\b)[\w’'-]+){{0,3}}\s+(?:de|d['’])"
    rf"|\b(?:[Uu]ne?|[Ll][ae]|[Cc]et|[Cc]ette)\s[A-ZÀ-Ý][\w-]+\s(?:de|d['’])|(?<!\d\s)(?i:(?<!['’])\bà|\bles|\bmes"
    rf"|\bses|\bdès)|\bfêt\w+(?:\s+ses)?"
    r"|[A-ZÀ-Ý][\wà-ÿ’'-]*\.?\s*[,(]|\b(?:une?|le|la|du|au|cet|cette|l['’]|ce|son|sa)\s?\w+(?:eur|euse|rice|iste"
    r"|lat|logue|iatre|ienne|ien|aine"
    r"|ain|ante|ant|aise|oise)(?:\s\w+)?\s(?:de|d['’]))\s*$",
)

# « le vainqueur, 13 ans, … », « (24 ans) »: between two commas or in brackets.
_APPOSED = re.compile(r"[^\W\d_]\s*[,(]\s*$")
_APPOSED_END = re.compile(r"\s*[,)]")
_HAVE = re.compile(r"\b(?:(?P<many>ont|avaient|auront|ayant)|a|avait)\s+(?:tous\s)?$", re.IGNORECASE)
_AGE_AFTER_STOP = re.compile(
    rf"{SPACE}(?:de(?!{SPACE}[A-ZÀ-Ý])|d['’]|que|après|avant|plus tard|durant|pour|et demi)\b|{SPACE}d['’]"
)


def is_age(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 60) : start]
    comparator = re.search(
        r"(?:de |des |les )?(?:plus|moins|environ|près|à peine)(?: de| d['’])?\s*$", before, re.IGNORECASE
    )
    if comparator:
        people = re.search(
            rf"(?:\b(?:{_ADULT})s?(?:\s+\w+)?\s+de\s|\bles\s|\bdes\s|\baux\s|\d\s+de\s)(?=(?:plus|moins)\b)",
            before[max(0, comparator.start() - 4) :],
            re.IGNORECASE,
        )
        had = _HAVE.search(before[: comparator.start()])
        if had and (had["many"] or re.search(rf"\b(?:{_ADULT}|sur)\b", before[: comparator.start()])):
            return not _AGE_AFTER_STOP.match(text, end)
        owner = re.search(rf"\b(?:{_ADULT})s?(?:\s+[\w-]+)?\s+$", before[: comparator.start()])
        return bool(people or owner)
    if _APPOSED.search(before) and _APPOSED_END.match(text, end):
        return True
    return bool(_AGE_BEFORE.search(before)) and not _AGE_AFTER_STOP.match(text, end)
