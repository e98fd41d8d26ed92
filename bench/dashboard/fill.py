"""Writes a generated press into a database in bulk: indexes are made at the end, full text in one pass."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from bench.dashboard.press import SOURCES, Plan, Text, Thread, generate
from store.clock import paris_day
from store.database import Row
from store.fold import fold
from store.hours import count_hours
from store.search import numbers_between
from store.summaries import summarise
from store.texts import as_json
from store.told import keep_tellings
from store.verdicts import combine, gather_units

COMPONENTS = ("relevance", "stance", "arguments", "quotes", "figures", "actors")
_OF_KIND = {"relevance": "relevance-1", "stance": "stance-1", "sentiment": "stance-1", "argument": "arguments-1"}
_BATCH = 20_000


class Filler:
    """Rows waiting to be written, by table; written together, table by table."""

    def __init__(self, db: Database, seed: int) -> None:
        self.db = db
        self.waiting: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.columns: dict[str, list[str]] = {}
        self.n_ids = seed * 1_000_003
        self.n_of_day: Counter[str] = Counter()

    def add(self, table: str, **row: Any) -> None:
        """One row, in the same columns each time."""
        self.columns.setdefault(table, list(row))
        self.waiting[table].append(tuple(row.values()))
        if len(self.waiting[table]) >= _BATCH:
            self.write(table)

    def write(self, table: str) -> None:
        """Writes what waits for a table."""
        names = self.columns[table]
        marks = ", ".join("?" * len(names))
        quoted = ", ".join(f'"{name}"' for name in names)
        sql = f'insert into "{table}"({quoted}) values ({marks})'  # nosec B608 # names of the schema
        self.db.conn.executemany(sql, self.waiting[table])
        self.waiting[table] = []

    def number(self, day: str, kind: str) -> int:
        """The number of the next document of a day ('' when undated), as the index gives them."""
        on = date.fromisoformat(day) if day else None
        self.n_of_day[day] += 1
        return numbers_between(on, on)["low"] * bool(on) + 2 * (self.n_of_day[day] - 1) + (kind == "comment")

    def id(self) -> str:
        """A new id, spread as hashes are."""
        self.n_ids += 1
        return f"{self.n_ids * 0x9E3779B97F4A7C15_F39CC0605CEDC835 % 2**80:020x}"


def fill(db: Database, plan: Plan) -> None:
    """Fills a migrated, empty database: sources, texts, tags, spans, verdicts, full text, runs, and every summary."""
    sqls = _drop_indexes(db)
    filler = Filler(db, plan.seed)
    _prepare(db, plan)
    db.conn.execute("begin")
    for thread in generate(plan):
        _save_thread(filler, thread)
    for table in list(filler.waiting):
        filler.write(table)
    for sql in sqls:
        db.conn.execute(sql)
    _derive(db)
    db.conn.commit()
    db.conn.execute("analyze")
    db.conn.commit()


def _drop_indexes(db: Database) -> list[str]:
    """Drops the indexes and the triggers of the big tables; the statements that make them again."""
    found = db.conn.execute(
        "select type, name, sql from sqlite_master where type in ('index', 'trigger') and sql is not null "
        "and name not like 'audit%' order by type, name"
    ).fetchall()
    for kind, name, _ in found:
        db.conn.execute(f'drop {kind} "{name}"')  # nosec B608 # names of the schema
    return [sql for _, _, sql in found]


def _prepare(db: Database, plan: Plan) -> None:
    for source_id, name, audience in SOURCES:
        db.execute("insert into sources(id, name, audience, tier) values (?, ?, ?, 1)", (source_id, name, audience))
    for component in COMPONENTS:
        db.execute("insert into taggers values (?, ?, ?, 0, ?)",
                   (f"{component}-1", component, f"Modèle {component}", plan.last_on.isoformat()))  # fmt: skip
    at = f"{plan.last_on.isoformat()}T04:00:00+00:00"
    db.execute("insert into runs(command, started_at, finished_at, status) values ('nightly', ?, ?, 'done')", (at, at))
    for source_id, _, _ in SOURCES:
        db.execute(
            "insert into run_steps(run_id, step, source_id, started_at, status) values (1, 'crawl', ?, ?, 'done')",
            (source_id, at),
        )
    db.conn.commit()


def _save_thread(filler: Filler, thread: Thread) -> None:
    source_id, _, audience = SOURCES[thread.source]
    article = thread.article
    day = paris_day(article.at).isoformat() if article.at else None
    blocks = [{"kind": one.kind, "speaker": None, "start": one.start, "end": one.end} for one in article.passages]
    filler.add(
        "articles", id=article.id, source_id=source_id, url=f"https://{source_id}.example/{article.id}",
        canonical_url=f"https://{source_id}.example/{article.id}", site=f"{source_id}.example", audience=audience,
        title=thread.title, standfirst=article.passages[1].text, published_at=_moment(article.at), published_on=day,
        date_source="json-ld", date_precision="minute",
        paywall=("free", "free", "partial", "blocked")[len(thread.title) % 4],
        language="fr", comments_platform="logora", comments_declared=len(thread.comments) + 3, body=article.body,
        blocks=as_json(blocks), body_hash=article.id, story_id=thread.story,
        story_first=int(thread.story == article.id), origin="crawl", first_seen_at=_moment(article.at),
        fetched_at=_moment(article.at),
    )  # fmt: skip
    _save_text(filler, article, "article", article.id, is_unique=int(thread.story == article.id))
    for comment in thread.comments:
        at = comment.at or article.at
        filler.add(
            "comments", id=comment.id, article_id=article.id, platform="logora", platform_id=comment.id,
            reply_to=comment.reply_to, author_key=f"{hash(comment.id) % 60_000:08d}", author_role="inconnu",
            posted_at=_moment(comment.at), posted_on=paris_day(comment.at).isoformat() if comment.at else None,
            date_source="json-ld", date_precision="minute", status="published", body=comment.body,
            body_hash=comment.id, first_in_thread=int(comment.id[-1] != "0"), first_seen_at=_moment(at),
            fetched_at=_moment(at),
        )  # fmt: skip
        _save_text(filler, comment, "comment", article.id, is_unique=int(comment.id[-1] != "0"))


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _save_text(filler: Filler, text: Text, kind: str, thread_id: str, *, is_unique: int) -> None:
    base = {"owner_kind": kind, "owner_id": text.id, "thread_id": thread_id}
    day = paris_day(text.at).isoformat() if text.at else ""
    for component in COMPONENTS:
        filler.add("tagged", owner_id=text.id, component=component, tagger_id=f"{component}-1", body_hash=text.id)
    filler.add("documents", id=filler.number(day, kind), **base, day=day, folded=fold(text.body).replace("'", " "))
    passages: list[Row] = []
    tags: list[Row] = []
    for passage, found in zip(text.passages, text.tags, strict=True):
        row = base | {"id": filler.id(), "position": passage.position, "kind": passage.kind, "speaker": None,
                      "start": passage.start, "end": passage.end}  # fmt: skip
        passages.append(row)
        filler.add("passages", **row)
        for tag in found:
            said = {"id": filler.id(), "passage_id": row["id"], "tagger_id": _OF_KIND[tag.kind], "kind": tag.kind,
                    "key": tag.key, "value": tag.value, "score": round(tag.score, 4)}  # fmt: skip
            filler.add("tags", **said)
            tags.append(said | {"status": "suggested"})
            for start, end in tag.evidence:
                filler.add("evidence", tag_id=said["id"], start=passage.start + start, end=passage.start + end)
    quotes = _save_spans(filler, text, base)
    if any(tag["kind"] == "relevance" and tag["value"] == "yes" for tag in tags):
        _judge(filler, base | {"day": day, "is_unique": is_unique}, passages, tags, quotes)


def _save_spans(filler: Filler, text: Text, base: Row) -> list[Row]:
    for figure in text.figures:
        filler.add("figures", **base, id=filler.id(), tagger_id="figures-1", start=figure.start, end=figure.end,
                   low=figure.value, high=figure.value, unit=figure.unit, kind=figure.kind,
                   comparator=figure.comparator, counts=figure.counts, said_by=None)  # fmt: skip
    for mention in text.mentions:
        filler.add("mentions", **base, id=filler.id(), tagger_id="actors-1", start=mention.start, end=mention.end,
                   kind=mention.kind, actor=mention.actor)  # fmt: skip
    rows = []
    for quote in text.quotes:
        row = base | {"id": filler.id(), "tagger_id": "quotes-1", "start": quote.start, "end": quote.end,
                      "speaker": quote.speaker, "actor": quote.actor, "cue": quote.cue, "kind": quote.kind,
                      "attitude": quote.attitude}  # fmt: skip
        filler.add("quotes", **row)
        rows.append(row)
    return rows


def _judge(
    filler: Filler, owner: Row, passages: Sequence[Row], tags: Iterable[Row], quotes: Sequence[Row]
) -> None:  # fmt: skip
    """The verdicts of one text, as `store.aggregates` forms them."""
    units = gather_units(passages, [tag for tag in tags if tag["kind"] in ("stance", "argument")], quotes)
    for unit in units.values():
        base = owner | {"voice": unit.voice, "speaker": unit.speaker}
        filler.add("verdicts", **base, target="", stance="", score=1.0)
        for target, judged in unit.stances.items():
            stance, score = combine(judged)
            filler.add("verdicts", **base, target=target, stance=stance, score=round(score, 4))
        for (slug, use), score in unit.arguments.items():
            filler.add("unit_arguments", **base, argument=slug, use=use, score=round(score, 4))


def _derive(db: Database) -> None:
    db.execute("insert into documents_fts(documents_fts) values ('rebuild')")
    for table, source, name, value in (("daily_stance", "verdicts", "target", "stance"),
                                       ("daily_arguments", "unit_arguments", "argument", "use")):  # fmt: skip
        db.execute(
            f"""
            insert into {table}
            select v.day, v.thread_id, coalesce(a.source_id, 'clips'), a.audience, v.voice, v.{name}, v.{value},
                   count(*), sum(v.is_unique)
            from {source} v join articles a on a.id = v.thread_id
            group by v.thread_id, v.day, v.voice, v.{name}, v.{value}
            """  # nosec B608 # constant parts
        )
    db.execute(
        """
        insert into thread_sizes
        select article_id, count(*), sum(status <> 'deleted'), sum(body <> ''), min(first_seen_at)
        from comments group by 1
        """
    )
    db.execute("insert into tagger_owners select tagger_id, count(*) from tagged group by 1")
    for row in db.execute("select id from articles").fetchall():
        summarise(db, row[0])
        count_hours(db, row[0])
        keep_tellings(db, row[0])
