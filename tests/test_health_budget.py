"""The limit of a silence is the largest whose false alarms a year stay within the allowance."""

from datetime import date, timedelta

from bench.health.bound import bound, foretell
from bench.health.informed import inform
from bench.health.press import make_press
from store.health.budget import Budget
from store.health.silence import Rhythm, follow

START = date(2025, 1, 6)


def spent(chance: float, *, n_a_year: int, years: int = 3) -> Budget:
    """Years in which silences of one day were foretold so often, with that chance."""
    budget = Budget()
    for day in range(365 * years):
        budget.pass_day(memory=1.0)
        if day % 365 < n_a_year:
            budget.foretell([chance, chance / 100])
    return budget


def test_a_limit_spends_the_allowance_and_no_more() -> None:
    assert spent(0.001, n_a_year=300).limit(0.95) >= 0.001
    budget = spent(0.001, n_a_year=300)
    for _ in range(3):
        budget.see(0.05)
    assert 0.001 <= budget.limit(0.95) < 0.05


def test_silences_that_came_lower_the_limit_below_themselves() -> None:
    budget = spent(0.001, n_a_year=300)
    for _ in range(4):
        budget.see(0.0005)
    assert budget.limit(0.95) < 0.0005


def test_an_outage_is_no_false_alarm() -> None:
    budget = spent(0.001, n_a_year=300)
    before = budget.limit(0.95)
    for _ in range(4):
        budget.see(1e-12)
    assert budget.limit(0.95) == before


def told_after(rhythm: Rhythm, first: date) -> int:
    for number in range(100):
        rhythm.add(first + timedelta(days=number), 0)
        silence = rhythm.silence()
        if silence and silence.is_alarm:
            return number + 1
    raise AssertionError


def test_one_text_every_day_of_a_year_is_missed_on_the_first_silent_day_in_august_too() -> None:
    counts = [1] * (364 + 220)  # until 12 August of the second year
    rhythm = follow([(START + timedelta(days=index), n) for index, n in enumerate(counts)])
    assert told_after(rhythm, START + timedelta(days=len(counts))) == 1


def test_one_text_every_day_of_a_month_is_too_little_to_tell_the_first_silent_day() -> None:
    rhythm = follow([(START + timedelta(days=index), 1) for index in range(28)])
    assert told_after(rhythm, START + timedelta(days=28)) > 1


def test_who_knows_the_law_of_a_press_foretells_its_empty_days_as_often_as_they_come() -> None:
    press = make_press(2.0, "bursty", n_days=1_000, seed=11)
    informed, foretold = inform(press), 0.0
    for n in press.counts:
        foretold += informed.empty()
        informed.add(n)
    n_empty = sum(n == 0 for n in press.counts)
    assert abs(foretold - n_empty) < 3 * n_empty**0.5


def test_a_daily_press_by_chance_cannot_be_told_in_a_day_by_any_rule() -> None:
    found = [foretell(make_press(1.0, "chance", n_days=500, seed=seed), [400, 450], base=365, longest=60)
             for seed in range(8)]  # fmt: skip
    best = bound(found, false_alarms_a_year=1.0, never=365)
    assert best.share_at_once < 0.3 and sorted(best.delays)[len(best.delays) // 2] >= 3
