"""A home with two tagged threads whose key is that of the builders, and commands run on it as cron runs them."""

import os
import subprocess
import sys
from pathlib import Path

from store.database import open_database, open_readonly, rows
from store.dump import canonical_dump
from store.fences import KILL_VARIABLE
from store.home import Home
from store.key_check import hold_key
from tests import dashboard_homes
from tests.builders import KEY
from tests.test_forget import fill

NOW = "2026-11-22T08:30:00+01:00"


def make_home(folder: Path) -> Home:
    """The home; its folder must not exist."""
    home = dashboard_homes.make_home(folder)
    home.key_file.write_text(KEY.hex() + "\n", encoding="ascii")
    db = open_database(home.database)
    hold_key(db, KEY)
    fill(db)
    db.close()
    return home


def vigie(
    home: Home, *arguments: str, kill_at: str = "", now: str = NOW, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """One command in a process group of its own."""
    environment = os.environ | {"VIGIE_NOW": now, KILL_VARIABLE: kill_at}
    return subprocess.run(
        [sys.executable, "-m", "vigie.cli", *arguments, "--home", str(home.folder)], env=environment, input=stdin,
        capture_output=True, text=True, check=False, start_new_session=True, timeout=120,
    )  # fmt: skip


def dump(home: Home) -> list[str]:
    """What the database holds, once it was found whole."""
    db = open_readonly(home.database)
    assert rows(db, "pragma integrity_check") == [{"integrity_check": "ok"}]
    assert rows(db, "pragma foreign_key_check") == []
    lines = canonical_dump(db)
    db.close()
    return lines


def bytes_of(folder: Path) -> dict[Path, bytes]:
    """Every file under a folder."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
