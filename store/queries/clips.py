"""Rows of the view « Coller / Déposer »: what each request gave, as it stands now, and how the mailbox is."""

import json
from collections import defaultdict
from collections.abc import Sequence

from sqlite_utils import Database

from store.database import Row, one, rows
from store.texts import as_json

_ARTICLE = """
    a.id, a.title, a.standfirst, a.site, a.url, a.canonical_url, a.byline, a.published_on, a.published_at,
    a.date_source, a.date_precision, a.paywall, a.audience, a.off_topic, a.purged_on,
    coalesce(s.name, a.site) as source,
    coalesce((select c.n_comments from thread_sizes c where c.thread_id = a.id), 0) as n_comments,
    (select e.value from effective_tags e join passages p on p.id = e.passage_id
     where p.owner_id = a.id and e.kind = 'relevance' limit 1) as relevance,
    (select e.score from effective_tags e join passages p on p.id = e.passage_id
     where p.owner_id = a.id and e.kind = 'relevance' limit 1) as relevance_score,
    (select json_group_array(distinct m.field) from desk_mends m where m.article_id = a.id) as mended
"""


def list_clips(db: Database, request_ids: Sequence[int]) -> dict[int, list[Row]]:
    """The articles that requests gave, in order, by request, as they stand now.

    `found` is a dictionary of what the reading held, `mended` a list of fields, `byline` a list; relevance and
    relevance_score are None until the analysis.
    """
    found = rows(
        db,
        f"""
        select k.request_id, k.found, {_ARTICLE}
        from clips k join articles a on a.id = k.article_id left join sources s on s.id = a.source_id
        where k.request_id in (select value from json_each(:ids)) order by k.request_id, k.position
        """,  # nosec B608 # constant parts
        {"ids": as_json(list(request_ids))},
    )
    clips: defaultdict[int, list[Row]] = defaultdict(list)
    for row in found:
        clips[row["request_id"]].append(_parsed(row) | {"found": json.loads(row["found"])})
    return dict(clips)


def find_clip(db: Database, article_id: str) -> Row | None:
    """One article in the columns of `list_clips`, without `found`; `None` when it is not there."""
    row = one(
        db,
        f"select {_ARTICLE} from articles a left join sources s on s.id = a.source_id where a.id = :id",  # nosec B608 # constant parts
        {"id": article_id},
    )
    return _parsed(row) if row else None


def find_mailbox(db: Database) -> Row | None:
    """The mailbox as it was last looked at: name, checked_at, error (None: it was read)."""
    return one(db, "select * from mailboxes order by checked_at desc limit 1")


def _parsed(row: Row) -> Row:
    return row | {"byline": json.loads(row["byline"]), "mended": json.loads(row["mended"])}
