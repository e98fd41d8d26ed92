"""What the team says is off topic is counted by no view."""

import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import lxml.html
import pytest

from bench.dashboard.fill import fill
from bench.dashboard.press import Plan
from store.database import open_database, rows
from store.desk import set_off_topic
from store.home import Home
from store.watch import load_watch, packaged_watch
from tests.test_dashboard_views import html_of, view
from tests.test_numbers_lead import SHOWN, clean, now_is_fixed, read_numbers  # noqa: F401 # a fixture

ASKED = (*SHOWN, ("revue", {}), ("passages", {"voix": "lecteurs"}), ("passages", {"voix": "presse"}))
ALL_READ = {"collecte"}  # what was read, in the debate or not


@pytest.fixture(scope="module")
def left_out(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two months of an invented press with every kind of tag, of which each article is off topic."""
    home = Home(Path(tmp_path_factory.mktemp("left-out")))
    home.make()
    shutil.copytree(packaged_watch(), home.watch)
    db = open_database(home.database)
    watch = load_watch(home.watch)
    fill(db, Plan(
        n_articles=30, n_comments=300, days=60, last_on=date(2026, 11, 22),
        targets=[one.slug for one in watch.targets], arguments=[one.slug for one in watch.arguments],
        actors=[one.slug for one in watch.actors],
    ))  # fmt: skip
    assert rows(db, "select sum(n_raw) as n from daily_stance")[0]["n"] > 0
    for row in rows(db, "select id from articles"):
        set_off_topic(db, row["id"], off_topic=True, made_by="Léa")
    db.close()
    return home


@pytest.mark.parametrize(("name", "params"), [one for one in ASKED if one[0] not in ALL_READ])
def test_what_is_off_topic_is_counted_nowhere(
    left_out: Home, name: str, params: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = lxml.html.fromstring(f"<div>{html_of(view(left_out, name, monkeypatch, **params))}</div>")
    led = [clean(one.text_content()) for one in page.iter("a")]
    assert [one for one in led if re.match(r"\d[\d ]*( |$)", one) and read_numbers(one)[0] > 0] == []
    assert [said for said in map(clean, page.xpath('//*[@data-testid="bilan"]/b/text()')) if said[0] != "0"] == []
