"""What the team does with articles, comments and passages: kept with who and when, counted at once, undone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.access import NotAllowedError, Person, open_desk
from store.audit import list_acts
from store.database import Row, open_database, rows
from store.desk import (
    WorkError,
    merge_stories,
    set_off_topic,
    set_pin,
    set_state,
    undo_merge,
    write_note,
)
from store.home import Home
from store.queries.morning import count_new_units
from store.queries.passages import Question
from store.work_items import list_history, list_shelf, list_work, with_hand_merges
from store.writes import delete_comment, rebuild_all, rebuild_threads, save_stories
from tests.dashboard_homes import NOW, add_thread, fill_small, make_home, prepare

DAY = NOW.date()


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every act is of one morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = make_home(tmp_path / "home")
    fill_small(made)
    return made


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    db = open_database(home.database)
    yield db
    db.close()


def ids(db: Database, table: str) -> list[str]:
    return [row["id"] for row in rows(db, f"select id from {table} where id is not null order by rowid")]


def counts(db: Database) -> list[Row]:
    return rows(db, "select * from daily_stance order by 1, 2, 5, 6, 7")


def test_a_state_is_kept_with_who_and_when_and_the_ones_before_stay(db: Database) -> None:
    (article,) = ids(db, "articles")
    set_state(db, article, "todo", made_by="Léa")
    set_state(db, article, "taken", made_by="Bo")
    set_state(db, article, "answered", link="https://ufx.example/reponse", made_by="Bo")
    (standing,) = list_work(db, article)
    assert (standing["value"], standing["made_by"], standing["detail"]) == (
        "answered",
        "Bo",
        "https://ufx.example/reponse",
    )
    assert standing["made_at"] == "2026-11-22T07:30:00+00:00"
    assert [row["value"] for row in list_history(db, article)] == ["answered", "taken", "todo"]
    assert list_shelf(db, "todo", limit=9) == [] and len(list_shelf(db, "answered", limit=9)) == 1
    set_state(db, article, "", made_by="Bo")
    assert list_work(db, article) == []


@pytest.mark.parametrize("table", ["articles", "comments", "passages"])
def test_each_sort_of_item_can_be_pinned_noted_and_taken(db: Database, table: str) -> None:
    item = ids(db, table)[0]
    set_pin(db, item, pinned=True, made_by="Léa")
    write_note(db, item, "Rappeler <b>Anne</b>.", made_by="Léa")
    set_state(db, item, "taken", made_by="Léa")
    for shelf in ("pin", "note", "taken"):
        (row,) = list_shelf(db, shelf, limit=9)  # type: ignore[arg-type]
        assert row["item_id"] == item and row["item_kind"] == table[:-1] and row["title"]
    set_pin(db, item, pinned=False, made_by="Léa")
    write_note(db, item, "", made_by="Léa")
    assert list_shelf(db, "pin", limit=9) == list_shelf(db, "note", limit=9) == []


@pytest.mark.parametrize("table", ["articles", "comments", "passages"])
def test_off_topic_leaves_the_counts_at_once_and_comes_back(db: Database, table: str) -> None:
    before = counts(db)
    item = rows(db, "select id from comments where body like '%pour%'")[0]["id"] if table == "comments" else ""
    if table == "passages":
        found = rows(db, "select p.id from passages p join comments c on c.id = p.owner_id where c.body like '%pour%'")
        item = found[0]["id"]
    item = item or ids(db, table)[0]
    n = count_new_units(db, DAY, Question(voice="reader"))
    set_off_topic(db, item, off_topic=True, made_by="Léa")
    left = count_new_units(db, DAY, Question(voice="reader"))
    assert left == (0 if table == "articles" else n - 1) and counts(db) != before
    increments = counts(db)
    rebuild_all(db)
    assert counts(db) == increments
    assert [row["item_id"] for row in list_shelf(db, "topic", limit=9)] == [item]
    set_off_topic(db, item, off_topic=False, made_by="Léa")
    assert counts(db) == before and list_shelf(db, "topic", limit=9) == []


def test_of_two_people_who_take_one_item_at_once_the_second_is_told(db: Database, home: Home) -> None:
    (article,) = ids(db, "articles")
    set_state(db, article, "taken", made_by="Léa", seen=0)
    other = open_database(home.database)
    for act in ("taken", "answered", ""):
        with pytest.raises(WorkError, match="Léa a changé cet état"):
            set_state(other, article, act, made_by="Bo", seen=0)  # type: ignore[arg-type]
    (standing,) = list_work(other, article)
    assert (standing["made_by"], len(list_history(db, article))) == ("Léa", 1)
    set_state(other, article, "taken", made_by="Bo", seen=standing["id"])  # Bo has read it by now
    with pytest.raises(WorkError, match="Bo a changé cet état"):
        set_state(db, article, "", made_by="Léa", seen=standing["id"])
    other.close()


@pytest.mark.parametrize("status", ["visible", "deleted"])
def test_off_topic_said_twice_comes_back_whole(db: Database, status: str) -> None:
    before = counts(db)
    found = rows(db, "select id, article_id from comments where body like '%pour%'")[0]
    if status == "deleted":  # its verdicts can no more be made again
        delete_comment(db, found["id"])
        rebuild_threads(db, [found["article_id"]])
        before = counts(db)
    for _ in range(2):
        set_off_topic(db, found["id"], off_topic=True, made_by="Léa")
    assert counts(db) != before
    for _ in range(2):
        set_off_topic(db, found["id"], off_topic=False, made_by="Bo")
    assert counts(db) == before
    assert [row["made_by"] for row in list_history(db, found["id"])] == ["Bo", "Léa"]


def test_comments_that_come_after_a_merge_are_counted_once_each(db: Database) -> None:
    prepare(db)
    (first,) = ids(db, "articles")
    second = add_thread(db, 7, ["contre"], at=NOW - timedelta(hours=1))
    merge_stories(db, second, first, made_by="Léa")
    n = count_new_units(db, DAY, Question(voice="reader"))
    assert add_thread(db, 7, ["contre", "pour", "pour encore"], at=NOW - timedelta(hours=1)) == second
    assert count_new_units(db, DAY, Question(voice="reader")) == n + 2
    told = {row["id"]: (row["story_id"], row["story_first"]) for row in rows(db, "select * from articles")}
    assert told == {first: (first, 1), second: (first, 0)}
    increments = counts(db)
    rebuild_all(db)
    assert counts(db) == increments
    with pytest.raises(WorkError, match="déjà été fusionné"):
        merge_stories(db, second, first, made_by="Bo")


def test_two_articles_become_one_story_and_stay_so_after_the_night(db: Database, home: Home) -> None:
    prepare(db)
    (first,) = ids(db, "articles")
    second = add_thread(db, 7, ["contre"], at=NOW - timedelta(hours=1))
    before = rows(db, "select id, story_id, story_first from articles order by id")
    merge_stories(db, second, first, made_by="Léa")
    told = {row["id"]: (row["story_id"], row["story_first"]) for row in rows(db, "select * from articles")}
    assert told == {first: (first, 1), second: (first, 0)}
    alone = {first: (first, True), second: (second, True)}
    assert with_hand_merges(db, alone) == {first: (first, True), second: (first, False)}
    assert save_stories(db, alone) == 0
    undo_merge(db, second, made_by="Léa")
    after = rows(db, "select id, coalesce(story_id, id) as story_id, story_first from articles order by id")
    assert after == [row | {"story_id": row["story_id"] or row["id"]} for row in before]
    assert with_hand_merges(db, alone) == alone
    with pytest.raises(WorkError, match="fusionné"):
        undo_merge(db, second, made_by="Léa")
    with pytest.raises(WorkError, match="deux articles"):
        merge_stories(db, second, second, made_by="Léa")


def test_what_cannot_be_kept_is_said_in_french(db: Database) -> None:
    (article,) = ids(db, "articles")
    for act in (
        lambda: set_state(db, "inconnu", "todo", made_by="Léa"),
        lambda: set_state(db, article, "answered", link="javascript:alert(1)", made_by="Léa"),
        lambda: write_note(db, article, "a" * 3000, made_by="Léa"),
        lambda: set_pin(db, article, pinned=True, made_by=" "),
    ):
        with pytest.raises(WorkError):
            act()
    assert rows(db, "select * from desk_items") == []


def test_a_reader_of_the_team_changes_nothing_and_an_act_is_in_the_trail(db: Database, home: Home) -> None:
    (article,) = ids(db, "articles")
    desk = open_desk(home.database, Person(name="Sami", role="lecteur", via="proxy"))
    for act in (lambda: set_state(desk, article, "todo", made_by="x"),
                lambda: set_off_topic(desk, article, off_topic=True, made_by="x"),
                lambda: merge_stories(desk, article, article, made_by="x")):  # fmt: skip
        with pytest.raises((NotAllowedError, WorkError)):
            act()
    desk.close()
    assert rows(db, "select * from desk_items") == []
    desk = open_desk(home.database, Person(name="Ondine", role="analyste", via="proxy"))
    set_state(desk, article, "taken", made_by="Usurpé")
    desk.close()
    assert [(row["act"], row["who"]) for row in list_acts(db)] == [("note", "Ondine")]
    assert list_work(db, article)[0]["made_by"] == "Ondine"
