"""Units after a number, and the ages of people among lengths of time."""

import re

OPTIONAL_SPACE = r"[ \u00a0\u202f\u2009]?"

SPACE = r"[ \u00a0\u202f\u2009]"

PERCENT = re.compile(rf"{OPTIONAL_SPACE}(?:%|‰|pour[ -]cents?\b|pourcents?\b|p\.{OPTIONAL_SPACE}100\b)", re.IGNORECASE)

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
    rf"|(?P<semaine>semaines?)|(?P<mois>mois)|(?P<trimestre>trimestres?)|(?P<semestre>semestres?)|(?P<an>ans?|années?)"
    rf"|(?P<décennie>décennies?)|(?P<siècle>siècles?))(?![^\W_])(?P<half>{SPACE}et{SPACE}demie?\b)?",
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
    rf"(?:{SPACE}(?:nets?|bruts?)(?={SPACE}par\b))?(?:{OPTIONAL_SPACE}/{OPTIONAL_SPACE}|{SPACE}(?:par|chaque|de{SPACE}l['’]"
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
    r"|libraire|notaire|secrétaire|propriétaire|locataire|cadre|agent|mari|épouse|époux|compagne|compagnon|veuf|veuve|riverain"
    r"|riveraine|ouvrier|ouvrière|boulanger|boulangère|artisan|artisane|salariée?|voisine?"
    r"|mère de famille|père de famille"
    r"|grand-mère|grand-père|confrère|consœur|collègue|spécialiste|ministre|chirurgien(?:ne)?|infirmière?|kiné"
    r"|pharmacien(?:ne)?"
)

_AGE_BEFORE = re.compile(
    rf"(?:(?i:\b[aâ]gée?s?)\s+(?:aujourd['’]hui\s+)?(?:de|d['’])|\bâge\s+(?:de|d['’])|(?i:\bj['’]ai(?:\s+\w+)?|\b(?:il"
    rf"|elle|on|(?:{_ADULT}))\s+(?:a|avait|aura|va sur))|\btu as|\bvous avez"
    rf"|\b(?:{_ADULT})s?(?:\s+[\w-]+){{0,2}}\s+(?:de|d['’])|(?<!\d\s)(?i:\bà|\bles|\bmes|\bses|\bdès)|\bfêt\w+(?:\s+ses)?"
    r"|[A-ZÀ-Ý][\wà-ÿ’'-]*\.?\s*[,(]|\b(?:une?|le|la|du|au|cet|cette|l['’]|ce|son|sa)\s?\w+(?:eur|euse|rice|iste"
    r"|lat|logue|iatre|ienne|ien|aine"
    r"|ain|ante|ant|aise|oise)(?:\s\w+)?\s(?:de|d['’]))\s*$",
)

_AGE_AFTER_STOP = re.compile(rf"{SPACE}(?:de|d['’]|que|après|avant|plus tard|durant|pour|et demi)\b|{SPACE}d['’]")


def is_age(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 60) : start]
    comparator = re.search(
        r"(?:de |des |les )?(?:plus|moins|environ|près|à peine)(?: de| d['’])?\s*$", before, re.IGNORECASE
    )
    if comparator:
        people = re.search(
            rf"(?:\b(?:{_ADULT})s?(?:\s+\w+)?\s+de\s|\bles\s|\bdes\s)(?=(?:plus|moins)\b)",
            before[comparator.start() :],
            re.IGNORECASE,
        )
        owner = re.search(rf"\b(?:{_ADULT})s?(?:\s+[\w-]+)?\s+$", before[: comparator.start()])
        return bool(people or owner)
    return bool(_AGE_BEFORE.search(before)) and not _AGE_AFTER_STOP.match(text, end)
