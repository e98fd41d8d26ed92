"""The statistics of health: silence, filled fields, holidays, each proved on days written by hand."""

import random
from datetime import date, timedelta

import pytest

from store.health.filling import Count, Filling
from store.health.holidays import easter_sunday, public_holidays, rest_of
from store.health.silence import Rhythm, follow
from store.health.words import say_silence

START = date(2025, 1, 6)  # a Monday


def days_from(start: date, counts: list[int | None]) -> list[tuple[date, int | None]]:
    return [(start + timedelta(days=index), n) for index, n in enumerate(counts)]


def weekdays(n_weeks: int, *, each: int = 3) -> list[int | None]:
    return ([each] * 5 + [0, 0]) * n_weeks


def alarm_after(rhythm: Rhythm, *, first: date, most: int = 200) -> int | None:
    """How many silent days raise the alarm."""
    for number in range(most):
        rhythm.add(first + timedelta(days=number), 0)
        silence = rhythm.silence()
        if silence and silence.is_alarm:
            return number + 1
    return None


def test_easter_and_the_holidays_that_follow_it() -> None:
    assert [easter_sunday(year) for year in (2024, 2025, 2026, 2038)] == [
        date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25),
    ]  # fmt: skip
    assert date(2026, 5, 14) in public_holidays(2026) and date(2026, 5, 25) in public_holidays(2026)
    assert len(public_holidays(2026)) == 11


def test_christmas_holidays_and_august_are_days_of_rest() -> None:
    named = [rest_of(day) for day in (date(2026, 12, 24), date(2027, 1, 1), date(2026, 8, 15), date(2026, 8, 3))]
    assert named == ["christmas", "christmas", "holiday", "august"]
    assert rest_of(date(2026, 11, 25)) is None and rest_of(date(2027, 1, 2)) is None


def test_a_source_of_many_a_day_is_told_after_one_silent_day() -> None:
    rhythm = follow(days_from(START, [12, 9, 14, 11, 10, 8, 9] * 8))
    assert alarm_after(rhythm, first=START + timedelta(days=56)) == 1


def test_a_silent_weekend_is_nothing_where_weekends_are_silent() -> None:
    rhythm = follow(days_from(START, weekdays(52)))
    saturday = START + timedelta(days=52 * 7 - 2)
    rhythm = follow(days_from(START, weekdays(52)[:-2]))
    rhythm.add(saturday, 0)
    rhythm.add(saturday + timedelta(days=1), 0)
    silence = rhythm.silence()
    assert silence is not None and not silence.is_doubt
    rhythm.add(saturday + timedelta(days=2), 0)
    silence = rhythm.silence()
    assert silence is not None and silence.is_alarm and silence.n_days == 3


def test_a_rare_source_may_be_silent_for_long() -> None:
    monthly: list[int | None] = [1 if index % 30 == 0 else 0 for index in range(365)]
    waited = alarm_after(follow(days_from(START, monthly)), first=START + timedelta(days=365))
    assert waited is not None and 30 < waited < 150


def test_without_a_base_nothing_is_judged() -> None:
    rhythm = follow(days_from(START, [5] * 20))
    assert not rhythm.is_known
    rhythm.add(START + timedelta(days=20), 0)
    assert rhythm.silence() is None


def test_days_that_nothing_covers_are_neither_active_nor_silent() -> None:
    covered = follow(days_from(START, [4] * 40))
    holed = follow(days_from(START, [*([4] * 40), *([None] * 30)]))
    assert holed.n_days == covered.n_days and holed.silence() is None


def test_an_outage_does_not_hide_the_next_one() -> None:
    rhythm = follow(days_from(START, [*([9] * 90), *([0] * 10), *([9] * 40)]))
    assert [back - told for told, back in rhythm.alarms] == [timedelta(days=9 + 0)] or len(rhythm.alarms) == 1
    assert alarm_after(rhythm, first=START + timedelta(days=140)) == 1


def test_a_new_slower_rhythm_is_learnt_after_three_alarms() -> None:
    weekly = ([6] + [0] * 6) * 20
    rhythm = follow(days_from(START, [*([6] * 90), *weekly]))
    late = [told for told, _ in rhythm.alarms if told > START + timedelta(days=90 + 70)]
    assert len(rhythm.alarms) >= 3 and late == []


def test_august_is_judged_more_slowly_until_one_was_seen() -> None:
    before = follow(days_from(date(2026, 3, 2), [4] * 152))  # until 31 July
    august = alarm_after(before, first=date(2026, 8, 1))
    march = alarm_after(follow(days_from(date(2025, 10, 1), [4] * 152)), first=date(2026, 3, 2))
    assert august is not None and march is not None and august > march


def test_false_alarms_of_a_sound_press_stay_under_the_promise() -> None:
    n_alarms = 0
    for seed in range(8):
        dice = random.Random(seed)
        counts: list[int | None] = [sum(dice.random() < 0.02 for _ in range(100)) for _ in range(365 * 4)]
        n_alarms += len(follow(days_from(START, counts)).alarms)
    assert n_alarms < 8 * 4


def full(day: int) -> tuple[date, Count]:
    return START + timedelta(days=day), Count(n=5, n_filled=5)


def test_a_field_that_vanishes_is_told_within_a_day_of_pages() -> None:
    filling = Filling()
    for day in range(30):
        filling.add(*full(day))
    assert filling.loss() is None
    filling.add(START + timedelta(days=30), Count(n=5, n_filled=0))
    loss = filling.loss()
    assert loss is not None and loss.since == START + timedelta(days=30) and loss.seen.n == 5


def test_a_field_that_comes_back_closes_its_alarm() -> None:
    filling = Filling()
    for day in range(30):
        filling.add(*full(day))
    filling.add(START + timedelta(days=30), Count(n=5, n_filled=0))
    filling.add(*full(31))
    assert filling.loss() is None and len(filling.alarms) == 1


def test_a_field_that_is_often_empty_is_not_told_for_one_empty_day() -> None:
    filling = Filling()
    for day in range(60):
        filling.add(START + timedelta(days=day), Count(n=5, n_filled=3 if day % 2 else 2))
    filling.add(START + timedelta(days=60), Count(n=5, n_filled=0))
    assert filling.loss() is None


def test_a_field_that_was_never_filled_is_not_judged() -> None:
    filling = Filling()
    for day in range(60):
        filling.add(START + timedelta(days=day), Count(n=5))
    assert filling.loss() is None and not filling.is_judged


def test_pages_read_again_tell_a_new_layout_before_new_pages_do() -> None:
    filling = Filling()
    for day in range(30):
        filling.add(START + timedelta(days=day), Count(n=1, n_filled=1, n_again=6))
    filling.add(START + timedelta(days=30), Count(n_again=6, n_lost=6))
    assert filling.loss() is not None


def test_one_page_that_lost_its_field_for_good_is_no_layout() -> None:
    filling = Filling()
    for day in range(60):
        filling.add(START + timedelta(days=day), Count(n=1, n_filled=1, n_again=1, n_lost=1))
    assert filling.loss() is None


def test_after_two_months_what_is_seen_is_the_new_usual() -> None:
    filling = Filling()
    for day in range(30):
        filling.add(*full(day))
    for day in range(30, 140):
        filling.add(START + timedelta(days=day), Count(n=5, n_filled=0))
    assert filling.loss() is None and len(filling.alarms) == 1


@pytest.mark.parametrize("n", [0, 1, 19])
def test_a_few_pages_are_no_base(n: int) -> None:
    filling = Filling()
    filling.add(START, Count(n=n, n_filled=n))
    assert filling.share is None and filling.loss() is None


def test_a_silence_of_a_first_august_is_a_doubt_for_three_weeks() -> None:
    opened = date(2026, 3, 2)  # a Monday
    rhythm = follow(days_from(opened, [9] * (date(2026, 8, 3) - opened).days))
    silences = []
    for number in range(25):
        rhythm.add(date(2026, 8, 3) + timedelta(days=number), 0)
        silences.append(rhythm.silence())
    assert all(one is not None and one.is_doubt for one in silences)
    assert [one.is_alarm for one in silences if one] == [False] * 21 + [True] * 4
    assert silences[0] is not None and silences[0].may_be_closure
    assert "premier mois d’août" in say_silence(silences[0], per_week=63, longest_days=0)


def test_the_closure_of_a_first_august_teaches_nothing_of_other_days() -> None:
    opened, closed, back = date(2026, 3, 2), date(2026, 8, 3), date(2026, 8, 17)
    counts: list[int | None] = [9] * (closed - opened).days + [0] * 14 + [9] * 60
    rhythm = follow(days_from(opened, counts))
    assert rhythm.alarms == []
    assert alarm_after(rhythm, first=back + timedelta(days=60)) == 1


def test_in_a_second_august_a_source_that_did_not_close_is_told_at_once() -> None:
    opened = date(2025, 3, 3)
    rhythm = follow(days_from(opened, [9] * (date(2026, 8, 5) - opened).days))
    assert alarm_after(rhythm, first=date(2026, 8, 5)) == 1


def test_in_the_first_year_a_silence_like_one_that_ended_by_itself_is_not_told_again() -> None:
    counts: list[int | None] = [*weekdays(10, each=4)[:-7], 4, 0, 0, 0, 4, 0, 0, *weekdays(8, each=4)]
    rhythm = follow(days_from(START, counts))
    fresh = follow(days_from(START, weekdays(18, each=4)))
    first = START + timedelta(days=len(counts))
    told, told_fresh = alarm_after(rhythm, first=first), alarm_after(fresh, first=START + timedelta(days=18 * 7))
    assert told is not None and told_fresh is not None
    assert told > told_fresh and told >= 3
