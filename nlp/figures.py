"""Figures in a text: every number that somebody may repeat, with its unit, its comparator and what it counts.

Values: percent as written (15 % is 15.0); money in whole currency units (« 2,7 M€ » is 2700000.0, unit EUR),

centimes too (« 61 centimes » is 0.61; « 0,43 centime », a slip for euros, stays as written); a length or an age
in the unit written (« 30 minutes » is 30.0, unit minute);
fractions in [0, 1]; dates and law references as `nlp.references` says. `text` holds the number and its
unit, without the comparator before it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from nlp.bare import counts_alone, is_price, share_units
from nlp.comparators import find_comparator, make_figure
from nlp.counted import find_counted, find_each
from nlp.fractions import find_fractions, find_quarters
from nlp.numbers import find_numbers
from nlp.ranges import Quantity, join_ranges
from nlp.references import find_dates, find_law_refs, find_masks
from nlp.units import (
    CURRENCIES,
    LENGTH,
    MEASURE,
    MONEY,
    PER_PERIOD,
    PER_PERIOD_MONEY,
    PERCENT,
    PERIOD_NAMES,
    SPACE,
    YEARLY,
    is_age,
)
from store.records import Comparator, Figure, FigureKind, Quote

_MONEY_VERB = re.compile(
    r"\b(?:co[ûu]t|économis|vers|dépens|factur|pa[iy]|rembours|rapport|touch|perçoi|percev|gagn|financ|débours"
    r"|budg|déficit|enveloppe|subvention)\w*",
    re.IGNORECASE,
)

_UNIT_DURATION_CUE = re.compile(
    r"(?:depuis|pendant|durant|\ben|\bdans|après|avant|d['’]ici|il y a|plus|moins|environ|presque|près|au moins"
    r"|\bde|\bd['’]|\bà|jusqu['’]à)(?:\s+(?:de|d['’]))?\s*$",
    re.IGNORECASE,
)

_DEFINITE = re.compile(
    r"(?:\b(?:les|ces|ses|nos|vos|mes|leurs|aux|des|tous|toutes|entre)\s+|\b[àd]['’]?\s*)$", re.IGNORECASE
)

# « c'est payé par les caisses, environ 80 millions de prescriptions »: what is spent on them, not how many.
_SPENT_ON = re.compile(r"(?:prescriptions|ordonnances|soins|médicaments|transports|actes|arrêts)\b", re.IGNORECASE)
_PAID = re.compile(r"\b(?:pay[ée]|pai|co[ûu]t|dépens|€|euros?\b|budget|factur)", re.IGNORECASE)
# « plusieurs centaines » is no number that somebody may repeat; « plusieurs centaines de milliers » is a floor.
_FEW = re.compile(r"plusieurs|quelques", re.IGNORECASE)
# « un an ou deux », « deux mois ou trois ».
_OR_TWO = re.compile(rf"{SPACE}ou{SPACE}(?P<n>deux|trois)\b(?!{SPACE}[a-zà-ÿ]+s\b)")
_MIN_BARE = 20


def find_figures(text: str) -> list[Figure]:
    """Figures of `text` in order, without overlap; `said_by` is left to `attribute_figures`.

    Small numbers in words count only before a plural noun (« trois syndicats », not « les deux »); bare
    digits under 20 without unit are left out, as are telephones, hours, addresses, ranks and names.
    """
    taken = _Taken(text)
    figures = taken.add(find_law_refs(text))
    taken.block(find_masks(text))
    figures += taken.add(find_dates(text))
    figures += taken.add(find_fractions(text))
    figures += taken.add(find_quarters(text))
    numbers = [number for number in find_numbers(text) if taken.is_free(number.start, number.end)]
    for quantity in join_ranges(text, numbers):
        figure = _read(text, quantity)
        if figure is not None:
            figures += taken.add([figure])
    return share_units(text, sorted(figures, key=lambda figure: figure.start))


def attribute_figures(figures: Iterable[Figure], quotes: Iterable[Quote], speaker: str | None = None) -> list[Figure]:
    """The same figures with `said_by`: what their sentence says, else the innermost quote's speaker, else `speaker`.

    Between marks, whoever speaks answers for the figures: only « selon » inside them gives another source.
    """
    spans = sorted(quotes, key=lambda quote: quote.end - quote.start)
    attributed: list[Figure] = []
    for figure in figures:
        around = [q for q in spans if q.start <= figure.start and figure.end <= q.end and q.speaker]
        own = figure.said_by if not around or around[0].kind in _OPEN_KINDS else None
        said_by = own or next((quote.speaker for quote in around), speaker)
        attributed.append(replace(figure, said_by=said_by))
    return attributed


# Quotes in which the speaker may cite somebody else's figure in the writer's or his own sentences.
_OPEN_KINDS = frozenset({"interview", "indirect", "according-to"})


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


def _read(text: str, quantity: Quantity) -> Figure | None:
    """The figure that a quantity makes with what stands after it, trying the surest units first."""
    for reader in (_read_percent, _read_money, _read_length, _read_measure, _read_count):
        figure = reader(text, quantity)
        if figure is not None:
            return figure
    return None


def _is_one(quantity: Quantity) -> bool:
    return quantity.value == 1.0 and quantity.number.spelled and quantity.number.magnitude == 1


def _read_percent(text: str, quantity: Quantity) -> Figure | None:
    match = PERCENT.match(text, quantity.end)
    if not match:
        return None
    counted = find_counted(text, match.end(), plural=False, linked=True)
    unit = "‰" if "‰" in match.group() or "mille" in match.group() else "%"
    return _quantified(text, quantity, match.end(), kind="percent", unit=unit, counts=counted)


def _read_money(text: str, quantity: Quantity) -> Figure | None:
    match = MONEY.match(text, quantity.end)
    before = re.search(r"[€$£][ \u00a0]?$", text[max(0, quantity.start - 2) : quantity.start])
    if not match and not before:
        return None
    start, end = quantity.start, match.end() if match else quantity.end
    value = quantity.value
    unit = {"€": "EUR", "$": "USD", "£": "GBP"}[before.group()[0]] if before and not match else "EUR"
    if match:
        unit = next(CURRENCIES[name] for name in CURRENCIES if match[name])
        if unit == "centime" and isinstance(value, float) and value >= 1:
            value, unit = round(value / 100, 4), "EUR"
        elif unit == "centime" and isinstance(value, tuple) and value[0] >= 1:
            value, unit = (round(value[0] / 100, 4), round(value[1] / 100, 4)), "EUR"
        if match["small"] and isinstance(value, float) and value.is_integer():
            value = round(value + int(match["small"]) / 100, 2)
    if before and not match:
        start -= len(before.group())
    period = PER_PERIOD.match(text, end) or PER_PERIOD_MONEY.match(text, end) or YEARLY.match(text, end)
    if period:
        name = period["period"].lower()
        unit, end = f"{unit} par {PERIOD_NAMES.get(name, name)}", period.end()
    counted = None if period else find_each(text, end)
    read = replace(quantity, start=start, value=value)
    return _quantified(text, read, end, kind="rate" if period else "money", unit=unit, counts=counted)


def _read_length(text: str, quantity: Quantity) -> Figure | None:
    match = LENGTH.match(text, quantity.end)
    if not match:
        return None
    unit = next(name for name, found in match.groupdict().items() if found and name not in {"half", "minutes"})
    if _is_clock(text, quantity.start, match):
        return None
    if (
        _is_one(quantity)
        and unit not in {"an", "mois"}
        and not match["half"]
        and not _UNIT_DURATION_CUE.search(text, max(0, quantity.start - 25), quantity.start)
    ):
        return None
    value = quantity.value
    more = _OR_TWO.match(text, match.end()) if isinstance(value, float) and value <= 2 else None
    if more and isinstance(value, float):
        read = replace(quantity, value=(value, 2.0 if more["n"] == "deux" else 3.0))
        return _quantified(text, read, more.end(), kind="duration", unit=unit)
    if isinstance(value, float):
        value = round(value + (0.5 if match["half"] else int(match["minutes"] or 0) / 60), 4)
    read = replace(quantity, value=value)
    if match["an"] and not match["an"].lower().startswith("ann") and is_age(text, quantity.start, match.end()):
        return _quantified(text, read, match.end(), kind="age", unit=unit)
    period = PER_PERIOD.match(text, match.end())
    if period:
        name = period["period"].lower()
        return _quantified(text, read, period.end(), kind="rate", unit=f"{unit} par {PERIOD_NAMES.get(name, name)}")
    return _quantified(text, read, match.end(), kind="duration", unit=unit)


def _is_clock(text: str, start: int, match: re.Match[str]) -> bool:
    """« Il était 2 heures », « il est 8 h »: an hour of the clock; minutes follow hours only."""
    if match["minutes"]:
        return match["heure"] is None
    return bool(re.search(r"\bil\s(?:est|était|sera)\s(?:déjà\s|presque\s)?$", text[max(0, start - 24) : start], re.I))


def _read_measure(text: str, quantity: Quantity) -> Figure | None:
    match = MEASURE.match(text, quantity.end)
    if not match or _is_one(quantity):
        return None
    period = PER_PERIOD.match(text, match.end())
    unit = next(name for name, found in match.groupdict().items() if found)
    if period:
        name = period["period"].lower()
        return _quantified(
            text, quantity, period.end(), kind="rate", unit=f"par {PERIOD_NAMES.get(name, name)}", counts=unit
        )
    return _quantified(text, quantity, match.end(), kind="count", unit=unit)


def _read_count(text: str, quantity: Quantity) -> Figure | None:
    number = quantity.number
    end = quantity.end
    counted = find_counted(text, end, plural=False, linked=True) if number.magnitude > 1 else None
    counted = counted or find_counted(text, end, plural=quantity.plural, linked=False)
    if counted is not None:
        after = text.index(counted, end) + len(counted)
        period = PER_PERIOD.match(text, after)
        if period:
            name = period["period"].lower()
            unit = f"par {PERIOD_NAMES.get(name, name)}"
            return _quantified(text, quantity, period.end(), kind="rate", unit=unit, counts=counted)
    if not _worth_keeping(text, quantity, counted):
        return None
    priced = (
        counted is None
        and number.magnitude == 1
        and isinstance(quantity.value, float)
        and is_price(text, quantity.start, end, quantity.value)
    )
    if priced or (number.magnitude >= 1e6 and _is_money(text, quantity, counted)):
        return _quantified(text, quantity, end, kind="money", unit="EUR", counts=counted)
    period = PER_PERIOD.match(text, end)
    if period:
        name = period["period"].lower()
        return _quantified(text, quantity, period.end(), kind="rate", unit=f"par {PERIOD_NAMES.get(name, name)}")
    return _quantified(text, quantity, end, kind="count", unit=None, counts=counted)


def _worth_keeping(text: str, quantity: Quantity, counted: str | None) -> bool:
    number = quantity.number
    if number.vague and _FEW.match(text, quantity.start) and " de " not in text[quantity.start : quantity.end]:
        return False
    if number.magnitude > 1 or isinstance(quantity.value, tuple):
        return True
    if _is_one(quantity):
        return False
    alone = counted is None and counts_alone(text, quantity.start, quantity.end, value=quantity.value)
    if number.spelled and quantity.value < _MIN_BARE:
        before = text[max(0, quantity.start - 12) : quantity.start]
        # « les deux syndicats » says which, « les cinq syndicats » how many.
        return alone or (counted is not None and (quantity.value > 2 or not _DEFINITE.search(before)))
    return alone or counted is not None or quantity.value >= _MIN_BARE or not float(quantity.value).is_integer()


def _is_money(text: str, quantity: Quantity, counted: str | None) -> bool:
    """Whether millions without a currency are euros: fees, costs, or the object of a verb of spending."""
    if counted is not None and re.match(
        r"(?:honoraires|remboursements|aides|cotisations|dépenses|économies|dépassements|subventions|recettes|déficit"
        r"|pertes|trou|manque à gagner|dettes?|budget|assurance|sécu|caisses?\b|État)",
        counted,
    ):
        return True
    if counted is not None and _SPENT_ON.match(counted):
        around = text[max(0, quantity.start - 120) : quantity.end].rsplit("\n", 1)[-1] + text[quantity.end :][:160]
        return bool(_PAID.search(around))
    if counted is None and quantity.number.magnitude >= 1e9:
        return not re.search(r"dollar|franc|livre|yen|yuan|hab", text, re.IGNORECASE)
    clause = re.split(r"[.;:!?\n]", text[max(0, quantity.start - 60) : quantity.start])[-1]
    return counted is None and bool(_MONEY_VERB.search(clause))


def _quantified(
    text: str, quantity: Quantity, end: int, *, kind: FigureKind, unit: str | None = None, counts: str | None = None
) -> Figure:
    comparator: Comparator = (
        "range" if isinstance(quantity.value, tuple) else find_comparator(text, quantity.start, end)
    )
    if comparator == "exact":
        vague: Comparator = "more-than" if quantity.number.vague else "exact"
        comparator = "approx" if quantity.number.rounded else vague
    return make_figure(
        text, (quantity.start, end), quantity.value, kind=kind, unit=unit, comparator=comparator, counts=counts
    )
