"""What time empties: the text goes, the counts and what a person decided stay."""

import os
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.database import open_database, rows
from store.desk import correct_tag, record_visit
from store.dump import canonical_dump
from store.home import Home
from store.inbox import Answer, answer_request, request_text, request_url
from store.retention import list_due, purge
from store.retention_settings import Retention
from store.runs import finish_run, start_run
from store.search import search
from store.watch import load_watch, packaged_watch
from store.writes import list_stale, rebuild_all, save_article, save_fetch
from tests.builders import CRAWL, KEY, article, comment
from tests.test_forget import TAGGERS, THREAD, URL, counts, fill, n
from vigie.upkeep import list_old_files

KEEP = Retention(keep_articles_days=365, keep_comments_days=30)
SOON, LATE = date(2026, 12, 1), date(2027, 1, 15)


def empty(db: Database, *, day: date = LATE, keep_counts: bool = True) -> None:
    purge(db, list_due(db, KEEP, today=day), keep_counts=keep_counts, today=day)


def test_the_packaged_watch_says_how_long_each_kind_is_kept() -> None:
    keep = load_watch(packaged_watch()).retention
    assert (keep.keep_comments_days, keep.keep_articles_days, keep.keep_backups_days) == (1095, 3650, 30)
    assert keep.keep_counts


def test_nothing_is_due_before_its_time(fresh_db: Database) -> None:
    fill(fresh_db)
    before = canonical_dump(fresh_db)
    empty(fresh_db, day=SOON)
    assert canonical_dump(fresh_db) == before


def test_comments_past_their_time_lose_text_author_and_tags_but_count(fresh_db: Database) -> None:
    fill(fresh_db)
    known = counts(fresh_db)
    passage = rows(fresh_db, "select id from passages where owner_kind = 'comment'")[0]["id"]
    correct_tag(fresh_db, passage_id=passage, kind="sentiment", key="", value="neutral", made_by="Camille")
    empty(fresh_db)
    kept = rows(fresh_db, "select distinct body, author_key, platform_id, votes, purged_on from comments")
    assert kept == [{"body": "", "author_key": None, "platform_id": None, "votes": None, "purged_on": "2027-01-15"}]
    assert counts(fresh_db) == known and n(fresh_db, "desk_corrections") == 1
    assert not search(fresh_db, "encore") and search(fresh_db, "généralistes")
    assert {row["owner_kind"] for row in rows(fresh_db, "select owner_kind from passages")} == {"article"}
    before = canonical_dump(fresh_db)
    rebuild_all(fresh_db)
    assert canonical_dump(fresh_db) == before
    empty(fresh_db)
    assert canonical_dump(fresh_db) == before


def test_the_counts_go_too_where_the_watch_says_so(fresh_db: Database) -> None:
    fill(fresh_db)
    empty(fresh_db, keep_counts=False)
    assert counts(fresh_db) == {}
    before = canonical_dump(fresh_db)
    rebuild_all(fresh_db)
    assert canonical_dump(fresh_db) == before


def test_what_time_emptied_is_neither_collected_nor_tagged_again(fresh_db: Database) -> None:
    fill(fresh_db)
    empty(fresh_db, day=date(2028, 1, 1))
    before = canonical_dump(fresh_db)
    saved = save_article(fresh_db, article(comments=THREAD), origin=CRAWL, key=KEY)
    assert not saved.is_changed and not saved.comments.has_changes
    assert canonical_dump(fresh_db) == before
    assert list_stale(fresh_db, {name: "other" for name in TAGGERS}, limit=9) == []
    assert rows(fresh_db, "select distinct body, blocks, byline from articles") == [
        {"body": "", "blocks": "[]", "byline": "[]"}
    ]
    assert rows(fresh_db, "select count(*) as n from articles where url = :url", {"url": URL}) == [{"n": 1}]


def test_new_comments_under_an_old_thread_count_beside_the_emptied_ones(fresh_db: Database) -> None:
    fill(fresh_db)
    empty(fresh_db)
    new = comment("Un mot de plus.", id="50", posted_at=datetime(2027, 1, 14, tzinfo=UTC))
    assert save_article(fresh_db, article(comments=(*THREAD, new)), origin=CRAWL, key=KEY).comments.n_new == 1
    assert counts(fresh_db) == {"against": 3, "favour": 2}


def test_old_runs_visits_requests_and_addresses_go(
    fresh_db: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for day in ("2024-01-01", "2026-11-20"):
        monkeypatch.setenv("VIGIE_NOW", f"{day}T08:00:00+01:00")
        finish_run(fresh_db, start_run(fresh_db, "nightly"), "done")
        record_visit(fresh_db, visitor="Camille", view="morning")
        request = request_url(fresh_db, f"https://confrere.example/{day}", requested_by="Camille")
        answer_request(fresh_db, request, Answer(is_done=True, text="Lu."))
        save_fetch(fresh_db, {"url": f"https://confrere.example/{day}", "kind": "page", "decision": "fetched",
                              "fetched_at": f"{day}T08:00:00+00:00"})  # fmt: skip
    finish_run(fresh_db, start_run(fresh_db, "purge"), "done")
    waiting = request_text(fresh_db, tmp_path, "Une page qui attend.", url=None, requested_by="Camille")
    empty(fresh_db, day=date(2026, 11, 22))
    assert [row["command"] for row in rows(fresh_db, "select command from runs order by id")] == ["nightly", "purge"]
    assert n(fresh_db, "desk_visits") == n(fresh_db, "fetches") == 1
    assert n(fresh_db, "inbox") == 2 and rows(fresh_db, "select 1 from inbox where id = :id", {"id": waiting})


def test_old_copies_forgotten_clips_and_leftovers_are_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    db = open_database(home.database)
    for day in ("2026-09-01", "2026-10-01", "2026-11-20"):
        (home.backups / f"vigie-{day}.db").touch()
    (home.backups / "remplacee-2026-09-01-083000.db").touch()
    (home.backups / "vigie-2026-11-21.partial").touch()
    request_text(db, home.inbox, "Une page qui attend.", url=None, requested_by="Camille")
    for name in ("oubliee.txt", *(path.name for path in home.inbox.iterdir())):
        (home.inbox / name).touch()
        os.utime(home.inbox / name, (0, time.time() - 90 * 86400))
    day = datetime.now(UTC).date()
    named = {path.name for path in list_old_files(db, home, KEEP, today=max(day, date(2026, 11, 22)))}
    assert named == {
        "vigie-2026-09-01.db", "vigie-2026-10-01.db", "remplacee-2026-09-01-083000.db", "vigie-2026-11-21.partial",
        "oubliee.txt",
    }  # fmt: skip
    # Years later, the newest copy is still there.
    assert "vigie-2026-11-20.db" not in {path.name for path in list_old_files(db, home, KEEP, today=date(2030, 1, 1))}
