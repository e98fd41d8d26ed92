"""Whole annotated articles with their comments, read through the real store as the night reads a crawl."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from nlp.evaluation.systems import read_stored
from nlp.pipeline import Pipeline
from nlp.training.gold import GoldError, GoldPassage
from store.articles import Origin, save_article
from store.clock import PARIS
from store.database import Row, open_memory, rows
from store.records import Article, Block, Comment

PLATFORM = "gold"
TODAY = datetime(2026, 11, 22, 12, 0, tzinfo=PARIS)
_KEY = b"annotated comments have no author"


@dataclass(frozen=True, kw_only=True)
class GoldComment:
    """One annotated comment: its verdict by target, and what else a second annotator could say of a target."""

    id: str
    reply_to: str | None
    text: str
    relevant: bool
    stance: Mapping[str, str]
    arguments: Mapping[str, str]
    acceptable: Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class GoldThread:
    """One annotated article; `press` is the verdict of the journalist's own voice, `speakers` those of who is quoted.

    `actors` are slugs of the watch, `story` is shared by the copies of one text.
    """

    id: str
    article: Article
    origin: Origin
    story: str
    relevant: bool
    actors: Sequence[str]
    press: Mapping[str, str]
    speakers: Mapping[str, Mapping[str, str]]
    comments: Sequence[GoldComment]


@dataclass(frozen=True, kw_only=True)
class ReadThread:
    """What the store holds of one thread after the night: verdicts by target, `unclear` ones included.

    `comments`, `relevant_comments` and `arguments` go by the annotated id of the comment.
    """

    gold: GoldThread
    relevant: bool
    press: Mapping[str, str]
    speakers: Mapping[str, Mapping[str, str]]
    comments: Mapping[str, Mapping[str, str]]
    relevant_comments: frozenset[str]
    arguments: Mapping[str, Mapping[str, str]]
    actors: frozenset[str]
    story: str
    body: str = field(repr=False)


def read_threads(folder: Path) -> list[GoldThread]:
    """The annotated articles of every .jsonl file of `folder`; raises `GoldError` on a bad line."""
    threads = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                threads.append(_parse(json.loads(line)))
            except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
                raise GoldError(f"{path.name}:{number}: {error!r}") from error
    return threads


def read_through_store(threads: Sequence[GoldThread], pipeline: Pipeline) -> list[ReadThread]:
    """Saves the threads into a database in memory, reads them as the night does, and tells what it holds."""
    db = open_memory()
    ids = {one.id: save_article(db, one.article, origin=one.origin, key=_KEY).article_id for one in threads}
    if len(set(ids.values())) < len(threads):
        raise GoldError("two annotated articles were taken for one: give them different ids")
    read_stored(db, pipeline)
    found = [_held(db, one, ids[one.id]) for one in threads]
    db.close()
    return found


def comment_passage(thread: GoldThread, comment: GoldComment) -> GoldPassage:
    """A comment as one annotated passage under its title and parent: what baselines read, what verdicts expect."""
    parents = {one.id: one.text for one in thread.comments}
    return GoldPassage(
        id=f"{thread.id}:{comment.id}",
        text=comment.text,
        kind="reply" if comment.reply_to else "comment",
        title=thread.article.title,
        parent=parents.get(comment.reply_to or ""),
        relevant=comment.relevant,
        stance=comment.stance,
        sentiment="neutral",
        arguments=comment.arguments,
        acceptable_stance={target: tuple(values) for target, values in comment.acceptable.items()},
    )


def _parse(row: dict[str, Any]) -> GoldThread:
    moment = TODAY + timedelta(days=row["day"])
    comments = tuple(
        Comment(
            text=one["text"], platform=PLATFORM, id=f"{row['id']}:{one['id']}", posted_at=moment,
            reply_to=f"{row['id']}:{one['reply_to']}" if one["reply_to"] else None,
            date_source="meta", date_precision="hour",
        )
        for one in row["comments"]
    )  # fmt: skip
    address = f"https://{row['site']}/{row['id']}"
    article = Article(
        url=address, canonical_url=address, site=row["site"], title=row["title"], standfirst=row["standfirst"],
        published_at=moment, date_source="meta", date_precision="hour", paywall="free", comments=comments,
        blocks=tuple(Block(kind=one["kind"], speaker=one["speaker"], text=one["text"]) for one in row["blocks"]),
    )  # fmt: skip
    return GoldThread(
        id=row["id"], article=article, origin=Origin(audience=row["audience"]), story=row["story"],
        relevant=row["relevant"], actors=tuple(row["actors"]), press=row["press"], speakers=row["speakers"],
        comments=tuple(_parse_comment(one) for one in row["comments"]),
    )  # fmt: skip


def _parse_comment(row: dict[str, Any]) -> GoldComment:
    return GoldComment(
        id=row["id"], reply_to=row["reply_to"], text=row["text"], relevant=row["relevant"], stance=row["stance"],
        arguments={one["id"]: one["use"] for one in row["arguments"]}, acceptable=row.get("acceptable") or {},
    )  # fmt: skip


def _held(db: Database, gold: GoldThread, article_id: str) -> ReadThread:
    values = {"thread": article_id}
    article = rows(db, "select body, story_id from articles where id = :thread", values)[0]
    names = {row["id"]: _own_id(row) for row in rows(db, _COMMENTS, values)}
    verdicts = rows(db, "select * from verdicts where thread_id = :thread and target <> ''", values)
    relevant = {row["owner_id"] for row in rows(db, _RELEVANT, values)}
    arguments = rows(db, "select * from unit_arguments where thread_id = :thread and voice = 'reader'", values)
    mentions = rows(db, "select actor from mentions where owner_id = :thread and actor is not null", values)
    return ReadThread(
        gold=gold,
        relevant=article_id in relevant,
        press=_by_unit([row for row in verdicts if row["voice"] == "press"], "voice").get("press", {}),
        speakers=_by_unit([row for row in verdicts if row["voice"] == "speaker"], "speaker"),
        comments={
            names[owner]: said
            for owner, said in _by_unit([row for row in verdicts if row["voice"] == "reader"], "owner_id").items()
        },
        relevant_comments=frozenset(names[one] for one in relevant if one in names),
        arguments=_arguments_by_comment(arguments, names),
        actors=frozenset(row["actor"] for row in mentions),
        story=article["story_id"],
        body=article["body"],
    )


def _own_id(comment: Row) -> str:
    return str(comment["platform_id"]).split(":", 1)[1]


def _by_unit(verdicts: Sequence[Row], name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in verdicts:
        found.setdefault(row[name], {})[row["target"]] = row["stance"]
    return found


def _arguments_by_comment(found: Sequence[Row], names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    by_comment: dict[str, dict[str, str]] = {}
    for row in sorted(found, key=lambda row: row["score"]):
        by_comment.setdefault(names[row["owner_id"]], {})[row["argument"]] = row["use"]
    return by_comment


_COMMENTS = "select id, platform_id from comments where article_id = :thread"
_RELEVANT = """
    select distinct p.owner_id from passages p join effective_tags e on e.passage_id = p.id
    where p.thread_id = :thread and e.kind = 'relevance' and e.value = 'yes'
"""
