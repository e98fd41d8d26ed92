"""A served dashboard and a Chromium that may only speak to this machine."""

import os
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from store.clock import NOW_VARIABLE
from store.home import HOME_VARIABLE, Home
from tests.dashboard_homes import fill_large, fill_small, make_home
from vigie.commands import dashboard_command

CHROMIUM = "/usr/bin/chromium"
NOW = "2026-11-22T08:30:00+01:00"
Opener = Callable[..., Page]
expect.set_options(timeout=30_000)


@contextmanager
def serve(home: Home) -> Iterator[str]:
    """The address of a dashboard served for a home, as `vigie dashboard` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, NOW_VARIABLE: NOW, HOME_VARIABLE: str(home.folder)}
    server = subprocess.Popen(dashboard_command(port), env=environment)
    try:
        _wait_until_healthy(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_until_healthy(server: "subprocess.Popen[bytes]", port: int) -> None:
    pause = Event()
    for _ in range(300):
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            pause.wait(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as Debian ships it; its absence fails, it does not skip."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def large_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Forty threads over four months; nobody writes to it."""
    home = make_home(tmp_path_factory.mktemp("large"))
    fill_large(home)
    return home


@pytest.fixture
def small_home(tmp_path: Path) -> Home:
    """One thread of this morning, for tests that write."""
    home = make_home(tmp_path / "home")
    fill_small(home)
    return home


@pytest.fixture(scope="session")
def large(large_home: Home) -> Iterator[str]:
    """The address of the large home's dashboard."""
    with serve(large_home) as address:
        yield address


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Opens a page; a request to another host, a dialog or an error of the page fails the test."""
    wrong: list[str] = []
    pages: list[Page] = []

    def guard(route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.hostname in ("127.0.0.1", None):
            route.continue_()
        else:
            wrong.append(route.request.url)
            route.abort()

    def open_page(address: str, *, width: int = 1400) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="fr-FR", timezone_id="Europe/Paris")
        page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(f"error {error}"))
        page.route("**/*", guard)
        page.goto(address)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert wrong == []
