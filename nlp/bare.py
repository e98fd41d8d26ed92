"""Numbers without a unit or a noun of their own: what makes them a count, a price, or take another's unit.

« ils sont trois », « j'en verrai quinze », « six seront conservées » count what was just named; « le docteur prend 80 »
is a price; « 71 jours, contre 61 en 2022 » and « 15,8 milliards, contre 17,3 » say their unit once.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.units import SPACE
from store.records import Figure, FigureKind

_ADVERB = (
    rf"(?:(?:bientôt|tous|toutes|plus|encore|déjà|seulement|désormais|aujourd['’]hui|toujours|alors|à peine"
    rf"|environ|près de|au moins|plus de|moins de){SPACE})*"
)
# « ils sont trois », « on était onze », « ils ne sont plus que deux », « nous étions sept autour d'une table ».
_WE_ARE = re.compile(
    rf"(?:\b(?:ils|elles|on|nous|vous|qui){SPACE}(?:n['’]|ne{SPACE})?(?:y{SPACE}|en{SPACE})?(?:(?:sont|étaient"
    rf"|seront|seraient|sommes|étions"
    rf"|serons|êtes|étiez|est|était|sera|furent|restent|restaient)|(?:ont|avaient|avons|a|avait){SPACE}été)"
    rf"|\b(?:sont|étaient|sommes|étions|est|était)-(?:ils|elles|nous|on)"
    rf"|[a-zà-ÿ]{{3,}}[sx]{SPACE}(?:ne{SPACE}|n['’])?(?:sont|étaient|seront|seraient"
    rf"|furent)){SPACE}{_ADVERB}(?:que{SPACE}|qu['’])?{_ADVERB}$",
    re.IGNORECASE,
)
# « j'en verrai quinze », « la caisse en compte 12 », « il n'en reste que trois »; « en mars trois » has no verb.
_OF_THEM = re.compile(
    rf"(?:\b(?:il|elle|on|je|nous|vous|ils|elles|qui){SPACE}(?:n['’]|ne{SPACE})?|\b[jn]['’]|\by{SPACE}"
    rf"|\b[^\W\d_]+{SPACE})en{SPACE}"
    rf"(?:(?:a|ai|as|ont|avons|avez|avait|avaient|est|sont){SPACE}{_ADVERB})?(?!général\b|moyenne\b|réalité\b"
    rf"|effet\b|fait\b|plus\b|tout\b)"
    rf"[a-zà-ÿ]+(?:[eé]s?|ai|as|a|ait|ent|ont|ons|ez|aient|is|it|us?|t|d){SPACE}{_ADVERB}(?:que{SPACE}"
    rf"|qu['’])?{_ADVERB}$",
    re.IGNORECASE,
)
# « J'en ai 12 », « elle en a trois », « en voilà deux ».
_HAVING_THEM = re.compile(
    rf"\ben{SPACE}(?:a|ai|as|ont|avons|avez|avait|avais|avaient|aura|auront|aurait|voilà|est à|étions à|sommes à"
    rf"|était à){SPACE}{_ADVERB}(?:que{SPACE})?$",
    re.IGNORECASE,
)
# A number that is a subject: « 18 seulement ont voté », « six seront conservées », « trois d'entre eux ».
_SUBJECT = re.compile(
    rf"{SPACE}(?:seulement{SPACE}|d['’]entre{SPACE}(?:eux|elles|nous|vous){SPACE}?)?(?:n['’]|ne{SPACE}|se{SPACE}"
    rf"|s['’]|en{SPACE}|y{SPACE}|l['’]|les{SPACE}"
    rf"|leur{SPACE})*(?:ont|sont|vont|font|[a-zà-ÿ]{{2,}}(?:ront|raient|aient|èrent)"
    rf"|(?![a-zà-ÿ]*ment\b)[a-zà-ÿ]{{3,}}ent)\b"
    rf"|{SPACE}d['’]entre{SPACE}(?:eux|elles|nous|vous)\b"
)
_BOTH = re.compile(r"\b(?:les|ces|ses|tous|toutes|nos|leurs|des|aux)\s+$", re.IGNORECASE)
_VOTES = re.compile(rf"{SPACE}(?:voix{SPACE})?(?:pour|contre)\b(?=\s*[,.;)-]|{SPACE}et\b)")
_VOTES_AGAINST = re.compile(rf"\b(?:voix|votes|pour){SPACE}(?:contre|et){SPACE}$", re.IGNORECASE)
_TIMES = re.compile(
    rf"\b(?:divis|multipli|démultipli)\w+{SPACE}(?:[\w’'-]+{SPACE}){{0,4}}par{SPACE}$|{SPACE}par{SPACE}$", re.IGNORECASE
)
_DIVIDING = re.compile(r"\b(?:divis|multipli|démultipli)(?:[eé]\w*|a|ent|ait)\b[^.;:!?]*$", re.IGNORECASE)
# « quatre patients par heure, pas six », « n'est payé que neuf ».
_CONTRAST = re.compile(
    rf"(?:[,;]{SPACE}(?:et{SPACE}|mais{SPACE})?(?:pas|non|contre)|{SPACE}(?:et{SPACE})?non{SPACE}pas"
    rf"|\bpas{SPACE}plus{SPACE}de|\bau{SPACE}lieu{SPACE}de){SPACE}$"
    rf"|\b(?:ne{SPACE}|n['’])[^.;:!?]{{2,40}}?{SPACE}que{SPACE}$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:[.,;:!?…)»\"”]|$)")
# « de 12 à 17 % »: the unit comes after the next number.
_UNIT_LATER = re.compile(
    rf"{SPACE}(?:à|puis|et|ou){SPACE}(?:de{SPACE})?\d[\d.,]*(?:{SPACE}\d{{3}})*{SPACE}?(?:%|€|(?:euros?|ans|mois"
    rf"|jours|heures|minutes|points|milli\w+)\b)"
)
_NOT_ALONE = re.compile(rf"{SPACE}(?:heures?|h)\b")


def counts_alone(text: str, start: int, end: int, *, value: float) -> bool:
    """Whether a number at `text[start:end]` without a noun counts what its sentence speaks of."""
    before = text[max(0, start - 70) : start]
    if _NOT_ALONE.match(text, end):
        return False
    if _UNIT_LATER.match(text, end) or _VOTES.match(text, end) or _VOTES_AGAINST.search(before):
        return True
    if _SUBJECT.match(text, end) and not (value == 2 and _BOTH.search(before)):
        return True
    if _WE_ARE.search(before) or _OF_THEM.search(before) or _HAVING_THEM.search(before):
        return True
    if _TIMES.search(before) and _DIVIDING.search(text[max(0, start - 120) : start]):
        return True
    return bool(_CONTRAST.search(before) and _ENDS.match(text, end))


_PRICE_BEFORE = re.compile(
    rf"\b(?:prends?|prennent|prenait|pa(?:ie|ye)s?|pa(?:ient|yent)|payé|payait|factur\w+|co[ûu]t\w+|demandent?|rend"
    rf"|rends|rembours\w+|touch\w+"
    rf"|débours\w+|tarif\w*|sorti|vaut|vendu|prix|consult\w*{SPACE}(?:à|est{SPACE}à)|passe{SPACE}à"
    rf"|balles){SPACE}(?:à{SPACE}|est{SPACE}(?:à{SPACE}|de{SPACE})?|de{SPACE})?"
    rf"(?:plus{SPACE}de{SPACE}|moins{SPACE}de{SPACE}|environ{SPACE}|que{SPACE}|m['’]en{SPACE})?$",
    re.IGNORECASE,
)
_PRICE_AFTER = re.compile(
    rf"{SPACE}(?:la|le|l['’]|par|de){SPACE}?(?:consult\w*|visite|séance|acte|passage|rdv|rendez-vous|téléconsult\w*"
    rf"|dépassements?)\b|{SPACE}rembours\w+",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*(?:[.,;:!?…)»\"”]|$)|\s(?:quand|alors|mais|et|ou|au|pour|sans|puis|voire|là où|tandis)\b")
_MAX_PRICE = 1000


def is_price(text: str, start: int, end: int, value: float) -> bool:
    """Whether a number without noun or unit is a price in euros: « prend 80 », « 26,50 la consult »."""
    if value > _MAX_PRICE:
        return False
    return bool(_PRICE_AFTER.match(text, end)) or (
        bool(_PRICE_BEFORE.search(text[max(0, start - 40) : start])) and bool(_GOES_ON.match(text, end))
    )


# What links a bare number to one whose unit it shares, and the kinds whose unit can be shared.
_LINKED = re.compile(
    rf",?{SPACE}+(?:à|puis|et|ou|contre){SPACE}+(?:de{SPACE}+|plus de{SPACE}+|près de{SPACE}+|environ{SPACE}+)?"
)
_TAKEN_BACK = re.compile(
    rf"[^.;:!?«»\n]{{0,45}}?,?{SPACE}+(?:contre|dont|pas|et{SPACE}non|plutôt{SPACE}que|au{SPACE}lieu{SPACE}de"
    rf"|quelquefois|parfois|puis"
    rf"|[^\W\d_]*(?:tomb|pass|ramen|descend|grimp|mont|baiss)\w*{SPACE}à){SPACE}+(?:de{SPACE}+|plus{SPACE}de{SPACE}+"
    rf"|près{SPACE}de{SPACE}+|environ{SPACE}+)?"
)
_SHARED_KINDS: frozenset[FigureKind] = frozenset({"money", "percent", "duration"})
_SCALES = (("milliard", 1e9), ("md", 1e9), ("million", 1e6), ("m€", 1e6), ("k€", 1e3))
# Numbers of one quantity are of one order: « 71 jours, contre 61 », not « 71 jours, contre 2 000 ».
_MAX_RATIO = 12


def share_units(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """The same figures, a bare number taking the unit said after the next or with the one before it.

    « de 25 à 30 euros », « 12, puis 14 % », « 48 euros, pas 60 », « 15,8 milliards, contre 17,3 prévus ».
    """
    shared = list(figures)
    for index in range(len(shared) - 2, -1, -1):
        figure, after = shared[index], shared[index + 1]
        if _is_bare(figure) and after.kind in _SHARED_KINDS and _LINKED.fullmatch(text, figure.end, after.start):
            shared[index] = replace(figure, kind=after.kind, unit=after.unit)
    for index in range(1, len(shared)):
        before, figure = shared[index - 1], shared[index]
        if _is_bare(figure) and before.kind in _SHARED_KINDS and _TAKEN_BACK.fullmatch(text, before.end, figure.start):
            shared[index] = _like(before, figure)
    return shared


def _is_bare(figure: Figure) -> bool:
    return figure.kind == "count" and figure.unit is None and figure.counts is None


def _like(before: Figure, figure: Figure) -> Figure:
    """The bare figure in the unit and the scale of the one before it, where both are of one order."""
    if isinstance(before.value, tuple) or isinstance(figure.value, tuple) or not before.value:
        return figure
    written = before.text.lower()
    scale = next((scale for word, scale in _SCALES if word in written), 1.0)
    value = figure.value * scale if figure.value < before.value / scale * _MAX_RATIO else figure.value
    if not 1 / _MAX_RATIO <= value / before.value <= _MAX_RATIO and figure.value:
        return figure
    return replace(figure, kind=before.kind, unit=before.unit, value=round(value, 6))
