"""Saving articles and comments: once, merged, with events and without names."""

from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from store.database import rows
from store.dump import canonical_dump
from store.search import search
from store.writes import save_article
from tests.builders import CLIP, CRAWL, KEY, TITLE, article, comment


def count(db: Database, table: str) -> int:
    return int(rows(db, f"select count(*) as n from {table}")[0]["n"])


def test_same_article_saved_twice_is_one_row(fresh_db: Database) -> None:
    one = article(comments=(comment("Je les comprends."),))
    save_article(fresh_db, one, origin=CRAWL, key=KEY)
    before = canonical_dump(fresh_db)
    saved = save_article(fresh_db, one, origin=CRAWL, key=KEY)
    assert not saved.is_new and not saved.is_changed and not saved.comments.has_changes
    assert canonical_dump(fresh_db) == before


def test_a_mirror_and_an_amp_page_are_the_same_article(fresh_db: Database) -> None:
    first = save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    amp = article(url="https://confrere.example/amp/ombeline", canonical_url="https://CONFRERE.example/actu/ombeline/")
    assert save_article(fresh_db, amp, origin=CRAWL, key=KEY).article_id == first.article_id
    assert count(fresh_db, "articles") == 1


def test_a_pasted_page_merges_with_the_crawled_one(fresh_db: Database) -> None:
    crawled = save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    pasted = article(url=None, canonical_url=None, site=None)
    assert save_article(fresh_db, pasted, origin=CLIP, key=KEY).article_id == crawled.article_id


def test_an_undated_paste_merges_and_leaves_the_date(fresh_db: Database) -> None:
    save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    pasted = article(url=None, canonical_url=None, site=None, published_at=None, date_source="none")
    save_article(fresh_db, pasted, origin=CLIP, key=KEY)
    stored = rows(fresh_db, "select published_on, date_source from articles")
    assert stored == [{"published_on": "2026-11-20", "date_source": "meta"}]


def test_a_wire_copy_on_another_site_stays_another_article(fresh_db: Database) -> None:
    save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    address = "https://national.example/a"
    copy = article(url=address, canonical_url=address, site="national.example")
    save_article(fresh_db, copy, origin=CRAWL, key=KEY)
    assert count(fresh_db, "articles") == 2


def test_a_paywalled_reading_never_replaces_the_full_text(fresh_db: Database) -> None:
    save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    save_article(fresh_db, article(paywall="partial", blocks=()), origin=CRAWL, key=KEY)
    stored = rows(fresh_db, "select body, paywall from articles")[0]
    assert "remplaçant" in stored["body"] and stored["paywall"] == "free"


def test_an_article_without_title_is_refused_in_words(fresh_db: Database) -> None:
    with pytest.raises(ValueError, match="aucun titre"):
        save_article(fresh_db, article(title="  "), origin=CRAWL, key=KEY)


def test_a_winter_evening_belongs_to_its_paris_day(fresh_db: Database) -> None:
    late = article(published_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    save_article(fresh_db, late, origin=CRAWL, key=KEY)
    assert rows(fresh_db, "select published_on from articles")[0]["published_on"] == "2026-11-21"


def test_no_table_holds_a_commenter_s_name(fresh_db: Database) -> None:
    thread = (
        comment("Je les comprends."),
        comment("Zorbulon Quiltapax a tort, et @Zorbulon aussi.", id="2", author_ref="Mirflax Doumbrel"),
    )
    save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    dump = "\n".join(canonical_dump(fresh_db))
    assert "Zorbulon" not in dump and "zorbulon" not in dump and "Mirflax" not in dump
    assert rows(fresh_db, "select body from comments order by platform_id")[1]["body"].startswith("[lecteur] a tort")


def test_the_same_reader_keeps_one_key_and_a_role(fresh_db: Database) -> None:
    thread = (comment("Un."), comment("Deux.", id="2"), comment("Trois.", id="3", author_ref="Mirflax Doumbrel"))
    save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    found = rows(fresh_db, "select author_key, author_role from comments order by platform_id")
    assert found[0] == found[1] != found[2]
    assert found[0]["author_role"] == "médecine générale"


def test_reply_points_to_its_parent(fresh_db: Database) -> None:
    thread = (comment("Un."), comment("Deux.", id="2", reply_to="1"))
    save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    parent, reply = rows(fresh_db, "select id, reply_to from comments order by platform_id")
    assert reply["reply_to"] == parent["id"]


def test_an_edit_is_an_event_and_a_deletion_drops_the_text(fresh_db: Database) -> None:
    save_article(fresh_db, article(comments=(comment("Avant."), comment("Reste.", id="2"))), origin=CRAWL, key=KEY)
    after = (comment("Après."), comment("", id="2", status="deleted"))
    saved = save_article(fresh_db, article(comments=after), origin=CRAWL, key=KEY)
    assert (saved.comments.n_edited, saved.comments.n_deleted) == (1, 1)
    assert {row["kind"] for row in rows(fresh_db, "select kind from comment_events")} == {"edited", "deleted"}
    assert rows(fresh_db, "select body, status from comments where platform_id = '2'") == [
        {"body": "", "status": "deleted"}
    ]
    assert not search(fresh_db, "reste")


def test_a_comment_missing_from_a_whole_thread_was_deleted(fresh_db: Database) -> None:
    whole = CRAWL.__class__(audience="medecins", source_id="confrere", all_comments_read=True)
    save_article(fresh_db, article(comments=(comment("Un."), comment("Deux.", id="2"))), origin=whole, key=KEY)
    saved = save_article(fresh_db, article(comments=(comment("Un."),)), origin=whole, key=KEY)
    assert saved.comments.n_deleted == 1
    partial = save_article(fresh_db, article(comments=()), origin=CRAWL, key=KEY)
    assert partial.comments.n_deleted == 0


def test_two_equal_comments_without_ids_are_two_and_stay_two(fresh_db: Database) -> None:
    thread = (comment("Bravo !", id=None, platform="page"), comment("bravo !", id=None, platform="page"))
    save_article(fresh_db, article(comments=thread), origin=CLIP, key=KEY)
    save_article(fresh_db, article(comments=thread), origin=CLIP, key=KEY)
    assert rows(fresh_db, "select sum(first_in_thread) as n_unique, count(*) as n from comments") == [
        {"n_unique": 1, "n": 2}
    ]


def test_a_pasted_comment_and_the_collected_one_are_one(fresh_db: Database) -> None:
    pasted = comment("Je les comprends.", id=None, platform="page", date_precision="month", date_source="relative")
    save_article(fresh_db, article(comments=(pasted,)), origin=CLIP, key=KEY)
    for _ in range(2):
        save_article(fresh_db, article(comments=(comment("Je les comprends."),)), origin=CRAWL, key=KEY)
    assert rows(fresh_db, "select count(*) as n, max(date_precision) as p from comments") == [{"n": 1, "p": "second"}]


def test_search_folds_accents_ligatures_and_apostrophes(fresh_db: Database) -> None:
    text = "Le cœur du déconventionnement, c’est l’été."
    save_article(fresh_db, article(comments=(comment(text),)), origin=CRAWL, key=KEY)
    for query in ("coeur", "DÉCONVENTIONNEMENT", "l'ete", '"coeur du deconv*"', "decon* ete", "« cœur du »"):
        assert [row["owner_kind"] for row in search(fresh_db, query)] == ["comment"], query
    assert [row["owner_kind"] for row in search(fresh_db, TITLE)] == ["article"]
