"""Shapes of dates, written over folded text (lower case, no accents, plain spaces and apostrophes)."""

import re

from store.records import DatePrecision

MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "mar": 3, "avril": 4, "avr": 4,
    "mai": 5, "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "aou": 8, "septembre": 9, "sept": 9, "sep": 9,
    "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
    "january": 1, "february": 2, "feb": 2, "march": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
    "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "october": 10, "november": 11, "december": 12,
    "januar": 1, "februar": 2, "marz": 3, "maerz": 3, "mrz": 3, "juni": 6, "juli": 7, "oktober": 10, "okt": 10,
    "dezember": 12, "dez": 12,
}  # fmt: skip
WEEKDAYS = {
    "lundi": 0, "lun": 0, "mardi": 1, "mar": 1, "mercredi": 2, "mer": 2, "jeudi": 3, "jeu": 3,
    "vendredi": 4, "ven": 4, "samedi": 5, "sam": 5, "dimanche": 6, "dim": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "montag": 0, "mo": 0, "dienstag": 1, "di": 1, "mittwoch": 2, "mi": 2, "donnerstag": 3, "do": 3, "freitag": 4,
    "fr": 4, "samstag": 5, "sa": 5, "sonntag": 6, "so": 6, "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5,
    "sun": 6,
}  # fmt: skip
# Each unit with its precision and its length in seconds; months and years are counted on the calendar.
UNITS: dict[str, tuple[DatePrecision, int]] = {
    "seconde": ("second", 1), "sec": ("second", 1), "s": ("second", 1), "second": ("second", 1),
    "minute": ("minute", 60), "min": ("minute", 60), "mn": ("minute", 60),
    "demi-heure": ("minute", 1800), "heure": ("hour", 3600), "h": ("hour", 3600), "hr": ("hour", 3600),
    "hour": ("hour", 3600),
    "jour": ("day", 86400), "j": ("day", 86400), "day": ("day", 86400),
    "semaine": ("week", 604800), "sem": ("week", 604800), "week": ("week", 604800),
    "mois": ("month", 0), "month": ("month", 0), "an": ("year", 0), "annee": ("year", 0), "year": ("year", 0),
}  # fmt: skip
NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "a": 1, "one": 1,
}  # fmt: skip
DAYS_AGO = {"avant-hier": 2, "hier": 1, "yesterday": 1}


def _any_of(words: object) -> str:
    return "|".join(sorted(words, key=len, reverse=True))  # type: ignore[call-overload]  # any iterable of words


_MONTH = rf"(?P<month>{_any_of(MONTHS)})\.?"
_WEEKDAY = rf"(?:(?P<weekday>{_any_of(WEEKDAYS)})\b\.?,?\s+(?:le\s+)?)?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
# « 6 mai 19 » is 2019 where nothing but a separator or an hour follows; « 6 mai 19 personnes » is no such date.
_SHORT_YEAR = r"\s+'?(?P<short>\d\d)(?=\s*(?:$|[,|·()-]|(?:a|at)\s+\d))"
_TIME = (
    r"(?:\s*(?:,|-|·|\||/{1,2}|@)?\s*(?:(?:a|at|vers|um)\s+|@\s*)?"
    r"(?:(?<!\d)(?P<hour>[01]?\d|2[0-3])\s?(?:heures?|h|:)(?:\s?(?P<minute>[0-5]\d)(?!\d))?"
    r"(?:\s?(?:min|mn|uhr)\b)?(?::(?P<second>[0-5]\d))?(?:\s?(?P<half>[ap])\.?m\b\.?)?|(?P<word>midi|minuit))(?![\w]))?"
)
_NUMBER = rf"(?P<count>\d{{1,4}}|quelques?|{_any_of(NUMBERS)})"
_UNIT = rf"(?P<unit>{_any_of(UNITS)})s?(?![a-z])\.?"
_NEARLY = r"(?:(?:environ|plus\s+d[e']|moins\s+d[e']|presque|pres\s+d[e']|about|over|almost)\s*)?"

ISO = re.compile(
    r"(?<![\w/-])(?P<day>(?:19|20)\d\d(?P<sep>[-/])(?:0[1-9]|1[0-2])(?P=sep)(?:0[1-9]|[12]\d|3[01]))"
    r"(?:(?:t|\s(?:@\s)?)(?P<clock>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s?(?P<zone>z|utc|[+-]\d\d:?\d\d)?)?(?![\w-])"
)
NUMERIC = re.compile(
    rf"(?<![\w/.-]){_DAY}(?P<sep>\s?[/.-]\s?)(?P<month>0?[1-9]|1[0-2])(?:(?P=sep)|(?<=\d\d),\s(?=\d{{4}}))"
    rf"(?P<year>(?:19|20)\d\d|\d\d)(?![\w/]|[.-]\d){_TIME}"
)
WORDED = re.compile(
    rf"(?<![\w.,/]){_WEEKDAY}{_DAY}(?:er|st|nd|rd|th|\.)?\s+{_MONTH}(?![\w]),?(?:\s+{_YEAR}|{_SHORT_YEAR})?{_TIME}"
)
CLOCK_FIRST = re.compile(
    r"(?<![\d:h])(?:(?<!\w)a\s+)?(?<!\d)(?P<hour>[01]?\d|2[0-3])\s?[h:]\s?(?P<minute>[0-5]\d)?\s*[,|·-]?\s*(?:le\s+)?"
    rf"{_WEEKDAY}{_DAY}(?:er)?\s+{_MONTH}\s+{_YEAR}(?!\s*[,à-]?\s*\d{{1,2}}\s?[h:])"
)
ENGLISH = re.compile(rf"(?<!\w){_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}{_TIME}")
AGO = re.compile(
    rf"(?<!\w)il\s+y\s+a\s+{_NEARLY}{_NUMBER}\s*{_UNIT}"
    rf"(?:\s+et\s+\d{{1,2}}\s+(?:{_any_of(UNITS)})s?(?!\w)|"
    r"\s?(?:et\s+)?(?P<more>[0-5]?\d)(?:\s?(?:minutes?|min|mn)\b\.?)?(?!\w))?"
)
AGO_ENGLISH = re.compile(rf"(?<!\w){_NEARLY}{_NUMBER}\s+{_UNIT}\s+ago\b")
DAY_WORD = re.compile(
    r"(?<!\w)(?P<name>avant-hier|hier|aujourd'hui|ce matin|cet apres-midi|ce midi|ce soir|cette nuit|yesterday|today)"
    rf"(?:\s+(?:matin|soir|midi|apres-midi))?(?!\w),?{_TIME}"
)
JUST_NOW = re.compile(r"(?<!\w)(?:a l'instant|a la minute|just now)(?!\w)")
LAST_PERIOD = re.compile(
    r"(?<!\w)(?:la\s+(?P<week>semaine)|le\s+(?P<month>mois)|l'(?P<year>an|annee))\s+(?:derniere?|passee?)(?!\w)"
)
MONTH_ONLY = re.compile(rf"(?<![\w/])(?:en\s+)?{_MONTH}\s+{_YEAR}")
YEAR_ONLY = re.compile(rf"(?<!\w)(?:en|annee)\s+{_YEAR}")

# What a text surely holds where one of these forms is found in it: looking for it costs a tenth of looking for them.
HAS_PAIR = re.compile(r"\d\s?[/.-]\s?\d")
HAS_YEAR = re.compile(r"(?:19|20)\d\d")
HAS_MONTH = re.compile(rf"(?<!\w)(?:{_any_of(MONTHS)})(?!\w)")
MONTH_BEGINNINGS = tuple(sorted({name[:3] for name in MONTHS}))

# Only for a whole text: inside a sentence it is an ordinary word.
PAST_WEEKDAY = re.compile(
    rf"(?P<weekday>lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?:\s+dernier)?(?!\w){_TIME}$"
)
# Only for a whole text, and with its hour: « 17/11 » alone is a score or a ratio.
SHORT_NUMERIC = re.compile(rf"{_DAY}/(?P<month>0?[1-9]|1[0-2])(?![\d/]){_TIME}\.?$")
# Only where the place says that it is an age: elsewhere « 5 min » is a reading time.
SHORT_AGO = re.compile(r"(?P<count>\d{1,3})\s?(?P<unit>jour|j|minute|min|mn|semaine|sem|mois|an)s?\.?$")

BEFORE = re.compile(
    r"(?:(?:re)?publie(?:e|s)?|postee?|parue?|mise?|mise? a jour|en ligne|modifiee?|editee?|actualisee?|creee?|"
    r"derniere|"
    r"mise a jour|modification|date|publication|ajoutee?|ecrite?|redigee?|article|du|de|le|on|posted|published|updated|"
    r"commentaire|message|repondu|dans|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"(?:lun|mar|mer|jeu|ven|sam|dim)\b|\d{1,2} min(?:utes)? de lecture|[\s:,;.|·•()\[\]-])*"
)
PLACE = re.compile(r"(?:[a-z][a-z' -]{1,30}, le|par [^.!?]{2,80}?[,|·-]?(?: le| publie le)?)\s*")
AFTER = re.compile(
    r"[\s.,;)\]]*(?:$|(?:[-|·•(]|par\b|by\b|mise? a jour\b|modifiee?\b|actualisee?\b|editee?\b|heure de paris|"
    r"cet\b|cest\b"
    r"|gmt\b|utc\b|environ$|temps de lecture|lecture\b|\d+ min|a$).{0,90}$)"
)
