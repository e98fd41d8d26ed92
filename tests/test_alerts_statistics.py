"""The statistics under the alerts: tails, habits, what corrects them, and a generated year."""

from datetime import date, timedelta

import numpy as np
import pytest

from bench.alerts.__main__ import JOINS
from bench.alerts.press import BASE_DAYS, Event, make_world
from bench.alerts.trial import ours
from dashboard.alerts.chance import chance_of_count, chance_of_share, count_range, log_gamma
from dashboard.alerts.episodes import CLOSES_AFTER, Standing, advance
from dashboard.alerts.figures import Told, find_lives, list_new, need
from dashboard.alerts.habit import bound_chance, calibrate, judge_counts, judge_shares
from dashboard.alerts.series import Facts, find_panel
from store.watch import WatchError, load_watch, packaged_watch

DAYS = np.arange(400, dtype=np.int64) % 7
ALL = np.ones((1, 400), dtype=bool)


def test_tails_are_those_of_the_books() -> None:
    # scipy.stats.nbinom.sf(9, 2, 2 / 5), poisson-like, and betabinom.sf: computed once.
    many = chance_of_count(np.array([10.0, 1.0, 0.0]), np.array([3.0, 0.5, 3.0]), np.array([0.5, 1e-4, 0.5]))
    assert many == pytest.approx([0.0302, 0.3935, 1.0], abs=2e-4)
    assert chance_of_share(3, 10, 0.01, 0.02) == pytest.approx(0.0012398, abs=1e-6)
    assert chance_of_share(900, 1000, 0.5, 0.03) == pytest.approx(1.487e-8, rel=1e-3)
    assert log_gamma(5.0) == pytest.approx(np.log(24.0))
    assert count_range(100, 0.01) == (74, 129)


def test_chance_alone_is_as_rare_as_it_says() -> None:
    dice = np.random.default_rng(1)
    counts = dice.negative_binomial(2, 2 / (2 + 6.0), size=(60, 400)).astype(float)
    chance = calibrate(judge_counts(counts, np.repeat(ALL, 60, 0), DAYS, least=1).chance)[:, 0, 100:]
    assert 0.005 < np.mean(chance <= 0.01) < 0.015
    assert np.mean(chance <= 0.001) < 0.002


def test_a_busy_monday_is_no_surprise_where_mondays_are_busy() -> None:
    dice = np.random.default_rng(2)
    counts = dice.poisson(np.where(DAYS == 0, 30, 3), size=(1, 400)).astype(float)
    chance = judge_counts(counts, ALL, DAYS, least=5).chance[0, 0]
    assert chance[399 - (399 % 7)] > 0.01
    counts[0, 396] = 30  # a Friday
    assert judge_counts(counts, ALL, DAYS, least=5).chance[0, 0, 396] < 1e-4


def test_a_crowd_of_the_usual_mix_moves_no_share() -> None:
    dice = np.random.default_rng(3)
    units = dice.poisson(12, size=(1, 400)).astype(float)
    units[0, 395] = 600
    hits = dice.binomial(units.astype(int), 0.1).astype(float)
    chance = judge_shares(hits, units, ALL, np.zeros(1, dtype=np.int64), bounds=(5, 10)).chance
    assert chance[0, 0, 395] > 0.01
    hits[0, 395] = 300
    chance = judge_shares(hits, units, ALL, np.zeros(1, dtype=np.int64), bounds=(5, 10)).chance
    assert chance[0, 0, 395] < 1e-4


def test_days_that_were_not_read_are_neither_judged_nor_learnt() -> None:
    counts, covered = np.full((1, 400), 9.0), ALL.copy()
    counts[0, 200:260], covered[0, 200:260] = 0, False
    habit = judge_counts(counts, covered, DAYS, least=1)
    assert np.isnan(habit.chance[0, :, 210]).all() and np.isnan(habit.chance[0, 2, 263])
    assert habit.expected[0, 0, 399] == pytest.approx(9, rel=0.02)


def test_an_event_does_not_teach_the_habit_that_it_breaks() -> None:
    counts = np.full((1, 400), 4.0)
    counts[0, 380:] = 60
    habit = judge_counts(counts, ALL, DAYS, least=1)
    assert habit.expected[0, 0, 386] == pytest.approx(4, rel=0.05) and habit.expected[0, 0, 399] < 8


def test_restless_pasts_make_everything_less_surprising() -> None:
    dice = np.random.default_rng(4)
    right = dice.uniform(size=(50, 1, 200))
    assert np.median(calibrate(right)[:, 0, 150:] / right[:, 0, 150:]) < 1.3
    wrong = right**3  # small chances come far too often
    corrected = calibrate(wrong)[:, 0, 150:]
    assert np.mean(corrected <= 0.01) < 0.025 < 0.1 < np.mean(wrong[:, 0, 150:] <= 0.01)


def test_limits_share_the_year_among_the_tests_that_can_surprise() -> None:
    tested = np.zeros((10, 3, 300), dtype=bool)
    tested[0] = True
    one, ten = bound_chance(tested, 2.0)[-1], bound_chance(np.ones((10, 3, 300), dtype=bool), 2.0)[-1]
    assert one > 4 * ten and ten * 365 * 10 * (1 + 1 / 2 + 1 / 3) == pytest.approx(2.0)


def test_hysteresis_opens_and_closes_once_and_waits_through_incidents() -> None:
    states = ["unusual", "surprising", "calm", "unusual", "incident", "calm", "calm", "young", "calm", "unusual"]
    standing, moves = Standing(), []
    for state in states:
        standing, move = advance(standing, state)  # type: ignore[arg-type]
        moves.append(move)
    assert moves == ["none", "opens", "stays", "stays", "stays", "stays", "stays", "stays", "closes", "none"]
    assert CLOSES_AFTER == 3


def test_sources_full_of_holes_do_not_keep_the_others_from_having_a_habit() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(200)]
    covered = np.ones((3, 200), dtype=bool)
    covered[2, :193:5], covered[2, 1:193:5], covered[2, 2:193:5], covered[2, 3:193:5] = False, False, False, False
    covered[2, 0] = True
    covered[1, 4:193:10] = False
    facts = Facts(days=days, sources=("a", "b", "c"), covered=covered, counts={})
    panel = find_panel(facts, 199)
    assert (panel.sources, panel.missing) == ((0, 1), (2,))


def test_a_source_that_joins_late_waits_longer_than_the_founders() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(200)]
    covered = np.ones((2, 200), dtype=bool)
    covered[1, :100] = False
    facts = Facts(days=days, sources=("a", "late"), covered=covered, counts={})
    assert [find_panel(facts, night).sources for night in (34, 35, 162, 163)] == [(), (0,), (0,), (0, 1)]


def told(night: int, value: str, teller: str, *, source: str = "s", is_press: bool = True) -> Told:
    return Told(night=night, source=source, teller=teller, value=value, is_press=is_press)


def test_a_figure_is_new_when_nobody_told_it_before_and_the_press_is_among_its_tellers() -> None:
    lives = find_lives([
        told(10, "old", "a"), told(300, "old", "b"), told(300, "new", "b"), told(301, "new", "c"),
        told(301, "readers", "t", is_press=False), told(301, "elsewhere", "d", source="other"),
    ])  # fmt: skip
    found = list_new(lives, night=302, sources=frozenset({"s"}), first_day=0)
    assert [(one.value, one.tellers) for one in found] == [("new", ("b", "c"))]


def test_where_figures_are_often_taken_up_more_tellers_are_asked_for() -> None:
    often = [told(40 + 8 * n, f"v{n}", teller) for n in range(30) for teller in ("a", "b", "c")]
    assert need(find_lives(often), night=300, first_day=0, least=2, a_year=2.0) == 4
    assert need(find_lives([]), night=300, first_day=0, least=2, a_year=2.0) == 2


def test_a_generated_year_stays_under_an_alert_a_week_and_tells_an_event() -> None:
    event = Event(kind="volume", night=BASE_DAYS + 200, n_days=3, strength=10.0)
    openings = ours(make_world(20_500, joins=JOINS, events=(event,)))
    assert len(openings) <= 52
    assert not [one for one in openings if JOINS <= one.night <= JOINS + 1]
    assert any(one.key.startswith("volume") and 0 <= one.night - event.night < 4 for one in openings)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ('{ kind = "actor", actors = ["personne"] }', "personne"),
        ('{ kind = "volume", each = true }', "each"),
        ('{ kind = "bruit" }', "bruit"),
        ('{ kind = "volume" }, { kind = "volume" }', "deux règles"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_named(tmp_path_factory: pytest.TempPathFactory, rule: str, why: str) -> None:
    folder = tmp_path_factory.mktemp("watch")
    for path in packaged_watch().glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "watch.toml":
            start = text.index("rules = [", text.index("[alerts]"))
            text = text[:start] + f"rules = [{rule}]\n" + text[text.index("[retention]") :]
        (folder / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(WatchError, match=why):
        load_watch(folder)
