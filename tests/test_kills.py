"""Killed with SIGKILL anywhere, on every way to write, and run again: nothing is lost, nothing is doubled."""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.demo.generate import random_press
from crawler.demo.press import Press, serve
from store.home import Home
from store.mail_settings import PASSWORD_VARIABLE
from tests.imap_server import PASSWORD
from tests.kill_harness import WritePath, copy_of, run_child, state, whole
from tests.kill_paths import CLICKS, NOW, TODAY, acknowledged, clicks_stored, prepare, write_paths
from tests.mails import alert, message, newsletter_html

SEED = 20261125
NAMES = [path.name for path in write_paths(Path())]
# They load the model, start new interpreters or wait for a site: seconds a run.
SLOW = ("night", "tag", "work", "backfill")
FAST_FENCES = [(path.name, path.fences[0]) for path in write_paths(Path()) if path.fences and path.name not in SLOW]
ALL_FENCES = [(path.name, fence) for path in write_paths(Path()) for fence in path.fences]
N_FAST, N_LONG = 10, 170


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The prepared home, the ways to write, what each leaves undisturbed and how long it takes."""

    home: Home
    folder: Path
    paths: dict[str, WritePath]
    undisturbed: dict[str, tuple[list[str], float]]

    def expected(self, name: str) -> tuple[list[str], float]:
        """What an undisturbed run leaves, measured once."""
        if name not in self.undisturbed:
            home = copy_of(self.home, self.folder / f"undisturbed-{name}")
            ended = self.paths[name].run(home)
            assert ended.code in (0, 1), ended.printed
            self.undisturbed[name] = (state(home), ended.took_s)
        return self.undisturbed[name]


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve(TODAY, random_press(4, today=TODAY)) as served:
        yield served


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a mail server that runs in a process of its own."""
    folder = tmp_path_factory.mktemp("boite")
    (folder / "uidvalidity").write_text("7")
    (folder / "commands").touch()
    (folder / "1.eml").write_bytes(alert(number=1).as_bytes())
    (folder / "2.eml").write_bytes(message(html=newsletter_html(), number=2).as_bytes())
    server = subprocess.Popen([sys.executable, str(Path(__file__).with_name("imap_server.py")), str(folder)])
    deadline = time.monotonic() + 30
    while not (folder / "port").exists() and time.monotonic() < deadline:
        server.poll()
    yield folder
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def bench(press: Press, box: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    import nlp.pipeline
    import nlp.tag  # noqa: F401
    import vigie.nightly  # noqa: F401

    folder = tmp_path_factory.mktemp("kills")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIGIE_NOW", NOW)
        patch.setenv(PASSWORD_VARIABLE, PASSWORD)
        patch.setenv("VIGIE_CONTACT", "veille@syndicat.example")
        for name, value in press.environment.items():
            patch.setenv(name, value)
        home = prepare(folder / "prepared", press)
        paths = {path.name: path for path in write_paths(box)}
        _copy_of_yesterday(home, folder)
        # The press's passing accidents happen to the first crawl only.
        run_child(paths["crawl"].work, copy_of(home, folder / "accidents"))
        yield Bench(home=home, folder=folder, paths=paths, undisturbed={})


def _copy_of_yesterday(home: Home, folder: Path) -> None:
    """A verified copy to restore, whose home has lost an article to an erasure since."""
    from tests.kill_harness import command
    from tests.kill_paths import URL

    other = copy_of(home, folder / "yesterday")
    for work in (command("backup"), command("forget", "--url", URL.replace("ombeline", "autre"))):
        ended = run_child(work, other)
        assert ended.code == 0, ended.printed
    shutil.copy(other.backups / "vigie-2026-11-22.db", home.backups / "vigie-2026-11-21.db")
    shutil.copy(other.tombstones, home.tombstones)


def kill_and_repair(bench: Bench, name: str, folder: Path, **how: Any) -> bool:
    """Kills one run, checks what stands, runs again and compares; whether the kill came in time."""
    path, (expected, _) = bench.paths[name], bench.expected(name)
    home = copy_of(bench.home, folder / "home")
    ended = path.run(home, **how)
    assert ended.code in (-9, 0, 1), ended.printed
    whole(home)
    if name == "clicks":
        assert acknowledged(home) <= clicks_stored(home) <= acknowledged(home) + 1
    again = path.run(home)
    if name == "clicks":
        assert acknowledged(home) == CLICKS <= clicks_stored(home) <= CLICKS + 1
        return ended.code == -9
    assert again.code in (0, 1) or "Traceback" not in again.printed, again.printed
    assert "Traceback" not in again.printed, again.printed
    assert tidied(state(home), name) == tidied(expected, name)
    shutil.rmtree(home.folder)
    return ended.code == -9


def tidied(lines: list[str], name: str) -> list[str]:
    """The database set aside by a restore that was killed once it had served stays beside that of the second run."""
    return [line for line in lines if not (name == "restore" and line.startswith("file backups/remplacee-"))]


@pytest.mark.parametrize(("name", "fence"), FAST_FENCES)
def test_killed_at_a_fence_and_run_again_is_as_never_killed(
    bench: Bench, name: str, fence: str, tmp_path: Path
) -> None:
    assert kill_and_repair(bench, name, tmp_path, kill_at=fence)


def test_killed_at_random_and_run_again_is_as_never_killed(bench: Bench, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    for number in range(N_FAST):
        name = chance.choice([name for name in NAMES if name not in (*SLOW, "crawl")])
        after_s = chance.uniform(0, bench.expected(name)[1])
        kill_and_repair(bench, name, tmp_path / str(number), kill_after_s=after_s)


@pytest.mark.long
@pytest.mark.parametrize(("name", "fence"), ALL_FENCES)
def test_killed_at_every_fence_and_run_again_is_as_never_killed(
    bench: Bench, name: str, fence: str, tmp_path: Path
) -> None:
    assert kill_and_repair(bench, name, tmp_path, kill_at=fence)


@pytest.mark.long
@pytest.mark.parametrize("number", range(N_LONG))
def test_killed_at_any_moment_and_run_again_is_as_never_killed(bench: Bench, number: int, tmp_path: Path) -> None:
    chance = random.Random(SEED + number)
    name = NAMES[number % len(NAMES)]
    after_s = chance.uniform(0, bench.expected(name)[1])
    kill_and_repair(bench, name, tmp_path, kill_after_s=after_s, alone=chance.random() < 0.3)
