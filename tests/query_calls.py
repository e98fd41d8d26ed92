"""Every query of `store.queries` as a view calls it, on a generated press, and what SQLite did to answer."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from sqlite_utils import Database

import store.queries
from bench.dashboard.fill import fill
from bench.dashboard.press import Plan
from store.database import open_database, rows
from store.quarrels import Most
from store.queries import (
    alerts,
    arguments,
    articles,
    audits,
    brief,
    clips,
    collection,
    figures,
    found,
    freshness,
    health,
    media,
    morning,
    novelty,
    passages,
    personal,
    queue,
    readers,
    stories,
    threads,
    toned,
    trends,
    trust,
    voices,
    years,
)
from store.queries.filters import Filters
from store.queries.passages import Question

LAST_ON = date(2026, 11, 22)
TARGET, ARGUMENT, ACTOR = "deremb-prescriptions", "patient-penalty", "ms3"
FILTERS = Filters(first_on=LAST_ON - timedelta(weeks=3), last_on=LAST_ON)
NARROW = Filters(first_on=LAST_ON - timedelta(weeks=3), last_on=LAST_ON, audiences=("politique",), sources=("pol-2",))
READERS = Question(voice="reader", target=TARGET, stance="against")
HOLDERS = Question(voice="reader", argument=ARGUMENT, use="asserts")
AGAINST_US = replace(HOLDERS, among="against-us", kept=("{}", f'{{"{TARGET}":"against"}}'))
STEPS_BETWEEN = 100
Call = Callable[[Database], Any]


def make_press(path: Path, *, n_comments: int, n_articles: int = 30, days: int = 40) -> Database:
    """A press of two targets, three arguments and three actors over some days."""
    open_database(path).close()
    db = Database(path)
    db.execute("pragma synchronous = off")
    fill(db, Plan(
        n_articles=n_articles, n_comments=n_comments, days=days, last_on=LAST_ON, targets=(TARGET, "tarif-autorite"),
        arguments=(ARGUMENT, "rupture", "attente"), actors=(ACTOR, "cnam", "ordre"),
    ))  # fmt: skip
    for table in ("articles", "comments", "passages", "stories"):
        first_id(db, table)
    return db


@dataclass(kw_only=True)
class Seen:
    """What SQLite did: its statements with their values, and how many steps of its machine they took."""

    n_steps: int = 0
    statements: list[str] = field(default_factory=list)


@contextmanager
def watching(db: Database) -> Iterator[Seen]:
    """Counts what is done in the block."""
    seen = Seen()

    def count() -> int:
        seen.n_steps += STEPS_BETWEEN
        return 0

    db.conn.set_trace_callback(seen.statements.append)
    db.conn.set_progress_handler(count, STEPS_BETWEEN)
    try:
        yield seen
    finally:
        db.conn.set_trace_callback(None)
        db.conn.set_progress_handler(None, 0)


def list_queries() -> set[str]:
    """« module.function » of every public function of `store.queries` that asks the database."""
    names = set()
    for module in iter_modules(store.queries.__path__):
        loaded = import_module(f"store.queries.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if own and next(iter(inspect.signature(function).parameters), "") == "db":
                names.add(f"{module.name}.{name}")
    return names


def _of_years(filters: Filters) -> dict[str, Call]:
    return {
        "years.sum_spanning_stances": lambda db: years.sum_spanning_stances(db, filters),
        "years.sum_spanning_stances of a target": lambda db: years.sum_spanning_stances(db, filters, target=TARGET),
        "years.sum_spanning_pairs": lambda db: years.sum_spanning_pairs(db, filters),
        "years.sum_monthly_stances": lambda db: years.sum_monthly_stances(db, filters, target=TARGET),
        "years.sum_spanning_held": lambda db: years.sum_spanning_held(db, filters, argument=ARGUMENT),
        "years.sum_monthly_held": lambda db: years.sum_monthly_held(db, filters, argument=ARGUMENT),
    }


@cache
def first_id(db: Database, table: str) -> str:
    """The id of the earliest row of a table whose rows are articles or hang on one."""
    sql = {"articles": "select id from articles where story_first = 1 order by published_at limit 1",
           "passages": "select p.id from passages p where p.owner_kind = 'article' limit 1",
           "comments": "select id from comments limit 1",
           "stories": "select story_id as id from articles where story_first = 0 limit 1"}[table]  # fmt: skip
    return str(rows(db, sql)[0]["id"])


def list_calls(filters: Filters) -> Mapping[str, Call]:
    """How each query is called: by « module.function », with a mark where there are several ways."""
    first, last = LAST_ON - timedelta(days=28), LAST_ON
    return {
        "alerts.list_followed": alerts.list_followed,
        "alerts.list_source_days": lambda db: alerts.list_source_days(db, first, last),
        "alerts.count_units_by_day": lambda db: alerts.count_units_by_day(db, first, last),
        "alerts.count_arguments_by_day": lambda db: alerts.count_arguments_by_day(db, first, last),
        "alerts.count_sides_by_day": lambda db: alerts.count_sides_by_day(db, first, last),
        "alerts.count_actors_by_day": lambda db: alerts.count_actors_by_day(db, first, last),
        "alerts.count_quoted_by_day": lambda db: alerts.count_quoted_by_day(db, first, last),
        "alerts.list_texts_of_actor": lambda db: alerts.list_texts_of_actor(
            db, filters, ACTOR, is_quoted=True, limit=20),
        "alerts.count_texts_of_actor": lambda db: alerts.count_texts_of_actor(db, filters, ACTOR, is_quoted=False),
        "alerts.list_texts_of_figure": lambda db: alerts.list_texts_of_figure(
            db, filters, {"kind": "count", "low": 20.0, "high": 20.0, "unit": ""}, limit=20),
        "alerts.list_threads_behind": lambda db: alerts.list_threads_behind(db, filters, READERS, limit=10),
        "alerts.list_threads_behind an argument": lambda db: alerts.list_threads_behind(
            db, filters, HOLDERS, limit=10),
        "alerts.list_alerts": alerts.list_alerts,
        "alerts.list_states": alerts.list_states,
        "alerts.list_calls": alerts.list_calls,
        "alerts.find_newest_alert": alerts.find_newest_alert,
        "arguments.list_argument_units": lambda db: arguments.list_argument_units(
            db, filters, argument="patient-penalty"),
        "arguments.count_ledger": lambda db: arguments.count_ledger(db, filters),
        "arguments.list_carriers": lambda db: arguments.list_carriers(db, filters, argument=ARGUMENT),
        "arguments.list_first_seen": lambda db: arguments.list_first_seen(db, filters, argument=ARGUMENT),
        "arguments.list_argument_passages": lambda db: arguments.list_argument_passages(
            db, filters, argument=ARGUMENT),
        "arguments.list_holder_stances": arguments.list_holder_stances,
        "arguments.count_holders": lambda db: arguments.count_holders(db, filters, [(ARGUMENT, "{}")]),
        "arguments.list_refutations": lambda db: arguments.list_refutations(db, filters),
        "arguments.list_message_units": lambda db: arguments.list_message_units(db, filters),
        "arguments.find_message_model": arguments.find_message_model,
        "arguments.count_debate_threads": lambda db: arguments.count_debate_threads(db, filters),
        "articles.list_articles": lambda db: articles.list_articles(db, limit=30),
        "articles.list_articles of a source": lambda db: articles.list_articles(db, source="jour-1", limit=30),
        "articles.count_articles": articles.count_articles,
        "audits.list_machine_words": lambda db: audits.list_machine_words(
            db, {"owner_id": first_id(db, "articles"), "stratum": "readers", "drawn_at": "2026-11-22T04:00:00+00:00",
                 "passage_id": ""}),
        "audits.list_to_check": audits.list_to_check,
        "audits.count_checked": audits.count_checked,
        "audits.list_judgements": audits.list_judgements,
        "brief.load_brief_rows": lambda db: brief.load_brief_rows(db, LAST_ON),
        "brief.load_quotable": lambda db: brief.load_quotable(db, first, last),
        "brief.find_last_day": brief.find_last_day,
        "clips.list_clips": lambda db: clips.list_clips(db, [1, 2]),
        "clips.find_clip": lambda db: clips.find_clip(db, first_id(db, "articles")),
        "clips.find_mailbox": clips.find_mailbox,
        "collection.list_runs": collection.list_runs,
        "collection.list_steps": lambda db: collection.list_steps(db, 1),
        "collection.list_failures": collection.list_failures,
        "collection.list_new_failures": lambda db: collection.list_new_failures(db, 1),
        "collection.list_sources": collection.list_sources,
        "collection.list_models": collection.list_models,
        "collection.list_requests": collection.list_requests,
        "collection.find_last_collection": collection.find_last_collection,
        "collection.find_data_version": collection.find_data_version,
        "freshness.measure_freshness": freshness.measure_freshness,
        "health.judge_sources": lambda db: health.judge_sources(db, today=LAST_ON),
        "found.list_known": found.list_known,
        "media.count_outlets": lambda db: media.count_outlets(db, filters),
        "media.list_thread_tones": lambda db: media.list_thread_tones(db, filters),
        "media.sum_thread_tones": lambda db: media.sum_thread_tones(db, filters),
        "toned.list_toned_sentences": lambda db: toned.list_toned_sentences(db, [first_id(db, "articles")]),
        "toned.count_toned": lambda db: toned.count_toned(db, filters, voice="reader", tone="negative"),
        "toned.list_toned": lambda db: toned.list_toned(db, filters, voice="reader", tone="negative", limit=30),
        "toned.list_toned of the press": lambda db: toned.list_toned(db, filters, voice="press", tone="", limit=30),
        "media.list_outlet_articles": lambda db: media.list_outlet_articles(db, filters, media.Kept(), limit=25),
        "media.count_outlet_articles": lambda db: media.count_outlet_articles(db, filters, media.Kept()),
        "media.list_stories": lambda db: media.list_stories(db, filters, limit=20),
        "media.count_stories": lambda db: media.count_stories(db, filters),
        "media.list_publications": lambda db: media.list_publications(db, [first_id(db, "stories")]),
        "media.list_sentences": lambda db: media.list_sentences(db, [first_id(db, "articles")]),
        "morning.list_new_articles": lambda db: morning.list_new_articles(db, LAST_ON),
        "morning.list_commented_articles": lambda db: morning.list_commented_articles(db, LAST_ON),
        "morning.count_new_stances": lambda db: morning.count_new_stances(db, LAST_ON),
        "morning.count_collected_apart": lambda db: morning.count_collected_apart(db, LAST_ON),
        "morning.list_collected_apart": lambda db: morning.list_collected_apart(db, LAST_ON, limit=20),
        "morning.count_undated_comments": lambda db: morning.count_undated_comments(db, LAST_ON),
        "morning.list_undated_comments": lambda db: morning.list_undated_comments(db, LAST_ON),
        "morning.list_new_units": lambda db: morning.list_new_units(db, LAST_ON, READERS, limit=25),
        "morning.list_new_units of an argument": lambda db: morning.list_new_units(db, LAST_ON, HOLDERS, limit=25),
        "morning.count_new_units": lambda db: morning.count_new_units(db, LAST_ON, READERS),
        "morning.count_repeated_units": lambda db: morning.count_repeated_units(db, LAST_ON),
        "morning.list_verdicts_of_articles": lambda db: morning.list_verdicts_of_articles(
            db, [first_id(db, "articles")]),
        "morning.find_latest": lambda db: morning.find_latest(db, LAST_ON),
        "novelty.list_rises": lambda db: novelty.list_rises(db, LAST_ON),
        "novelty.list_past_rises": lambda db: novelty.list_past_rises(db, limit=20),
        "novelty.find_rise": lambda db: novelty.find_rise(db, "x"),
        "novelty.list_rise_uses": lambda db: novelty.list_rise_uses(db, "x", limit=20),
        "novelty.count_rise_uses": lambda db: novelty.count_rise_uses(db, "x"),
        "novelty.find_request": lambda db: novelty.find_request(db, "x"),
        "novelty.has_phrases": novelty.has_phrases,
        "readers.list_readers": lambda db: readers.list_readers(db, filters, READERS, limit=25, offset=0),
        "passages.list_units": lambda db: passages.list_units(db, filters, READERS, limit=25),
        "passages.list_units of an argument": lambda db: passages.list_units(db, filters, HOLDERS, limit=25),
        "passages.list_units of the debate": lambda db: passages.list_units(
            db, filters, Question(voice="reader"), limit=25),
        "passages.list_units of a speaker": lambda db: passages.list_units(
            db, filters, Question(voice="speaker", target=TARGET, speaker="Diane Vorbelle"), limit=25),
        "passages.list_units of a message": lambda db: passages.list_units(
            db, filters, Question(voice="reader", point="x"), limit=25),
        "passages.count_units": lambda db: passages.count_units(db, filters, READERS),
        "passages.count_units of an argument": lambda db: passages.count_units(db, filters, HOLDERS),
        "passages.count_units of a speaker": lambda db: passages.count_units(
            db, filters, Question(voice="speaker", target=TARGET, speaker="Diane Vorbelle")),
        "passages.count_units of a message": lambda db: passages.count_units(
            db, filters, Question(voice="reader", point="x")),
        "passages.list_units against us": lambda db: passages.list_units(db, filters, AGAINST_US, limit=25),
        "passages.count_units against us": lambda db: passages.count_units(db, filters, AGAINST_US),
        "passages.list_unit_threads": lambda db: passages.list_unit_threads(db, filters, AGAINST_US, limit=25),
        "passages.count_unit_threads": lambda db: passages.count_unit_threads(db, filters, AGAINST_US),
        "passages.list_unit_threads of a message": lambda db: passages.list_unit_threads(
            db, filters, Question(voice="press", point="x", quoted_too=True), limit=25),
        "passages.list_unit_passages": lambda db: passages.list_unit_passages(
            db, first_id(db, "articles"), Question(voice="press", target=TARGET), speaker=""),
        "passages.list_unit_passages of a message": lambda db: passages.list_unit_passages(
            db, first_id(db, "articles"), Question(voice="press", point="x")),
        "passages.find_passage": lambda db: passages.find_passage(db, first_id(db, "passages")),
        "passages.load_article": lambda db: passages.load_article(db, first_id(db, "articles")),
        "personal.count_held": personal.count_held,
        "queue.list_useful": queue.list_useful,
        "trends.count_weekly_volume": lambda db: trends.count_weekly_volume(db, filters),
        "trends.count_weekly_stance": lambda db: trends.count_weekly_stance(
            db, filters, target=TARGET, voice="reader"),
        "trends.count_stance_by_target": lambda db: trends.count_stance_by_target(db, filters, voice="reader"),
        "threads.list_thread_order": lambda db: threads.list_thread_order(db, first_id(db, "articles")),
        "threads.count_read": lambda db: threads.count_read(db, first_id(db, "articles")),
        "threads.list_comments": lambda db: threads.list_comments(
            db, first_id(db, "articles"), [first_id(db, "comments")]),
        "trends.list_thread_stances": lambda db: trends.list_thread_stances(db, filters),
        "trends.list_stances_by": lambda db: trends.list_stances_by(db, filters, target=TARGET),
        "trends.count_arguments": lambda db: trends.count_arguments(db, filters, voice="reader"),
        "trends.count_undated": trends.count_undated,
        "trends.find_period": trends.find_period,
        "trends.list_panel": trends.list_panel,
        "trends.list_gaps": lambda db: trends.list_gaps(db, filters),
        **_of_years(filters), **{f"{name} over years": call for name, call in _of_years(replace(
            filters, first_on=LAST_ON - timedelta(weeks=200))).items()},
        "trust.count_read_in_full": lambda db: trust.count_read_in_full(db, filters),
        "trust.count_debate_of_readers": lambda db: trust.count_debate_of_readers(db, filters),
        "trust.count_stances_of_readers": lambda db: trust.count_stances_of_readers(db, filters),
        "voices.count_quotes": lambda db: voices.count_quotes(db, filters),
        "voices.list_quotes": lambda db: voices.list_quotes(db, filters, voices.Sought(actors=(ACTOR,)), limit=25),
        "voices.count_listed_quotes": lambda db: voices.count_listed_quotes(
            db, filters, voices.Sought(actors=(ACTOR,))),
        "voices.measure_quotes": lambda db: voices.measure_quotes(db, filters, voices.Sought(actors=(ACTOR,))),
        "voices.count_named": lambda db: voices.count_named(db, filters),
        "voices.count_named_by_readers": lambda db: voices.count_named_by_readers(db, filters),
        "voices.list_named": lambda db: voices.list_named(db, filters, voices.Sought(actors=(ACTOR,)), limit=25),
        "voices.list_named by readers": lambda db: voices.list_named(
            db, filters, voices.Sought(actors=(ACTOR,)), readers=True, limit=25),
        "voices.count_listed_named": lambda db: voices.count_listed_named(
            db, filters, voices.Sought(actors=(ACTOR,)), readers=True),
        "voices.list_unknown_speakers": lambda db: voices.list_unknown_speakers(db, filters),
        "voices.list_sentences_of": lambda db: voices.list_sentences_of(db, filters, ["Diane Vorbelle"], limit=20),
        "voices.list_sources": voices.list_sources,
        "figures.list_circulating": lambda db: figures.list_circulating(db, filters, limit=200),
        "figures.list_tellings": lambda db: figures.list_tellings(db, filters, limit=200),
        "figures.find_quarrel": lambda db: figures.find_quarrel(db, filters, (), "count-patient"),
        "figures.sum_up_quarrels": lambda db: figures.sum_up_quarrels(
            db, filters, (), Most(disputed=15, repeated=30, odd=20, values=40)),
        "figures.list_quarrels": lambda db: figures.list_quarrels(db, filters, ()),
        "figures.count_circulating": lambda db: figures.count_circulating(db, filters),
        "stories.list_to_group": stories.list_to_group,
        "passages.list_thread": lambda db: passages.list_thread(db, first_id(db, "articles")),
        "passages.list_thread_tags": lambda db: passages.list_thread_tags(db, first_id(db, "articles")),
        "passages.list_spans": lambda db: passages.list_spans(db, first_id(db, "articles")),
        "alerts.list_figures_told": lambda db: alerts.list_figures_told(db, first, last),
    }  # fmt: skip
