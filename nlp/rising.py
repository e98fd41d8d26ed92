"""What is new each night: the phrases of new texts are read and kept, those that rose are named and stored."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlite_utils import Database

from nlp.novelty import PAST_DAYS, SPANS_DAYS, Risen, Unit, find_risen
from nlp.phrases import VERSION, read_phrases
from nlp.rise_groups import Group, group_risen
from store.database import Row
from store.fences import fence
from store.fold import fold
from store.rises import (
    Rise,
    drop_old_phrases,
    list_bodies,
    list_phrases,
    list_unread_phrases,
    save_phrases,
    save_rises,
)

PASSAGES_A_BATCH = 200
# Forms of the past that tell, with those of the last days, how most people write a phrase.
FORMS_READ = 400
_MARKS = re.compile(r"[«»“”\"]")
_CAPITALS = re.compile(r"[A-ZÀ-Þ]")


@dataclass(frozen=True, kw_only=True)
class NoveltySummary:
    """How many passages were read, how many phrases rose, and how many of these were not known."""

    n_passages: int
    n_rises: int
    n_new: int


def find_novelty(db: Database, day: date) -> NoveltySummary:
    """Reads the phrases of what was not read yet, and stores what rose up to `day`."""
    first = day - timedelta(days=PAST_DAYS + max(SPANS_DAYS))
    n_passages = read_new_phrases(db, since=first)
    drop_old_phrases(db, before=first)
    found = name_rises(list_phrases(db, since=first, until=day), day, partial(list_bodies, db))
    n_new = save_rises(db, day, found)
    fence("rises-saved")
    return NoveltySummary(n_passages=n_passages, n_rises=len(found), n_new=n_new)


def read_new_phrases(db: Database, *, since: date) -> int:
    """Reads and keeps the phrases of the passages since a day that this version has not read; how many."""
    n_read = 0
    while batch := list_unread_phrases(db, VERSION, since=since, limit=PASSAGES_A_BATCH):
        read = read_phrases([row["text"] for row in batch])
        found = {
            row["id"]: [(one.key, row["start"] + one.start, row["start"] + one.end) for one in phrases]
            for row, phrases in zip(batch, read, strict=True)
        }
        save_phrases(db, VERSION, found)
        n_read += len(batch)
        fence("phrases-read")
    return n_read


def name_rises(found: Sequence[Row], day: date, bodies_of: Callable[[Sequence[str]], Mapping[str, str]]) -> list[Rise]:
    """The phrases that rose up to `day`, from rows of `list_phrases`, the strongest first.

    `bodies_of` gives the body that each passage stands in.
    """
    risen = find_risen(list_units(found), day)
    if not risen:
        return []
    uses = _uses_of(found, {one.key for one in risen})
    bodies = bodies_of(sorted({row["passage_id"] for places in uses.values() for row, _, _ in places}))
    surfaces = {key: _most_written(places, bodies) for key, places in uses.items()}
    return [_rise(group, uses, surfaces) for group in group_risen(risen, surfaces)]


def list_units(found: Iterable[Row]) -> list[Unit]:
    """One unit an owner, from rows of `list_phrases`."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, Row] = {}
    for row in found:
        first.setdefault(row["owner_id"], row)
        keys[row["owner_id"]].update(key for key, _, _ in row["uses"])
    return [
        Unit(id=name, day=date.fromisoformat(row["day"]), story=row["story"], is_comment=row["owner_kind"] == "comment",
             keys=frozenset(keys[name]))
        for name, row in first.items()
    ]  # fmt: skip


Places = Sequence[tuple[Row, int, int]]


def _uses_of(found: Sequence[Row], keys: set[str]) -> dict[str, Places]:
    """Where each phrase stands, newest first, as (row, start, end)."""
    uses: defaultdict[str, list[tuple[Row, int, int]]] = defaultdict(list)
    for row in reversed(found):
        for key, start, end in row["uses"]:
            if key in keys:
                uses[key].append((row, start, end))
    return dict(uses)


def _most_written(places: Places, bodies: Mapping[str, str]) -> str:
    """The form that most texts have, whatever its capitals; with as many, the one with more accents, then shorter.

    Articles count last: first how the words are written, then with which article.
    """
    forms = [_tidy(bodies[row["passage_id"]][start:end]) for row, start, end in places[:FORMS_READ]]
    written = [form for form in forms if not form.isupper()] or forms
    by_word = Counter(_without_article(form).lower() for form in written)
    best = max(by_word, key=lambda form: (by_word[form], _accents(form), -len(form), form))
    whole = Counter(form for form in written if _without_article(form).lower() == best)
    return max(whole, key=lambda form: (whole[form], -len(_CAPITALS.findall(form)), form))


_ARTICLE = re.compile(r"^(?:(?:les?|la|une?|des|du|ce|cet|cette|ces|mon|ma|mes|son|sa|ses|nos|notre|vos|votre|leurs?"
                      r"|toute?s?|tous)\s+|l['’]\s*)", re.IGNORECASE)  # fmt: skip


def _without_article(form: str) -> str:
    return _ARTICLE.sub("", form) or form


def _tidy(form: str) -> str:
    """A form on one line, without quotation marks, and without the capital of a sentence's first article."""
    plain = " ".join(_MARKS.sub(" ", form).split())
    opened = _ARTICLE.match(plain)
    return plain[0].lower() + plain[1:] if opened and not plain.isupper() else plain


def _accents(form: str) -> int:
    return sum(fold(char) != char.lower() for char in form)


def _rise(group: Group, uses: Mapping[str, Places], surfaces: Mapping[str, str]) -> Rise:
    units = group.units
    places: dict[str, tuple[int, int]] = {}
    stories, owners = set(), {}
    for key in (group.shown.key, *group.keys):
        for row, start, end in uses[key]:
            if row["owner_id"] in units:
                places.setdefault(row["passage_id"], (start, end))
                stories.add(row["story"])
                owners[row["owner_id"]] = row["owner_kind"]
    n_comments = sum(kind == "comment" for kind in owners.values())
    shown: Risen = group.shown
    return Rise(
        text=surfaces[shown.key], keys=(shown.key, *(key for key in group.keys if key != shown.key)),
        span_days=shown.span_days, n_comments=n_comments, n_articles=len(owners) - n_comments, n_threads=len(stories),
        past_share=shown.past_share, strength=shown.strength, p=shown.p,
        uses=tuple((name, start, end) for name, (start, end) in sorted(places.items())),
    )  # fmt: skip
