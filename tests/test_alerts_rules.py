"""Each rule of the alerts on months of an ordinary debate, then on what breaks them."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlite_utils import Database

from dashboard.alerts.night import Summary, judge, run_alerts
from dashboard.alerts.places import filters_of, question_of
from dashboard.alerts.sentences import say_title, say_why
from store.alerts import mute_alert
from store.database import open_memory, rows, transaction
from store.queries.alerts import count_texts_of_actor
from store.queries.passages import count_units
from store.watch import Watch
from tests.alert_homes import (
    ACTOR,
    ARGUMENT,
    LAST,
    RIVAL,
    SOURCES,
    TARGET,
    TODAY,
    add_sources,
    add_thread,
    fill_quiet,
    follow,
    mention_actor,
    tell_figure,
    watch_of,
)


@pytest.fixture(scope="module")
def quiet() -> Iterator[Database]:
    """Four quiet months, copied by the tests."""
    db = open_memory()
    with transaction(db):
        fill_quiet(db)
    yield db
    db.close()


@pytest.fixture
def db(quiet: Database) -> Iterator[Database]:
    """The quiet months, to be changed."""
    copy = open_memory()
    quiet.conn.backup(copy.conn)
    copy.execute("pragma foreign_keys = on")
    yield copy
    copy.close()


def night(db: Database, *, after_days: int = 0, watch: Watch | None = None) -> Summary:
    return run_alerts(db, watch or watch_of(), today=TODAY + timedelta(days=after_days))


def keys(db: Database) -> set[str]:
    return {row["key"] for row in rows(db, "select key from alerts where closed_on is null")}


def burst(
    db: Database, *, n_comments: int = 12, argue: int = 0, sides: tuple[int, int] = (0, 0), n_days: int = 3,
    each_day: int = 1,
) -> list[str]:  # fmt: skip
    """Threads of the last days."""
    with transaction(db):
        return [
            add_thread(db, "phare", LAST - timedelta(days=day), n_comments, argue=argue, sides=sides)
            for day in range(n_days) for _ in range(each_day)
        ]  # fmt: skip


def facts_of(db: Database, key: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        rows(db, "select facts from alerts where key = :key", {"key": key})[0]["facts"]
    )
    return found


def test_an_ordinary_night_opens_nothing(db: Database) -> None:
    assert night(db).n_opened == 0


def test_far_more_comments_than_usual_open_an_alert_whose_number_is_that_of_its_passages(db: Database) -> None:
    burst(db, n_comments=40, each_day=2)
    assert night(db).n_opened >= 1
    assert "volume:reader:grand-public" in keys(db)
    facts = facts_of(db, "volume:reader:grand-public")
    question = question_of(facts)
    assert question is not None and count_units(db, filters_of(facts), question) == facts["n"]
    said = say_why(watch_of(), facts)
    assert f"{facts['n']}\u00a0commentaires" in said and "19 fois sur 20" in said and "hasard" in said


def test_more_articles_than_usual_open_an_alert_of_the_press(db: Database) -> None:
    burst(db, n_comments=0, each_day=9)
    night(db)
    assert "volume-presse:press" in keys(db)


def test_an_argument_that_takes_more_room_opens_an_alert_and_its_number_is_counted_alike(db: Database) -> None:
    burst(db, n_comments=14, argue=11)
    night(db)
    key = f"argument:reader:grand-public:{ARGUMENT}"
    assert key in keys(db)
    facts = facts_of(db, key)
    question = question_of(facts)
    assert question is not None and count_units(db, filters_of(facts), question) == facts["n"]


def test_more_comments_of_the_usual_mix_open_no_alert_on_an_argument_or_a_side(db: Database) -> None:
    burst(db, n_comments=40, argue=1, sides=(8, 8), each_day=2)
    night(db)
    assert {key.split(":")[0] for key in keys(db)} == {"volume"}


def test_a_side_that_takes_more_room_opens_an_alert(db: Database) -> None:
    burst(db, n_comments=16, sides=(0, 15))
    night(db)
    key = f"stance:reader:grand-public:{TARGET}:against"
    assert key in keys(db) and key.replace("against", "favour") not in keys(db)
    assert "contre" in say_title(watch_of(), facts_of(db, key))


def test_an_actor_named_more_than_usual_and_a_rival_quoted_open_alerts(db: Database) -> None:
    for article in burst(db, n_comments=0, each_day=5):
        mention_actor(db, article)
        mention_actor(db, article, RIVAL, quoted=True)
    night(db)
    assert {f"actor:press:{ACTOR}", f"rival:press:{RIVAL}"} <= keys(db)
    facts = facts_of(db, f"rival:press:{RIVAL}")
    assert count_texts_of_actor(db, filters_of(facts), RIVAL, is_quoted=True) == facts["n"]


def test_a_value_never_seen_opens_an_alert_once_several_tell_it(db: Database) -> None:
    for article in burst(db, n_comments=0, n_days=2, each_day=2):
        tell_figure(db, article, 1347.0)
    night(db)
    opened = [row for row in rows(db, "select * from alerts") if row["kind"] == "figure"]
    assert len(opened) == 1
    assert "1\u202f347\u00a0médecins" in say_title(watch_of(), json.loads(opened[0]["facts"]))


def test_a_known_value_or_one_text_is_no_new_figure(db: Database) -> None:
    articles = burst(db, n_comments=0, n_days=2, each_day=2)
    for article in articles:
        tell_figure(db, article, 927.0)
    tell_figure(db, articles[0], 1348.0)
    night(db)
    assert not any(key.startswith("figure") for key in keys(db))


def test_a_source_that_goes_silent_opens_an_alert_and_closes_it_when_it_is_back(db: Database) -> None:
    for day in range(9):
        db.table("source_days").upsert(
            {"source_id": "echo", "day": (LAST - timedelta(days=day)).isoformat(), "n_shown": 0, "n_collections": 1,
             "n_answered": 1}, pk=("source_id", "day"),
        )  # fmt: skip
    night(db)
    assert "silence:echo" in keys(db)
    for day in range(1, 6):
        follow(db, "echo", TODAY, TODAY + timedelta(days=day - 1))
        for other in ("lanterne", "phare"):
            follow(db, other, TODAY, TODAY + timedelta(days=day - 1))
        night(db, after_days=day)
    assert "silence:echo" not in keys(db)
    assert len(rows(db, "select 1 from alerts where key = 'silence:echo'")) == 1


def test_with_each_every_naming_is_told_at_once(db: Database) -> None:
    watch = watch_of(rules=[{"kind": "actor", "actors": [ACTOR], "each": True}])
    before = rows(db, "select thread_id from mentions where actor = :actor", {"actor": ACTOR})
    db.execute("delete from mentions where thread_id in (select value from json_each(:ids))",
               {"ids": json.dumps([row["thread_id"] for row in before])})  # fmt: skip
    assert night(db, watch=watch).n_opened == 0
    mention_actor(db, burst(db, n_comments=0, n_days=1)[0])
    assert night(db, watch=watch).n_opened == 1


def test_an_alert_opens_once_stays_and_closes_once(db: Database) -> None:
    burst(db, n_comments=40, each_day=2)
    opened = night(db)
    assert night(db).n_opened == 0, "the same night again"
    moves = []
    for day in range(1, 20):
        for source in SOURCES:
            follow(db, source, TODAY, TODAY + timedelta(days=day - 1))
        moves.append(night(db, after_days=day))
    assert sum(one.n_opened for one in moves) == 0
    assert sum(one.n_closed for one in moves) == opened.n_opened
    assert keys(db) == set()


def test_a_new_source_is_no_news_on_its_first_days_whatever_it_brings(db: Database) -> None:
    add_sources(db, *SOURCES, "neuve")
    follow(db, "neuve", LAST - timedelta(days=4), LAST)
    with transaction(db):
        for day in range(40):
            article = add_thread(
                db, "neuve", LAST - timedelta(days=day), 30, argue=25, sides=(0, 25), seen_on=LAST - timedelta(days=4)
            )
            mention_actor(db, article)
            mention_actor(db, article, RIVAL, quoted=True)
            tell_figure(db, article, 5000.0)
    assert night(db).n_opened == 0


def test_a_pasted_page_is_no_news_either(db: Database) -> None:
    for article in burst(db, n_comments=200, argue=150, n_days=1):
        db.execute("update articles set source_id = null where id = :id", {"id": article})
        db.execute("update daily_stance set source_id = 'clips' where thread_id = :id", {"id": article})
        db.execute("update daily_arguments set source_id = 'clips' where thread_id = :id", {"id": article})
    assert night(db).n_opened == 0


def test_a_hole_in_the_collection_suspends_without_opening_or_closing(db: Database) -> None:
    burst(db, n_comments=40, each_day=2)
    night(db)
    before = keys(db)
    # Nothing was collected since: three nights that cannot judge.
    moves = [night(db, after_days=day) for day in (1, 2, 3, 4, 5, 6)]
    assert sum(one.n_opened + one.n_closed for one in moves) == 0 and keys(db) == before
    assert moves[-1].n_suspended > 0


def test_when_no_source_answers_nobody_is_accused(db: Database) -> None:
    for source in SOURCES:
        for day in (0, 1, 2):
            db.table("source_days").upsert(
                {"source_id": source, "day": (TODAY - timedelta(days=day)).isoformat(), "n_collections": 1,
                 "n_answered": 0, "error": "réseau"}, pk=("source_id", "day"),
            )  # fmt: skip
    assert night(db).n_opened == 0
    states = {one.state for one in judge(db, watch_of(), today=TODAY) if one.kind == "silence"}
    assert states == {"incident"}


def test_a_muted_alert_opens_in_silence(db: Database) -> None:
    burst(db, n_comments=40, each_day=2)
    watch = watch_of(webhook="https://outil.example/vigie")
    mute_alert(db, "volume", today=TODAY, n_days=7, made_by="Camille")
    night(db, watch=watch)
    hushed = rows(db, "select id, is_hushed from alerts where key = 'volume:reader:grand-public'")
    assert [row["is_hushed"] for row in hushed] == [1]
    assert rows(db, "select 1 from alert_calls where alert_id = :id", {"id": hushed[0]["id"]}) == []


def test_a_young_installation_says_so_and_stays_quiet() -> None:
    db = open_memory()
    with transaction(db):
        fill_quiet(db, n_days=20)
        add_thread(db, "phare", LAST, 200)
    assert night(db).n_opened == 0
    assert {row["state"] for row in rows(db, "select state from alert_states where rule = 'volume'")} == {"young"}
    db.close()


def test_the_empty_database_of_a_first_night_opens_nothing() -> None:
    db = open_memory()
    assert night(db) == Summary()
    db.close()


def test_a_source_taken_out_of_the_watch_neither_counts_nor_suspends(db: Database) -> None:
    db.execute("update sources set enabled = 0 where id = 'phare'")
    assert night(db).n_suspended == 0


def test_days_are_those_of_the_last_complete_one(db: Database) -> None:
    with transaction(db):
        add_thread(db, "phare", TODAY, 500)
    assert night(db).n_opened == 0, "the day that runs is judged tomorrow"
    assert date.fromisoformat(rows(db, "select judged_on from alert_states limit 1")[0]["judged_on"]) == LAST
