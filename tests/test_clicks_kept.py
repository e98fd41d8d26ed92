"""A click that cannot be written down says so in French, and the page stays."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.dashboard_homes import fill_small, make_home
from tests.test_dashboard_views import html_of, some_article, view, words_of
from tests.test_work_view import named

CALLBACK = re.compile(r"on_(?:click|change)=(?:editor\.)?(_\w+)")
WITHOUT_WRITING = {"_write", "_write_query"}  # they change the address only


def test_a_click_that_fails_says_so_and_leaves_the_page(
    tmp_path: Path, fixed_clock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    fill_small(home)
    article = some_article(home)
    app = named(view(home, "lire", monkeypatch, article=article), article)
    with sqlite3.connect(home.database) as db:
        db.execute("create trigger full before insert on desk_items begin select raise(abort, 'disque plein'); end")
    app = app.button(key=f"epingle-{article}").click().run()
    assert "Ce clic n’a pas été gardé" in words_of(app) and "disque plein" not in html_of(app)
    assert 'data-testid="texte"' in html_of(app)
    with sqlite3.connect(home.database) as db:
        db.execute("drop trigger full")
    app = app.button(key=f"epingle-{article}").click().run()
    assert "Ce clic" not in words_of(app) and "épinglé" in words_of(app)


def test_every_click_that_writes_stands_behind_the_fence() -> None:
    for path in (Path(__file__).parent.parent / "dashboard").rglob("*.py"):
        said = path.read_text(encoding="utf-8")
        for name in set(CALLBACK.findall(said)) - WITHOUT_WRITING:
            assert f"@kept\ndef {name}(" in said, f"{path.name}: {name}"
