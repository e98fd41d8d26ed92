"""What is added up by thread and month says what the days say, and years are shown by month."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

from dashboard.charts.frame import clamp_span, middle_of, say_week, week_span, week_x
from dashboard.intervals import MOST_DRAWN, bound_shares, draw_threads, measure_shares
from dashboard.measures import measure_audiences, measure_course, measure_held, measure_tones, measure_whole
from dashboard.names import STANCES
from dashboard.screen import Screen
from dashboard.sums import add_rows
from store.aggregates import rebuild_all, rebuild_threads
from store.database import rows, transaction
from store.dump import canonical_dump
from store.erasure import erase_article
from store.home import HOME_VARIABLE, Home
from store.months import MONTHS
from store.queries.arguments import count_ledger, list_argument_units
from store.queries.filters import IN_FILTERS, Filters
from store.queries.media import list_thread_tones, sum_thread_tones
from store.queries.trends import STANCES as COUNTED
from store.queries.trends import (
    count_arguments,
    count_stance_by_target,
    count_weekly_stance,
    list_stances_by,
    list_thread_stances,
)
from store.queries.years import sum_monthly_held, sum_monthly_stances, sum_spanning_held, sum_spanning_stances
from store.verdicts import Voice
from tests.dashboard_homes import fill_large, make_home
from tests.query_calls import ARGUMENT, LAST_ON, TARGET, make_press

VOICES: tuple[Voice, ...] = ("reader", "press", "speaker")
FOUR_YEARS = Filters(first_on=date(2022, 11, 28), last_on=date(2026, 11, 22))


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Two years of a small press."""
    db = make_press(tmp_path_factory.mktemp("press") / "vigie.db", n_comments=1_500, n_articles=120, days=700)
    yield db
    db.close()


def periods() -> list[Filters]:
    """Whole months, days inside one, years, one day, what is undated, unique texts, one audience, one source."""
    rng = random.Random(3)
    found = [
        Filters(first_on=date(2026, 3, 1), last_on=date(2026, 5, 31)),
        Filters(first_on=date(2026, 3, 5), last_on=date(2026, 3, 20)),
        Filters(first_on=date(2026, 11, 20), last_on=date(2026, 11, 20)),
        Filters(first_on=LAST_ON, last_on=LAST_ON, undated_only=True),
        FOUR_YEARS,
        Filters(first_on=FOUR_YEARS.first_on, last_on=LAST_ON, unique_only=True),
        Filters(first_on=FOUR_YEARS.first_on, last_on=LAST_ON, audiences=("medecins",)),
        Filters(first_on=FOUR_YEARS.first_on, last_on=LAST_ON, sources=("pol-2",)),
    ]
    for _ in range(6):
        first = LAST_ON - timedelta(days=rng.randrange(20, 700))
        found.append(Filters(first_on=first, last_on=first + timedelta(days=rng.randrange(0, 200))))
    return found


@pytest.mark.parametrize("filters", periods(), ids=str)
def test_threads_add_up_to_the_days_of_any_period(press: Database, filters: Filters) -> None:
    by_thread = list_thread_stances(press, filters)
    for voice in VOICES:
        days = {(row["target"], row["thread_id"], row["stance"]): row["n"]
                for row in count_stance_by_target(press, filters, voice=voice) if row["n"]}  # fmt: skip
        threads = {(row[1], row[3], stance): n for row in by_thread if row[0] == voice
                   for stance, n in zip(COUNTED, row[4:], strict=True) if n}  # fmt: skip
        assert threads == days


@pytest.mark.parametrize("filters", periods(), ids=str)
def test_months_add_up_to_the_days_of_any_period(press: Database, filters: Filters) -> None:
    days = rows(
        press,
        f"select argument, voice, use, sum({filters.counted}) as n from daily_arguments where {IN_FILTERS}"
        " group by 1, 2, 3 having n > 0 order by 1, 2, 3",
        filters.params(),
    )
    assert count_ledger(press, filters) == days
    readers = {(row["argument"], row["use"]): row["n"] for row in days if row["voice"] == "reader"}
    found = count_arguments(press, filters, voice="reader")
    assert {(row["argument"], row["use"]): row["n"] for row in found} == readers


@pytest.mark.parametrize("filters", periods(), ids=str)
def test_what_is_measured_counts_what_is_listed(press: Database, filters: Filters) -> None:
    shares = measure_whole(press, filters, stance="against").shares
    course = measure_course(press, filters, target=TARGET).counts
    held = measure_held(press, filters, argument=ARGUMENT)
    for voice in VOICES:
        listed = count_stance_by_target(press, filters, voice=voice)
        assert {target: found[0].total for target, found in shares.get(voice, {}).items() if found[0].total} == _sums(
            listed, "target"
        )
        weekly = count_weekly_stance(press, filters, target=TARGET, voice=voice)
        assert sum(sum(n) for n in course.get(voice, {}).values()) == sum(row["n"] for row in weekly)
        parts = held.by_voice.get(voice, {})
        uses = _count(press, filters, "daily_arguments", "use", f"voice = '{voice}' and argument = '{ARGUMENT}'")
        assert {use: part.n for use, part in parts.items() if part.n} == uses
        assert {part.total for part in parts.values()} <= {_count_all(press, filters, voice)}
    audiences = measure_audiences(press, filters, target=TARGET, voice="reader")
    assert {name: found[0].total for name, found in audiences.items() if found[0].total} == _count(
        press, filters, "daily_stance", "audience", f"voice = 'reader' and target = '{TARGET}'"
    )
    debate = _count(press, filters, "daily_stance", "audience", "voice = 'reader' and target = ''")
    assert {name: parts["asserts"].total for name, parts in held.by_audience.items()} == debate
    tones = {key: found[0].total for key, found in measure_tones(press, filters).items()}
    assert tones == _count(press, filters, "daily_tones", "voice, source_id", "true")


def _count(db: Database, filters: Filters, table: str, by: str, where: str) -> dict[Any, int]:
    """The units of a daily table by one column, or by a pair."""
    sql = f"select {by}, sum({filters.counted}) as n from {table} where {where} and {IN_FILTERS} group by {by}"
    return {row[:-1] if len(row) > 2 else row[0]: row[-1] for row in db.execute(sql, filters.params()) if row[-1]}


def _count_all(db: Database, filters: Filters, voice: str) -> int:
    return sum(_count(db, filters, "daily_stance", "target", f"voice = '{voice}' and target = ''").values())


def _sums(found: list[dict[str, object]], name: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in found:
        if row["n"]:
            sums[str(row[name])] = sums.get(str(row[name]), 0) + int(str(row["n"]))
    return sums


def long_periods() -> list[Filters]:
    """Years whose ends fall within months, and cut threads."""
    last = LAST_ON - timedelta(days=9)
    found = [replace(FOUR_YEARS, last_on=last), replace(FOUR_YEARS, first_on=date(2024, 12, 28), last_on=last)]
    return [*found, replace(found[1], unique_only=True), replace(found[1], audiences=("grand-public", "medecins")),
            replace(found[1], sources=("jour-1", "revue-1"))]  # fmt: skip


@pytest.mark.parametrize("filters", long_periods(), ids=str)
def test_sums_of_months_are_those_of_the_threads_of_the_period(press: Database, filters: Filters) -> None:
    assert filters.span == "month"
    listed: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for row in list_thread_stances(press, filters):
        listed.setdefault(row[:2], []).append(row[4:])
    found: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for voice, target, *numbers in sum_spanning_stances(press, filters):
        found.setdefault((voice, target), []).append(tuple(numbers))
    assert set(found) == set(listed)
    for key, threads in listed.items():
        assert add_rows(found[key]) == _moments(np.array(threads))
    by_month: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for voice, day, _, _, *numbers in list_stances_by(press, filters, target=TARGET):
        by_month.setdefault((voice, day[:7]), []).append(tuple(numbers))
    months = {row[:2]: list(row[2:]) for row in sum_monthly_stances(press, filters, target=TARGET)}
    assert months == {key: _moments(np.array(threads)) for key, threads in by_month.items()}


def _moments(threads: np.ndarray[Any, Any]) -> list[int]:
    """All units and their squares, then units, squares and products of each stance, from one line a thread."""
    totals = threads.sum(axis=1)
    each = [[part.sum(), part @ part, part @ totals] for part in threads.T]
    return [int(n) for n in (totals.sum(), totals @ totals, *(n for one in each for n in one))]


@pytest.mark.parametrize("filters", long_periods(), ids=str)
def test_uses_by_months_are_those_of_the_threads_of_the_period(press: Database, filters: Filters) -> None:
    threads: dict[tuple[str, str, str], list[int]] = {}
    months: dict[tuple[str, str], list[list[int]]] = {}
    for voice, day, audience, thread, *numbers in list_argument_units(press, filters, argument=ARGUMENT):
        months.setdefault((voice, day[:7]), []).append(numbers)
        one = threads.setdefault((voice, audience, thread), [0] * 4)
        threads[voice, audience, thread] = [a + b for a, b in zip(one, numbers, strict=True)]
    whole: dict[tuple[str, str], list[list[int]]] = {}
    for (voice, audience, _), numbers in threads.items():
        whole.setdefault((voice, audience), []).append(numbers)
    for found, listed in ((sum_spanning_held, whole), (sum_monthly_held, months)):
        sums = {row[:2]: list(row[2:]) for row in found(press, filters, argument=ARGUMENT)}
        assert sums == {key: _held(np.array(numbers)) for key, numbers in listed.items()}


@pytest.mark.parametrize("filters", long_periods(), ids=str)
def test_tones_are_added_up_as_threads_have_them(press: Database, filters: Filters) -> None:
    listed: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for voice, source, _, _, *numbers in list_thread_tones(press, filters):
        listed.setdefault((voice, source), []).append(tuple(numbers))
    found = {row[:2]: list(row[2:]) for row in sum_thread_tones(press, filters)}
    assert found == {key: _moments(np.array(threads)) for key, threads in listed.items()}


def _held(threads: np.ndarray[Any, Any]) -> list[int]:
    every = threads[:, 0]
    uses = [n for part in threads.T[1:] for n in (part.sum(), part @ part, part @ every)]
    return [int(n) for n in (every.sum(), every @ every, *uses)]


def test_a_distance_over_years_is_that_of_whole_threads(press: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for filters in long_periods():
        found = measure_whole(press, filters, stance="against").distances
        monkeypatch.setattr("dashboard.measures.is_long", lambda filters: False)
        monkeypatch.setattr("dashboard.intervals.MOST_DRAWN", 1)
        listed = measure_whole(press, filters, stance="against").distances
        monkeypatch.undo()
        assert set(found) == set(listed)
        for voice, by_target in listed.items():
            for target, one in by_target.items():
                other = found[voice][target]
                assert (one.reader.n, one.other.n, one.value) == (other.reader.n, other.other.n, other.value)
                assert [one.low, one.high] == pytest.approx([other.low, other.high], abs=1e-9)


def test_sums_rebuilt_from_scratch_are_those_kept(press: Database) -> None:
    kept = ("monthly_", "spanning_", "thread_", "press_", "daily_volume")
    before = [line for line in canonical_dump(press) if line.startswith(kept)]
    assert before
    rebuild_all(press)
    after = [line for line in canonical_dump(press) if line.startswith(kept)]
    assert after == before


def test_a_thread_that_goes_leaves_no_sum_behind(tmp_path: Path) -> None:
    db = make_press(tmp_path / "vigie.db", n_comments=300, n_articles=40, days=60)
    ids = [row["id"] for row in rows(db, "select id from articles order by id")]
    with transaction(db):
        for thread_id in ids[1:]:
            _, siblings = erase_article(db, thread_id, key=b"0" * 32)
            rebuild_threads(db, siblings)
    summed = ("monthly_", "spanning_", "daily_volume")
    kept = [line for line in canonical_dump(db) if line.startswith(summed)]
    for table in MONTHS:
        db.execute(f"delete from {table}")
    db.execute("delete from daily_stance")
    db.execute("delete from daily_arguments")
    rebuild_all(db)
    assert [line for line in canonical_dump(db) if line.startswith(summed)] == kept
    with transaction(db):
        erase_article(db, ids[0], key=b"0" * 32)
    tables = (*MONTHS, "daily_volume")
    assert [rows(db, f"select count(*) as n from {table}") for table in tables] == [[{"n": 0}]] * len(tables)
    db.close()


def test_the_volume_of_each_day_is_the_sum_of_its_threads(press: Database) -> None:
    columns = "day, voice, source_id, audience"
    summed = f"""select {columns}, sum(n_raw) as n_raw, sum(n_unique) as n_unique from daily_stance where target = ''
                 group by {columns} order by {columns}"""
    kept = rows(press, f"select * from daily_volume order by {columns}")
    assert kept
    assert kept == rows(press, summed)


def test_stances_are_counted_in_the_order_in_which_they_are_shown() -> None:
    assert tuple(STANCES) == COUNTED


def test_beyond_a_year_and_a_half_spans_are_months() -> None:
    year = Filters(first_on=date(2025, 11, 24), last_on=date(2026, 11, 22))
    assert (year.span, FOUR_YEARS.span) == ("week", "month")
    assert say_week("2026-02-01", "month") == "février 2026"
    assert week_span("2026-02-01", "month") == {"from": "2026-02-01T12:00:00Z", "to": "2026-02-28T12:00:00Z"}
    assert middle_of("2026-02-01", "month") == "2026-02-15T12:00:00Z"
    axis = week_x(FOUR_YEARS)
    assert len(axis["axis"]["values"]) == 8, "half-years are named"
    assert axis["scale"]["domain"] == ["2022-11-01T00:00:00Z", "2026-12-01T00:00:00Z"], "months are drawn whole"
    last = clamp_span("2026-11-01", FOUR_YEARS)
    assert (last.first_on, last.last_on) == (date(2026, 11, 1), date(2026, 11, 22))
    first = clamp_span("2022-11-01", FOUR_YEARS)
    assert (first.first_on, first.last_on) == (date(2022, 11, 28), date(2022, 11, 30))


def test_whole_months_are_those_of_which_every_day_is_in_the_period() -> None:
    assert FOUR_YEARS.whole_months() == ("2022-12", "2026-10")
    assert Filters(first_on=date(2024, 2, 1), last_on=date(2024, 2, 29)).whole_months() == ("2024-02", "2024-02")
    assert Filters(first_on=date(2024, 2, 2), last_on=date(2024, 2, 29)).whole_months() == ("~", "~")
    assert Filters(first_on=date(2023, 12, 31), last_on=date(2024, 1, 30)).whole_months() == ("~", "~")


def test_worked_out_bounds_are_those_of_draws_to_a_point() -> None:
    rng = np.random.default_rng(5)
    for _ in range(5):
        sizes = rng.geometric(0.1, size=MOST_DRAWN + 30)
        against = rng.binomial(sizes, rng.beta(4, 6, size=len(sizes)))
        counts = np.column_stack([against, sizes - against])
        low, high = bound_shares(counts, sizes)
        sums = draw_threads(len(sizes)).astype(float) @ np.column_stack([counts, sizes])
        drawn = np.percentile(sums[:, :2] / sums[:, 2:], [2.5, 97.5], axis=0)
        assert np.abs(np.array([low, high]) - drawn).max() < 0.01


def test_no_bound_leaves_zero_to_one() -> None:
    counted = [{"thread_id": f"fil {n}", "stance": "against" if n == 0 else "favour", "n": 1 + 300 * (n == 0)}
               for n in range(MOST_DRAWN + 50)]  # fmt: skip
    for share in measure_shares(counted):
        assert share.low is not None and share.high is not None and 0 <= share.low <= share.high <= 1


def _draw(name: str) -> None:
    from dashboard.shell import show_view

    show_view(name)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = make_home(tmp_path_factory.mktemp("large"))
    fill_large(made, n_threads=60)
    return made


@pytest.mark.parametrize(("name", "params", "most"), [
    ("tendances", {"public": "tous", "du": "2022-11-28"}, 14), ("arguments", {"depuis": "tout"}, 12),
    ("arguments", {"depuis": "tout", "argument": "patient-penalty"}, 10), ("acteurs", {"du": "2022-11-28"}, 12),
    ("medias", {"du": "2022-11-28"}, 12),
])  # fmt: skip
def test_a_view_asks_each_question_once(
    home: Home, fixed_clock: str, monkeypatch: pytest.MonkeyPatch, name: str, params: dict[str, str], most: int
) -> None:  # fmt: skip
    asked: list[str] = []
    ask = Screen.ask

    def noted(self: Screen, query: object, *args: object, **kwargs: object) -> object:
        asked.append(f"{getattr(query, '__qualname__', query)} {args} {kwargs}")
        return ask(self, query, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Screen, "ask", noted)
    monkeypatch.setenv(HOME_VARIABLE, str(home.folder))
    app = AppTest.from_function(_draw, args=(name,), default_timeout=30)
    for key, value in params.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    assert len(set(asked)) <= most, asked
    sent = sum(len(str(one.value)) for one in app.html)
    assert sent < 400_000, "a page of years stays a page"
