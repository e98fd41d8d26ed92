"""Who signed and when, as the line under a title prints it."""

import re
from dataclasses import dataclass
from datetime import datetime

from crawler.dates import FoundDate, ResolvedDate, find_date
from crawler.pages.lines import tidy
from crawler.pages.words import COMMENT_ACTION
from store.fold import fold_words

_LONGEST_LINE = 230
_PARTICLES = frozenset({
    "de", "du", "des", "la", "le", "les", "d", "l", "van", "von", "der", "den", "ben", "el", "al", "da", "di", "dos",
    "et", "y",
})  # fmt: skip
_AGENCIES = re.compile(r"(?:l')?(?:afp|reuters|apmnews|apm|ap|aef|agences?|(?:la |notre )?redaction(?: .{0,30})?)")
_UPDATED = re.compile(
    r"[,(·|–—-]?\s*\b(?:mise? à jour|modifiée?|actualisée?|màj|dernière (?:mise à jour|modification|"
    r"actualisation)|édité)\b",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"(?<!\w)(?:publiée?s?|postée?|parue?|mise? en ligne|rédigée?|créé|écrit|le|à|du|date|publication|article|en "
    r"ligne)\s*:?\s*$|"
    r"^\s*(?:à|le|,|:|publiée?|postée?)\s+",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:temps de )?lecture\s*:?\s*\d+ ?min\w*\.?|\d+ ?min(?:utes?)?\.?(?: de lecture)?", re.IGNORECASE
)
_SIGNED = re.compile(
    r"(?:(?:une? )?(?:article|texte|dossier|enquête|entretien|interview|reportage|tribune)\s+)?"
    r"(?:(?:rédigée?|écrite?|réalisée?|signée?|publiée?|postée?|propos recueillis|recueillis?|proposée?|"
    r"présentée?)\s+)?"
    r"(?:par|by)\s*:?\s+(?P<names>.+)|(?:auteur|auteurs|autrice|rédaction)\s*:\s*(?P<others>.+)|"
    r"de\s+(?P<of>[A-ZÀ-Þ].+)",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|&|/|\+|\bet\b|\bavec\b|\bavec l'(?=AFP))\s*")
_PARTS = re.compile(r"\s*(?:\||·|•|—|–|\s-\s)\s*")
_NAME_WORD = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*|[dl]['’][A-ZÀ-ÖØ-Þ][\w'’.-]*)")


@dataclass(frozen=True, kw_only=True)
class MetaLine:
    """What one line under a title says; `bare` when it is names alone, which only their place makes a signature."""

    byline: tuple[str, ...] = ()
    published: ResolvedDate | None = None
    updated: ResolvedDate | None = None
    bare: bool = False


def read_meta_line(text: str, *, fetched_at: datetime) -> MetaLine | None:
    """The names and dates of a line that holds nothing else, or `None` for any other line."""
    line = tidy(text).strip("|·•–—- ")
    if not line or len(line) > _LONGEST_LINE:
        return None
    cut = _UPDATED.search(line)
    left, right = (line[: cut.start()], line[cut.start() :]) if cut else (line, "")
    published = find_date(left, fetched_at=fetched_at)
    updated = find_date(right, fetched_at=fetched_at) if right else None
    vague = published is not None and published.date.precision in ("month", "year")
    if (right and updated is None) or (vague and not fold_words(line).startswith("publi")):
        return None
    rest, late_names = _around(left, published), _after(right, updated)
    names = _read_names(rest, dated=bool(published or updated))
    if names is None or not (names or published or updated):
        return None
    names = names or _read_names(late_names, dated=True) or ()
    return MetaLine(
        byline=names,
        published=published.date if published else None,
        updated=updated.date if updated else None,
        bare=not (published or updated) and not _SIGNED.fullmatch(rest),
    )


def is_person_name(text: str) -> bool:
    """Whether a text has the shape of « Prénom Nom », titles and particles allowed."""
    words = text.split()
    if not 2 <= len(words) <= 6 or len(text) > 60 or any(char.isdigit() for char in text):
        return False
    if COMMENT_ACTION.fullmatch(fold_words(text)):
        return False
    capitals = [word for word in words if _NAME_WORD.fullmatch(word)]
    others = [word for word in words if word not in capitals]
    return len(capitals) >= 2 and all(fold_words(word) in _PARTICLES for word in others) and words[-1] in capitals


def split_names(text: str, *, alone: bool = True) -> tuple[str, ...]:
    """The names of a signature, in order; occupations and places are left out.

    With `alone`, one capitalised word (« Par Zorbulon ») counts as a name.
    """
    names: list[str] = []
    for piece in _BETWEEN_NAMES.split(re.sub(r"\([^)]*\)", "", text)):
        name = tidy(piece).strip(".:|-– ")
        single = alone and len(name.split()) == 1 and _NAME_WORD.fullmatch(name) is not None and len(name) > 1
        if (is_person_name(name) or single or _AGENCIES.fullmatch(fold_words(name))) and name not in names:
            names.append(name)
    return tuple(names)


def _around(text: str, found: FoundDate | None) -> str:
    """The line without its date and the words that announce it."""
    if found is None:
        return _READING_TIME.sub("", text).strip()
    before, after = text[: found.start], text[found.end :]
    for _ in range(3):
        before = _PRINTED.sub("", before).rstrip(" ,:|·•–—-(")
    after = _READING_TIME.sub("", after).strip(" ,:|·•–—-().")
    before = _READING_TIME.sub("", before).strip(" ,:|·•–—-")
    glue = " | " if _PARTS.search(text) or _SIGNED.fullmatch(after) else " "
    return f"{before}{glue}{after}" if before and after else before or after


def _after(text: str, found: FoundDate | None) -> str:
    return text[found.end :].strip(" ,:|·•–—-().") if found else ""


def _read_names(rest: str, *, dated: bool) -> tuple[str, ...] | None:
    """The names in what is left of a line; `()` when nothing is left, `None` when it is something else."""
    if not rest:
        return ()
    parts = [part for part in _PARTS.split(rest) if part]
    names: list[str] = []
    for part in parts:
        found = _names_of_part(part, dated=dated)
        if not found and not (dated and len(parts) > 1 and len(part) <= 40):
            return None
        names += [name for name in found or () if name not in names]
    return tuple(names) if names or dated else None


def _names_of_part(part: str, *, dated: bool) -> tuple[str, ...]:
    signed = _SIGNED.fullmatch(part)
    if signed:
        text = signed["names"] or signed["others"] or signed["of"]
        first = _BETWEEN_NAMES.split(re.sub(r"\([^)]*\)", "", text))[0].strip(". ")
        if split_names(first):
            return split_names(text, alone=dated) or split_names(first)
        return (first,) if dated and re.fullmatch(r"[\w.-]{2,30}", first) else ()
    pieces = [piece for piece in _BETWEEN_NAMES.split(part) if piece]
    first = pieces[0].strip(". ") if pieces else ""
    return split_names(part, alone=False) if is_person_name(first) or _AGENCIES.fullmatch(fold_words(first)) else ()
