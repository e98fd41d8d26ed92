"""Who signed and when, as the line under a title prints it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from crawler.dates import FoundDate, ResolvedDate, find_date
from crawler.pages import people
from crawler.pages.lines import has_final_stop, tidy
from crawler.pages.words import COMMENT_ACTION
from store.clock import PARIS
from store.fold import fold_words

_LONGEST_LINE = 230
_LONGEST_BARE = 110
_AGENCIES = re.compile(
    r"(?:l')?(?:afp|reuters|apmnews|apm|ap|aef|agences?(?: [\w'-]+){0,3}|(?:la |notre |le )?(?:redaction|service)"
    r"(?: .{0,30})?)"
)
_UPDATED = re.compile(
    r"[,(·|–—-]?\s*\b(?:mise? à jour|modifiée?|actualisée?|màj|dernière (?:mise à jour|modification|"
    r"actualisation)|édité|(?:last )?updated|last modified)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<![\w:])(?P<hour>[01]?\d|2[0-3])\s?(?:h|:)\s?(?P<minute>[0-5]\d)?(?![\w:])", re.IGNORECASE)
_PRINTED = re.compile(
    r"(?<!\w)(?:(?:re)?publiée?s?|postée?|parue?|mise? en ligne|rédigée?|créé|écrit|le|à|du|on|date|publication|"
    r"article|en ligne|communiqué(?: de presse)?|tribune|published|posted|édition)\s*:?\s*$|"
    r"^\s*(?:à|le|,|:|publiée?|postée?)\s+",
    re.IGNORECASE,
)
_PLACE = re.compile(r"^[A-ZÀ-Þ][\w'’]*(?:[- ][\w'’]+){0,5}\s*,?(?:\s+le)?\s*,?$")
_READING_TIME = re.compile(
    r"(?:temps de )?lecture\s*:?\s*\d+ ?min\w*\.?|\d+ ?min(?:utes?)?\.?(?: de lecture| read)?", re.IGNORECASE
)
_SIGNED = re.compile(
    r"(?:(?:une? )?(?:article|textes?|dossier|enquête|entretien|interview|reportage|tribune)\s+)?"
    r"(?:(?:rédigée?|écrite?|réalisée?|signée?|publiée?|postée?|propos recueillis|recueillis?|proposée?|"
    r"présentée?)\s+)?"
    r"(?:par|by)\s*:?\s+(?P<names>.+)|(?:auteur|auteurs|autrice|rédaction|textes?|propos|entretien|reportage)"
    r"\s*:\s*(?P<others>.+)|"
    r"de\s+(?P<of>[A-ZÀ-Þ].+)",
    re.IGNORECASE,
)
# « Rédigé le » whose date a script prints, or that the selection left out: its place says as much as its date.
_UNDATED = re.compile(r"(?:(?:re)?publie|redige|ecrit|poste|modifie|mis a jour|mis en ligne|paru)e?s? le\s*:?")
_ORGANISATION = re.compile(r"(?:[Ll][ea]s? |[Ll]['’])[A-ZÀ-Þ][\w'’ -]{2,40}")
_TIME_TAIL = re.compile(r"\s+(?:à|le)\s+\d.*$")
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|&|/|\+|\bet\b|\bavec\b|\bavec l'(?=AFP))\s*")
_IN_BRACKETS = re.compile(r"\(\s*(?:avec|et|source\s*:?)\s+(?:l['’])?(?P<who>[^)]+)\)", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:\||·|•|—|–|\s-\s)\s*")
_OCCUPATION = re.compile(r"[a-zà-ÿ][\w'’() -]{2,60}")
_WORD_NAME = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*|[dl]['’][A-ZÀ-ÖØ-Þ][\w'’.-]*)")


@dataclass(frozen=True, kw_only=True)
class MetaLine:
    """What one line under a title says; `bare` when it is names alone, which only their place makes a signature."""

    byline: tuple[str, ...] = ()
    published: ResolvedDate | None = None
    updated: ResolvedDate | None = None
    bare: bool = False


@dataclass(frozen=True, kw_only=True)
class _Dates:
    published: ResolvedDate | None
    updated: ResolvedDate | None
    rest: str
    late: str


@lru_cache(maxsize=512)  # the lines of a page are asked several times
def read_meta_line(text: str, *, fetched_at: datetime) -> MetaLine | None:
    """The names and dates of a line that holds nothing else, or `None` for any other line.

    An update that prints its hour alone (« mis à jour à 10h12 ») falls on the day of publication.
    """
    line = tidy(text).strip("|·•–—- ")
    if not line or len(line) > _LONGEST_LINE or "©" in line:
        return None
    if _UNDATED.fullmatch(fold_words(line)):
        return MetaLine()
    dates = _read_dates(line, fetched_at)
    if dates is None:
        return None
    dated = bool(dates.published or dates.updated)
    names = _read_names(dates.rest, dated=dated, parted=bool(_PARTS.search(line)))
    if names is None or not (names or dated):
        return None
    names = names or _read_names(dates.late, dated=True, parted=True) or ()
    bare = not dated and not _SIGNED.fullmatch(dates.rest)
    if bare and (len(line) > _LONGEST_BARE or (has_final_stop(line) and not re.search(r"\b[A-ZÀ-Þ]\.$", line))):
        return None
    return MetaLine(byline=names, published=dates.published, updated=dates.updated, bare=bare)


def split_names(text: str, *, alone: bool = True) -> tuple[str, ...]:
    """The names of a signature, in order; occupations and places are left out.

    With `alone`, one capitalised word (« Par Zorbulon ») counts as a name.
    """
    names: list[str] = []
    opened = _IN_BRACKETS.sub(r", \g<who>", text)
    for piece in _BETWEEN_NAMES.split(re.sub(r"\([^)]*\)", "", opened)):
        name = tidy(piece).strip(".:|-– ")
        single = alone and len(name.split()) == 1 and _WORD_NAME.fullmatch(name) is not None and len(name) > 1
        if (_is_name(name) or single or _AGENCIES.fullmatch(fold_words(name))) and name not in names:
            names.append(name)
    return tuple(names)


def _is_name(text: str) -> bool:
    return people.is_person_name(text) and not COMMENT_ACTION.fullmatch(fold_words(text))


def _read_dates(line: str, fetched_at: datetime) -> _Dates | None:
    """The dates of a line and what is left of it; `None` when it speaks of an update without a date."""
    cut = _UPDATED.search(line)
    left, right = (line[: cut.start()], line[cut.start() :]) if cut else (line, "")
    published = find_date(left, fetched_at=fetched_at)
    updated = find_date(right, fetched_at=fetched_at) if right else None
    late = _after(right, updated)
    if updated and published is None:
        first = find_date(late, fetched_at=fetched_at)
        if first:
            return _Dates(published=first.date, updated=updated.date, rest=_around(late, first), late="")
    second = updated.date if updated else None
    clock = _CLOCK.search(right) if right and published and second is None else None
    if clock and published:
        second, late = _same_day(published.date, clock), right[clock.end() :].strip(" ,:|·•–—-")
    vague = published is not None and published.date.precision in ("month", "year")
    if (right and second is None) or (vague and not fold_words(line).startswith("publi")):
        return None
    return _Dates(
        published=published.date if published else None, updated=second, rest=_around(left, published), late=late
    )


def _same_day(date: ResolvedDate, clock: re.Match[str]) -> ResolvedDate:
    local = date.moment.astimezone(PARIS)
    moved = timedelta(hours=int(clock["hour"]) - local.hour, minutes=int(clock["minute"] or 0) - local.minute)
    return replace(date, moment=date.moment + moved, precision="minute" if clock["minute"] else "hour")


def _around(text: str, found: FoundDate | None) -> str:
    """The line without its date, the words that announce it and the place before it (« Quimper, le … »)."""
    if found is None:
        rest = _TIME_TAIL.sub("", _READING_TIME.sub("", text).strip())
        return rest if _PRINTED.sub("", rest) else ""
    before, after = text[: found.start], text[found.end :]
    last = re.split(r"[|·•–—(]", before)[-1].strip()
    if _PLACE.match(last) and re.search(r",(?:\s*le)?$", last) and not _is_name(re.sub(r",.*$", "", last)):
        before = before[: before.rindex(last)]
    for _ in range(3):
        before = _PRINTED.sub("", before).rstrip(" ,:|·•–—-(")
    after = _unbracketed(_READING_TIME.sub("", after).strip(" ,:|·•–—-."))
    before = _READING_TIME.sub("", before).strip(" ,:|·•–—-")
    glue = " | " if _PARTS.search(text) or _SIGNED.fullmatch(after) else " "
    return f"{before}{glue}{after}" if before and after else before or after


def _unbracketed(text: str) -> str:
    """`text` without a bracket whose other half the date took away."""
    if text.count("(") != text.count(")"):
        text = text.strip("()")
    return text.strip(" ,:|·•–—-.")


def _after(text: str, found: FoundDate | None) -> str:
    return _unbracketed(text[found.end :].strip(" ,:|·•–—-.")) if found else ""


def _read_names(rest: str, *, dated: bool, parted: bool) -> tuple[str, ...] | None:
    """The names in what is left of a line; `()` when nothing is left, `None` when it is something else."""
    rest = _READING_TIME.sub("", rest).strip(" ,:|·•–—-.")
    if not rest:
        return ()
    parts = [part for part in _PARTS.split(rest) if part]
    names: list[str] = []
    for part in parts:
        found = _names_of_part(part, dated=dated)
        if not found and not (dated and parted and len(part) <= 40):
            return None
        names += [name for name in found or () if name not in names]
    return tuple(names) if names or dated else None


def _names_of_part(part: str, *, dated: bool) -> tuple[str, ...]:
    signed = _SIGNED.fullmatch(part)
    if signed:
        return _signed_names(_TIME_TAIL.sub("", signed["names"] or signed["others"] or signed["of"]), dated=dated)
    pieces = [piece.strip(". ") for piece in _BETWEEN_NAMES.split(re.sub(r"\([^)]*\)", "", part)) if piece.strip(". ")]
    if not pieces or not (_is_name(pieces[0]) or _AGENCIES.fullmatch(fold_words(pieces[0]))):
        return ()
    others = all(_is_name(piece) or _AGENCIES.fullmatch(fold_words(piece)) or _OCCUPATION.fullmatch(piece)
                 for piece in pieces[1:])  # fmt: skip
    return split_names(part, alone=False) if others else ()


def _signed_names(text: str, *, dated: bool) -> tuple[str, ...]:
    """The names after « Par »: people, agencies, an outlet (« La Gazette »), or on a dated line one pseudonym."""
    first = _BETWEEN_NAMES.split(re.sub(r"\([^)]*\)", "", text))[0].strip(". ")
    if split_names(first):
        return split_names(text, alone=dated) or split_names(first)
    pseudonym = dated and re.fullmatch(r"[\w.-]{2,30}", first)
    return (first,) if pseudonym or (_ORGANISATION.fullmatch(first) and text == first) else ()
