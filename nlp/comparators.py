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
    r"|supérieur\w*|dépass(?:e|é|ée|és|ées|er|ent|ait|aient|era|ant)\b|excéd\w+|minimum|franchi\w*(?: le cap"
    r"| la barre| le seuil)?"
    r"|pas moins|au bas mot|>|≥|a minima)"
    r"(?:\s+(?:de|des|d['’]|du|que|à|aux?))?" + _END,
    re.IGNORECASE,
)
# « ils ne sont plus que deux », « il n'en reste plus que douze »: just so many, not more.
_NO_MORE_THAN = re.compile(r"\b(?:ne\s|n['’])[^.;:!?]{0,24}\bplus\s+qu(?:e\s+|['’])$", re.IGNORECASE)
# « très supérieur aux 1 038 avancés par … » compares with a number that somebody gave as it is.
_THAN_GIVEN = re.compile(r"(?:supérieur|inférieur)\w*\s+aux\s+$", re.IGNORECASE)

_LESS_BEFORE = re.compile(
    r"(?:(?<!pas )(?<!au )(?<!du )\bmoins(?=\s+(?:de|d['’]|que))|(?<!\w)-(?=\s*de\s)|au plus|au maximum"
    r"|jusqu['’](?:à|aux?)|inférieur\w*|sous(?=\s(?:les|la|le)\s)|pas plus"
    r"|ne dépass\w+(?: pas)?|maximum|<|≤|en dessous|à peine)"
    r"(?:\s+(?:de|des|d['’]|du|que|à|aux?))?" + _END,
    re.IGNORECASE,
)

# « dans les cinq ans », « dans les deux départements » say exactly how many, « dans les 300 médecins » does not.
_WITHIN = re.compile(r"\bdans\s+les\s+$", re.IGNORECASE)
_EXACT_WITHIN = re.compile(
    r"derni|prochain|premi|\b(?:ans?|années|mois|semaines|jours|heures|minutes)\b|^(?:deux|trois|quatre|cinq)$"
)
_AFTER = re.compile(
    r"\s*[,(]?\s*(?:(?P<approx>environ|à peu près|à quelque chose près|peu ou prou|grosso modo)"
    r"|(?P<more>minimum|au bas mot"
    r"|au moins|ou plus|au minimum|et plus)"
    r"|(?P<less>maximum|au maximum|au plus|ou moins|max\b|tout au plus|à tout casser|grand maximum))",
    re.IGNORECASE,
)
# « 108 000 libéraux environ »: one or two words of what is counted may stand in between.
_AFTER_NOUN = re.compile(
    r"(?:[ \u00a0\u202f][a-zà-ÿ]+){1,2}[ \u00a0\u202f](?:(?P<approx>environ|peu ou prou)(?=\s*[.,;:!?)]|$)"
    r"|(?P<more>au minimum|au bas mot|au moins)(?=\s*[.,;:!?)]|$)|(?P<less>au maximum|tout au plus)(?=\s*[.,;:!?)]|$))",
    re.IGNORECASE,
)


def find_comparator(text: str, start: int, end: int) -> Comparator:
    before = text[max(0, start - 30) : start]
    if _THAN_GIVEN.search(before) or _NO_MORE_THAN.search(text[max(0, start - 45) : start]):
        return "exact"
    if _LESS_BEFORE.search(before):
        return "less-than"
    if _MORE_BEFORE.search(before):
        return "more-than"
    if _APPROX_BEFORE.search(before) and not (_WITHIN.search(before) and _EXACT_WITHIN.search(text[start:end])):
        return "approx"
    after = _AFTER.match(text, end) or _AFTER_NOUN.match(text, end)
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
