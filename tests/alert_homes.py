"""Invented months of a debate for the tests of alerts, written as the tables that a night leaves; no text is read."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count

from sqlite_utils import Database

from store.database import rows
from store.hours import count_hours
from store.summaries import summarise
from store.watch import Watch, load_watch, packaged_watch
from store.writes import save_sources

TODAY = date(2026, 11, 22)
LAST = TODAY - timedelta(days=1)
SOURCES = {"lanterne": "medecins", "phare": "grand-public", "echo": "grand-public"}
TARGET, ARGUMENT, ACTOR, RIVAL = "deremb-prescriptions", "patient-penalty", "ms3", "cnam"
_number = count()


def watch_of(**alerts: object) -> Watch:
    """The packaged watch with other settings of alerts."""
    watch = _packaged()
    return watch.model_copy(update={"alerts": watch.alerts.model_validate({**watch.alerts.model_dump(), **alerts})})


@cache
def _packaged() -> Watch:
    return load_watch(packaged_watch())


def follow(db: Database, source: str, first: date, last: date, *, holes: tuple[date, ...] = ()) -> None:
    """A source of which each day was read, and a collection after the last."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 2)]
    db.table("source_days").insert_all(
        ({"source_id": source, "day": day.isoformat(), "n_shown": 4 if day <= last else None, "n_collections": 1,
          "n_answered": 1} for day in days if day not in holes), replace=True,
    )  # fmt: skip


def add_sources(db: Database, *names: str) -> None:
    """Sources in use."""
    save_sources(
        db,
        [{"id": name, "name": f"Le {name.capitalize()}", "homepage": f"https://{name}.example", "tier": 1,
          "audience": SOURCES.get(name, "grand-public"), "comments_platform": None, "verified_on": None}
         for name in names],
    )  # fmt: skip


def add_thread(  # noqa: PLR0913 # a thread is all of that
    db: Database, source: str, day: date, n_comments: int = 0, *, argue: int = 0, sides: tuple[int, int] = (0, 0),
    seen_on: date | None = None,
) -> str:  # fmt: skip
    """An article of the debate and its comments of that day: `argue` of them hold the argument, `sides` are (for,
    against); its id."""
    number = next(_number)
    article, audience = f"art-{number}", SOURCES.get(source, "grand-public")
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC).isoformat()
    seen = (seen_on or day).isoformat() + "T03:30:00+00:00"
    body = f"Titre inventé {number}\n\nUn paragraphe inventé, numéro {number}."
    db.table("articles").insert({
        "id": article, "source_id": source, "url": f"https://{source}.example/{number}", "audience": audience,
        "title": f"Titre inventé {number}", "published_at": at, "published_on": day.isoformat(), "date_source": "meta",
        "date_precision": "second", "paywall": "free", "body": body, "blocks": "[]", "body_hash": str(number),
        "origin": "crawl", "first_seen_at": seen, "fetched_at": seen,
    })  # fmt: skip
    _passage(db, article, "article", article, body)
    verdicts = [_verdict("article", article, article, day, "press")]
    arguments = []
    for place in range(n_comments):
        comment = f"{article}-{place}"
        db.table("comments").insert({
            "id": comment, "article_id": article, "platform": "logora", "author_role": "inconnu", "posted_at": at,
            "posted_on": day.isoformat(), "date_source": "json-ld", "date_precision": "second", "status": "published",
            "body": f"Un avis inventé {place}", "body_hash": comment, "first_seen_at": seen, "fetched_at": seen,
        })  # fmt: skip
        _passage(db, comment, "comment", article, f"Un avis inventé {place}")
        verdicts.append(_verdict("comment", comment, article, day, "reader"))
        if place < sum(sides):
            side = "favour" if place < sides[0] else "against"
            verdicts.append(_verdict("comment", comment, article, day, "reader") | {"target": TARGET, "stance": side})
        if place < argue:
            arguments.append({
                "owner_kind": "comment", "owner_id": comment, "thread_id": article, "day": day.isoformat(),
                "voice": "reader", "argument": ARGUMENT, "use": "asserts", "score": 0.9, "is_unique": 1,
            })  # fmt: skip
    db.table("verdicts").insert_all(verdicts)
    db.table("unit_arguments").insert_all(arguments)
    _count(db, article, source, audience)
    return article


def mention_actor(db: Database, article: str, actor: str = ACTOR, *, quoted: bool = False) -> None:
    """The article names an actor, or quotes it."""
    number = next(_number)
    row = {
        "id": f"men-{number}", "owner_kind": "article", "owner_id": article, "thread_id": article, "tagger_id": "t-1",
        "start": 1, "end": 5, "kind": "ORG", "actor": actor,
    }  # fmt: skip
    _tagger(db)
    if quoted:
        row = {**row, "kind": "direct", "attitude": "neutral", "speaker": None, "cue": None}
    db.table("quotes" if quoted else "mentions").insert(row)


def tell_figure(db: Database, article: str, value: float, noun: str = "médecins") -> None:
    """The article tells a figure."""
    _tagger(db)
    db.table("figures").insert({
        "id": f"fig-{next(_number)}", "owner_kind": "article", "owner_id": article, "thread_id": article,
        "tagger_id": "t-1", "start": 1, "end": 5, "low": value, "high": value, "unit": None, "kind": "count",
        "comparator": "", "counts": noun, "said_by": None,
    })  # fmt: skip
    summarise(db, article)


def fill_quiet(db: Database, *, n_days: int = 120, last: date = LAST, seed: int = 3) -> None:
    """Months of an ordinary debate: an article a day or so in each source, a dozen comments, an argument in a few."""
    dice = random.Random(seed)
    add_sources(db, *SOURCES)
    first = last - timedelta(days=n_days - 1)
    for source in SOURCES:
        follow(db, source, first, last)
        for number in range(n_days):
            if number and dice.random() > 0.8:
                continue
            n = dice.choice((0, 2, 3, 4, 5, 6, 8))
            sides = (dice.randint(0, n // 2), dice.randint(0, n // 2))
            article = add_thread(
                db, source, first + timedelta(days=number), max(n, int(number == 0)), sides=sides,
                argue=int(dice.random() < 0.15 * n / 4),
            )  # fmt: skip
            if dice.random() < 0.1:
                mention_actor(db, article)
            if dice.random() < 0.2:
                mention_actor(db, article, RIVAL, quoted=True)
            tell_figure(db, article, dice.choice((43.0, 927.0, 220000.0)))


def _verdict(kind: str, owner: str, thread: str, day: date, voice: str) -> dict[str, object]:
    return {
        "owner_kind": kind, "owner_id": owner, "thread_id": thread, "day": day.isoformat(), "voice": voice,
        "target": "", "stance": "", "score": 1.0, "is_unique": 1,
    }  # fmt: skip


def _passage(db: Database, owner: str, kind: str, thread: str, body: str) -> None:
    db.table("passages").insert({
        "id": f"pas-{owner}", "owner_kind": kind, "owner_id": owner, "thread_id": thread, "position": 0,
        "kind": "paragraph" if kind == "article" else "comment", "start": 0, "end": len(body),
    })  # fmt: skip


def _tagger(db: Database) -> None:
    if not rows(db, "select 1 from taggers where id = 't-1'"):
        db.table("taggers").insert(
            {"id": "t-1", "component": "actors", "title": "Essai", "first_used_at": "2026-01-01T00:00:00+00:00"}
        )


def _count(db: Database, thread: str, source: str, audience: str) -> None:
    values = {"thread": thread, "source": source, "audience": audience}
    db.execute(
        "insert into daily_stance select day, thread_id, :source, :audience, voice, target, stance, count(*), "
        "sum(is_unique) from verdicts where thread_id = :thread group by day, voice, target, stance", values
    )  # fmt: skip
    db.execute(
        "insert into daily_arguments select day, thread_id, :source, :audience, voice, argument, use, count(*), "
        "sum(is_unique) from unit_arguments where thread_id = :thread group by day, voice, argument, use", values
    )  # fmt: skip
    count_hours(db, thread)
