"""From recorded facts to a verdict: what is wrong with a source, since when, and what to do, said once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from store.database import rows
from store.health.facts import Facts, save_facts
from store.health.filling import Count
from store.health.signals import record_signals
from store.health.verdicts import Verdict
from store.health.words import say_verdict
from store.queries.health import judge_sources
from store.runs import start_run
from tests.health_homes import LAST, add_source, fill_sound, full, night

SOURCE = "confrere"


@pytest.fixture
def db(fresh_db: Database, fixed_clock: str) -> Database:
    add_source(fresh_db, "Confrere")
    return fresh_db


def verdict(db: Database, *, after: int = 0) -> Verdict:
    (found,) = judge_sources(db, today=LAST + timedelta(days=after))
    return found


def kinds(found: Verdict) -> list[tuple[str, str]]:
    return [(signal.kind, signal.level) for signal in found.signals]


def test_a_source_without_facts_is_not_judged(db: Database) -> None:
    assert verdict(db).state == "unjudged" and "0" in verdict(db).why


def test_a_new_source_is_not_judged_until_it_has_a_base(db: Database) -> None:
    fill_sound(db, SOURCE, n_days=20)
    assert verdict(db).state == "unjudged"
    fill_sound(db, SOURCE, n_days=60)
    assert verdict(db).state == "sound" and verdict(db).figures.per_week == pytest.approx(28, abs=1)


def test_a_frozen_feed_is_told_with_its_figures(db: Database) -> None:
    fill_sound(db, SOURCE)
    night(db, SOURCE, LAST + timedelta(days=1))
    night(db, SOURCE, LAST + timedelta(days=2))
    found = verdict(db, after=2)
    assert kinds(found) == [("silence", "broken")] and found.state == "broken"
    assert (
        "21\u00a0nov. 2026" in found.why
        and "4 textes par jour" in found.why
        and "confrere.toml" in (found.signals[0].todo)
    )


def test_a_silence_of_the_debate_is_no_silence(db: Database) -> None:
    fill_sound(db, SOURCE)
    assert rows(db, "select count(*) as n from articles") == [{"n": 0}] and verdict(db).state == "sound"


def test_a_feed_that_fails_once_is_to_watch_and_twice_is_broken(db: Database) -> None:
    fill_sound(db, SOURCE)
    night(db, SOURCE, LAST + timedelta(days=1), error="pas de réponse en trente secondes", status="réseau")
    assert kinds(verdict(db, after=1)) == [("feed", "watched")]
    night(db, SOURCE, LAST + timedelta(days=2), error="pas de réponse en trente secondes", status="réseau")
    found = verdict(db, after=2)
    assert kinds(found) == [("feed", "broken")] and "trente secondes" in found.why
    assert found.since == LAST + timedelta(days=1)


def test_an_address_that_is_gone_is_broken_at_once(db: Database) -> None:
    fill_sound(db, SOURCE)
    night(db, SOURCE, LAST + timedelta(days=1), error="page introuvable (HTTP 404)", status="404")
    assert kinds(verdict(db, after=1)) == [("feed", "broken")]


def test_days_that_a_failing_feed_hid_are_no_silence_once_it_shows_them(db: Database) -> None:
    fill_sound(db, SOURCE)
    for after in (1, 2, 3):
        night(db, SOURCE, LAST + timedelta(days=after), error="erreur", status="500")
    late = {LAST + timedelta(days=after): 4 for after in range(0, 3)}
    at = datetime(2026, 11, 26, 3, 30, tzinfo=UTC)
    save_facts(db, Facts(source_id=SOURCE, at=at, is_answered=True, shown=late, covered_from=LAST))
    found = verdict(db, after=4)
    assert not [kind for kind, _ in kinds(found) if kind == "feed"]


def test_comments_that_vanish_while_they_are_declared_are_a_breakdown(db: Database) -> None:
    fill_sound(db, SOURCE)
    lost = full() | {"comments": Count(n=4, n_filled=0, n_again=4, n_lost=4)}
    night(db, SOURCE, LAST + timedelta(days=1), shown=4, fields=lost, n_declared=6)
    found = verdict(db, after=1)
    assert kinds(found) == [("comments", "broken")] and "commentaires ne sont plus lus" in found.why


def test_bylines_that_vanish_are_to_watch(db: Database) -> None:
    fill_sound(db, SOURCE)
    lost = full() | {"byline": Count(n=4, n_filled=0, n_again=4, n_lost=4)}
    night(db, SOURCE, LAST + timedelta(days=1), shown=4, fields=lost)
    assert kinds(verdict(db, after=1)) == [("byline", "watched")]


def test_dates_in_the_future_are_to_watch(db: Database) -> None:
    for number in range(60):
        day = LAST - timedelta(days=60 - number)
        night(db, SOURCE, day, shown=4, fields={"timely": Count(n=4, n_filled=4)})
    for after in range(3):
        night(db, SOURCE, LAST + timedelta(days=after), shown=4, fields={"timely": Count(n=4, n_filled=0)})
    assert kinds(verdict(db, after=2)) == [("timely", "watched")]


def test_a_collection_that_stopped_is_ours_to_mend(db: Database) -> None:
    fill_sound(db, SOURCE)
    found = verdict(db, after=5)
    assert kinds(found) == [("unread", "watched")] and "vigie cron" in found.signals[0].todo


def test_a_breakdown_is_a_failure_of_the_first_night_only(db: Database) -> None:
    fill_sound(db, SOURCE)
    said = []
    for after in range(1, 6):
        night(db, SOURCE, LAST + timedelta(days=after))
        run = start_run(db, "nightly")
        said.append(len(record_signals(db, run, judge_sources(db, today=LAST + timedelta(days=after)))))
    assert sum(said) == 1
    failures = rows(db, "select step, source_id, item, hint from failures")
    assert [(row["step"], row["source_id"], row["item"]) for row in failures] == [("health", SOURCE, "Confrere")]
    assert failures[0]["hint"]


def test_a_breakdown_that_ends_and_comes_back_is_told_again(db: Database) -> None:
    fill_sound(db, SOURCE)
    said = 0
    for after, shown in enumerate([0, 0, 0, 4, 4, 0, 0, 0], start=1):
        night(db, SOURCE, LAST + timedelta(days=after), shown=shown)
        said += len(record_signals(db, start_run(db, "nightly"), judge_sources(db, today=LAST + timedelta(days=after))))
    assert said == 2
    assert rows(db, "select count(*) as n from source_signals where closed_on is null") == [{"n": 1}]


def test_the_worst_sources_come_first(db: Database) -> None:
    add_source(db, "Arverne", "Confrere", "Belvedere")
    for name in ("arverne", "confrere"):
        fill_sound(db, name)
    night(db, "confrere", LAST + timedelta(days=1), error="page introuvable (HTTP 404)", status="404")
    night(db, "arverne", LAST + timedelta(days=1), shown=4)
    found = judge_sources(db, today=LAST + timedelta(days=1))
    assert [(one.source_id, one.state) for one in found] == [
        ("confrere", "broken"), ("belvedere", "unjudged"), ("arverne", "sound"),
    ]  # fmt: skip


def test_reading_the_same_feed_twice_a_day_counts_its_entries_once(db: Database) -> None:
    for _ in range(2):
        night(db, SOURCE, LAST, shown=4)
    found = rows(db, "select n_shown, n_collections from source_days order by day")
    assert [(row["n_shown"], row["n_collections"]) for row in found] == [(4, 0), (0, 2)]


def test_entries_without_a_date_count_on_the_day_that_first_shows_them(db: Database) -> None:
    for after, seen in enumerate([{1, 2, 3}, {2, 3, 4}, {2, 3, 4}, {3, 4, 5, 6}]):
        at = datetime(2026, 11, 22 + after, 3, 30, tzinfo=UTC)
        save_facts(db, Facts(source_id=SOURCE, at=at, is_answered=True, undated=frozenset(seen)))
    found = rows(db, "select n_shown from source_days order by day")
    assert [row["n_shown"] for row in found] == [0, 1, 0, 2]


def test_a_verdict_is_said_in_lines_for_a_terminal(db: Database) -> None:
    fill_sound(db, SOURCE)
    night(db, SOURCE, LAST + timedelta(days=1), error="page introuvable (HTTP 404)", status="404")
    head, todo = say_verdict(verdict(db, after=1))
    assert head.startswith("Confrere (confrere)\u00a0: en panne. Ni flux") and todo.startswith("  → Ouvrez")
