"""Pages that a person hands in are read, saved and answered in French; nothing else stops on a bad one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from crawling import crawl, faults, make_home, run_python, vigie

from crawler.demo.press import Press, serve
from crawler.demo.truth import ArticleTruth
from store.database import open_database, open_readonly, rows
from store.home import Home
from store.inbox import request_file, request_text, request_url

TODAY = date(2026, 11, 22)
PASTED = """Le cabinet des Trois-Moulins ferme sa porte à la convention

Par Ondine Bastringue

Publié le 12/11/2026

Deux généralistes du bourg ont annoncé jeudi qu'ils quittaient la convention. Leurs patients ont reçu une lettre.

« Nous gardons nos tarifs et nos patients », assure la docteure Ondine Valdrine, installée depuis onze ans.

La caisse primaire dit avoir proposé un rendez-vous aux deux médecins, qui ne l'ont pas encore accepté à ce jour.
"""


@pytest.fixture
def press() -> Iterator[Press]:
    with serve(TODAY) as served:
        yield served


def test_an_address_of_a_source_is_fetched_with_its_comments(press: Press, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", press)
    article = _full(press, "rivage")
    finished = vigie(home, "add", article.url, press=press)
    assert finished.returncode == 0
    assert article.title in finished.stdout
    assert f"{len(article.comments)} commentaire" in finished.stdout
    stored = _rows(home, "select source_id, audience, origin from articles")
    assert stored == [{"source_id": "rivage", "audience": "local", "origin": "clip"}]


def test_adding_twice_changes_nothing_and_a_crawl_finds_the_rest(press: Press, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", press)
    url = _full(press, "rivage").url
    vigie(home, "add", url, press=press)
    assert vigie(home, "add", url, press=press).returncode == 0
    assert len(_rows(home, "select id from articles")) == 1
    crawl(home, press)
    assert faults(home, press) == []


def test_a_reserved_page_is_refused_with_the_way_out(press: Press, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", press)
    reserved = next(a for a in press.truth.articles if a.expect == "metadata" and not a.fetchable)
    finished = vigie(home, "add", reserved.url, press=press)
    assert finished.returncode == 3
    assert "fouille de textes" in finished.stderr
    assert press.violations() == []
    assert _rows(home, "select id from articles") == []


def test_an_address_of_this_machine_is_refused(press: Press, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", press)
    port = press.base_urls["rivage"].rpartition(":")[2]
    (home.sources / "rivage.toml").unlink()
    finished = vigie(home, "add", f"http://localhost:{port}/feed/", press=press)
    assert finished.returncode == 3
    assert "réseau privé" in finished.stderr
    assert press.requests == ()


def test_files_and_addresses_are_answered_one_by_one(press: Press, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", press)
    page = tmp_path / "page.txt"
    page.write_text(PASTED, encoding="utf-8")
    finished = vigie(home, "add", str(page), str(tmp_path / "absente.html"), _full(press, "gazette").url, press=press)
    assert finished.returncode == 1
    assert "Trois-Moulins" in finished.stdout
    assert "12/11/2026" in finished.stdout
    assert "absente.html" in finished.stderr
    assert len(_rows(home, "select id from articles")) == 2


def test_every_request_of_the_dashboard_is_answered(press: Press, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", press)
    _ask(home, press)
    finished = _work(home, press)
    assert "Traceback" not in finished
    answers = _rows(home, "select kind, status, answer, article_id is not null as has_article from inbox order by id")
    assert [(a["kind"], a["status"], a["has_article"]) for a in answers] == [
        ("url", "done", 1), ("url", "failed", 0), ("text", "done", 1), ("file", "failed", 0),
    ]  # fmt: skip
    assert all(str(answer["answer"]).endswith(".") for answer in answers)
    assert list(home.inbox.iterdir()) == []


@pytest.mark.parametrize("place", ["inbox-saved", "inbox-answered", "inbox-answered:3", "page-saved"])
def test_a_night_killed_between_two_answers_gives_the_same_ones(place: str, press: Press, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", press)
    _ask(home, press)
    _work(home, press, VIGIE_KILL_AT=place)
    _work(home, press)
    assert _rows(home, "select status from inbox where status = 'waiting'") == []
    assert len(_rows(home, "select id from articles")) == 2


def _ask(home: Home, press: Press) -> None:
    db = open_database(home.database)
    request_url(db, _full(press, "rivage").url, requested_by="Ondine")
    request_url(db, press.base_urls["rivage"] + "/nulle-part", requested_by="Ondine")
    request_text(db, home.inbox, PASTED, url=None, requested_by="Ondine")
    request_file(db, home.inbox, "photo.pdf", b"%PDF-1.4 rien", url=None, requested_by="Ondine")
    db.close()


def _work(home: Home, press: Press, **environment: str) -> str:
    """The step of a night that answers requests, in a process of its own."""
    script = (
        "from store.home import find_home; from store.database import open_database; "
        "from store.writes import start_run; from crawler.inbox import answer_requests; home = find_home(); "
        "db = open_database(home.database); answer_requests(db, home, run_id=start_run(db, 'work'))"
    )
    return run_python(script, home, press, environment)


def _full(press: Press, site: str) -> ArticleTruth:
    return next(a for a in press.truth.of_site(site) if a.expect == "full" and len(a.comments) > 1)


def _rows(home: Home, sql: str) -> list[dict[str, object]]:
    db = open_readonly(home.database)
    found = rows(db, sql)
    db.close()
    return found
