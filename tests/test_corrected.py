"""Corrected shares: when they are given, what they take away, and how often their interval holds the truth."""

import numpy as np
import pytest

from bench.audits.__main__ import try_case
from bench.audits.press import CASES, Case, audit_press, write_press
from dashboard.corrected import Audited, correct_share
from store.database import Row


def rows_of(n_threads: int, against: int, favour: int, others: int) -> list[Row]:
    """Threads that the machine counted alike."""
    counts = {"against": against, "favour": favour, "": against + favour + others}
    return [{"thread_id": str(one), "stance": name, "n": n} for one in range(n_threads) for name, n in counts.items()]


def audits(n: int, machine: str, person: str) -> list[Audited]:
    return [Audited(thread_id=str(one % 40), weight=2.0, machine=machine, person=person) for one in range(n)]


def test_no_share_is_corrected_before_a_hundred_audits() -> None:
    rows = rows_of(40, 6, 4, 5)
    assert correct_share(rows, audits(99, "against", "against"), "against") is None
    assert correct_share(rows, audits(100, "against", "against"), "against") is not None


def test_audits_that_seldom_speak_of_the_target_correct_nothing() -> None:
    rows = rows_of(40, 6, 4, 5)
    assert correct_share(rows, audits(29, "against", "against") + audits(200, "", ""), "against") is None


def test_a_machine_that_is_always_right_keeps_its_share() -> None:
    sample = audits(80, "against", "against") + audits(53, "favour", "favour") + audits(67, "", "")
    found = correct_share(rows_of(40, 6, 4, 5), sample, "against")
    assert found is not None and found.share == pytest.approx(0.6, abs=0.01) and found.tuning > 0.9


def test_what_the_machine_gets_wrong_in_one_direction_is_taken_away() -> None:
    """Half of those it counts as favourable are against: 60 % against becomes 80 %."""
    sample = audits(80, "against", "against") + audits(27, "favour", "favour") + audits(27, "favour", "against")
    found = correct_share(rows_of(40, 6, 4, 5), sample + audits(67, "", ""), "against")
    assert found is not None and found.share == pytest.approx(0.8, abs=0.02)
    assert found.low < 0.8 < found.high


def test_a_share_of_all_keeps_an_interval_inside_zero_and_one() -> None:
    found = correct_share(rows_of(40, 10, 0, 5), audits(150, "against", "against"), "against")
    assert found is not None and 0 < found.low < found.share < found.high < 1


def test_the_audit_of_a_generated_press_weighs_as_the_press() -> None:
    rng = np.random.default_rng(3)
    case = Case(answers=1.0)
    press = write_press(case, rng)
    sample = audit_press(case, press, rng, a_night=4)
    assert sum(one.weight for one in sample) == pytest.approx(len(press.day), rel=0.15)


def test_the_interval_is_not_far_from_what_it_says_on_a_few_presses() -> None:
    trial = try_case(CASES["small audit: 30 nights"], 40, n_presses=60)
    assert trial.covered >= 0.85 and abs(trial.error) < 0.04


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
def test_the_interval_holds_the_truth_in_93_to_97_runs_of_a_hundred(name: str) -> None:
    trial = try_case(CASES[name], 500)
    assert 0.93 <= trial.covered <= 0.97
