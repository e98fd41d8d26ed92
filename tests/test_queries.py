"""Each number of a view equals the units that it leads to."""

from dataclasses import replace
from datetime import date

from sqlite_utils import Database

from store.database import rows
from store.queries.collection import find_data_version, list_models, list_requests, list_runs, list_sources
from store.queries.filters import Filters
from store.queries.morning import count_collected_apart, count_new_stances, list_commented_articles, list_new_articles
from store.queries.passages import (
    Question,
    count_units,
    list_spans,
    list_thread,
    list_thread_tags,
    list_unit_passages,
    list_units,
    load_article,
)
from store.queries.trends import (
    count_arguments,
    count_stance_by_target,
    count_undated,
    count_weekly_stance,
    count_weekly_volume,
    find_period,
    list_gaps,
)
from store.writes import start_run
from tests.test_store_counts import TARGET, tagged_thread

FILTERS = Filters(first_on=date(2026, 11, 16), last_on=date(2026, 11, 22))


def test_an_empty_database_answers_every_query(fresh_db: Database) -> None:
    assert list_new_articles(fresh_db, date(2026, 11, 21)) == []
    assert list_commented_articles(fresh_db, date(2026, 11, 21)) == []
    assert count_new_stances(fresh_db, date(2026, 11, 21)) == []
    assert count_collected_apart(fresh_db, date(2026, 11, 21)) == {"n_undated": 0, "n_late": 0}
    assert count_weekly_volume(fresh_db, FILTERS) == count_arguments(fresh_db, FILTERS, voice="reader") == []
    assert count_undated(fresh_db) == 0 and find_period(fresh_db) is None and list_gaps(fresh_db, FILTERS) == []
    assert list_runs(fresh_db) == list_sources(fresh_db) == list_models(fresh_db) == list_requests(fresh_db) == []
    assert load_article(fresh_db, "absent") is None and set(find_data_version(fresh_db)) == {"0", "/"}


def test_a_number_equals_the_units_it_leads_to(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.", "Je suis pour.", "contre, encore contre", "bof")
    for stance in ("", "against", "favour", "neutral"):
        question = Question(voice="reader", target=TARGET, stance=stance)
        units = list_units(fresh_db, FILTERS, question, limit=100)
        assert len(units) == count_units(fresh_db, FILTERS, question) > 0
        for unit in units:
            passages = list_unit_passages(fresh_db, unit["owner_id"], question)
            assert passages and all(stance in ("", passage["value"]) for passage in passages)


def test_weeks_start_on_monday(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.")
    assert {row["week"] for row in count_weekly_volume(fresh_db, FILTERS)} == {"2026-11-16"}
    found = count_weekly_stance(fresh_db, FILTERS, target=TARGET, voice="reader")
    assert [(row["week"], row["stance"], row["n"]) for row in found] == [("2026-11-16", "against", 1)]
    assert FILTERS.whole_weeks() == FILTERS


def test_filters_narrow_audience_source_and_period(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.")
    other = Filters(first_on=FILTERS.first_on, last_on=FILTERS.last_on, audiences=("local",))
    same = Filters(first_on=FILTERS.first_on, last_on=FILTERS.last_on, sources=("confrere",), unique_only=True)
    earlier = Filters(first_on=date(2026, 1, 1), last_on=date(2026, 2, 1))
    counted = [len(count_stance_by_target(fresh_db, one, voice="reader")) for one in (other, same, earlier)]
    assert counted == [0, 1, 0]


def test_this_morning_starts_yesterday_at_six_in_paris(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.")  # article 18:30 Paris, comment 20:00 Paris on 20 November
    assert [row["n_comments"] for row in list_new_articles(fresh_db, date(2026, 11, 21))] == [1]
    assert list_new_articles(fresh_db, date(2026, 11, 22)) == []
    assert count_new_stances(fresh_db, date(2026, 11, 21)) == [
        {"audience": "medecins", "target": TARGET, "stance": "against", "n": 1}
    ]


def test_an_article_is_read_with_its_thread_and_every_tag(fresh_db: Database) -> None:
    tagged_thread(fresh_db, "Je suis contre.")
    article_id = rows(fresh_db, "select id from articles")[0]["id"]
    article = load_article(fresh_db, article_id)
    assert article is not None and article["blocks"][0]["kind"] == "title"
    assert [row["body"] for row in list_thread(fresh_db, article_id)] == ["Je suis contre."]
    assert {row["tag_kind"] for row in list_thread_tags(fresh_db, article_id)} == {"stance", "relevance"}
    every = list_spans(fresh_db, article_id)
    assert set(every) == {"quotes", "figures", "mentions"}
    owners = sorted({row["owner_id"] for found in every.values() for row in found} | {article_id})
    assert list_spans(fresh_db, article_id, owners) == every


def test_a_gap_is_a_day_whose_collection_of_a_counted_source_failed_or_did_not_run(fresh_db: Database) -> None:
    for source, audience in (("a", "medecins"), ("b", "local")):
        fresh_db.table("sources").insert({"id": source, "name": source.upper(), "audience": audience, "tier": 1})
    run_id = start_run(fresh_db, "nightly")
    for at, source, status in (
        ("2026-11-16T03:30:00+00:00", "a", "done"), ("2026-11-17T03:30:00+00:00", "a", "failed"),
        ("2026-11-17T03:30:00+00:00", "b", "done"), ("2026-11-19T03:30:00+00:00", "a", "failed"),
        ("2026-11-19T09:00:00+00:00", "a", "done"), ("2026-11-19T23:30:00+00:00", "b", "partial"),
    ):  # fmt: skip
        fresh_db.table("run_steps").insert(
            {"run_id": run_id, "step": "crawl", "source_id": source, "started_at": at, "status": status}
        )
    shown = [(gap["day"], gap["source"], gap["status"]) for gap in list_gaps(fresh_db, FILTERS)]
    assert shown == [("2026-11-17", "A", "failed"), ("2026-11-18", "", "none"), ("2026-11-20", "B", "partial")]
    doctors = list_gaps(fresh_db, replace(FILTERS, audiences=("medecins",)))
    assert [gap["day"] for gap in doctors] == ["2026-11-17", "2026-11-18"]
