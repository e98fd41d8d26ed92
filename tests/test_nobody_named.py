"""No file of an installation names a commenter: pages of the database, log, copies, press reviews, journals."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crawler.demo.manuscripts import demo_spec
from store.fold import fold
from store.home import HOME_VARIABLE, Home


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home of a whole demo, press review and copy included."""
    home = Home(tmp_path_factory.mktemp("demo") / "home")
    day = "2026-11-22"
    run(home, "demo", "--no-serve", "--today", day)
    out = home.folder / "exports"
    out.mkdir()
    for form in ("csv", "xlsx", "jsonl"):
        for kind in ("comments", "passages", "articles"):
            run(home, "export", kind, "--all", "--format", form, "--out", str(out / f"{kind}.{form}"))
    return home


def run(home: Home, *arguments: str) -> None:
    command = [sys.executable, "-m", "vigie.cli", *arguments, "--home", str(home.folder)]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]


def forms_of_names() -> set[str]:
    """The names of the demo press's readers, as typed, folded, in capitals, and as handles."""
    names = demo_spec().author_names()
    assert len(names) > 20
    return {form for name in names for form in (name, fold(name), name.upper(), "@" + name.replace(" ", ""))}


def contents(path: Path) -> list[bytes]:
    """The bytes of a file and, where it is an archive, those of its parts."""
    found = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    if path.suffix == ".pdf":
        import pypdf

        found.append("\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages).encode())
    return found


def test_no_file_of_a_demo_home_names_a_commenter(demo: Home) -> None:
    forms = {form.encode() for form in forms_of_names()}
    files = [path for path in demo.folder.rglob("*") if path.is_file()]
    assert demo.database in files and list(demo.backups.glob("*.db")) and list(demo.logs.iterdir())
    assert len([path for path in files if path.parent.name == "exports"]) == 9
    named = [(path.name, form) for path in files for part in contents(path) for form in forms if form in part]
    assert named == []


def script(name: str) -> None:
    from dashboard.shell import show_view

    show_view(name)


def test_no_view_of_a_demo_shows_a_commenter(demo: Home, monkeypatch: pytest.MonkeyPatch, fixed_clock: str) -> None:
    """What a screenshot could show."""
    from dashboard.shell import VIEWS

    monkeypatch.setenv(HOME_VARIABLE, str(demo.folder))
    for name in VIEWS:
        app = AppTest.from_function(script, args=(name,), default_timeout=120).run()
        shown = " ".join(str(one.value) for one in [*app.html, *app.markdown])
        assert not app.exception and len(shown) > 100, name
        assert [form for form in forms_of_names() if form in shown] == [], name
