"""What looks like a number but counts nothing: addresses, hours, names, law references; and dates."""

import re
from collections.abc import Iterator

from store.records import Comparator, Figure, FigureKind

_SPACE = r"[ \u00a0\u202f\u2009]"
_S = rf"{_SPACE}?"

_NEVER = re.compile(
    "|".join(
        (
            r"(?:https?://|www\.)\S+",
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
            r"(?<!\w)[@#]\w+",
            r"(?<!\w)[\w-]+\.(?:fr|com|org|net|eu|info)(?:/\S*)?\b",
            # Telephones, emergency numbers.
            rf"(?<!\d)(?:\+33{_S}|0033{_S}|0)[1-9](?:[ \u00a0\u202f.-]?\d{{2}}){{4}}(?!\d)",
            r"(?<!\d)0[ ]?8\d\d[ ]?\d{3}[ ]?\d{3}(?!\d)",
            r"(?i:(?:appel\w*|compos\w*|centre|samu|faire|faites)\s+(?:le\s+|du\s+|au\s+)?(?:1[578]|112|3\d{3}"
            r"|116\s?117))\b",
            # Hours of the clock; a length (« pendant 2h30 ») is kept by the caller's cue before it.
            rf"(?!\d{{1,2}}{_S}[hH]{_S}[0-5]\d{_SPACE}(?:d['’]attente|de{_SPACE}(?:route|trajet|train|voiture|bus"
            rf"|consultation"
            rf"|queue|retard)))"
            rf"(?<!pendant )(?<!durant )(?<!fallu )(?<!mis )(?<!dure )(?<!perdu )(?<!attendu )"
            rf"(?<!plus de )(?<!moins de )(?<!environ )(?<!\d)(?:[01]?\d"
            rf"|2[0-4]){_S}[hH]{_S}[0-5]\d(?!\d)",
            rf"(?i:\b(?:[01]?\d|2[0-4]){_S}heures?{_SPACE}(?:[0-5]\d|quinze|trente)\b)",
            rf"(?i:\b(?:[\w-]+{_SPACE}heures?|\d\d?{_S}h){_SPACE}(?:passées?|précises|pétantes|du matin|du soir)\b)",
            rf"(?i:\b(?:\d|1\d|2[0-4]){_S}h{_S}[-–]{_S}(?:\d|1\d|2[0-4]){_S}h(?:{_S}[0-5]\d)?\b)",
            rf"(?i:(?:\bà|\bvers|\bdès|\bjusqu['’]à|\bavant|\baprès|\bentre|\bde){_SPACE}(?:[01]?\d"
            rf"|2[0-4])(?:{_S}(?:h|heures))?"
            rf"{_SPACE}(?:à|et){_SPACE}(?:[01]?\d|2[0-4]){_S}(?:h|heures)\b(?!{_SPACE}(?:de|par)\b|{_SPACE}d['’]))",
            rf"(?i:(?:\bà|\bvers|\bdès|\bjusqu['’]à|\bavant|\baprès){_SPACE}(?:[01]?\d|2[0-4]){_S}(?:h|heures)\b"
            rf"(?!{_SPACE}(?:de|par)\b|{_SPACE}d['’])(?:{_S}[0-5]\d\b)?)",
            r"(?i:\b24\s?h(?:eures)?\s?(?:/|sur)\s?24\b|\b7\s?j(?:ours)?\s?(?:/|sur)\s?7\b)",
            # Addresses and postal codes.
            r"\b\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|av\.|boulevard|bd|place|chemin|allée|impasse|quai"
            r"|route|cours)\b",
            r"\b(?:0[1-9]|[1-8]\d|9[0-5]|97|98)\d{3}(?=\s[A-ZÀ-Ý])",
            r"(?<=[^\W\d_]\s)\((?:0[1-9]|[1-9]\d|2[AB]|97[1-6])\)",
            # Ranks and lists.
            r"(?!(?<!\bl[ea]\s)(?<!\bdu\s)(?<!\bau\s)\d{2,3}e\s(?:la|le|l['’]|pour|par|chaque|chez|mini|max"
            r"|de dépass)\b)"
            r"\b[\dXVI]+(?:er|ers|ère|ères|re|nd|nde|e|è|ème|eme|ième|ᵉ|ᵉʳ)s?\b(?!\s(?:janv|févr|fevr|mars|avr"
            r"|mai|jui|ao|sept|oct|nov|d[ée]c))",
            r"(?:^|\n)\s*\d{1,2}(?:[.)]|°|\s?[-–])\s",
            r"\b\d{1,2}°(?!\s?[CF])",
            # Names made with a number.
            r"(?i:\b(?:secteurs?|types?|niveaux?|phases?|pages?|chapitres?|tomes?|étapes?|catégories?|zones?"
            r"|classes?|grades?"
            r"|versions?|numéros?|num|n°|n\.|nº|nos?\.?|salle|lots?|options?|lignes?|saisons?|épisodes?|chaînes?|canal"
            r"|paliers?|échelons?|france|europe|rtl|covid|cac|vitamine|figure|tableau|annexe|question|point|stade|axe)"
            r"(?:\s|-)*\d{1,2}(?:(?:\s?,\s?|\s?/\s?|\s(?:et|ou|à)\s|\s?-\s?)\d{1,2}(?!\s?[hj]\b|\s?(?:ans|mois|jours"
            r"|heures)\b))*)"
            r"(?![\d ]*[\d%€])",
            r"(?i:\b60 millions de consommateurs\b)",
            # Roads and radio waves.
            r"\b(?:RN|RD|RNIL|VC)\s?\d{1,4}\b|(?<=\b[Ll]['’])[AE]\s?\d{1,4}\b|(?<=\b[Ll]a\s)[DN]\s?\d{1,4}\b",
            r"(?i:\b(?:nationale|départementale|autoroute|route|bus|tram)\s\d{1,4}\b(?!\s[a-zà-ÿ]+s\b))",
            r"\b\d{2,3}[.,]\d\s?(?:FM|MHz)\b|\bFM\s\d{2,3}[.,]\d\b",
            r"(?i:\bbac\s?\+\s?\d+)",
            r"(?i:\b(?:à|de) deux (?:vitesses|balles)\b|\bdeux poids,? deux mesures\b|\b(?:les"
            r"|des) deux (?:côtés|parts)\b"
            r"|\ben deux (?:mots|temps)\b|\b(?:à|ces|les|entre) (?:quatre|deux) (?:mains|yeux)\b|\btiers[ -]payant\w*"
            r"|\bsur (?:son|mon|ton|leur|notre|votre) trente[ -]et[ -]un\b|\bmerci (?:mille|cent) fois\b"
            r"|\b(?:mille|cent) fois (?:merci|non|oui|bravo)\b"
            r"|\bmille (?:excuses|mercis?|feuilles?)\b|\bà cent pour cent\b|\b(?:un|deux) (?:de ces|par) quatre\b"
            r"|\bse mettre en quatre\b|\bcomme pas deux\b|\bl['’]une? des\b|\btrente-six (?:chandelles|solutions"
            r"|raisons"
            r"|fois|métiers|mille)\b|\bmille (?:fois|et une?)\b|\btrois quarts du temps\b|\bà deux (?:pas|doigts)\b"
            r"|\bcheveux en quatre\b|\bune pierre deux coups\b|\bjamais deux sans trois\b|\bni une ni deux\b"
            r"|\bquatre (?:coins|vents|pattes|murs|vérités|cents coups)\b|\bquatre à quatre\b"
            r"|\bde deux choses l['’]une\b"
            r"|\btrois fois rien\b|\bsept jours sur sept\b|\bvingt-quatre heures sur vingt-quatre\b|\bdeux oreilles\b"
            r"|\b(?:deux|trois|quatre) sous\b|\bun de perdu,? dix de retrouvés\b|\btous les quatre matins\b)",
        )
    )
)

_ARTICLE_NUMBER = (
    rf"(?:[LRDA]\.?{_S}\*?)?\d+(?:[-.]\d+)*(?:er)?(?:{_SPACE}(?:bis|ter|quater|quinquies"
    rf"|sexies)\b)?(?:{_SPACE}[A-Z]\b)?"
)
_LIST = rf"(?:(?:{_SPACE}et{_SPACE}|{_S},{_SPACE}|{_SPACE}à{_SPACE}|{_SPACE}ou{_SPACE})"
# « 92/49 et 92/96 », « 92/49/CEE »: a directive by its year and number, without its noun.
_NUMBERED = r"(?<![\d/.,-])[5-9]\d/(?!100\b|[12]0\b)\d{2,3}(?![\d/]|[.,]\d|[ \u00a0\u202f]?%)"
_BY_YEAR = (
    rf"{_NUMBERED}(?:(?:{_SPACE}et{_SPACE}(?:la{_SPACE})?|{_S},{_SPACE}|{_S}/{_S}){_NUMBERED})+"
    rf"|(?<![\d/.,-])[5-9]\d/\d{{2,3}}(?:/|{_SPACE})C?EE?\b"
    rf"|(?i:(?<=\bla )|(?<=\bles )|(?<=\baux ))[5-9]\d/(?!100\b|[12]0\b)\d{{2,3}}(?=[\s,.;:!?)])"
)
_WHOLE = 100
_LAW_REF = re.compile(
    "|".join(
        (
            rf"(?i:\bart(?:icles?|s?\.){_SPACE}){_ARTICLE_NUMBER}{_LIST}(?=[LRD\d]){_ARTICLE_NUMBER}(?!\d"
            rf"|{_S}[%€]|{_SPACE}[a-zà-ÿ]+s\b))*(?:,?{_SPACE}(?:alinéas?|paragraphes?|§){_SPACE}\d+\b)?",
            rf"\b[LRD]\.?{_S}\d{{2,4}}(?:-\d+)+",
            rf"(?i:\bdirectives?{_SPACE}(?:européennes?{_SPACE}"
            rf"|n°{_S})?\(?(?:[CU]E\)?{_SPACE})?(?:n°{_S})?\d{{2,4}}/\d+(?:/[CU]EE?)?"
            rf"{_LIST}\d{{2,4}}/\d+(?:/[CU]EE?)?)*)",
            rf"(?i:\b(?:sous-)?amendements?{_SPACE}(?:identiques?{_SPACE})?(?:n°{_S}|n[°o]s{_S}"
            rf"|numéros?{_SPACE})?)(?:[A-Z]{{1,5}}[ -]?)?\d+"
            rf"(?:{_SPACE}?rect(?:ifié|\.)?(?:{_SPACE}bis)?)?{_LIST}(?:[A-Z]{{1,5}}[ -]?)?\d+)*(?:/\d+)*",
            r"(?<!\w)(?:AS|CF|CL|CD|CE|AC|DN)\d{1,5}(?:/\d{1,5})*(?!\w)",
            rf"(?i:\b(?:loi|décret|ordonnance|arrêté|règlement|décision|circulaire|instruction|avenant|qpc"
            rf"|proposition de loi|projet de loi|résolution"
            rf"|texte|protocole)s?{_SPACE}(?:\((?:UE|CE)\){_SPACE})?(?:n°|nº|no\.?"
            rf"|numéro){_S}\d+(?:[-/]\d+)*(?:{_SPACE}[A-Z]{{2,4}}\b)?)",
            rf"(?i:\b(?:loi|décret|ordonnance|règlement)s?{_SPACE}(?:\((?:UE|CE)\){_SPACE})?)\d{{2,4}}[-/]\d+"
            rf"{_LIST}\d{{2,4}}[-/]\d+)*",
            _BY_YEAR,
            rf"(?i:\b(?:avenant|résolution){_SPACE})\d+\b",
            rf"(?i:\balinéas?{_SPACE})\d+\b",
            r"\b49[.-]3\b",
        )
    )
)

_MONTH_NUMBERS = {
    "janv": 1, "févr": 2, "fevr": 2, "fév": 2, "fev": 2, "mars": 3, "avr": 4, "mai": 5, "juin": 6, "juil": 7,
    "août": 8, "aout": 8, "sept": 9, "oct": 10, "nov": 11, "déc": 12, "dec": 12,
}  # fmt: skip
_MONTH = (
    r"(?P<month>(?i:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    r"|janv\.|f[ée]vr?\.|avr\.|juil\.|sept\.|oct\.|nov\.|d[ée]c\.))"
)
_DAY = r"(?:1\s?er|1ᵉʳ|[Pp]remier|[12]\d|3[01]|0?[1-9])"
_YEAR = r"(?:19|20)\d{2}"
_DATE = re.compile(
    "|".join(
        (
            rf"(?<![\d.,])(?P<day>{_DAY})(?:{_S}(?:-|–|et|au|ou|/){_S}(?:le{_SPACE})?(?:(?:lun|mar|mercre|jeu|vendre"
            rf"|same)di{_SPACE}|dimanche{_SPACE})?(?P<last_day>{_DAY}))?{_SPACE}{_MONTH}"
            rf"(?:{_SPACE}(?P<year>{_YEAR})(?!\d))?(?!\w)",
            rf"\b{_MONTH.replace('month', 'bare_month')}{_SPACE}(?:de{_SPACE})?(?P<bare_year>{_YEAR})(?!\d)",
            r"(?<![\d/.])(?P<n_day>[0-3]?\d)(?P<sep>[/.])(?P<n_month>[01]?\d)(?P=sep)(?P<n_year>(?:19"
            r"|20)?\d{2})(?![\d/])",
            r"(?<![\d-])(?P<i_year>(?:19|20)\d{2})-(?P<i_month>[01]\d)-(?P<i_day>[0-3]\d)(?![\d-])",
            r"(?i:(?<=\ble )|(?<=\bdu )|(?<=\bau ))(?P<s_day>[0-3]?\d)/(?P<s_month>[01]?\d)(?![\d/])",
            rf"(?i:\bannées?{_SPACE})(?P<decade>(?:19|20)?\d0)(?!\d)",
            rf"(?P<season>(?i:\bété|\bprintemps|\bautomne|\bhiver|\brentrée){_SPACE}){_YEAR}(?![\d-])",
        )
    )
)
_YEARS = re.compile(
    rf"(?:(?<![\w.,/-])|(?<=\b[Mm]i-))(?P<first>{_YEAR})(?:(?P<link>{_S}[-–/]{_S}|{_SPACE}(?:à"
    rf"|et){_SPACE})(?P<second>{_YEAR}|\d{{2}}))?"
    r"(?![\w%€]|[.,]\d|[-/]\d|[ \u00a0\u202f]?[€%])"
)
# « en 95 » with nothing to count after it; « en 2019 et 2020 », the second year of two.
_SHORT_YEAR = re.compile(
    rf"\b[Ee]n{_SPACE}(?P<year>[5-9]\d)(?=\s*(?:[,.;:!?)]|$|{_SPACE}(?:on|il|elle|nous|ils|elles|le|la)\b))"
)
# « né en 1863 »: older years only after a word of time.
_OLD_YEAR = re.compile(
    rf"\b(?:[Ee]n|[Dd]epuis|[Dd]ès|année|[Ll]['’]an|loi{_SPACE}de|fin|début"
    rf"|[Mm]i){_SPACE}(?P<year>1[5-8]\d\d)(?![\w%€]|[.,]\d"
    rf"|{_SPACE}?[€%]|{_SPACE}[a-zà-ÿ]{{3,}}[sx]\b)"
)
_YEAR_CUE = re.compile(
    r"(?:\ben|depuis|d['’]ici(?: à| fin)?|\bfin|début|\bmi-?|courant|avant|après|dès|jusqu['’](?:en|à)|année"
    r"|l['’]an|horizon|"
    r"\bpour|plfss|lfss|budget|exercice|été|hiver|automne|printemps|rentrée|janvier|février|mars|avril|mai|juin"
    r"|juillet|août|"
    r"septembre|octobre|novembre|décembre|convention|entre|\bde)\s*$",
    re.IGNORECASE,
)
_PLURAL_AFTER = re.compile(
    r"[ \u00a0\u202f](?!plus\b|mais\b|puis\b|dans\b|sans\b|sous\b|vers\b|nous\b|vous\b|ils\b|elles\b|les\b|des\b"
    r"|ses\b|ces\b|dès\b"
    r"|très\b|pas\b|près\b|après\b|depuis\b|alors\b|moins\b|jamais\b|toujours\b|chez\b|is\b|tous\b|toutes\b"
    r"|deux\b|nos\b)"
    r"(?:[a-zà-ÿœ]{3,}(?:s|x)\b|euros?\b|d['’]|de\b)"
)


def find_masks(text: str) -> Iterator[tuple[int, int]]:
    """Spans whose digits are never figures: addresses, telephones, hours, ranks, « secteur 3 », idioms."""
    return (match.span() for match in _NEVER.finditer(text))


def find_law_refs(text: str) -> Iterator[Figure]:
    """References to laws, articles, directives and amendments; the value is their first number, never a count."""
    for match in _LAW_REF.finditer(text):
        first = re.search(r"\d+", match.group())
        if any(int(one) + int(other) == _WHOLE for one, other in re.findall(r"(\d+)/(\d+)", match.group())):
            # « 60/40 et 70/30 »: parts of a hundred.
            continue
        yield _figure(match.start(), match.group(), float(first.group()) if first else 0.0, kind="law-ref")


def find_dates(text: str) -> Iterator[Figure]:
    """Dates with a day, a month, a season or only a year.

    The value is year × 10000 + month × 100 + day with 0 for what is not said: « 29 octobre » is 1029,
    « juillet 2024 » 20240700, « 2024 » 20240000. « 2024-2029 » and « du 5 au 9 mai » are ranges.
    """
    for match in _DATE.finditer(text):
        value = _date_value(match)
        if value is not None:
            yield _figure(match.start(), match.group(), value, kind="date")
    for match in _YEARS.finditer(text):
        if _is_year(text, match):
            written, value = _years(match)
            yield _figure(match.start(), written, value, kind="date")
            if match["second"] and written == match["first"] and len(match["second"]) == 4:
                yield _figure(match.start("second"), match["second"], int(match["second"]) * 10000.0, kind="date")
    for match in _OLD_YEAR.finditer(text):
        yield _figure(match.start("year"), match["year"], int(match["year"]) * 10000.0, kind="date")
    for match in _SHORT_YEAR.finditer(text):
        yield _figure(match.start("year"), match["year"], (1900 + int(match["year"])) * 10000.0, kind="date")


def _figure(start: int, written: str, value: float | tuple[float, float], *, kind: FigureKind) -> Figure:
    comparator: Comparator = "range" if isinstance(value, tuple) else "exact"
    return Figure(
        text=written, start=start, end=start + len(written), value=value, unit=None, kind=kind, comparator=comparator
    )


def _number(written: str | None) -> int:
    if not written:
        return 0
    digits = re.match(r"\d+", written)
    return int(digits.group()) if digits else 1


def _month(written: str) -> int:
    folded = written.lower()
    return next(number for prefix, number in _MONTH_NUMBERS.items() if folded.startswith(prefix))


def _date_value(match: re.Match[str]) -> float | tuple[float, float] | None:
    found = match.groupdict()
    if found["month"]:
        rest = _number(found["year"]) * 10000 + _month(found["month"]) * 100
        first = float(rest + _number(found["day"]))
        return (first, float(rest + _number(found["last_day"]))) if found["last_day"] else first
    if found["bare_month"]:
        return float(_number(found["bare_year"]) * 10000 + _month(found["bare_month"]) * 100)
    if found["decade"]:
        decade = _number(found["decade"])
        return float((decade if decade > 99 else 1900 + decade) * 10000)
    if found["season"]:
        return float(_number(match.group()[len(found["season"]) :]) * 10000)
    return _numeric_date(found)


def _numeric_date(found: dict[str, str | None]) -> float | None:
    day = _number(found["n_day"] or found["i_day"] or found["s_day"])
    month = _number(found["n_month"] or found["i_month"] or found["s_month"])
    year = _number(found["n_year"] or found["i_year"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    if found["n_year"] and year < 100:
        year += 2000 if year < 70 else 1900
    return float(year * 10000 + month * 100 + day)


def _is_year(text: str, match: re.Match[str]) -> bool:
    if match["second"] and match["link"].strip() not in {"à", "et"}:
        return True
    return bool(_YEAR_CUE.search(text, max(0, match.start() - 20), match.start())) or not _PLURAL_AFTER.match(
        text, match.end()
    )


def _years(match: re.Match[str]) -> tuple[str, float | tuple[float, float]]:
    first = int(match["first"])
    before = match.string[max(0, match.start() - 8) : match.start()].lower()
    link = (match["link"] or "").strip()
    linked = (
        link not in {"à", "et"} or (link == "et" and before.endswith("entre ")) or before.endswith(("de ", "entre "))
    )
    if not match["second"] or not linked:
        return match["first"], float(first * 10000)
    second = int(match["second"])
    second = second if second > 99 else first // 100 * 100 + second
    return (match.group(), (first * 10000.0, second * 10000.0)) if second > first else (match["first"], first * 10000.0)
