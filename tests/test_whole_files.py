"""A file is replaced whole or not at all, and what the dead left half written goes."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from store.whole_files import clear_partials, replace_file


def test_a_file_keeps_its_rights_and_a_new_one_is_its_owner_s(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    replace_file(path, b"un")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    replace_file(path, b"deux")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"deux", 0o640)
    assert [one.name for one in tmp_path.iterdir()] == ["watch.toml"]


def test_a_write_that_fails_leaves_the_old_content_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "watch.toml"
    path.write_bytes(b"un")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"deux")
    assert path.read_bytes() == b"un" and len(list(tmp_path.iterdir())) == 1


def test_halves_of_the_dead_go_and_those_of_the_living_stay(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for number in (dead.pid, os.getpid()):
        (tmp_path / f".clip.txt.{number}.part").write_bytes(b"mi")
    (tmp_path / ".edition-2026-11-22").write_bytes(b"3")
    clear_partials(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [f".clip.txt.{os.getpid()}.part", ".edition-2026-11-22"]
