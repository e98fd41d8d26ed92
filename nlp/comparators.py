"""Words around a number that make it a floor, a ceiling or a rough value."""

import re

from store.records import Comparator, Figure, FigureKind

_END = r"\s*(?:les?\s|la\s|l['’]|des\s|d['’]|de\s|ses\s|ces\s)?$"

_APPROX_BEFORE = re.compile(
    r"(?:environ|\bprès|à peu près|autour|aux alentours|presque|approximativement|de l['’]ordre|proche|pas loin"
    r"|avoisin\w+|frôl\w+"
    r"|grosso modo|quelque|à quelque|quelques|dans les|~|≈|à peine|une petite|une bonne)(?:\s+(?:de|des|d['’]|du))?"
    + _END,
    re.IGNORECASE,
)

_MORE_BEFORE = re.compile(
    r"(?:(?<!pas )(?<!ni )\bplus(?=\s+(?:de|d['’]|que))|\+(?=\s*de\s)|au moins|au minimum|au[- ]delà|à partir"
    r"|supérieur\w*|dépass\w+|excéd\w+|minimum"
    r"|pas moins|au bas mot|>|≥|a minima)"
    r"(?:\s+(?:de|des|d['’]|du|que|à|aux?))?" + _END,
    re.IGNORECASE,
)

_LESS_BEFORE = re.compile(
    r"(?:(?<!pas )(?<!au )(?<!du )\bmoins(?=\s+(?:de|d['’]|que))|(?<!\w)-(?=\s*de\s)|au plus|au maximum"
    r"|jusqu['’](?:à|aux?)|inférieur\w*|sous|pas plus"
    r"|ne dépass\w+(?: pas)?|maximum|<|≤|en dessous|à peine)"
    r"(?:\s+(?:de|des|d['’]|du|que|à|aux?))?" + _END,
    re.IGNORECASE,
)

# « dans les cinq dernières années » is exact, « dans les cinq ans » is not.
_LAST_ONES = re.compile(r"derni|prochain|premi")
_AFTER = re.compile(
    r"\s*[,(]?\s*(?:(?P<approx>environ|à peu près|à quelque chose près|peu ou prou|grosso modo)"
    r"|(?P<more>minimum|au bas mot"
    r"|au moins|ou plus|au minimum|et plus)"
    r"|(?P<less>maximum|au maximum|au plus|ou moins|max\b|tout au plus))",
    re.IGNORECASE,
)


def find_comparator(text: str, start: int, end: int) -> Comparator:
    before = text[max(0, start - 30) : start]
    if _LESS_BEFORE.search(before) and "à peine" not in before:
        return "less-than"
    if _MORE_BEFORE.search(before):
        return "more-than"
    if _APPROX_BEFORE.search(before) and not _LAST_ONES.search(text, start, end):
        return "approx"
    after = _AFTER.match(text, end)
    if not after:
        return "exact"
    return "approx" if after["approx"] else ("more-than" if after["more"] else "less-than")


def make_figure(  # noqa: PLR0913 - the fields of one record
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
