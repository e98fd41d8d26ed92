"""What every test stands on: no network but loopback, a fixed clock where asked, a fresh database."""

import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from sqlite_utils import Database

from store.clock import NOW_VARIABLE
from store.database import open_memory


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection to another address than this machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "unix"
        if host not in {"127.0.0.1", "::1", "localhost", "unix"}:
            raise OSError(f"test tried to reach {host!r}; only loopback is allowed")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def same_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's tester leaves its script as `__main__`, which a spawned process would then run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def fresh_db() -> Iterator[Database]:
    """A migrated database in memory."""
    db = open_memory()
    yield db
    db.close()


@pytest.fixture
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> str:
    """Now is Sunday 22 November 2026, 08:30 in Paris."""
    moment = "2026-11-22T08:30:00+01:00"
    monkeypatch.setenv(NOW_VARIABLE, moment)
    return moment
