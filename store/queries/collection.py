"""Rows of the view « Collecte »: runs, failures, sources, models, requests."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from store.audit_scores import score_audits
from store.database import Row, one, rows
from store.queries.audits import list_judgements


def list_runs(db: Database, *, limit: int = 20) -> list[Row]:
    """The latest runs, newest first: id, command, started_at, finished_at, status, n_failures."""
    return rows(
        db,
        """
        select r.*, (select count(*) from failures f where f.run_id = r.id) as n_failures
        from runs r order by r.id desc limit :limit
        """,
        {"limit": limit},
    )


def list_steps(db: Database, run_id: int) -> list[Row]:
    """The steps of a run in order, `counts` as a dictionary."""
    found = rows(db, "select * from run_steps where run_id = :run order by id", {"run": run_id})
    return [row | {"counts": json.loads(row["counts"])} for row in found]


def list_failures(db: Database, *, run_id: int | None = None, limit: int = 200) -> list[Row]:
    """Failures of a run, or the latest of all: step, source_id, item, error, hint, at."""
    return rows(
        db,
        "select * from failures where (:run is null or run_id = :run) order by id desc limit :limit",
        {"run": run_id, "limit": limit},
    )


def list_new_failures(db: Database, run_id: int) -> list[Row]:
    """Failures of a run that the run of the same command before it did not have: step, source_id, item, error, hint.

    The same step and source failing in the same words on another page is not new.
    """
    return rows(
        db,
        """
        with before as (
            select max(p.id) as id from runs p join runs r on r.command = p.command
            where r.id = :run and p.id < :run and p.status <> 'interrupted'
        )
        select f.step, f.source_id, min(f.item) as item, f.error, f.hint, count(*) as n from failures f
        where f.run_id = :run and not exists (
            select 1 from failures o where o.run_id = (select id from before)
            and o.step = f.step and o.source_id is f.source_id and o.error = f.error)
        group by f.step, f.source_id, f.error order by f.step, f.source_id, f.error
        """,
        {"run": run_id},
    )


def list_sources(db: Database) -> list[Row]:
    """Every source in use with its last collection: columns of `sources`, n_articles, n_comments, n_declared,
    last_article_on, last_run_at, last_status."""
    return rows(
        db,
        """
        with kept as materialized (
            select a.source_id, count(*) as n_articles, coalesce(sum(c.n_all), 0) as n_comments,
                   sum(a.comments_declared) as n_declared, max(a.published_on) as last_article_on
            from articles a indexed by articles_by_day left join thread_sizes c on c.thread_id = a.id group by 1)
        select s.*, coalesce(k.n_articles, 0) as n_articles, coalesce(k.n_comments, 0) as n_comments, k.n_declared,
               k.last_article_on,
               l.started_at as last_run_at, l.status as last_status, l.message as last_message
        from sources s left join kept k on k.source_id = s.id
             left join run_steps l on l.id = (select max(x.id) from run_steps x where x.source_id = s.id)
        where s.enabled = 1 order by s.name
        """,
    )


def list_models(db: Database) -> list[Row]:
    """The taggers whose tags stand in the database: columns of `taggers`, `scores` (list; those of the
    audit first), n_owners."""
    taggers = rows(
        db,
        """
        select t.*, g.n_owners from taggers t join tagger_owners g on g.tagger_id = t.id order by t.component
        """,
    )
    scores = rows(db, "select * from scores order by layer, label")
    audited = score_audits(list_judgements(db))
    return [row | {"scores": _with_audits(row, scores, audited)} for row in taggers]


def _with_audits(tagger: Row, scores: Sequence[Row], audited: Sequence[Row]) -> list[Row]:
    """The scores of a tagger, those of the audit in place of what was measured on trial passages."""
    layer = {"arguments": "argument"}.get(tagger["component"], tagger["component"])
    newer = {
        (row["layer"], row["label"]): row | {"tagger_id": tagger["id"]} for row in audited if row["layer"] == layer
    }
    known = {(row["layer"], row["label"]): row for row in scores if row["tagger_id"] == tagger["id"]}
    return [row for _, row in sorted((known | newer).items())]


def list_requests(db: Database, *, limit: int = 20) -> list[Row]:
    """What the dashboard asked for, newest first, with the article it led to."""
    return rows(
        db,
        """
        select i.*, a.title as article_title from inbox i left join articles a on a.id = i.article_id
        order by i.id desc limit :limit
        """,
        {"limit": limit},
    )


def find_last_collection(db: Database) -> Row | None:
    """The last finished run that collected: id, command, started_at, finished_at, status."""
    return one(
        db,
        """
        select * from runs where status in ('done', 'partial')
          and id in (select run_id from run_steps where step = 'crawl')
        order by id desc limit 1
        """,
    )


def find_data_version(db: Database) -> str:
    """Changes whenever what is shown may have changed: last run, last correction, last request."""
    found = rows(
        db,
        """
        select (select coalesce(max(id), 0) || '/' || coalesce(max(finished_at), '') from runs) || '/' ||
               (select coalesce(max(id), 0) from desk_corrections) || '/' ||
               (select coalesce(max(id), 0) from desk_mends) || '/' ||
               (select coalesce(max(id), 0) from desk_items) || '/' ||
               (select coalesce(max(id), 0) from desk_brief_edits) || '/' ||
               (select coalesce(max(id), 0) || coalesce(max(emptied_at), '') from letters) || '/' ||
               (select coalesce(max(at), '') || coalesce(sum(length(status)), 0) from deliveries) || '/' ||
               (select coalesce(max(id), 0) from sample_answers) || '/' ||
               (select coalesce(max(id), 0) from sample_items) || '/' || (select count(*) from lessons) || '/' ||
               (select coalesce(max(id), 0) || coalesce(max(answered_at), '') from desk_terms) || '/' ||
               (select coalesce(max(id), 0) || coalesce(max(answered_at), '') from desk_actors) || '/' ||
               (select coalesce(max(id), 0) || '/' || coalesce(max(answered_at), '') from inbox) as version
        """,
    )
    return str(found[0]["version"])
