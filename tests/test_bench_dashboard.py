"""The harness of the dashboard's speed draws real views over Streamlit's protocol while a night writes."""

import pytest

from bench.dashboard.__main__ import make_home
from bench.dashboard.measure import VIEWS
from bench.dashboard.sessions import Plan, Result, measure_sessions, percentile, summarise
from bench.dashboard.wire import Drawn
from store.database import open_readonly, rows
from store.home import Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A press of thirty articles."""
    return make_home(tmp_path_factory.mktemp("bench") / "home", n_comments=600, n_articles=30, days=40)


def test_sessions_draw_every_view_while_the_night_writes_and_tell_what_fails(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _count_articles(home)
    monkeypatch.setitem(VIEWS, "Nulle part", ("nulle-part", {}))
    views = ("Ce matin", "Chiffres", "Nulle part")
    plan = Plan(n_sessions=2, n_reruns=8, pause_s=0.1, views=views)
    result = measure_sessions(home, plan, with_night=True)
    assert result.n_reruns == 8
    assert {one.error for one in result.drawn.pop("Nulle part")} == {"no such page"}
    every = [one for drawn in result.drawn.values() for one in drawn]
    assert [one.error for one in every if one.error] == []
    assert all(one.n_messages > 10 and 0 < one.first_s <= one.wall_s for one in every)
    assert 50 < result.last_mb <= result.most_mb + 50
    assert _count_articles(home) > before


@pytest.mark.parametrize(("part", "expected"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.01, 1)])
def test_a_percentile_is_one_of_the_values(part: float, expected: int) -> None:
    assert percentile(list(range(20, 0, -1)), part) == expected


def test_the_table_gives_each_view_and_all_of_them() -> None:
    drawn = [Drawn(wall_s=0.1 * place, first_s=0.01, n_messages=30, n_bytes=5000) for place in (1, 2, 3)]
    rows = summarise(Result(drawn={"Ce matin": drawn, "Lire": drawn[:1]}))
    assert [(row["view"], row["n"], row["p50_ms"], row["worst_ms"]) for row in rows] == [
        ("Ce matin", 3, 200, 300), ("Lire", 1, 100, 100), ("Toutes", 4, 150, 300),
    ]  # fmt: skip


def _count_articles(home: Home) -> int:
    db = open_readonly(home.database)
    n = int(rows(db, "select count(*) as n from articles")[0]["n"])
    db.close()
    return n
