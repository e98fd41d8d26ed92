"""A full disk, rights taken away, a damaged page, a clock that leaps: each is said with its remedy, nothing is lost."""

import contextlib
import ctypes
import os
import random
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.database import open_database, rows
from store.home import Home
from tests import rights_homes
from tests.kill_harness import Ended, Work, command, copy_of, run_child, state, whole
from tests.kill_paths import PASTED, URL
from vigie.doctor.command import examine

NOW = rights_homes.NOW
STRANGER = 65534
SEED = 20261126
_NEW_MOUNTS, _NEW_USERS = 0x0002_0000, 0x1000_0000  # linux/sched.h


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that any account may enter: pytest's own is root's."""
    place = Path(tempfile.mkdtemp(prefix="vigie-essai-", dir="/tmp"))
    place.chmod(0o755)
    yield place
    for path in [place, *place.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def sound(folder: Path) -> Home:
    """A home after a copy was made, with a clip to add."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIGIE_NOW", NOW)
        home = rights_homes.make_home(folder / "saine")
        home.folder.chmod(0o700)
        (home.folder / "clip.txt").write_text(PASTED * 30, encoding="utf-8")
        assert run_child(command("backup"), home).code == 0
        # Children of another account may not read what they would import: everything is imported once here.
        warm = copy_of(home, folder / "essai")
        patch.setenv("VIGIE_HOME", str(warm.folder))
        for work in (*WORKS.values(), command("doctor")):
            with contextlib.suppress(SystemExit):
                work(warm)
        shutil.rmtree(warm.folder)
    return home


@pytest.fixture
def home(sound: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("VIGIE_NOW", NOW)
    monkeypatch.setenv("VIGIE_HOME", str(folder / "essai"))
    home = copy_of(sound, folder / "essai")
    yield home
    home.folder.chmod(0o700)
    for path in home.folder.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)
    shutil.rmtree(home.folder)


def add(home: Home) -> None:
    command("add", str(home.folder / "clip.txt"))(home)


WORKS: dict[str, Work] = {
    "add": add, "backup": command("backup"), "forget": command("forget", "--url", URL),
    "restore": command("restore", "vigie-2026-11-22.db"), "brief": command("brief"), "purge": command("purge"),
}  # fmt: skip


def is_told(ended: Ended) -> bool:
    """Whether a failure is said in one French line, without a traceback, as something to do."""
    lines = [line for line in ended.printed.splitlines() if line]
    return ended.code in (1, 3) and "Traceback" not in ended.printed and (" ; " in lines[-1] or "relancez" in lines[0])


def as_stranger(work: Work) -> Work:
    """The same work by an account that is not root's."""

    def run(home: Home) -> object:
        os.setgroups([])
        os.setgid(STRANGER)
        os.setuid(STRANGER)
        return work(home)

    return run


def on_a_disk_of(size: int, work: Work) -> Work:
    """The same work where no file may grow beyond a size, as on a full disk."""

    def run(home: Home) -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return work(home)

    return run


@pytest.mark.parametrize("name", ["add", "backup", "forget", "restore", "brief"])
def test_a_full_disk_is_said_and_nothing_is_lost(home: Home, name: str, folder: Path) -> None:
    other = copy_of(home, folder / "modele")
    before = whole(home)
    assert run_child(WORKS[name], other).code == 0
    expected = state(other)
    shutil.rmtree(other.folder)
    for size in (0, 4_096, 20_000, home.database.stat().st_size):
        ended = run_child(on_a_disk_of(size, WORKS[name]), home)
        assert ended.code == 0 or is_told(ended), ended.printed
        if ended.code == 3:
            assert whole(home) == before and "plus de place" in ended.printed, ended.printed
        before = whole(home)
    assert run_child(WORKS[name], home).code == 0
    kept = [line for line in state(home) if "remplacee" not in line]
    assert kept == [line for line in expected if "remplacee" not in line]


def on_a_small_disk(disk: Path, name: str, room: int, expected: list[str]) -> Work:
    """The work on a file system of its own that has `room` bytes left, then again with all the room it needs."""

    def run(home: Home) -> None:
        mount_memory(disk, size=64 << 20)
        small = copy_of(home, disk / "maison")
        before = whole(small)
        filler = disk / "remplissage"
        fill_disk(filler, room=room)
        ended = run_child(WORKS[name], small)
        filler.unlink()
        assert ended.code == 0 or is_told(ended), ended.printed
        assert ended.code != 3 or ("plus de place" in ended.printed and whole(small) == before), ended.printed
        again = run_child(WORKS[name], small)
        assert again.code == 0, again.printed
        assert [line for line in state(small) if "remplacee" not in line] == expected

    return run


def mount_memory(folder: Path, *, size: int) -> None:
    """A file system in memory that this process and its children alone see."""
    owner, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USERS | _NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{owner} {owner} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    if libc.mount(b"none", bytes(folder), b"tmpfs", 0, f"size={size}".encode()):
        raise OSError(ctypes.get_errno(), "mount")


def fill_disk(filler: Path, *, room: int) -> None:
    """Takes all of a file system but `room` bytes, a page of 4 KiB at least being left or taken at a time."""
    about = os.statvfs(filler.parent)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, about.f_bavail * about.f_bsize - room)


def can_mount() -> bool:
    """Whether this account may have a file system of its own; some kernels keep that to root."""
    with tempfile.TemporaryDirectory() as place:
        return run_child(lambda home: mount_memory(home.folder, size=1 << 20), Home(Path(place))).code == 0


@pytest.mark.parametrize("name", ["add", "backup", "forget", "restore", "brief", "purge"])
@pytest.mark.parametrize("room", [0, 16_384, 262_144])
def test_a_file_system_without_room_is_said_and_nothing_is_lost(home: Home, name: str, room: int, folder: Path) -> None:
    if not can_mount():
        pytest.skip("this kernel gives no file system to an ordinary account")
    other = copy_of(home, folder / "modele")
    assert run_child(WORKS[name], other).code == 0
    expected = [line for line in state(other) if "remplacee" not in line]
    shutil.rmtree(other.folder)
    disk = folder / "disque"
    disk.mkdir(exist_ok=True)
    ended = run_child(on_a_small_disk(disk, name, room, expected), home)
    assert ended.code == 0, ended.printed


TAKEN: dict[str, Callable[[Home], Path]] = {
    "dossier": lambda home: home.folder, "base": lambda home: home.database, "clé": lambda home: home.key_file,
    "copies": lambda home: home.backups, "veille": lambda home: home.watch,
}  # fmt: skip


@pytest.mark.parametrize("taken", sorted(TAKEN))
def test_rights_taken_away_are_said_and_nothing_is_lost(home: Home, taken: str) -> None:
    for path in [home.folder, *home.folder.rglob("*")]:
        os.chown(path, STRANGER, STRANGER)
    assert run_child(as_stranger(command("doctor")), home).printed.count("droits") == 0
    before, place = whole(home), TAKEN[taken](home)
    mode = place.stat().st_mode
    place.chmod(0)
    told = run_child(as_stranger(command("doctor")), home)
    assert told.code == 1 and str(place) in told.printed and "chown -R nobody" in told.printed, told.printed
    for name, work in WORKS.items():
        ended = run_child(as_stranger(work), home)
        assert ended.code == 0 or is_told(ended), f"{name}: {ended.code} {ended.printed}"
        if name in ("add", "backup") and (taken, name) != ("veille", "add"):
            assert (ended.code == 0) == ((taken, name) in {("copies", "add"), ("veille", "backup")}), ended.printed
    place.chmod(mode)
    assert run_child(as_stranger(command("doctor")), home).code in (0, 1)
    after = whole(home)
    assert {line for line in before if line.startswith("desk")} <= set(after)
    assert run_child(as_stranger(add), home).code == 0


def test_a_damaged_page_is_said_and_the_command_told_mends_it(home: Home) -> None:
    before = whole(home)
    size = home.database.stat().st_size
    chance = random.Random(SEED)
    n_seen = 0
    for _ in range(12):
        content = bytearray(home.database.read_bytes())
        start = 4096 * chance.randrange(1, size // 4096)
        content[start : start + 4096] = chance.randbytes(4096)
        home.database.write_bytes(bytes(content))
        for name in ("add", "backup", "brief"):
            ended = run_child(WORKS[name], home)
            assert ended.code in (0, 1) or is_told(ended), f"{name}: {ended.printed}"
        told = examine(home)
        damage = [problem for problem in told if "abîmée" in problem.what]
        n_seen += len(damage)
        assert damage or whole(home), told
        if damage:
            assert damage[0].mend == "vigie restore vigie-2026-11-22.db"
            assert run_child(command(*damage[0].mend.split()[1:]), home).code == 0
            assert whole(home) == before
    assert n_seen >= 6


def test_a_copy_of_a_damaged_base_never_replaces_a_good_one(home: Home) -> None:
    good = (home.backups / "vigie-2026-11-22.db").read_bytes()
    content = bytearray(home.database.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\x5a" * (4096 * 9)
    home.database.write_bytes(bytes(content))
    ended = run_child(command("backup"), home)
    assert is_told(ended) and "abîmée" in ended.printed
    assert (home.backups / "vigie-2026-11-22.db").read_bytes() == good
    assert [path.name for path in home.backups.iterdir() if not path.name.startswith("vigie-")] == []


def night_at(home: Home, moment: str) -> None:
    """What a night does at the end, under a clock that says `moment`: retention, then a copy."""

    def run(home: Home) -> None:
        from store.runs import finish_run, start_run
        from vigie.nightly import _back_up, _retire
        from vigie.steps import Step, run_steps

        db = open_database(home.database)
        steps = [
            Step(name="retention", run=lambda: _retire(db, home)),
            Step(name="backup", run=lambda: _back_up(db, home)),
        ]
        run_id = start_run(db, "nightly")
        run_steps(db, run_id, steps)
        finish_run(db, run_id, "partial")
        db.close()

    assert run_child(run, home, environment={"VIGIE_NOW": moment}).code == 0


def test_a_clock_that_leaps_forward_erases_nothing_until_somebody_says_so(home: Home) -> None:
    night_at(home, "2026-11-22T04:30:00+01:00")
    before = whole(home)
    for day in (23, 24):
        night_at(home, f"2031-11-{day}T04:30:00+01:00")
    assert whole(home) == before
    assert (home.backups / "vigie-2026-11-22.db").exists()
    night_at(home, "2026-11-23T04:30:00+01:00")
    assert whole(home) == before
    failures = rows(open_database(home.database), "select error from failures where step = 'retention'")
    assert len(failures) == 2 and "vigie purge" in failures[0]["error"]


def test_the_doctor_tells_a_leap_and_copies_of_the_future(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    night_at(home, "2026-11-22T04:30:00+01:00")
    night_at(home, "2031-11-23T04:30:00+01:00")
    monkeypatch.setenv("VIGIE_NOW", "2031-11-23T08:30:00+01:00")
    told = examine(home)
    assert any("a sauté du 22/11/2026 au 23/11/2031" in one.what and "vigie purge" in one.mend for one in told)
    monkeypatch.setenv("VIGIE_NOW", "2026-11-23T08:30:00+01:00")
    told = examine(home)
    assert not any("a sauté" in one.what for one in told)
    assert any("date à venir" in one.what and "vigie-2031-11-23.db" in one.mend for one in told)
    assert any("L’horloge retarde" in one.what for one in told)


def test_a_purge_by_hand_says_that_the_new_date_is_right(home: Home) -> None:
    night_at(home, "2026-11-22T04:30:00+01:00")
    night_at(home, "2031-11-23T04:30:00+01:00")
    assert run_child(command("purge"), home, environment={"VIGIE_NOW": "2031-11-23T08:30:00+01:00"}).code == 0
    night_at(home, "2031-11-24T04:30:00+01:00")
    steps = rows(open_database(home.database), "select status from run_steps where step = 'retention' order by id")
    assert [row["status"] for row in steps][-2:] == ["failed", "done"]
