"""The presses of `bench/health` are what they say, and its rules keep their order on a few of them."""

from bench.health.pages import CHANGES, try_field
from bench.health.press import make_press
from bench.health.trial import OURS, try_silence


def test_a_press_is_the_same_for_the_same_seed() -> None:
    one, other = (make_press(2.0, "bursty", n_days=200, seed=5) for _ in range(2))
    assert one == other != make_press(2.0, "bursty", n_days=200, seed=6)


def test_a_steady_press_has_a_text_every_day_but_some_holidays() -> None:
    press = make_press(2.0, "steady", n_days=365, seed=5)
    assert sum(n == 0 for n in press.counts) <= 11 and 1.5 < sum(press.counts) / 365 < 2.3


def test_the_rate_of_a_press_is_about_what_was_asked() -> None:
    for temper in ("planned", "chance", "bursty"):
        press = make_press(4.0, temper, n_days=3 * 365, seed=8)  # type: ignore[arg-type]
        assert 2.5 < sum(press.counts) / len(press.counts) < 5.5


def test_ours_tells_a_steady_press_within_days_and_media_cloud_s_rule_within_weeks() -> None:
    found = try_silence(4.0, "steady", seed=3)
    assert max(found[OURS].delays) <= 4 and found[OURS].n_false <= 3
    assert min(found["Media Cloud"].delays) > 14


def test_comments_that_vanish_are_told_sooner_and_with_fewer_false_alarms() -> None:
    found = try_field(CHANGES["comments vanish, declared number stays"], 1.0, seed=3)
    ours, theirs = found[OURS], found["1 day against 14"]
    assert sum(ours.delays) < sum(theirs.delays) and ours.n_false < theirs.n_false
