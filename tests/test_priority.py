"""What nobody waits for gives way to those who read."""

import os
import subprocess
import sys
from pathlib import Path

from store.priority import NICENESS

_TELL = "import os; from store.priority import give_way; give_way(); {}; print(os.getpriority(os.PRIO_PROCESS, 0))"


def niceness_after(more: str = "pass") -> int:
    told = subprocess.run([sys.executable, "-c", _TELL.format(more)], capture_output=True, text=True, check=True)
    return int(told.stdout)


def test_a_process_that_gives_way_is_as_nice_as_asked() -> None:
    assert niceness_after() == max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0))


def test_giving_way_twice_lowers_it_no_further() -> None:
    assert niceness_after("give_way()") == niceness_after()


def test_the_night_and_what_it_is_asked_give_way(tmp_path: Path) -> None:
    program = (
        "import os, sys; from click.testing import CliRunner; from vigie import nightly;"
        "CliRunner().invoke(getattr(nightly, sys.argv[1])); print(os.getpriority(os.PRIO_PROCESS, 0))"
    )
    for name in ("nightly", "work"):
        told = subprocess.run(
            [sys.executable, "-c", program, name], env=os.environ | {"VIGIE_HOME": str(tmp_path)}, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        assert int(told.stdout) >= NICENESS, told
