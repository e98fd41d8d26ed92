"""Numbers as French people write them: digits with any space, words, magnitudes, letters O for zeros."""

import re
from dataclasses import dataclass
from decimal import Decimal

_SPACE = r"[ \u00a0\u202f\u2009\u2007]"
_WORD_VALUES = {
    "zéro": 0, "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15,
    "seize": 16, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90, "cent": 100, "cents": 100, "mille": 1000,
}  # fmt: skip
_MAGNITUDES = {
    "dizaine": 10.0, "douzaine": 12.0, "quinzaine": 15.0, "vingtaine": 20.0, "trentaine": 30.0, "quarantaine": 40.0,
    "cinquantaine": 50.0, "soixantaine": 60.0, "centaine": 100.0, "millier": 1e3, "mille": 1e3, "million": 1e6,
    "milliard": 1e9, "k": 1e3, "m": 1e6, "md": 1e9, "mds": 1e9, "mrd": 1e9, "mrds": 1e9,
}  # fmt: skip

_DIGITS = (
    rf"(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|\d{{1,3}}(?:['’]\d{{3}})+(?!\d)|\d{{1,3}}(?:\.\d{{3}})+(?![\d])"
    r"|\d{1,3}(?:,\d{3}){2,}(?!\d)|\d+)(?:[.,]\d+)?"
)
# « O,O5 % »: the letter typed for the digit, believed just before a unit and after a digit (« 1OO »).
_LETTER_O = (
    rf"(?:(?=[O\d., ]*O)(?=[O., ]*\d)[O\d]+(?:{_SPACE}?[.,]{_SPACE}?[O\d]+)?(?={_SPACE}?[%€])"
    rf"|\d+(?:O[\dOo]*|o[\doO]+)(?![^\W_])|\d[OI][\dOI]+(?![^\W_]))"
)
_WORDS = "|".join(sorted(_WORD_VALUES, key=len, reverse=True))
_SPELLED = rf"(?:{_WORDS})(?:(?:-|{_SPACE}|-et-|{_SPACE}et{_SPACE})(?:{_WORDS})\b)*"
_GROUPS = (
    "dizaines?|douzaines?|quinzaines?|vingtaines?|trentaines?|quarantaines?|cinquantaines?|soixantaines?|centaines?"
)
_BIG = "milliers?|millions?|milliards?"
_MAGNITUDE = (
    rf"(?:(?:{_GROUPS}|{_BIG}|mille)\b(?:{_SPACE}de{_SPACE}(?:{_BIG})\b)*"
    rf"|k(?![^\W\d_])|M(?={_SPACE}?(?:€|\$|d['’]€|EUR))|(?:M|m)ds?(?![^\W\d_])|Mrds?(?![^\W\d_])"
    rf"|M(?={_SPACE}(?:d['’]|de{_SPACE})[a-zà-ÿ]))"
)
_VAGUE = rf"(?:des|plusieurs|quelques|les|ces){_SPACE}(?=(?:{_GROUPS}|{_BIG})\b)"
_ARTICLE = rf"une?{_SPACE}(?:(?:bon(?:ne)?|petite?|gross?e?|demi-?){_SPACE}?)?(?=(?:{_GROUPS}|{_BIG})\b)"
_HALF = rf"(?P<half>{_SPACE}et{_SPACE}demie?\b)?"
_NUMBER = re.compile(
    rf"(?<![^\W_])(?<!\d[.,'’/])(?:(?P<letter_o>{_LETTER_O})|(?P<vague>(?i:{_VAGUE}))|(?P<article>(?i:{_ARTICLE}))"
    rf"|(?P<digits>{_DIGITS})|(?P<spelled>(?i:{_SPELLED})\b))"
    rf"(?:{_SPACE}?(?P<magnitude>{_MAGNITUDE}))?{_HALF}"
)


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number at `text[start:end]`: its value, and how it was written.

    `vague` says « des milliers » (the value is the magnitude, a lower bound); `rounded` « une dizaine »;
    `magnitude` is what a word or letter multiplied by, 1 without one.
    """

    start: int
    end: int
    value: float
    spelled: bool
    magnitude: float = 1.0
    vague: bool = False
    rounded: bool = False


def find_numbers(text: str) -> list[Number]:
    """Every number of `text` in order, years and references included."""
    numbers: list[Number] = []
    for match in _NUMBER.finditer(text):
        number = _read(match)
        if number is not None:
            numbers.append(number)
    return numbers


def _read(match: re.Match[str]) -> Number | None:
    written = match["magnitude"] or ""
    if match["digits"] and text_goes_on(match):
        return None
    magnitude = _magnitude(written)
    base = _base(match)
    if match["half"]:
        base += 0.5
    elif match["article"] and "demi" in match["article"].lower():
        base = 0.5
    spelled = match["digits"] is None and match["letter_o"] is None
    return Number(
        start=match.start(),
        end=match.end(),
        # Decimal arithmetic: 17.1 × 10⁹ in floats is not 17 100 000 000.
        value=float(Decimal(str(base)) * Decimal(str(magnitude))),
        spelled=spelled,
        magnitude=magnitude,
        vague=match["vague"] is not None,
        rounded=match["article"] is not None and not written.lower().startswith(("million", "milliard")),
    )


def text_goes_on(match: re.Match[str]) -> bool:
    """Whether a word continues what looked like digits: 3e, 5G, 14h, 2bis are not numbers by themselves."""
    after = match.string[match.end() : match.end() + 1]
    glued = after.isalpha() and not match["magnitude"]
    return glued and not _GLUED_UNIT.match(match.string, match.end())


_GLUED_UNIT = re.compile(
    r"(?:ans?|mois|jours?|j|h|min|mn|s|euros?|eur|cts?|balles|e(?=\s(?:la|le|l['’]|pour|par|chaque|chez|mini|max|de)\b)"
    r"|centimes?|km|m|kg|mg|cm|patients?|fois|x)(?![^\W_])",
    re.IGNORECASE,
)


def _base(match: re.Match[str]) -> float:
    if match["letter_o"]:
        return parse_digits(match["letter_o"])
    if match["digits"]:
        return parse_digits(match["digits"])
    if match["spelled"]:
        return float(parse_words(match["spelled"]))
    return 1.0


def _magnitude(written: str) -> float:
    product = 1.0
    for word in re.findall(r"[^\W\d_]+", written):
        if word != "de":
            lowered = word.lower()
            product *= _MAGNITUDES.get(lowered) or _MAGNITUDES[lowered.rstrip("s")]
    return product


def parse_digits(written: str) -> float:
    """Value of digits in French habits: spaces, apostrophes and points of three digits group, a comma is decimal.

    « 1.347 » is 1347 but « 0.430 » 0.43; a letter O counts as zero.
    """
    compact = re.sub(rf"{_SPACE}|['’]", "", written).replace("O", "0").replace("o", "0").replace("I", "1").rstrip(".,")
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", compact):
        compact = compact.replace(".", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", compact):
        compact = compact.replace(",", "")
    whole, _, decimals = compact.replace(",", ".").partition(".")
    return float(f"{whole or '0'}.{decimals.replace('.', '') or '0'}")


def parse_words(written: str) -> int:
    """Value of a number in words: « quatre-vingt-dix-sept », « deux cent mille », « mille neuf cents »."""
    total = 0
    current = 0
    for word in re.findall(r"[^\W\d_]+", written.lower()):
        value = _WORD_VALUES.get(word)
        if value is None:
            continue
        if value == 1000:
            total += max(1, current) * 1000
            current = 0
        elif value == 100:
            current = max(1, current) * 100 if current < 100 else current + 100
        elif value == 20 and current % 100 == 4:
            current += 76
        else:
            current += value
    return total + current
