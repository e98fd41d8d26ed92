"""No file of an installation names a commenter: pages of the database, log, copies, press reviews, journals."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from crawler.demo.manuscripts import demo_spec
from store.fold import fold
from store.home import Home


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home of a whole demo, press review and copy included."""
    home = Home(tmp_path_factory.mktemp("demo") / "home")
    command = [
        sys.executable,
        "-m",
        "vigie.cli",
        "demo",
        "--no-serve",
        "--today",
        "2026-11-22",
        "--home",
        str(home.folder),
    ]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return home


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
    names = demo_spec().author_names()
    forms = {form.encode() for name in names for form in (name, fold(name), name.upper())}
    files = [path for path in demo.folder.rglob("*") if path.is_file()]
    assert len(names) > 20 and demo.database in files and list(demo.backups.glob("*.db")) and list(demo.logs.iterdir())
    named = [(path.name, form) for path in files for part in contents(path) for form in forms if form in part]
    assert named == []
