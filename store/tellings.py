"""One telling of a figure: who writes it where and when, on whose word, in which sentence."""

import re
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from store.database import Row
from store.records import Comparator

# Smaller counts are written in every sentence (« deux médecins ») and circulate nowhere.
SMALLEST_COUNT = 10
_STOP = re.compile(r"[.!?…]+[»”\"’)]*\s+(?=[^a-zà-ÿ]|$)|\n+")
_ABBREVIATED = re.compile(r"(?:\b(?:M|MM|Mme|Dr|Drs|Dre|Pr|Pre|Me|art|n|p|env|St|cf)|\b[A-ZÀ-Ý])\.\s+$")


class Telling(NamedTuple):
    """A figure as one text tells it. `place` is where it starts in `sentence`; `carrier` is whose words hold it.

    A named tuple, not a record like the others: a screen makes ten thousand of them, in a twentieth of the time.
    """

    owner_kind: str
    owner_id: str
    thread_id: str
    passage_id: str | None
    story: str
    at: str | None
    day: str
    source: str
    title: str
    text: str
    sentence: str
    place: int
    low: float
    high: float
    unit: str | None
    kind: str
    comparator: Comparator
    counts: str | None
    said_by: str | None
    carrier: str | None
    beside: str  # the counts of the same text, from ten on: 927.0|1347.0
    start: int  # in the body of its text
    oddities: tuple[str, ...] = ()
    is_denied: bool = False

    @property
    def clause(self) -> str:
        """What stands around the figure up to the nearest comma, semicolon or bracket."""
        start = max(self.sentence.rfind(mark, 0, self.place) + 1 for mark in ",;:(")
        ends = [self.sentence.find(mark, self.place + len(self.text)) for mark in ",;:)"]
        return self.sentence[start : min((end for end in ends if end >= 0), default=len(self.sentence))]


_ORDER = attrgetter("owner_kind", "owner_id", "place")
_DATED = attrgetter("at", "owner_kind", "owner_id", "place")


def in_order(tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """Older first, the article before its comments, undated last."""
    dated: list[Telling] = []
    undated: list[Telling] = []
    for one in tellings:
        (undated if one.at is None else dated).append(one)
    return (*sorted(dated, key=_DATED), *sorted(undated, key=_ORDER))


def order_key(one: Telling) -> tuple[bool, str, str, str, int]:
    """Where a telling stands in that order."""
    return one.at is None, one.at or "", one.owner_kind, one.owner_id, one.place


def read_telling(row: Row) -> Telling:
    """A row of `list_circulating` as a telling, its sentence cut out of the window of text around it."""
    start, end = int(row["start"]) - int(row["window_start"]), int(row["end"]) - int(row["window_start"])
    first, last = find_sentence(row["window"], start, end)
    return Telling(
        owner_kind=row["owner_kind"], owner_id=row["owner_id"], thread_id=row["thread_id"],
        passage_id=row["passage_id"], story=row["story"], at=row["at"], day=row["day"] or "", source=row["source"],
        title=row["title"], text=row["window"][start:end], sentence=row["window"][first:last], place=start - first,
        low=float(row["low"]), high=float(row["high"]), unit=row["unit"], kind=row["kind"],
        comparator=row["comparator"], counts=row["counts"], said_by=row["said_by"], carrier=row["carrier"],
        beside=row["beside"] or "", start=row["start"],
    )  # fmt: skip


def find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence of `text` that holds `text[start:end]`, without the spaces around it."""
    first = 0
    for stop in _STOP.finditer(text, 0, start):
        if "\n" in stop.group() or not _ABBREVIATED.search(text[: stop.end()]):
            first = stop.end()
    last = len(text)
    for stop in _STOP.finditer(text, end):
        if "\n" in stop.group() or not _ABBREVIATED.search(text[: stop.end()]):
            last = stop.start() + len(stop.group().rstrip())
            break
    return first, max(end, last)
