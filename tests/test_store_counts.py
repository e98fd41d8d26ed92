"""Verdicts, corrections and daily tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from store.database import open_memory, rows
from store.desk import correct_tag
from store.dump import canonical_dump
from store.records import Comment, Tag
from store.verdicts import Judged, combine
from store.writes import Tagger, list_stale, rebuild_all, save_analyses, save_article, save_stories, save_taggers
from tests.builders import CRAWL, KEY, RELEVANT, analysis, article, comment, stance

TARGET = "deremb-prescriptions"
TAGGERS = {"relevance": "relevance-1", "stance": "stance-1"}


def judged(*values: str) -> list[Judged]:
    return [Judged(value=value, score=0.8) for value in values]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (["against"], "against"),
        (["against", "neutral", "unclear"], "against"),
        (["against", "against", "favour"], "against"),
        (["against", "favour"], "unclear"),
        (["neutral", "unclear"], "neutral"),
        (["unclear"], "unclear"),
    ],
)
def test_the_verdict_needs_two_thirds_of_the_opinion(values: list[str], verdict: str) -> None:
    assert combine(judged(*values))[0] == verdict


def test_what_a_person_decided_outweighs_the_machine() -> None:
    machine = judged("against", "against", "against")
    assert combine([*machine, Judged(value="favour", score=1.0, is_confirmed=True)])[0] == "favour"


def tagged_thread(db: Database, *texts: str) -> None:
    thread = tuple(comment(text, id=str(number)) for number, text in enumerate(texts))
    save_article(db, article(comments=thread), origin=CRAWL, key=KEY)
    save_taggers(db, [Tagger(id=tagger, component=name, title=name) for name, tagger in TAGGERS.items()])
    owners = rows(db, "select * from comments") + rows(db, "select * from articles")
    save_analyses(db, [analysis(owner, tags_of(owner["body"])) for owner in owners], TAGGERS)


def tags_of(body: str) -> dict[str, list[Tag]]:
    value = "against" if "contre" in body else "favour" if "pour" in body else "neutral"
    return {"relevance": [RELEVANT], "stance": [stance(TARGET, value)]}


def reader_counts(db: Database) -> dict[str, int]:
    sql = "select stance, sum(n_raw) as n from daily_stance where voice = 'reader' and target = :t group by stance"
    return {row["stance"]: row["n"] for row in rows(db, sql, {"t": TARGET})}


def test_readers_are_counted_in_comments_and_press_in_articles(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.", "Je suis pour.", "contre, encore contre")
    assert reader_counts(fresh_db) == {"against": 2, "favour": 1}
    press = rows(fresh_db, "select target, stance, n_raw from daily_stance where voice = 'press' order by target")
    assert press == [{"target": "", "stance": "", "n_raw": 1}, {"target": TARGET, "stance": "neutral", "n_raw": 1}]


def test_a_correction_changes_the_count_at_once_and_keeps_the_machine_s_word(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.")
    passage = rows(fresh_db, "select id from passages where owner_kind = 'comment'")[0]["id"]
    correct_tag(fresh_db, passage_id=passage, kind="stance", key=TARGET, value="favour", made_by="Camille")
    assert reader_counts(fresh_db) == {"favour": 1}
    correct_tag(fresh_db, passage_id=passage, kind="stance", key=TARGET, value=None, made_by="Camille")
    assert reader_counts(fresh_db) == {}
    kept = rows(fresh_db, "select before_value, value, status from desk_corrections order by id")
    assert kept[0] == {"before_value": "against", "value": "favour", "status": "confirmed"}
    assert rows(fresh_db, "select value from tags where passage_id = :p and kind = 'stance'", {"p": passage}) == [
        {"value": "against"}
    ]


def test_tagging_again_never_overwrites_a_person(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.")
    passage = rows(fresh_db, "select id from passages where owner_kind = 'comment'")[0]["id"]
    correct_tag(fresh_db, passage_id=passage, kind="stance", key=TARGET, value="favour", made_by="Camille")
    owner = rows(fresh_db, "select * from comments")[0]
    save_analyses(fresh_db, [analysis(owner, tags_of(owner["body"]))], TAGGERS)
    assert reader_counts(fresh_db) == {"favour": 1}


def test_only_what_changed_is_stale(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.", "Je suis pour.")
    assert list_stale(fresh_db, TAGGERS, limit=10) == []
    stale = list_stale(fresh_db, TAGGERS | {"stance": "stance-2"}, limit=10)
    assert [row["stale"] for row in stale] == ['["stance"]'] * 3
    edited = article(comments=(comment("Je suis pour, finalement.", id="0"), comment("Je suis pour.", id="1")))
    save_article(fresh_db, edited, origin=CRAWL, key=KEY)
    assert [row["body"] for row in list_stale(fresh_db, TAGGERS, limit=10)] == ["Je suis pour, finalement."]


def test_a_reprise_counts_raw_and_not_unique(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.")
    article_id = rows(fresh_db, "select id from articles")[0]["id"]
    save_stories(fresh_db, {article_id: ("story", False)})
    press = rows(fresh_db, "select n_raw, n_unique from daily_stance where voice = 'press' and target = ''")
    assert press == [{"n_raw": 1, "n_unique": 0}]


texts = st.lists(st.sampled_from(["pour", "contre", "bof", "pour ou contre", "Contre."]), min_size=1, max_size=5)


@settings(deadline=None)  # a busy machine is no fault
@given(texts, texts)
def test_rebuilding_from_scratch_gives_what_the_increments_gave(first: list[str], second: list[str]) -> None:
    db = open_memory()
    tagged_thread(db, *first)
    thread: tuple[Comment, ...] = tuple(comment(text, id=str(number)) for number, text in enumerate(second))
    save_article(db, article(comments=thread), origin=CRAWL, key=KEY)
    stale = rows(db, "select * from comments where id not in (select owner_id from tagged)")
    save_analyses(db, [analysis(owner, tags_of(owner["body"])) for owner in stale], TAGGERS)
    before = canonical_dump(db)
    rebuild_all(db)
    assert canonical_dump(db) == before
    db.close()


def test_a_new_tagger_replaces_its_own_tags_and_leaves_the_others(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.")
    owner = rows(fresh_db, "select * from comments")[0]
    save_taggers(fresh_db, [Tagger(id="stance-2", component="stance", title="stance")])
    save_analyses(fresh_db, [analysis(owner, {"stance": [stance(TARGET, "favour")]})], {"stance": "stance-2"})
    left = rows(
        fresh_db,
        "select t.kind, t.value, t.tagger_id from tags t join passages p on p.id = t.passage_id"
        " where p.owner_kind = 'comment' order by t.kind",
    )
    assert left == [
        {"kind": "relevance", "value": "yes", "tagger_id": "relevance-1"},
        {"kind": "stance", "value": "favour", "tagger_id": "stance-2"},
    ]
