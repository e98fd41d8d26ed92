"""What a person says of an article stands, is kept beside what was read, and no later reading undoes it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlite_utils import Database

from store.articles import save_article
from store.database import rows
from store.desk import MendError, mend_article
from store.dump import canonical_dump
from store.forget import find_article, forget
from store.mends import Field, list_mends
from store.records import Block
from store.writes import rebuild_all, save_analyses, save_sources, save_taggers
from tests.builders import CLIP, CRAWL, KEY, RELEVANT, analysis, article, comment, stance

OTHER_TITLE = "Deux médecins du bourg passent hors convention au printemps"


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """A mended day may not be in the future."""


def clip(**changes: Any) -> Any:
    return article(url=None, canonical_url=None, site=None, published_at=None, date_source="none",
                   date_precision="none", **changes)  # fmt: skip


def stored(db: Database, article_id: str) -> dict[str, Any]:
    return rows(db, "select * from articles where id = :id", {"id": article_id})[0]


def test_a_mend_keeps_the_word_before_and_after(fresh_db: Database) -> None:
    saved = save_article(fresh_db, clip(), origin=CLIP, key=KEY)
    given = {"title": OTHER_TITLE, "published_on": "20/11/2026", "byline": "Ondine Bastringue et Prunelle Quartzine"}
    mended = mend_article(fresh_db, saved.article_id, given, made_by="Camille")
    assert mended.fields == ("title", "published_on", "byline")
    row = stored(fresh_db, saved.article_id)
    assert (row["title"], row["published_on"], row["date_source"]) == (OTHER_TITLE, "2026-11-20", "person")
    assert row["published_at"] == datetime(2026, 11, 19, 23, tzinfo=UTC).isoformat(timespec="seconds")
    assert row["body"].startswith(OTHER_TITLE)
    kept = {one["field"]: (one["before_value"], one["value"]) for one in list_mends(fresh_db, saved.article_id)}
    assert kept["title"] == ("Le cabinet de Sainte-Ombeline quitte la convention", OTHER_TITLE)
    assert kept["published_on"] == (None, "2026-11-20")


def test_the_blocks_still_cut_the_body_after_a_new_title(fresh_db: Database) -> None:
    import json

    saved = save_article(fresh_db, clip(), origin=CLIP, key=KEY)
    mend_article(fresh_db, saved.article_id, {"title": "Court titre de la page"}, made_by="Camille")
    row = stored(fresh_db, saved.article_id)
    texts = [row["body"][block["start"] : block["end"]] for block in json.loads(row["blocks"])]
    assert texts[0] == "Court titre de la page"
    assert texts[1] == "Deux généralistes passent hors convention au printemps."


def test_a_later_reading_does_not_undo_a_mend(fresh_db: Database) -> None:
    first = save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    given = {"title": OTHER_TITLE, "site": "La Lanterne", "published_on": "2026-11-18", "byline": "Ondine Bastringue"}
    mend_article(fresh_db, first.article_id, given, made_by="Camille")
    before = stored(fresh_db, first.article_id)
    again = article(byline=("Zéphyr Quelconque",), blocks=(Block(kind="paragraph", text="Un texte plus long. " * 30),))
    assert save_article(fresh_db, again, origin=CRAWL, key=KEY).article_id == first.article_id
    row = stored(fresh_db, first.article_id)
    for name in ("title", "site", "published_on", "published_at", "date_source", "byline"):
        assert row[name] == before[name], name
    assert "Un texte plus long." in row["body"] and row["body"].startswith(OTHER_TITLE)


def test_saying_the_same_again_records_nothing(fresh_db: Database) -> None:
    saved = save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    row = stored(fresh_db, saved.article_id)
    given = {"title": row["title"], "published_on": row["published_on"], "off_topic": "0", "url": row["url"]}
    assert mend_article(fresh_db, saved.article_id, given, made_by="Camille").fields == ()
    assert list_mends(fresh_db, saved.article_id) == []


def test_off_topic_counts_nowhere_and_can_be_taken_back(fresh_db: Database) -> None:
    saved = save_article(fresh_db, article(comments=(comment("Je suis contre."),)), origin=CRAWL, key=KEY)
    save_tags(fresh_db)
    counted = "select sum(n_raw) as n from daily_stance"
    assert rows(fresh_db, counted)[0]["n"]
    before = canonical_dump(fresh_db)
    mend_article(fresh_db, saved.article_id, {"off_topic": "1"}, made_by="Camille")
    assert rows(fresh_db, counted)[0]["n"] is None
    rebuild_all(fresh_db)
    assert rows(fresh_db, counted)[0]["n"] is None
    mend_article(fresh_db, saved.article_id, {"off_topic": "0"}, made_by="Camille")
    fresh_db.execute("delete from desk_mends")
    assert canonical_dump(fresh_db) == before


def test_an_outlet_of_the_catalogue_gives_its_audience(fresh_db: Database) -> None:
    source = {"id": "confrere", "name": "Le Confrère du soir", "homepage": "https://www.confrere.example/",
              "audience": "medecins", "tier": 1, "comments_platform": None, "verified_on": None}  # fmt: skip
    save_sources(fresh_db, [source])
    saved = save_article(fresh_db, clip(), origin=CLIP, key=KEY)
    mend_article(fresh_db, saved.article_id, {"site": "le confrère du soir"}, made_by="Camille")
    assert stored(fresh_db, saved.article_id)["source_id"] == "confrere"
    mend_article(fresh_db, saved.article_id, {"url": "https://ailleurs.example/a?utm_source=x"}, made_by="Camille")
    row = stored(fresh_db, saved.article_id)
    assert (row["source_id"], row["audience"], row["url"]) == (None, "grand-public", "https://ailleurs.example/a")


@pytest.mark.parametrize("together", [True, False])
def test_the_outlet_that_a_person_named_outlives_a_mended_address(fresh_db: Database, together: bool) -> None:
    saved = save_article(fresh_db, clip(), origin=CLIP, key=KEY)
    address: dict[Field, str | None] = {"url": "https://www.ailleurs.example/a"}
    outlet: dict[Field, str | None] = {"site": "Le Courrier"}
    for given in [outlet | address] if together else [outlet, address]:
        mend_article(fresh_db, saved.article_id, given, made_by="Camille")
    assert stored(fresh_db, saved.article_id)["site"] == "Le Courrier"


def test_a_crawl_of_a_mended_address_is_the_same_article(fresh_db: Database) -> None:
    saved = save_article(fresh_db, clip(title=OTHER_TITLE), origin=CLIP, key=KEY)
    mend_article(fresh_db, saved.article_id, {"url": "https://confrere.example/actu/ombeline"}, made_by="Camille")
    assert save_article(fresh_db, article(), origin=CRAWL, key=KEY).article_id == saved.article_id


def test_the_address_of_another_article_joins_the_two(fresh_db: Database) -> None:
    crawled = save_article(fresh_db, article(comments=(comment("Déjà lu."),)), origin=CRAWL, key=KEY)
    pasted = (comment("Déjà lu.", id=None, platform="page"), comment("Nouveau.", id=None, platform="page"))
    kept = save_article(fresh_db, clip(title=OTHER_TITLE, comments=pasted), origin=CLIP, key=KEY)
    assert kept.article_id != crawled.article_id
    save_tags(fresh_db)
    mended = mend_article(
        fresh_db, kept.article_id, {"url": "https://confrere.example/actu/ombeline#lire"}, made_by="Camille"
    )
    assert mended.article_id == crawled.article_id
    assert [row["id"] for row in rows(fresh_db, "select id from articles")] == [crawled.article_id]
    texts = [row["body"] for row in rows(fresh_db, "select body from comments order by body")]
    assert texts == ["Déjà lu.", "Nouveau."]
    again = save_article(fresh_db, article(comments=pasted), origin=CRAWL, key=KEY)
    assert again.article_id == crawled.article_id and not again.comments.has_changes
    counts = canonical_dump(fresh_db)
    rebuild_all(fresh_db)
    assert canonical_dump(fresh_db) == counts


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "  ", "titre"),
        ("published_on", "hier", "JJ/MM/AAAA"),
        ("published_on", "31/02/2026", "JJ/MM/AAAA"),
        ("published_on", "23/11/2026", "futur"),
        ("url", "javascript:alert(1)", "http"),
        ("url", "https://[mauvais/", "http"),
        ("title", "x" * 501, "500"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_french(fresh_db: Database, field: Any, value: str, said: str) -> None:
    saved = save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    with pytest.raises(MendError, match=said):
        mend_article(fresh_db, saved.article_id, {field: value}, made_by="Camille")
    assert list_mends(fresh_db, saved.article_id) == []


def test_forgetting_an_article_takes_its_mends(fresh_db: Database) -> None:
    saved = save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    mend_article(fresh_db, saved.article_id, {"title": OTHER_TITLE}, made_by="Camille")
    forget(fresh_db, find_article(fresh_db, [article().url or ""], key=KEY), key=KEY)
    assert rows(fresh_db, "select * from desk_mends") == []
    assert save_article(fresh_db, article(), origin=CRAWL, key=KEY).is_refused


def save_tags(db: Database) -> None:
    from store.writes import Tagger

    taggers = {"relevance": "relevance-1", "stance": "stance-1"}
    save_taggers(db, [Tagger(id=name, component=component, title=component) for component, name in taggers.items()])
    owners = rows(db, "select * from articles") + rows(db, "select * from comments")
    tags = {"relevance": [RELEVANT], "stance": [stance("deremb-prescriptions", "against")]}
    save_analyses(db, [analysis(owner, tags) for owner in owners], taggers)


def test_an_undated_mend_stays_undated(fresh_db: Database) -> None:
    saved = save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    mend_article(fresh_db, saved.article_id, {"published_on": ""}, made_by="Camille")
    save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    row = stored(fresh_db, saved.article_id)
    assert (row["published_on"], row["published_at"], row["date_source"]) == (None, None, "none")
