"""A night killed anywhere and run again leaves what an undisturbed night leaves."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import tomli_w

from crawler.demo.generate import random_press
from crawler.demo.press import Press, serve
from crawler.demo.sources import demo_sources
from store.database import open_database, open_readonly, rows
from store.dump import canonical_dump
from store.fences import KILL_VARIABLE
from store.home import Home
from store.inbox import request_text
from vigie.commands import make_home

TODAY = date(2026, 11, 22)
PASTED = """La maison médicale de Tréfontaine perd deux médecins

12/11/2026 Par Ysaline Trompevent

Deux généralistes quittent la convention et passent en secteur 3. Les patients paieront soixante euros.

Le maire cherche une remplaçante depuis le printemps et n'a reçu aucune candidature à ce jour.
"""
FENCES = (
    "page-saved", "article-saved:3", "before-article-commit:5", "after-crawl", "inbox-answered", "after-inbox",
    "owner-tagged:7", "before-tags-commit:2", "batch-tagged", "stories-grouped", "after-counts", "backup-copied",
)  # fmt: skip


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve(TODAY, random_press(4, today=TODAY)) as served:
        yield served


@pytest.fixture(scope="module")
def prepared(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that knows the press, with one pasted page waiting."""
    home = make_home(Home(tmp_path_factory.mktemp("prepared")))
    for source in demo_sources(press):
        (home.sources / f"{source['id']}.toml").write_text(tomli_w.dumps(source), encoding="utf-8")
    db = open_database(home.database)
    request_text(db, home.inbox, PASTED, url=None, requested_by="Camille")
    db.close()
    return home


@pytest.fixture(scope="module")
def undisturbed(press: Press, prepared: Home, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What one quiet night leaves, once another has met the press's passing accidents."""
    folder = tmp_path_factory.mktemp("quiet")
    for name in ("accidents", "quiet"):
        assert run_night(copy_of(prepared, folder / name), press).returncode in (0, 1)
    return dump(Home(folder / "quiet"))


def copy_of(home: Home, folder: Path) -> Home:
    shutil.copytree(home.folder, folder)
    return Home(folder)


def run_night(home: Home, press: Press, kill_at: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **press.environment, KILL_VARIABLE: kill_at}
    command = [sys.executable, "-m", "vigie.cli", "nightly", "--since", "200d", "--home", str(home.folder)]
    return subprocess.run(command, env=environment, start_new_session=True, capture_output=True, text=True, check=False)


def dump(home: Home) -> list[str]:
    db = open_readonly(home.database)
    assert rows(db, "pragma integrity_check") == [{"integrity_check": "ok"}]
    assert rows(db, "pragma foreign_key_check") == []
    lines = canonical_dump(db)
    db.close()
    return lines


@pytest.mark.parametrize("fence", FENCES)
def test_a_killed_night_run_again_loses_and_doubles_nothing(
    fence: str, press: Press, prepared: Home, undisturbed: list[str], tmp_path: Path
) -> None:
    home = copy_of(prepared, tmp_path / "home")
    killed = run_night(home, press, kill_at=fence)
    assert killed.returncode == -9, killed.stderr
    assert run_night(home, press).returncode in (0, 1)
    assert dump(home) == undisturbed
    statuses = [row["status"] for row in rows(open_readonly(home.database), "select status from runs order by id")]
    assert statuses[0] == "interrupted" and "running" not in statuses


def test_the_undisturbed_night_read_everything_and_names_nobody(press: Press, undisturbed: list[str]) -> None:
    assert any(line.startswith("comments ") for line in undisturbed)
    assert any(line.startswith("tags ") and '"stance"' in line for line in undisturbed)
    names = press.author_names()
    assert names and not [name for name in names for line in undisturbed if name in line]
