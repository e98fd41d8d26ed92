"""The figures that circulate: who says them, and different values of the same thing side by side."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from dashboard.brief.extracts import is_named
from dashboard.brief.places import Places, quoted
from dashboard.brief.plain import plain, web_address
from dashboard.brief.records import FigureItem, FigureValue
from dashboard.brief.sentences import Span, cut_out, find_sentence
from dashboard.brief.usual import Window
from dashboard.french import NO_BREAK, as_inside, counted, short_day
from store.clock import PARIS
from store.database import Row
from store.fold import fold_words
from store.queries.brief import BriefRows

N_DISPUTED = 8
N_OTHERS = 6
N_VALUES = 6
LONGEST = 220
# Small counts are written in every sentence (« deux médecins ») and circulate nowhere.
LEAST_COUNT = 10
NEAR = 10
_CIRCULATING = ("count", "money", "percent", "fraction", "rate")
_COMPARABLE = ("count", "money", "percent", "fraction")
# Nouns that say nothing of what is counted.
_EMPTY_NOUNS = {"chose", "foi", "an", "annee", "moi", "jour", "semaine", "minute", "heure", "ca", "part", "point"}
Key = tuple[str, str, str]


def list_figures(found: BriefRows, window: Window, places: Places) -> tuple[tuple[FigureItem, ...], int]:
    """What is counted today, disputed first, and how many more were left out.

    Two values are side by side when they are of the same kind and count the same noun; a value of the 28 days before
    is recalled when today's differs.
    """
    groups: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in found.figures:
        if _circulates(row):
            groups[_key(row)].append(row)
    rivals = {key: _rivals(key, rows, window) for key, rows in groups.items()}
    disputed = [rows for found_rows in rivals.values() for rows in found_rows]
    beside = {id(row) for rows in disputed for row in rows}
    others = [
        [row for row in rows if _is_today(row, window) and id(row) not in beside] for rows in groups.values()
    ]  # fmt: skip
    told = [rows for rows in _ranked([rows for rows in others if rows]) if _is_told(rows)]
    items = [_item(rows, window, places, is_disputed=True) for rows in _ranked(disputed)[:N_DISPUTED]]
    items += [_item(rows, window, places, is_disputed=False) for rows in told[:N_OTHERS]]
    return tuple(items), len(disputed) + len(told) - len(items)


def _circulates(row: Row) -> bool:
    if row["kind"] not in _CIRCULATING:
        return False
    if row["kind"] in ("count", "rate"):
        return row["counts"] is not None and row["low"] >= (LEAST_COUNT if row["kind"] == "count" else 2)
    return True


def _key(row: Row) -> Key:
    """Kind, unit and counted noun, singular and without accents; without a noun, the value itself."""
    noun = " ".join(word.rstrip("sx") or word for word in fold_words(row["counts"] or "").split())
    return row["kind"], row["unit"] or "", noun or f"={row['low']}={row['high']}"


def _is_today(row: Row, window: Window) -> bool:
    return row["owner_kind"] == "comment" or window.holds(row["at"])


def _rivals(key: Key, rows: Sequence[Row], window: Window) -> list[list[Row]]:
    """The rows of a group that give different values of the same thing, today's among them.

    Values ten times apart, with none between, count different things under one noun: they make two lists.
    """
    if key[0] not in _COMPARABLE or key[2] in _EMPTY_NOUNS:
        return []
    lists: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: float(row["high"])):
        if lists and float(row["high"]) <= NEAR * float(lists[-1][-1]["high"]):
            lists[-1].append(row)
        else:
            lists.append([row])
    return [
        one for one in lists
        if len({(row["low"], row["high"]) for row in one}) > 1 and any(_is_today(row, window) for row in one)
    ]  # fmt: skip


def _is_told(rows: Sequence[Row]) -> bool:
    """Whether somebody tells the figure: an article, or several readers."""
    return any(row["owner_kind"] == "article" for row in rows) or len({row["owner_id"] for row in rows}) > 1


def _ranked(groups: Sequence[list[Row]]) -> list[list[Row]]:
    """Told by most texts first, then by a named speaker, then the largest."""
    return sorted(
        groups,
        key=lambda rows: (-len({row["owner_id"] for row in rows}), not any(is_named(row["said_by"]) for row in rows),
                          -max(float(row["high"]) for row in rows), rows[0]["owner_id"], rows[0]["start"]),
    )  # fmt: skip


def _item(rows: Sequence[Row], window: Window, places: Places, *, is_disputed: bool) -> FigureItem:
    by_value: defaultdict[tuple[float, float], list[Row]] = defaultdict(list)
    for row in rows:
        by_value[(row["low"], row["high"])].append(row)
    latest = sorted(by_value.values(), key=lambda one: (-max(_is_today(row, window) for row in one), -len(one),
                                                       one[0]["low"]))  # fmt: skip
    nouns = [plain(row["counts"]) for row in rows if row["counts"]]
    return FigureItem(
        noun=max(sorted(set(nouns)), key=nouns.count) if nouns else "",
        is_disputed=is_disputed,
        values=tuple(_value(one, window, places) for one in latest[:N_VALUES]),
        key=_name(rows),
    )


def _name(rows: Sequence[Row]) -> str:
    """What names a figure from one morning to its correction: what it counts, and its least value."""
    kind, unit, noun = _key(rows[0])
    least = min(float(row["low"]) for row in rows)
    words = re.sub(r"[^a-z0-9]+", "-", fold_words(f"{kind} {unit} {noun} {least:g}"))
    return f"chiffre-{words.strip('-')}"


def _value(rows: Sequence[Row], window: Window, places: Places) -> FigureValue:
    """One value with everybody who gives it; the sentence is that of the latest article, named speakers first."""
    articles = sorted(
        (row for row in rows if row["owner_kind"] == "article"),
        key=lambda row: (is_named(row["said_by"]), row["at"], row["owner_id"], -row["start"]), reverse=True,
    )  # fmt: skip
    shown = articles[0] if articles else max(rows, key=lambda row: (row["at"], row["owner_id"]))
    return FigureValue(
        text=as_inside(plain(shown["text"])), who=_say_who(articles, rows),
        sentence=_sentence(shown), when=_when(shown, window), href=web_address(shown["url"]),
        trail=places.article(shown["thread_id"], shown["title"]),
    )  # fmt: skip


def _say_who(articles: Sequence[Row], rows: Sequence[Row]) -> str:
    said = []
    for row in articles:
        speaker, source = plain(row["said_by"]), plain(row["source"])
        said.append(f"{speaker} ({source})" if is_named(speaker) and speaker != source else source)
    readers = len({row["owner_id"] for row in rows if row["owner_kind"] == "comment"})
    if readers:
        where = "" if articles else f", sous {quoted(plain(rows[0]['title']))}"
        said.append(counted(readers, "lecteur") + where)
    return f"{NO_BREAK}; ".join(dict.fromkeys(said))


def _sentence(row: Row) -> str | None:
    if row["body"] is None:
        return None
    span = Span(start=row["start"], end=row["end"])
    start = row["body"].rfind("\n", 0, row["start"]) + 1
    end = row["body"].find("\n", row["end"])
    sentence = find_sentence(row["body"], Span(start=start, end=len(row["body"]) if end < 0 else end), span)
    return plain(cut_out(row["body"], sentence, around=span, longest=LONGEST)) if sentence else None


def _when(row: Row, window: Window) -> str:
    day = datetime.fromisoformat(row["at"]).astimezone(PARIS).date()
    return short_day(day, with_year=day.year != window.day.year)
