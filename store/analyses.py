"""Saving what taggers say: passages, tags with evidence, quotes, figures, mentions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlite_utils import Database

from store import ids
from store.aggregates import rebuild_threads
from store.clock import now
from store.database import Row, rows, transaction
from store.fences import fence
from store.records import Figure, Mention, Passage, Quote, Tag
from store.texts import as_json


@dataclass(frozen=True, kw_only=True)
class Tagger:
    """One component with the hash of everything its tags depend on; `title` is French, as shown on screen."""

    id: str
    component: str
    title: str
    is_starting: bool = False
    scores: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class OwnerAnalysis:
    """Everything said of one article or comment. `tags` holds one list a passage, in the order of `passages`.

    Offsets of tags count characters of their passage; those of quotes, figures and mentions count characters
    of the owner's body. `speakers` links the names of speakers, those of quotes that stay as they are too, to actors.
    """

    owner_kind: Literal["article", "comment"]
    owner_id: str
    thread_id: str
    body_hash: str
    passages: Sequence[Passage]
    tags: Mapping[str, Sequence[Sequence[Tag]]] = field(default_factory=dict)  # by component
    quotes: Sequence[Quote] = ()
    figures: Sequence[Figure] = ()
    mentions: Sequence[Mention] = ()
    speakers: Mapping[str, str | None] = field(default_factory=dict)


def list_stale(db: Database, taggers: Mapping[str, str], *, after: str = "", limit: int) -> list[Row]:
    """Articles and comments that some tagger has not read in their present form, whole threads in order of id.

    `taggers` maps component to tagger id. Give the last `thread_id` as `after` to go on. At least one thread is
    returned however long it is, so `limit` bounds the number of threads. Rows: owner_kind, owner_id, thread_id,
    body, body_hash, blocks (JSON), standfirst, title (the article's), parent (the body replied to, or null),
    is_reply, said_under (the beginning of the article that a comment answers), speakers (JSON list of those of quotes
    read before), stale (JSON list of components).
    """
    wanted = [{"component": component, "id": tagger} for component, tagger in sorted(taggers.items())]
    return rows(
        db,
        f"""
        with wanted as (select json_extract(value, '$.component') as component, json_extract(value, '$.id') as id
                        from json_each(:wanted)),
        owners as (
            select 'article' as owner_kind, a.id as owner_id, a.id as thread_id, a.body, a.body_hash, a.blocks,
                   a.standfirst, a.title, null as parent, 0 as is_reply, null as said_under,
                   {_SPEAKERS.format(owner="a")} as speakers, ({_STALE.format(owner="a")}) as stale
            from articles a where a.id > :after and a.purged_on is null
            union all
            select 'comment', c.id, c.article_id, c.body, c.body_hash, '[]', null, a.title, p.body,
                   c.reply_to is not null, substr(a.body, 1, 4000),
                   {_SPEAKERS.format(owner="c")}, ({_STALE.format(owner="c")})
            from comments c join articles a on a.id = c.article_id left join comments p on p.id = c.reply_to
            where c.article_id > :after and c.status <> 'deleted' and c.purged_on is null
        ),
        threads as (select distinct thread_id from owners where stale <> '[]' order by thread_id limit :limit)
        select * from owners where stale <> '[]' and thread_id in (select thread_id from threads)
        order by thread_id, owner_kind, owner_id
        """,  # nosec B608 # constant parts
        {"wanted": as_json(wanted), "after": after, "limit": limit},
    )


_STALE = """
    select json_group_array(w.component) from wanted w where not exists (
        select 1 from tagged t where t.owner_id = {owner}.id and t.component = w.component
        and t.tagger_id = w.id and t.body_hash = {owner}.body_hash)
"""
_SPEAKERS = """(
    select json_group_array(distinct q.speaker) from quotes q where q.owner_id = {owner}.id and q.speaker is not null
)"""


def save_taggers(db: Database, taggers: Sequence[Tagger]) -> None:
    """Registers the taggers in use with the scores measured for them."""
    with transaction(db):
        for tagger in taggers:
            db.table("taggers").insert(
                {
                    "id": tagger.id, "component": tagger.component, "title": tagger.title,
                    "starting": int(tagger.is_starting), "first_used_at": now().isoformat(timespec="seconds"),
                },
                ignore=True,
            )  # fmt: skip
            db.execute("delete from scores where tagger_id = :id", {"id": tagger.id})
            db.table("scores").insert_all([{**score, "tagger_id": tagger.id} for score in tagger.scores])


def save_analyses(db: Database, analyses: Sequence[OwnerAnalysis], taggers: Mapping[str, str]) -> None:
    """Replaces what these components said of these owners and rebuilds their threads' counts, in one transaction.

    `taggers` maps component to tagger id; components that are not in it keep their tags. What a person decided
    lives in `desk_corrections` and is not touched: a passage keeps its id as long as its span and text stay.
    """
    with transaction(db):
        for analysis in analyses:
            _save_one(db, analysis, taggers)
            fence("owner-tagged")
        rebuild_threads(db, [analysis.thread_id for analysis in analyses])
        fence("before-tags-commit")


def forget_analysis(db: Database, owner_id: str) -> None:
    """Drops everything said of an owner whose body changed or went: the tagger reads it again if it is there."""
    for table in ("passages", "quotes", "figures", "mentions", "tagged"):
        db.execute(f"delete from {table} where owner_id = :owner", {"owner": owner_id})  # nosec B608 # constant parts


def _save_one(db: Database, analysis: OwnerAnalysis, taggers: Mapping[str, str]) -> None:
    passage_ids = _save_passages(db, analysis)
    _delete_said(db, analysis.owner_id, taggers)
    for component, by_passage in analysis.tags.items():
        for passage_id, passage, found in zip(passage_ids, analysis.passages, by_passage, strict=True):
            _save_tags(db, passage_id, passage, found, taggers[component])
    _save_spans(db, analysis, taggers)
    for component, tagger in taggers.items():
        # Not « or replace »: it would fire no trigger for the row that goes, and owners are counted by tagger.
        db.execute(
            """
            insert into tagged values (:owner, :component, :tagger, :hash) on conflict(owner_id, component)
            do update set tagger_id = excluded.tagger_id, body_hash = excluded.body_hash
            """,
            {"owner": analysis.owner_id, "component": component, "tagger": tagger, "hash": analysis.body_hash},
        )


def _save_passages(db: Database, analysis: OwnerAnalysis) -> list[str]:
    """The ids of the owner's passages; those that are no longer there go, with their tags."""
    passage_ids = [ids.passage_id(one.owner_id, one.start, one.end, one.text) for one in analysis.passages]
    db.execute(
        "delete from passages where owner_id = :owner and id not in (select value from json_each(:ids))",
        {"owner": analysis.owner_id, "ids": as_json(passage_ids)},
    )
    if passage_ids:
        db.table("passages").upsert_all(
            (
                {
                    "id": passage_id, "owner_kind": analysis.owner_kind, "owner_id": analysis.owner_id,
                    "thread_id": analysis.thread_id, "position": one.position, "kind": one.kind,
                    "speaker": one.speaker, "start": one.start, "end": one.end,
                }
                for passage_id, one in zip(passage_ids, analysis.passages, strict=True)
            ),
            pk="id",
        )  # fmt: skip
    return passage_ids


def _delete_said(db: Database, owner_id: str, taggers: Mapping[str, str]) -> None:
    """Drops what the given components, in any version, said of an owner."""
    values = {"owner": owner_id, "components": as_json(sorted(taggers))}
    known = "select id from taggers where component in (select value from json_each(:components))"
    own = "select id from passages where owner_id = :owner"
    db.execute(f"delete from tags where passage_id in ({own}) and tagger_id in ({known})", values)  # nosec B608 # constant parts
    for table in ("quotes", "figures", "mentions"):
        db.execute(f"delete from {table} where owner_id = :owner and tagger_id in ({known})", values)  # nosec B608 # constant parts


def _save_tags(db: Database, passage_id: str, passage: Passage, tags: Sequence[Tag], tagger: str) -> None:
    for tag in tags:
        tag_id = ids.digest("tag", passage_id, tagger, tag.kind, tag.key, tag.value)
        db.table("tags").insert(
            {
                "id": tag_id, "passage_id": passage_id, "tagger_id": tagger, "kind": tag.kind, "key": tag.key,
                "value": tag.value, "score": round(tag.score, 4), "target": tag.target,
                "probs": as_json({name: round(prob, 4) for name, prob in tag.probs.items()}),
            }
        )  # fmt: skip
        spans = sorted({(passage.start + start, passage.start + end) for start, end in tag.evidence})
        if spans:
            db.table("evidence").insert_all({"tag_id": tag_id, "start": start, "end": end} for start, end in spans)


def _save_spans(db: Database, analysis: OwnerAnalysis, taggers: Mapping[str, str]) -> None:
    base = {"owner_kind": analysis.owner_kind, "owner_id": analysis.owner_id, "thread_id": analysis.thread_id}
    for quote in analysis.quotes:
        db.table("quotes").insert(
            base | _span("quote", analysis.owner_id, quote) | {
                "tagger_id": taggers["quotes"], "speaker": quote.speaker, "actor": quote.actor, "cue": quote.cue,
                "kind": quote.kind, "attitude": quote.attitude,
            }, ignore=True,
        )  # fmt: skip
    if "actors" in taggers:
        for speaker, actor in analysis.speakers.items():
            db.execute("update quotes set actor = :actor where owner_id = :owner and speaker = :speaker",
                       {"actor": actor, "owner": analysis.owner_id, "speaker": speaker})  # fmt: skip
    for figure in analysis.figures:
        low, high = figure.value if isinstance(figure.value, tuple) else (figure.value, figure.value)
        db.table("figures").insert(
            base | _span("figure", analysis.owner_id, figure) | {
                "tagger_id": taggers["figures"], "low": float(low), "high": float(high), "unit": figure.unit,
                "kind": figure.kind, "comparator": figure.comparator, "counts": figure.counts,
                "said_by": figure.said_by,
            }, ignore=True,
        )  # fmt: skip
    for mention in analysis.mentions:
        db.table("mentions").insert(
            base | _span("mention", analysis.owner_id, mention) | {
                "tagger_id": taggers["actors"], "kind": mention.kind, "actor": mention.actor,
            }, ignore=True,
        )  # fmt: skip


def _span(kind: str, owner_id: str, found: Quote | Figure | Mention) -> dict[str, Any]:
    span_id = ids.digest(kind, owner_id, str(found.start), str(found.end))
    return {"id": span_id, "start": found.start, "end": found.end}
