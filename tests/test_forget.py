"""Forgetting: everything goes in one transaction, nothing comes back, and the counts stay those of a fresh rebuild."""

from datetime import UTC, date, datetime

import pytest
from sqlite_utils import Database

from store.articles import Origin
from store.database import open_memory, rows, transaction
from store.desk import correct_tag
from store.dump import canonical_dump
from store.erasure import erase_comments
from store.forget import AmbiguousError, apply_tombstones, find_article, find_author, find_comment, forget
from store.key_check import KeyMismatchError, hold_key
from store.rises import Rise, save_rises
from store.search import search
from store.writes import Tagger, rebuild_all, save_analyses, save_article, save_fetch, save_stories, save_taggers
from tests.builders import CLIP, CRAWL, KEY, RELEVANT, analysis, article, comment, stance

TARGET = "deremb-prescriptions"
TAGGERS = {"relevance": "relevance-1", "stance": "stance-1"}
URL = "https://confrere.example/actu/ombeline"
OTHER = "https://confrere.example/actu/autre"
ZORBULON, MIRFLAX = "Zorbulon Quiltapax", "Mirflax Doumbrel"
THREAD = (
    comment("Je suis contre, évidemment.", id="1"),
    comment("Je suis pour.", id="2", author_ref=MIRFLAX, reply_to="1"),
    comment("Je suis contre, encore.", id="3", reply_to="2"),
)
PLATFORMS = ["logora", "wordpress"]


def fill(db: Database) -> str:
    """Two articles of the debate, each with tags; the second has one comment by each author."""
    first = save_article(db, article(comments=THREAD, aliases=(f"{URL}?page=amp",)), origin=CRAWL, key=KEY).article_id
    more = (comment("contre ici aussi", id="10"), comment("pour ici aussi", id="11", author_ref=MIRFLAX))
    other = article(url=OTHER, canonical_url=OTHER, title="Un autre article du même débat", comments=more)
    save_article(db, other, origin=CRAWL, key=KEY)
    save_taggers(db, [Tagger(id=tagger, component=name, title=name) for name, tagger in TAGGERS.items()])
    owners = rows(db, "select * from comments") + rows(db, "select * from articles")
    save_analyses(db, [analysis(owner, tags_of(owner["body"])) for owner in owners], TAGGERS)
    return first


def tags_of(body: str) -> dict[str, list[object]]:
    value = "against" if "contre" in body else "favour" if "pour" in body else "neutral"
    return {"relevance": [RELEVANT], "stance": [stance(TARGET, value)]}


def n(db: Database, table: str) -> int:
    return int(rows(db, f"select count(*) as n from {table}")[0]["n"])


def counts(db: Database) -> dict[str, int]:
    sql = "select stance, sum(n_raw) as n from daily_stance where voice = 'reader' and target = :t group by stance"
    return {row["stance"]: row["n"] for row in rows(db, sql, {"t": TARGET})}


def risen(text: str, uses: tuple[tuple[str, int, int], ...]) -> Rise:
    return Rise(
        text=text, keys=(text,), uses=uses, span_days=7, n_comments=2, n_articles=0, n_threads=2, past_share=0.0,
        strength=4.0, p=0.001,
    )  # fmt: skip


def assert_same_as_rebuilt(db: Database) -> None:
    before = canonical_dump(db)
    rebuild_all(db)
    assert canonical_dump(db) == before
    assert rows(db, "pragma foreign_key_check") == []


@pytest.mark.parametrize("address", [URL, f"{URL}/", f"{URL}?page=amp", "http://CONFRERE.example/actu/ombeline"])
def test_an_article_goes_with_its_thread_by_any_of_its_addresses(fresh_db: Database, address: str) -> None:
    gone = fill(fresh_db)
    erased = forget(fresh_db, find_article(fresh_db, [address], key=KEY), key=KEY)
    assert (erased.articles, erased.comments) == (1, 3) and erased.passages == 4 and erased.tags == 8
    left = "\n".join(line for line in canonical_dump(fresh_db) if not line.startswith("tombstones"))
    assert gone not in left and "ombeline" not in left.lower() and "encore" not in left
    assert not search(fresh_db, "encore") and n(fresh_db, "articles") == 1
    assert counts(fresh_db) == {"against": 1, "favour": 1}
    assert_same_as_rebuilt(fresh_db)


def test_an_erased_article_does_not_come_back_by_crawl_clip_or_mirror(fresh_db: Database) -> None:
    fill(fresh_db)
    forget(fresh_db, find_article(fresh_db, [URL], key=KEY), key=KEY)
    before = canonical_dump(fresh_db)
    mirror = article(url="https://confrere.example/amp/ombeline", comments=THREAD)
    pasted = article(url=None, canonical_url=None, site=None, comments=THREAD)
    for one, origin in ((article(comments=THREAD), CRAWL), (mirror, CRAWL), (pasted, CLIP)):
        saved = save_article(fresh_db, one, origin=origin, key=KEY)
        assert saved.is_refused and not saved.is_new and saved.article_id == ""
    assert canonical_dump(fresh_db) == before


def test_another_site_may_publish_under_the_same_title(fresh_db: Database) -> None:
    fill(fresh_db)
    forget(fresh_db, find_article(fresh_db, [URL], key=KEY), key=KEY)
    address = "https://national.example/a"
    saved = save_article(
        fresh_db, article(url=address, canonical_url=address, site="national.example"), origin=CRAWL, key=KEY
    )
    assert saved.is_new and not saved.is_refused


def test_forgetting_twice_changes_nothing(fresh_db: Database) -> None:
    fill(fresh_db)
    forget(fresh_db, find_article(fresh_db, [URL], key=KEY), key=KEY)
    before = canonical_dump(fresh_db)
    again = find_article(fresh_db, [URL], key=KEY)
    assert again.was_erased_before and not again.is_stored
    assert not forget(fresh_db, again, key=KEY)
    assert canonical_dump(fresh_db) == before


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        (f"{URL}#argument_3", []),
        (f"{URL}#comment-3", []),
        ("3", [URL]),
        ("comment-3", [URL]),
        ("3", []),
        ("https://confrere.example/espace-debat/debats/une-question#argument_3", []),
    ],
)
def test_one_comment_goes_by_its_link_or_number(fresh_db: Database, name: str, addresses: list[str]) -> None:
    fill(fresh_db)
    target = find_comment(fresh_db, name, addresses=addresses, key=KEY)
    erased = forget(fresh_db, target, key=KEY)
    assert (erased.articles, erased.comments) == (0, 1)
    assert rows(fresh_db, "select platform_id from comments order by platform_id") == [
        {"platform_id": number} for number in ("1", "10", "11", "2")
    ]
    assert find_comment(fresh_db, name, addresses=addresses, key=KEY).was_erased_before
    assert_same_as_rebuilt(fresh_db)


def test_a_comment_goes_by_its_stored_id_and_its_replies_answer_nothing(fresh_db: Database) -> None:
    fill(fresh_db)
    stored = rows(fresh_db, "select id from comments where platform_id = '1'")[0]["id"]
    forget(fresh_db, find_comment(fresh_db, stored, key=KEY), key=KEY)
    left = "\n".join(line for line in canonical_dump(fresh_db) if not line.startswith("tombstones"))
    assert stored not in left
    assert rows(fresh_db, "select reply_to from comments where platform_id = '2'") == [{"reply_to": None}]
    saved = save_article(fresh_db, article(comments=THREAD), origin=CRAWL, key=KEY)
    assert (saved.comments.n_refused, saved.comments.n_new) == (1, 0)
    assert rows(fresh_db, "select reply_to from comments where platform_id = '2'") == [{"reply_to": None}]


def test_a_link_to_an_unknown_page_erases_no_comment_of_another(fresh_db: Database) -> None:
    fill(fresh_db)
    target = find_comment(fresh_db, "https://ailleurs.example/page#comment-3", key=KEY)
    assert not target.is_stored and not target.was_erased_before


def test_a_number_that_two_comments_bear_asks_for_the_article(fresh_db: Database) -> None:
    for address in (URL, OTHER):
        one = article(url=address, canonical_url=address, title=f"Un titre assez long pour {address}",
                      comments=(comment("Bof.", id="7", platform="wordpress"),))  # fmt: skip
        save_article(fresh_db, one, origin=CRAWL, key=KEY)
    with pytest.raises(AmbiguousError, match="--url"):
        find_comment(fresh_db, "7", key=KEY)
    assert find_comment(fresh_db, "7", addresses=[OTHER], key=KEY).is_stored


def test_an_erased_comment_stays_away_whatever_reads_it_next(fresh_db: Database) -> None:
    fill(fresh_db)
    forget(fresh_db, find_comment(fresh_db, "3", addresses=[URL], key=KEY), key=KEY)
    collected = comment("Je suis contre, encore.", id="3")
    printed = comment("Je suis contre, encore.", id="comment-3", platform="json-ld")
    pasted = comment("Je suis contre, encore.", id=None, platform="page", author_ref=None)
    edited = comment("Je suis contre, et plus encore.", id="3")
    for one in (collected, printed, pasted, edited):
        saved = save_article(fresh_db, article(comments=(one,)), origin=CRAWL, key=KEY)
        assert (saved.comments.n_refused, saved.comments.n_new) == (1, 0), one
    kept = comment("Je suis contre, encore.", id="30")
    assert save_article(fresh_db, article(comments=(kept,)), origin=CRAWL, key=KEY).comments.n_new == 1


def test_an_author_goes_everywhere_and_is_refused_from_then_on(fresh_db: Database) -> None:
    fill(fresh_db)
    target = find_author(fresh_db, "  zorbulon   QUILTAPAX ".title(), platforms=PLATFORMS, everywhere=True, key=KEY)
    assert forget(fresh_db, target, key=KEY).comments == 3
    assert counts(fresh_db) == {"favour": 2}
    new = comment("Je reviens, toujours contre.", id="99")
    elsewhere = comment("Et là aussi.", id="100", platform="drupal")
    kept = comment("Moi, je reste.", id="101", author_ref=MIRFLAX)
    saved = save_article(fresh_db, article(comments=(*THREAD, new, elsewhere, kept)), origin=CRAWL, key=KEY)
    assert (saved.comments.n_refused, saved.comments.n_new) == (4, 1)
    assert "Zorbulon" not in "\n".join(canonical_dump(fresh_db))
    assert_same_as_rebuilt(fresh_db)


def test_an_author_of_one_platform_may_write_on_another(fresh_db: Database) -> None:
    fill(fresh_db)
    forget(fresh_db, find_author(fresh_db, ZORBULON, platforms=["logora"], everywhere=False, key=KEY), key=KEY)
    elsewhere = comment("Ici je veux bien.", id="100", platform="wordpress")
    saved = save_article(fresh_db, article(comments=(elsewhere, *THREAD)), origin=CRAWL, key=KEY)
    assert (saved.comments.n_refused, saved.comments.n_new) == (2, 1)


def test_a_comment_pasted_without_its_author_goes_when_a_reading_names_them(fresh_db: Database) -> None:
    pasted = comment("Je les comprends tous.", id=None, platform="page", author_ref=None)
    save_article(fresh_db, article(comments=(pasted,)), origin=CLIP, key=KEY)
    target = find_author(fresh_db, ZORBULON, platforms=PLATFORMS, everywhere=True, key=KEY)
    assert not target.is_stored
    forget(fresh_db, target, key=KEY)  # an objection in advance
    saved = save_article(fresh_db, article(comments=(comment("Je les comprends tous."),)), origin=CRAWL, key=KEY)
    assert (saved.comments.n_refused, saved.comments.n_deleted) == (1, 1) and n(fresh_db, "comments") == 0


def test_corrections_memory_requests_and_events_go_too(fresh_db: Database) -> None:
    first = fill(fresh_db)
    passage = rows(fresh_db, "select id from passages where owner_id = :id", {"id": first})[0]["id"]
    correct_tag(fresh_db, passage_id=passage, kind="stance", key=TARGET, value="favour", made_by="Camille")
    save_article(fresh_db, article(comments=(comment("Je change d’avis.", id="1"),)), origin=CRAWL, key=KEY)
    memory = {"source_id": "confrere", "kind": "page", "fetched_at": "2026-11-20T00:00:00+00:00", "decision": "fetched"}
    for url, reason in ((f"{URL}/", None), (f"{URL}?comments=2", URL), (OTHER, None)):
        save_fetch(fresh_db, {**memory, "url": url, "reason": reason})
    asked = {"requested_by": "Camille", "requested_at": "2026-11-20T00:00:00+00:00", "status": "done"}
    fresh_db["inbox"].insert({**asked, "kind": "url", "payload": URL, "url": URL})
    fresh_db["inbox"].insert({**asked, "kind": "text", "payload": "a.txt", "url": None, "article_id": first})
    assert n(fresh_db, "comment_events") == 1
    erased = forget(fresh_db, find_article(fresh_db, [URL], key=KEY), key=KEY)
    assert (erased.corrections, erased.fetches, erased.requests) == (1, 2, 2)
    assert [row["url"] for row in rows(fresh_db, "select url from fetches")] == [OTHER]
    assert n(fresh_db, "comment_events") == n(fresh_db, "desk_corrections") == n(fresh_db, "inbox") == 0


def test_a_phrase_that_rose_goes_with_the_last_text_that_holds_it(fresh_db: Database) -> None:
    fill(fresh_db)
    held = rows(fresh_db, "select id, owner_id from passages where owner_kind = 'comment' order by id")[:2]
    uses = tuple((row["id"], 0, 4) for row in held)
    save_rises(fresh_db, date(2026, 11, 20), [risen("ordonnances remboursées", uses), risen("cabinet fermé", uses[:1])])
    with transaction(fresh_db):
        erase_comments(fresh_db, [held[0]["owner_id"]], key=KEY)
    assert [row["text"] for row in rows(fresh_db, "select text from rises")] == ["ordonnances remboursées"]
    with transaction(fresh_db):
        erase_comments(fresh_db, [held[1]["owner_id"]], key=KEY)
    assert n(fresh_db, "rises") == n(fresh_db, "rise_days") == 0


def test_a_story_that_loses_its_first_article_has_another_first(fresh_db: Database) -> None:
    first = fill(fresh_db)
    second = rows(fresh_db, "select id from articles where id <> :id", {"id": first})[0]["id"]
    save_stories(fresh_db, {first: (first, True), second: (first, False)})
    forget(fresh_db, find_article(fresh_db, [URL], key=KEY), key=KEY)
    assert rows(fresh_db, "select story_id, story_first from articles") == [{"story_id": second, "story_first": 1}]
    press = rows(fresh_db, "select sum(n_unique) as n from daily_stance where voice = 'press' and target = ''")
    assert press == [{"n": 1}]
    assert_same_as_rebuilt(fresh_db)


def test_what_an_older_copy_brings_back_is_erased_again(fresh_db: Database) -> None:
    older = open_memory()
    for db in (fresh_db, older):
        fill(db)
    forget(fresh_db, find_article(fresh_db, [OTHER], key=KEY), key=KEY)
    forget(fresh_db, find_author(fresh_db, MIRFLAX, platforms=PLATFORMS, everywhere=True, key=KEY), key=KEY)
    forget(fresh_db, find_comment(fresh_db, "3", addresses=[URL], key=KEY), key=KEY)
    for row in rows(fresh_db, "select * from tombstones"):
        older["tombstones"].insert(row)
    erased = apply_tombstones(older, key=KEY)
    assert (erased.articles, erased.comments) == (1, 4)
    assert canonical_dump(older) == canonical_dump(fresh_db)
    assert not apply_tombstones(older, key=KEY)
    assert_same_as_rebuilt(older)


def test_a_tombstone_tells_nothing_and_another_key_is_refused(fresh_db: Database) -> None:
    fill(fresh_db)
    forget(fresh_db, find_article(fresh_db, [URL], key=KEY), key=KEY)
    for row in rows(fresh_db, "select * from tombstones"):
        assert len(row["hash"]) == 32 and set(row) == {"hash", "kind", "erased_on"}
    with pytest.raises(KeyMismatchError, match="vigie doctor"):
        hold_key(fresh_db, b"1" * 32)
    with pytest.raises(KeyMismatchError):
        forget(fresh_db, find_article(fresh_db, [OTHER], key=KEY), key=b"1" * 32)
    assert n(fresh_db, "articles") == 1


def test_two_equal_comments_without_numbers_keep_the_one_that_stays(fresh_db: Database) -> None:
    thread = (comment("Bravo à eux !", id=None, platform="page"), comment("bravo à eux !", id=None, platform="page"))
    whole = Origin(audience="medecins", source_id="confrere", all_comments_read=True)
    save_article(fresh_db, article(comments=thread), origin=whole, key=KEY)
    first = rows(fresh_db, "select id from comments where first_in_thread = 1")[0]["id"]
    forget(fresh_db, find_comment(fresh_db, first, key=KEY), key=KEY)
    saved = save_article(fresh_db, article(comments=thread), origin=whole, key=KEY)
    assert saved.comments.n_refused == 1 and saved.comments.n_new == 0
    assert rows(fresh_db, "select first_in_thread from comments") == [{"first_in_thread": 1}]


def test_an_undated_clip_is_forgotten_by_its_id(fresh_db: Database) -> None:
    pasted = article(url=None, canonical_url=None, site=None, published_at=None, date_source="none")
    stored = save_article(fresh_db, pasted, origin=CLIP, key=KEY).article_id
    forget(fresh_db, find_article(fresh_db, [stored], key=KEY), key=KEY)
    assert save_article(fresh_db, pasted, origin=CLIP, key=KEY).is_refused
    dated = article(url=None, canonical_url=None, site=None, published_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert save_article(fresh_db, dated, origin=CLIP, key=KEY).is_refused
