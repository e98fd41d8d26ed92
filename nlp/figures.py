"""Figures in a text: every number that somebody may repeat, with its unit, its comparator and what it counts.

Values: percent as written (15 % is 15.0); money in whole currency units (« 2,7 M€ » is 2700000.0, unit EUR),
but centimes stay centimes; a length or an age in the unit written (« 30 minutes » is 30.0, unit minute);
fractions in [0, 1]; dates and law references as `nlp.references` says. `text` holds the number and its
unit, without the comparator before it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nlp.counted import find_counted, find_each
from nlp.numbers import Number, find_numbers
from nlp.references import find_dates, find_law_refs, find_masks
from store.records import Comparator, Figure, FigureKind, Quote

_S = r"[ \u00a0\u202f\u2009]?"
_SPACE = r"[ \u00a0\u202f\u2009]"

_PERCENT = re.compile(rf"{_S}(?:%|‰|pour[ -]cents?\b|pourcents?\b|p\.{_S}100\b)", re.IGNORECASE)
_MONEY = re.compile(
    rf"{_S}(?:(?P<cent>centimes?(?:{_SPACE}d['’]euros?)?\b|cts?\b|c€)"
    rf"|(?P<eur>(?:d['’]{_S})?(?:€|euros?\b|eur\b))(?:{_S}(?P<small>\d\d)(?![\d%])(?!{_SPACE}[a-zà-ÿ]))?"
    rf"|(?P<usd>(?:de{_SPACE})?(?:\$|dollars?\b|usd\b))|(?P<chf>(?:de{_SPACE})?(?:francs?{_SPACE}suisses?\b|chf\b))"
    rf"|(?P<gbp>(?:de{_SPACE})?(?:£|livres{_SPACE}sterling\b))|(?P<frf>(?:de{_SPACE})?francs?\b))",
    re.IGNORECASE,
)
_CURRENCIES = {"eur": "EUR", "usd": "USD", "chf": "CHF", "gbp": "GBP", "frf": "FRF", "cent": "centime"}
_LENGTH = re.compile(
    rf"{_S}(?:d['’]|de{_SPACE})?(?:(?:longues?|bonnes?|petit[es]*|gross?es?|plein[es]*|seul[es]*|bons|longs|premi\w+|derni\w+|prochain\w+)"
    rf"{_SPACE})?(?:(?P<seconde>secondes?|sec\b)|(?P<minute>minutes?|mins?|mn)|(?P<heure>heures?|h)|(?P<jour>jours?|journées?)"
    rf"|(?P<semaine>semaines?)|(?P<mois>mois)|(?P<trimestre>trimestres?)|(?P<semestre>semestres?)|(?P<an>ans?|années?)"
    rf"|(?P<décennie>décennies?)|(?P<siècle>siècles?))(?![^\W_])(?P<half>{_SPACE}et{_SPACE}demie?\b)?",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    rf"{_S}(?:de{_SPACE})?(?:(?P<km>kilomètres?|kms?)|(?P<m2>mètres?{_SPACE}carrés?|m²|m2)|(?P<m>mètres?|m)|(?P<kg>kilos?|kg)"
    r"|(?P<g>grammes?)|(?P<t>tonnes?)|(?P<ha>hectares?)|(?P<l>litres?)|(?P<cm>centimètres?|cm)|(?P<mg>milligrammes?|mg)"
    r"|(?P<degré>°C|degrés?)|(?P<kWh>kWh)|(?P<MW>MW|mégawatts?)|(?P<fois>fois))(?![^\W_])",
    re.IGNORECASE,
)
_PERIODS = "jour|journée|nuit|an|année|mois|semaine|heure|minute|seconde|trimestre|semestre"
_PER_PERIOD = re.compile(
    rf"(?:{_S}/{_S}|{_SPACE}(?:par|chaque|de{_SPACE}l['’]|à{_SPACE}l['’]){_S})(?P<period>{_PERIODS}|h|j)\b",
    re.IGNORECASE,
)
_PER_PERIOD_MONEY = re.compile(
    rf"{_SPACE}(?:le{_SPACE}|la{_SPACE}|l['’])(?P<period>mois|heure|semaine|année|journée|minute)\b"
)
_YEARLY = re.compile(rf"{_SPACE}(?P<period>annuel|mensuel|quotidien|hebdomadaire)(?:le)?s?\b", re.IGNORECASE)
_PERIOD_NAMES = {"annuel": "an", "mensuel": "mois", "quotidien": "jour", "hebdomadaire": "semaine", "année": "an",
                 "journée": "jour", "h": "heure", "j": "jour"}  # fmt: skip

_LINK = re.compile(
    rf"(?P<unit1>{_S}(?:[%€]|(?:euros?|ans|mois|jours|heures|minutes)\b))?(?P<link>{_S}(?:-|–|à|ou|et|/){_S})(?:d['’]|les{_SPACE})?"
)
_CHANGE = re.compile(
    r"(?:pass|augment|baiss|grimp|chut|tomb|recul|progress|port|relev|mont|descend|diminu|évolu|rédui|bond|revaloris|hauss)[\wéèê]*"
    r"[^.;:«»]{0,30}\b(?:de|d['’])\s*$",
    re.IGNORECASE,
)

_END = r"\s*(?:les?\s|la\s|l['’]|des\s|d['’]|de\s|ses\s|ces\s)?$"
_APPROX_BEFORE = re.compile(
    r"(?:environ|\bprès|à peu près|autour|aux alentours|presque|approximativement|de l['’]ordre|proche|pas loin|avoisin\w+|frôl\w+"
    r"|grosso modo|quelque|à quelque|quelques|dans les|~|≈|à peine|une petite|une bonne)(?:\s+(?:de|des|d['’]|du))?"
    + _END,
    re.IGNORECASE,
)
_MORE_BEFORE = re.compile(
    r"(?:(?<!pas )(?<!ni )\bplus|au moins|au minimum|au[- ]delà|à partir|supérieur\w*|dépass\w+|excéd\w+|minimum|pas moins|au bas mot|>|≥|a minima)"
    r"(?:\s+(?:de|des|d['’]|du|que|à|aux?))?" + _END,
    re.IGNORECASE,
)
_LESS_BEFORE = re.compile(
    r"(?:(?<!pas )(?<!au )(?<!du )\bmoins|au plus|au maximum|jusqu['’](?:à|aux?)|inférieur\w*|sous|pas plus|ne dépass\w+(?: pas)?|maximum|<|≤|en dessous|à peine)"
    r"(?:\s+(?:de|des|d['’]|du|que|à|aux?))?" + _END,
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*[,(]?\s*(?:(?P<approx>environ|à peu près|à quelque chose près|peu ou prou|grosso modo)|(?P<more>minimum|au moins|ou plus|au minimum|et plus)"
    r"|(?P<less>maximum|au maximum|au plus|ou moins|max\b|tout au plus))",
    re.IGNORECASE,
)

_FRACTION = re.compile(
    rf"(?P<half>(?i:(?:\bla|\bune){_SPACE}(?:petite{_SPACE}|bonne{_SPACE})?moitié\b))"
    rf"|(?P<numerator>\b(?i:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|\d){_SPACE})(?P<part>(?i:demi|tiers|quarts?|cinquièmes?|sixièmes?"
    rf"|septièmes?|huitièmes?|neuvièmes?|dixièmes?|centièmes?|millièmes?))\b(?![ -](?:payant|de confiance|d['’]heure|temps|siècle|finale?))"
    rf"|(?<![\d/,.\w])(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?![\d/\w])"
    rf"|(?P<some>\b(?i:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|\d{{1,3}}))(?P<noun>(?:{_SPACE}[^\W\d_]+){{0,3}}?)"
    rf"{_SPACE}sur{_SPACE}(?P<all>(?i:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|cent|mille)\b|\d{{1,4}}(?![\d,.]))"
)
_PARTS = {"demi": 2, "tiers": 3, "quart": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9,
          "dixième": 10, "centième": 100, "millième": 1000}  # fmt: skip
_QUARTER_HOUR = re.compile(rf"(?P<n>(?i:un|trois)){_SPACE}quarts?{_SPACE}d['’]heure|(?i:une{_SPACE}demi-?{_S}heure)")

_ADULT = (
    r"homme|femme|patiente?|médecin|généraliste|praticien(?:ne)?|retraitée?|enfant|garçon|fille|fils|père|mère|jeune|adolescente?|dame|monsieur"
    r"|personne|senior|docteur|interne|étudiante?|député[e]?|sénateur|sénatrice|présidente?|habitante?|assurée?|adulte|élève|bébé|mineure?"
    r"|grand-mère|grand-père|confrère|consœur|collègue|spécialiste|ministre|chirurgien(?:ne)?|infirmière?|kiné|pharmacien(?:ne)?"
)
_AGE_BEFORE = re.compile(
    rf"(?:\bâgée?s?\s+(?:aujourd['’]hui\s+)?(?:de|d['’])|\bâge\s+(?:de|d['’])|(?i:\bj['’]ai(?:\s+\w+)?|\b(?:il|elle|on)\s+(?:a|avait|aura))|\btu as|\bvous avez"
    rf"|\b(?:{_ADULT})s?(?:\s+[\w-]+){{0,2}}\s+(?:de|d['’])|(?<!\d\s)\bà|\bles|\bmes|\bses|\bdès|\bfêt\w+(?:\s+ses)?"
    r"|[A-ZÀ-Ý][\wà-ÿ’'-]+\s*[,(]|\b(?:une?|le|la|du|au|cet|cette|l['’]|ce|son|sa)\s?\w+(?:eur|euse|rice|iste|lat|logue|iatre|ienne|ien|aine"
    r"|ain|ante|ant|aise|oise)(?:\s\w+)?\s(?:de|d['’]))\s*$",
)
_AGE_AFTER_STOP = re.compile(rf"{_SPACE}(?:de|d['’]|que|après|avant|plus tard|durant|pour|et demi)\b|{_SPACE}d['’]")
_MONEY_VERB = re.compile(
    r"\b(?:co[ûu]t|économis|vers|dépens|factur|pa[iy]|rembours|rapport|touch|perçoi|percev|gagn|financ|débours|budg|déficit|enveloppe|subvention)\w*",
    re.IGNORECASE,
)
_UNIT_DURATION_CUE = re.compile(
    r"(?:depuis|pendant|durant|\ben|\bdans|après|avant|d['’]ici|il y a|plus|moins|environ|presque|près|au moins|\bde|\bd['’]|\bà|jusqu['’]à)(?:\s+(?:de|d['’]))?\s*$",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"(?:\b(?:les|ces|ses|nos|vos|mes|leurs|aux|des|tous|toutes|entre)\s+|\b[àd]['’]?\s*)$", re.IGNORECASE
)
_VOTES = re.compile(rf"{_SPACE}(?:voix{_SPACE})?(?:pour|contre)\b(?=\s*[,.;)-])")
_MIN_BARE = 20


@dataclass(frozen=True, kw_only=True)
class _Quantity:
    """A number or a range of numbers, before its unit is read."""

    start: int
    end: int
    value: float | tuple[float, float]
    number: Number

    @property
    def plural(self) -> bool:
        return not isinstance(self.value, float) or self.value >= 2


def find_figures(text: str) -> list[Figure]:
    """Figures of `text` in order, without overlap; `said_by` is left to `attribute_figures`.

    Small numbers in words count only before a plural noun (« trois syndicats », not « les deux »); bare
    digits under 20 without unit are left out, as are telephones, hours, addresses, ranks and names.
    """
    taken = _Taken(text)
    figures = taken.add(find_law_refs(text))
    taken.block(find_masks(text))
    figures += taken.add(find_dates(text))
    figures += taken.add(_find_fractions(text))
    figures += taken.add(_find_quarters(text))
    numbers = [number for number in find_numbers(text) if taken.is_free(number.start, number.end)]
    for quantity in _joined(text, numbers):
        figure = _read(text, quantity)
        if figure is not None:
            figures += taken.add([figure])
    return sorted(figures, key=lambda figure: figure.start)


def attribute_figures(figures: Iterable[Figure], quotes: Iterable[Quote], speaker: str | None = None) -> list[Figure]:
    """The same figures with `said_by`: the speaker of the innermost quote around each, else `speaker`."""
    spans = sorted(quotes, key=lambda quote: quote.end - quote.start)
    attributed: list[Figure] = []
    for figure in figures:
        around = (q.speaker for q in spans if q.start <= figure.start and figure.end <= q.end and q.speaker)
        attributed.append(replace(figure, said_by=next(around, speaker)))
    return attributed


class _Taken:
    """Which characters of a text already belong to something."""

    def __init__(self, text: str) -> None:
        self._used = bytearray(len(text))

    def is_free(self, start: int, end: int) -> bool:
        return not any(self._used[start:end])

    def block(self, spans: Iterable[tuple[int, int]]) -> None:
        for start, end in spans:
            self._used[start:end] = b"\x01" * (end - start)

    def add(self, figures: Iterable[Figure]) -> list[Figure]:
        """Those of the figures that stand on free characters, which they take."""
        kept: list[Figure] = []
        for figure in figures:
            if self.is_free(figure.start, figure.end):
                self.block([(figure.start, figure.end)])
                kept.append(figure)
        return kept


def _find_quarters(text: str) -> Iterable[Figure]:
    for match in _QUARTER_HOUR.finditer(text):
        minutes = 30.0 if match["n"] is None else (15.0 if match["n"].lower() == "un" else 45.0)
        comparator = _comparator(text, match.start(), match.end())
        yield _figure(text, match.span(), minutes, kind="duration", unit="minute", comparator=comparator)


def _find_fractions(text: str) -> Iterable[Figure]:
    for match in _FRACTION.finditer(text):
        value = _fraction_value(text, match)
        if value is None:
            continue
        after = match["noun"] if match["some"] else None
        counted = (
            after.strip() if after and after.strip() else find_counted(text, match.end(), plural=False, linked=True)
        )
        end = match.end()
        comparator = _comparator(text, match.start(), end)
        yield _figure(text, (match.start(), end), value, kind="fraction", comparator=comparator, counts=counted or None)


def _fraction_value(text: str, match: re.Match[str]) -> float | None:
    if match["half"]:
        return 0.5
    if match["top"]:
        return round(int(match["top"]) / int(match["bottom"]), 4)
    if match["part"]:
        part = match["part"].lower()
        alone = match["numerator"].strip().lower() == "un" and part == "tiers"
        if part == "demi" or (alone and not _is_third(text, match)):
            return None
        return round(_small(match["numerator"]) / (_PARTS.get(part) or _PARTS[part.rstrip("s")]), 4)
    some, every = _small(match["some"]), _small(match["all"])
    after_zero = every in {2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000}
    return round(some / every, 4) if after_zero and 0 < some < every else None


def _is_third(text: str, match: re.Match[str]) -> bool:
    """Whether « un tiers » is a share, not a third party."""
    if re.match(rf"{_SPACE}(?:de|des|du|d['’])\b", text[match.end() : match.end() + 6]):
        return not re.match(rf"{_SPACE}de confiance", text[match.end() : match.end() + 14])
    return _comparator(text, match.start(), match.end()) != "exact"


def _small(written: str) -> float:
    found = find_numbers(written.strip())
    return found[0].value if found else 0.0


def _joined(text: str, numbers: Sequence[Number]) -> list[_Quantity]:
    """Numbers with ranges made one: « 30 à 60 », « entre 800 et 1 347 », « deux ou trois »."""
    quantities: list[_Quantity] = []
    starts = [number.start for number in numbers]
    index = 0
    while index < len(numbers):
        first = numbers[index]
        link = _LINK.match(text, first.end)
        following = bisect_right(starts, first.end)
        second = numbers[following] if link and following < len(numbers) else None
        low = _range_low(text, first, second, link) if link and second and second.start == link.end() else None
        if low is not None and second is not None:
            value: float | tuple[float, float] = (low, second.value)
            quantities.append(_Quantity(start=first.start, end=second.end, value=value, number=second))
            index += 2
        else:
            quantities.append(_Quantity(start=first.start, end=first.end, value=first.value, number=first))
            index += 1
    return quantities


def _range_low(text: str, first: Number, second: Number, link: re.Match[str]) -> float | None:
    """The low end of a range from `first` to `second`, or None where they are two numbers apart."""
    word = link["link"].strip()
    before = text[max(0, first.start - 60) : first.start]
    low = first.value
    if second.magnitude > 1 and first.magnitude == 1 and low < second.value / second.magnitude:
        low = round(low * second.magnitude, 6)
    if low >= second.value or _CHANGE.search(before) or word == "/":
        return None
    if word == "et":
        return low if re.search(r"\bentre\s+(?:les\s+)?$", before, re.IGNORECASE) else None
    if word == "ou":
        return low if second.value <= 2 * low + 1 else None
    return low


def _read(text: str, quantity: _Quantity) -> Figure | None:
    """The figure that a quantity makes with what stands after it, trying the surest units first."""
    for reader in (_read_percent, _read_money, _read_length, _read_measure, _read_count):
        figure = reader(text, quantity)
        if figure is not None:
            return figure
    return None


def _is_one(quantity: _Quantity) -> bool:
    return quantity.value == 1.0 and quantity.number.spelled and quantity.number.magnitude == 1


def _read_percent(text: str, quantity: _Quantity) -> Figure | None:
    match = _PERCENT.match(text, quantity.end)
    if not match:
        return None
    counted = find_counted(text, match.end(), plural=False, linked=True)
    unit = "‰" if "‰" in match.group() else "%"
    return _quantified(text, quantity, match.end(), kind="percent", unit=unit, counts=counted)


def _read_money(text: str, quantity: _Quantity) -> Figure | None:
    match = _MONEY.match(text, quantity.end)
    before = re.search(r"[€$£][ \u00a0]?$", text[max(0, quantity.start - 2) : quantity.start])
    if not match and not before:
        return None
    start, end = quantity.start, match.end() if match else quantity.end
    value = quantity.value
    unit = {"€": "EUR", "$": "USD", "£": "GBP"}[before.group()[0]] if before and not match else "EUR"
    if match:
        unit = next(_CURRENCIES[name] for name in _CURRENCIES if match[name])
        if match["small"] and isinstance(value, float) and value.is_integer():
            value = round(value + int(match["small"]) / 100, 2)
    if before and not match:
        start -= len(before.group())
    period = _PER_PERIOD.match(text, end) or _PER_PERIOD_MONEY.match(text, end) or _YEARLY.match(text, end)
    if period:
        name = period["period"].lower()
        unit, end = f"{unit} par {_PERIOD_NAMES.get(name, name)}", period.end()
    counted = None if period else find_each(text, end)
    read = replace(quantity, start=start, value=value)
    return _quantified(text, read, end, kind="rate" if period else "money", unit=unit, counts=counted)


def _read_length(text: str, quantity: _Quantity) -> Figure | None:
    match = _LENGTH.match(text, quantity.end)
    if not match:
        return None
    unit = next(name for name, found in match.groupdict().items() if found and name != "half")
    if (
        _is_one(quantity)
        and unit not in {"an", "mois"}
        and not _UNIT_DURATION_CUE.search(text, max(0, quantity.start - 25), quantity.start)
    ):
        return None
    value = quantity.value
    if match["half"] and isinstance(value, float):
        value += 0.5
    read = replace(quantity, value=value)
    if unit == "an" and match.group().strip().lower().startswith("an") and _is_age(text, quantity.start, match.end()):
        return _quantified(text, read, match.end(), kind="age", unit=unit)
    period = _PER_PERIOD.match(text, match.end())
    if period:
        name = period["period"].lower()
        return _quantified(text, read, period.end(), kind="rate", unit=f"{unit} par {_PERIOD_NAMES.get(name, name)}")
    return _quantified(text, read, match.end(), kind="duration", unit=unit)


def _is_age(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 60) : start]
    comparator = re.search(r"(?:de |des |les )?(?:plus|moins|environ|près|à peine)(?: de| d['’])?\s*$", before)
    if comparator:
        people = re.search(
            rf"(?:\b(?:{_ADULT})s?(?:\s+\w+)?\s+de\s|\bles\s|\bdes\s)(?=(?:plus|moins)\b)", before[comparator.start() :]
        )
        owner = re.search(rf"\b(?:{_ADULT})s?(?:\s+[\w-]+)?\s+$", before[: comparator.start()])
        return bool(people or owner)
    return bool(_AGE_BEFORE.search(before)) and not _AGE_AFTER_STOP.match(text, end)


def _read_measure(text: str, quantity: _Quantity) -> Figure | None:
    match = _MEASURE.match(text, quantity.end)
    if not match or _is_one(quantity):
        return None
    period = _PER_PERIOD.match(text, match.end())
    unit = next(name for name, found in match.groupdict().items() if found)
    if period:
        name = period["period"].lower()
        return _quantified(
            text, quantity, period.end(), kind="rate", unit=f"par {_PERIOD_NAMES.get(name, name)}", counts=unit
        )
    return _quantified(text, quantity, match.end(), kind="count", unit=unit)


def _read_count(text: str, quantity: _Quantity) -> Figure | None:
    number = quantity.number
    end = quantity.end
    counted = find_counted(text, end, plural=False, linked=True) if number.magnitude > 1 else None
    counted = counted or find_counted(text, end, plural=quantity.plural, linked=False)
    if counted is not None:
        after = text.index(counted, end) + len(counted)
        period = _PER_PERIOD.match(text, after)
        if period:
            name = period["period"].lower()
            unit = f"par {_PERIOD_NAMES.get(name, name)}"
            return _quantified(text, quantity, period.end(), kind="rate", unit=unit, counts=counted)
    if not _worth_keeping(text, quantity, counted):
        return None
    if number.magnitude >= 1e6 and _is_money(text, quantity, counted):
        return _quantified(text, quantity, end, kind="money", unit="EUR", counts=counted)
    period = _PER_PERIOD.match(text, end)
    if period:
        name = period["period"].lower()
        return _quantified(text, quantity, period.end(), kind="rate", unit=f"par {_PERIOD_NAMES.get(name, name)}")
    return _quantified(text, quantity, end, kind="count", unit=None, counts=counted)


def _worth_keeping(text: str, quantity: _Quantity, counted: str | None) -> bool:
    number = quantity.number
    if number.magnitude > 1 or isinstance(quantity.value, tuple):
        return True
    if _is_one(quantity):
        return False
    if number.spelled and quantity.value < _MIN_BARE:
        before = text[max(0, quantity.start - 12) : quantity.start]
        return counted is not None and not _DEFINITE.search(before)
    voted = bool(_VOTES.match(text, quantity.end))
    return voted or counted is not None or quantity.value >= _MIN_BARE or not float(quantity.value).is_integer()


def _is_money(text: str, quantity: _Quantity, counted: str | None) -> bool:
    """Whether millions without a currency are euros: fees, costs, or the object of a verb of spending."""
    if counted is not None and re.match(
        r"(?:honoraires|dépenses|économies|dépassements|subventions|recettes|déficit)", counted
    ):
        return True
    clause = re.split(r"[.;:!?\n]", text[max(0, quantity.start - 60) : quantity.start])[-1]
    return counted is None and bool(_MONEY_VERB.search(clause))


def _comparator(text: str, start: int, end: int) -> Comparator:
    before = text[max(0, start - 30) : start]
    if _LESS_BEFORE.search(before) and "à peine" not in before:
        return "less-than"
    if _MORE_BEFORE.search(before):
        return "more-than"
    if _APPROX_BEFORE.search(before):
        return "approx"
    after = _AFTER.match(text, end)
    if not after:
        return "exact"
    return "approx" if after["approx"] else ("more-than" if after["more"] else "less-than")


def _quantified(
    text: str, quantity: _Quantity, end: int, *, kind: FigureKind, unit: str | None = None, counts: str | None = None
) -> Figure:
    comparator: Comparator = "range" if isinstance(quantity.value, tuple) else _comparator(text, quantity.start, end)
    if comparator == "exact":
        vague: Comparator = "more-than" if quantity.number.vague else "exact"
        comparator = "approx" if quantity.number.rounded else vague
    return _figure(
        text, (quantity.start, end), quantity.value, kind=kind, unit=unit, comparator=comparator, counts=counts
    )


def _figure(  # noqa: PLR0913 - the fields of one record
    text: str,
    span: tuple[int, int],
    value: float | tuple[float, float],
    *,
    kind: FigureKind,
    unit: str | None = None,
    comparator: Comparator = "exact",
    counts: str | None = None,
) -> Figure:
    return Figure(
        text=text[span[0] : span[1]], start=span[0], end=span[1], value=value, unit=unit, kind=kind,
        comparator=comparator, counts=counts,
    )  # fmt: skip
