"""An argument in several audiences at once: each against its own habit, source by source."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from sqlite_utils import Database

from dashboard.alerts.night import judge, run_alerts
from dashboard.alerts.places import filters_of, question_of
from dashboard.alerts.sentences import say_title, say_why
from dashboard.alerts.series import list_series
from dashboard.alerts.together import Cells, judge_together
from store.database import open_memory, rows, transaction
from store.queries.passages import count_units
from tests.alert_homes import ARGUMENT, LAST, TODAY, add_thread, fill_quiet, watch_of

N_DAYS = 400
STRATA = np.array([0, 0, 1, 1])
KEY = f"argument:reader:{ARGUMENT}"


def cells(seed: int, *, size: int = 6, shares: tuple[float, float] = (0.05, 0.2), tie: float = 0.1) -> Cells:
    """Four sources of two audiences whose threads agree more than chance."""
    dice = np.random.default_rng(seed)
    units = dice.poisson(size, size=(1, 4, N_DAYS)).astype(float)
    share = np.array(shares)[STRATA][None, :, None]
    own = dice.beta(share * (1 / tie - 1), (1 - share) * (1 / tie - 1), size=units.shape)
    hits = dice.binomial(units.astype(int), own).astype(float)
    return Cells(hits=hits, units=units, strata=STRATA, covered=np.ones(N_DAYS, dtype=bool))


def test_chances_come_as_often_as_they_are_foretold() -> None:
    chances = np.concatenate([judge_together(cells(seed), bounds=(5, 10)).chance[0, 1, 100::3] for seed in range(60)])
    assert (chances <= 0.01).mean() < 0.03
    assert (chances <= 0.001).mean() < 0.006


def test_a_quarter_of_the_comments_of_both_audiences_is_told_and_one_thread_is_not() -> None:
    moved = cells(7)
    moved.hits[:, :, 396:] = np.round(moved.units[:, :, 396:] * np.array([0.4, 0.4, 0.6, 0.6])[:, None])
    assert judge_together(moved, bounds=(5, 10)).chance[0, 1, 398] < 1e-4
    lone = cells(7)
    lone.hits[:, 0, 398] = lone.units[:, 0, 398] = 40
    assert judge_together(lone, bounds=(5, 10)).chance[0, 1, 398] > 1e-3


def test_audiences_of_other_habits_that_write_more_move_nothing() -> None:
    """Twice as many comments of the audience that holds it most would move a share of all readers."""
    crowd = cells(9, tie=0.02)
    crowd.units[:, 2:, 398] = 60
    crowd.hits[:, 2:, 398] = 12  # its usual fifth
    assert judge_together(crowd, bounds=(5, 10)).chance[0, 0, 398] > 0.01


def test_a_day_that_was_not_read_is_not_judged() -> None:
    hole = cells(3)
    hole.covered[397] = False
    found = judge_together(hole, bounds=(5, 10))
    assert np.isnan(found.chance[0, 1, 397:400]).all() and not np.isnan(found.chance[0, 0, 398])


@pytest.fixture
def db() -> Iterator[Database]:
    """Four quiet months, then three days in which both audiences hold one argument."""
    found = open_memory()
    with transaction(found):
        fill_quiet(found)
        for day in range(3):
            for source in ("lanterne", "phare"):
                add_thread(found, source, LAST - timedelta(days=day), 7, argue=4)
    yield found
    found.close()


def test_it_opens_once_says_so_and_leads_to_as_many_passages(db: Database) -> None:
    run_alerts(db, watch_of(), today=TODAY)
    opened = [row["key"] for row in rows(db, "select key from alerts where kind = 'argument'")]
    assert opened == [KEY]
    facts = next(one.facts for one in judge(db, watch_of(), today=TODAY) if one.key == KEY)
    question = question_of(facts)
    assert question is not None and count_units(db, filters_of(facts), question) == facts["n"]
    title, why = say_title(watch_of(), facts), say_why(watch_of(), facts)
    assert "plusieurs publics à la fois" in title
    assert "comparé à sa propre habitude" in why and "non une part" in why


def test_one_audience_alone_is_told_as_its_own(db: Database) -> None:
    watch = watch_of(rules=[{"kind": "argument", "audiences": ["grand-public"]}])
    assert all(one.hits.audience for one in list_series(watch.alerts, watch, ("grand-public", "medecins")))
