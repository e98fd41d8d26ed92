"""A canonical dump: two databases that hold the same things print the same text."""

from sqlite_utils import Database

from store.database import rows
from store.months import MONTHS
from store.summaries import SUMMARIES
from store.texts import as_json

# How the last visit of an address went depends on the visits before it.
_VISIT = {"decision", "reason", "http_status"}
# Run ids and the clock differ between two nights that collected and found the same.
_CLOCK = {"fetched_at", "first_seen_at", "first_used_at", "seen_at", "answered_at", "requested_at", "made_at", "at",
          "erased_on", "settled_at"}  # fmt: skip
_TABLES = (
    "sources", "fetches", "articles", "article_aliases", "comments", "comment_aliases", "comment_events",
    "passages", "taggers", "scores", "tagged", "tags", "evidence", "quotes", "figures", "mentions",
    "desk_corrections", "desk_mends", "inbox", "clips", "verdicts", "unit_arguments", "daily_stance", "daily_arguments",
    "tombstones", "message_uses", "unit_messages", "rises", "rise_days", "rise_uses", "desk_arguments",
    *SUMMARIES, "hourly_readers", "reader_units", "tellings", "debate_sources", "tagger_owners",
    *MONTHS, "holder_stances", "daily_volume",
    "reader_keys", "held_counts",
)  # fmt: skip


def canonical_dump(db: Database) -> list[str]:
    """One line of JSON a row, sorted, without run ids, moments and how each visit went; search documents included."""
    lines = []
    for table in _TABLES:
        for row in rows(db, f"select * from {table}"):  # nosec B608 # constant parts
            kept = {name: value for name, value in row.items() if name not in _CLOCK | _VISIT}
            lines.append(table + " " + as_json(kept))
    for row in rows(db, "select owner_kind, owner_id, thread_id, day, folded from documents"):
        lines.append("documents " + as_json(row))
    return sorted(lines)
