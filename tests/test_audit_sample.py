"""The audit: what is drawn, how likely it was, what a person's answer changes and what it does not."""

import json
from collections import Counter
from datetime import date, timedelta
from math import comb
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.audit_scores import LEAST_AUDITS, score_audits
from store.database import open_database, rows
from store.desk import correct_tag
from store.forget import find_article, forget
from store.inclusion import chance_of_night
from store.queries.audits import count_checked, list_judgements, list_to_check
from store.queries.collection import list_models
from store.sampling import A_NIGHT, Said, answer_item, draw_sample
from tests.dashboard_homes import NOW, TARGET, add_thread, fill_large, make_home, prepare

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every draw is of the same morning."""


@pytest.fixture
def audited(fresh_db: Database) -> Database:
    """Ten threads of six comments."""
    prepare(fresh_db)
    for number in range(10):
        add_thread(
            fresh_db, number, [f"contre {number} {index}" for index in range(6)], at=NOW - timedelta(days=number)
        )
    return fresh_db


def judge_all(db: Database, person: str = "against") -> None:
    for item in list_to_check(db, limit=1000):
        answer_item(db, item["id"], Said(is_relevant=True, stances={TARGET: person}), made_by="Camille")


def test_a_night_draws_five_passages_and_the_same_when_run_again(audited: Database) -> None:
    assert draw_sample(audited, TODAY) == sum(A_NIGHT.values()) == 5
    first = rows(audited, "select passage_id from sample_items order by id")
    assert draw_sample(audited, TODAY) == 0
    audited.execute("delete from sample_items")
    audited.execute("delete from sample_draws")
    assert draw_sample(audited, TODAY) == 5
    assert rows(audited, "select passage_id from sample_items order by id") == first


def test_no_text_is_drawn_twice_and_a_small_frame_is_drawn_whole(audited: Database) -> None:
    for day in range(20):
        draw_sample(audited, TODAY + timedelta(days=day))
    drawn = Counter(row["owner_id"] for row in rows(audited, "select owner_id from sample_items"))
    assert set(drawn.values()) == {1}
    assert rows(audited, "select count(*) as n from sample_items where stratum = 'readers'")[0]["n"] == 60


def test_every_comment_is_as_likely_to_be_drawn(audited: Database) -> None:
    counts: Counter[str] = Counter()
    for number in range(150):
        draw_sample(audited, TODAY + timedelta(days=number))
        counts.update(row["owner_id"] for row in rows(audited, "select * from sample_items where stratum = 'readers'"))
        audited.execute("delete from sample_items")
        audited.execute("delete from sample_draws")
    assert len(counts) == 60  # 600 draws of 60: ten each, give or take
    assert sum((n - 10) ** 2 / 10 for n in counts.values()) < 95  # chi-square, 59 degrees of freedom


def test_the_chance_of_a_comment_is_that_of_any_of_its_passages() -> None:
    assert chance_of_night(60, 4) == pytest.approx(4 / 60)
    assert chance_of_night(60, 4, 3) == pytest.approx(1 - comb(57, 4) / comb(60, 4))
    assert chance_of_night(3, 4) == 1.0 and chance_of_night(0, 4) == 0.0


def test_weights_add_up_to_the_texts_that_could_be_drawn(audited: Database) -> None:
    for day in range(8):
        draw_sample(audited, TODAY + timedelta(days=day))
    judge_all(audited)
    readers = [one for one in list_judgements(audited) if one.stratum == "readers"]
    assert len(readers) == 32
    # One comment was seen at the first draw as at the last: all weigh the same, 60/32 but for the order of the draws.
    assert sum(one.weight for one in readers) == pytest.approx(60, rel=0.02)


def test_an_answer_changes_no_count_and_is_kept_with_those_before(audited: Database) -> None:
    draw_sample(audited, TODAY)
    before = rows(audited, "select * from daily_stance")
    item = list_to_check(audited)[0]
    answer_item(audited, item["id"], Said(is_relevant=True, stances={TARGET: "favour"}), made_by="Camille")
    answer_item(audited, item["id"], Said(is_relevant=False), made_by="Dominique")
    assert rows(audited, "select * from daily_stance") == before
    said = [json.loads(row["said"])["is_relevant"] for row in rows(audited, "select said from sample_answers")]
    assert said == [True, False]
    assert [one.is_relevant for one in list_judgements(audited)] == [False]
    assert count_checked(audited)["n_waiting"] == 4


def test_a_correction_made_after_the_draw_does_not_make_the_machine_right(audited: Database) -> None:
    draw_sample(audited, TODAY)
    judge_all(audited, "favour")
    item = rows(audited, "select * from sample_items where stratum = 'readers'")[0]
    correct_tag(audited, passage_id=item["passage_id"], kind="stance", key=TARGET, value="favour", made_by="Camille")
    judged = next(one for one in list_judgements(audited) if one.item_id == item["id"])
    assert judged.machine[TARGET][0] == "against" and judged.person[TARGET] == "favour"


def test_a_text_that_changed_or_was_erased_measures_nothing_any_more(audited: Database) -> None:
    draw_sample(audited, TODAY)
    judge_all(audited)
    one, two = rows(audited, "select * from sample_items where stratum = 'readers' limit 2")
    audited.execute("update comments set body_hash = 'other' where id = ?", [one["owner_id"]])
    assert len(list_judgements(audited)) == 4
    url = rows(audited, "select url from articles where id = :id", {"id": two["thread_id"]})[0]["url"]
    forget(audited, find_article(audited, [url], key=b"0" * 32), key=b"0" * 32)
    left = rows(audited, "select * from sample_items where thread_id = :id", {"id": two["thread_id"]})
    assert not left
    assert not rows(audited, "select 1 from sample_answers where item_id = :id", {"id": two["id"]})


def test_the_screen_shows_the_precision_of_audits_from_a_hundred_on(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    fill_large(home)
    db = open_database(home.database)
    for day in range(24):
        draw_sample(db, TODAY + timedelta(days=day))
    judge_all(db)
    assert score_audits(list_judgements(db)) == []
    stance = next(row for row in list_models(db) if row["component"] == "stance")
    assert stance["scores"][0]["wording"] == "mesurée sur 420 phrases écrites pour l’essai"
    draw_sample(db, TODAY + timedelta(days=25))
    judge_all(db)
    stance = next(row for row in list_models(db) if row["component"] == "stance")
    whole = next(row for row in stance["scores"] if row["label"] == "" and row["layer"] == "stance")
    assert whole["wording"] == f"mesurée par l’audit de {LEAST_AUDITS} commentaires tirés au hasard"
    assert whole["precision_low"] < whole["precision"] < whole["precision_high"]
    true = [one.machine[TARGET][0] == "against" for one in list_judgements(db) if one.stratum == "readers"]
    assert whole["precision"] == pytest.approx(sum(true) / len(true), abs=0.03)
    db.close()
