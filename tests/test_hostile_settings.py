"""What services, headers, copies and files of the home hand over, under Hypothesis: read, or refused as it says."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discoveries import read_gdelt, read_google_news, resolve_link
from crawler.discovery import FeedError, read_since
from crawler.patience import retry_after_s
from dashboard.door import Door
from store.access_settings import AccessError, load_access
from store.handed import name_handing, note_handed, note_taken_back, was_handed
from store.home import Home
from store.secret_files import SecretError, read_secret
from store.tombstones import read_file
from tests.builders import KEY
from tests.test_hostile_parsers import ANY_TEXT, BOUNDED, BYTES, VALUES, XML
from vigie.restore import RestoreError, restore_copy

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
ARTICLES = VALUES.map(lambda value: {"articles": value}) | st.lists(
    st.fixed_dictionaries({"url": ANY_TEXT | st.just("https://["), "title": VALUES})
).map(lambda articles: {"articles": articles})


def as_bytes(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()


@BOUNDED
@given(st.one_of(BYTES, VALUES.map(as_bytes), ARTICLES.map(as_bytes)))
def test_any_answer_of_gdelt_gives_hits_or_is_refused(body: bytes) -> None:
    try:
        hits = read_gdelt(body)
    except FeedError as error:
        assert str(error).startswith("GDELT")
        return
    assert all(hit.url and hit.url.startswith("http") for hit in hits)


def test_an_answer_of_gdelt_that_nests_without_end_is_refused() -> None:
    with pytest.raises(FeedError, match="GDELT"):
        read_gdelt(b"[" * 100_000)


@BOUNDED
@given(st.one_of(BYTES, XML))
def test_any_answer_of_google_news_gives_hits_or_is_refused(body: bytes) -> None:
    try:
        read_google_news(body)
    except FeedError as error:
        assert str(error).startswith("Google News")


@BOUNDED
@given(st.one_of(ANY_TEXT, ANY_TEXT.map(lambda text: f"https://news.google.com/rss/articles/{text}")))
def test_any_link_of_a_service_leads_somewhere_or_nowhere(link: str) -> None:
    found = resolve_link(link)
    assert found is None or found.startswith(("http://", "https://"))


@BOUNDED
@given(ANY_TEXT)
def test_any_retry_after_is_a_wait_or_none(value: str) -> None:
    wait_s = retry_after_s({"retry-after": value}, now=NOW)
    assert wait_s is None or wait_s >= 0


@BOUNDED
@given(st.one_of(ANY_TEXT, st.from_regex(r"\d{1,30}[hdm]")))
def test_any_period_is_read_or_explained(text: str) -> None:
    try:
        assert read_since(text, now=NOW) <= NOW
    except ValueError as error:
        assert "--since" in str(error)


@BOUNDED
@given(st.lists(st.tuples(st.sampled_from([b"host", b"x-vigie-person", b"x-forwarded-user", b"cookie"]),
                          st.binary(max_size=40)), max_size=5))  # fmt: skip
def test_any_headers_are_let_in_or_refused(headers: list[tuple[bytes, bytes]]) -> None:
    import asyncio

    told: list[dict[str, Any]] = []

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        told.append({"let_in": [name for name, _ in scope["headers"]]})

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    scope = {"type": "http", "path": "/", "headers": headers, "client": ("203.0.113.9", 5)}
    asyncio.run(Door(app, access=None)(scope, None, send))  # type: ignore[arg-type]  # nothing is received
    hosts = [value.strip().lower() for name, value in headers if name == b"host"]
    is_ours = len(hosts) == 1 and hosts[0].startswith((b"localhost", b"127.0.0.1", b"[::1]"))
    assert ("let_in" in told[0]) <= is_ours


@settings(BOUNDED, max_examples=30)
@given(st.one_of(st.binary(max_size=200), ANY_TEXT.map(lambda text: text.encode("utf-8", "replace")),
                 VALUES.map(lambda value: b"hosts = " + as_bytes(value))))  # fmt: skip
def test_any_file_of_roles_is_read_or_its_mistake_is_named(
    tmp_path_factory: pytest.TempPathFactory, body: bytes
) -> None:
    home = Home(tmp_path_factory.mktemp("roles"))
    path = home.folder / "access.toml"
    path.write_bytes(body)
    path.chmod(0o600)
    try:
        load_access(home)
    except AccessError as error:
        assert "access.toml" in str(error)


@settings(BOUNDED, max_examples=30)
@given(st.binary(max_size=200))
def test_any_file_beside_the_database_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = tmp_path_factory.mktemp("fichiers") / "fichier"
    path.write_bytes(body)
    path.chmod(0o600)
    try:
        read_file(path)
    except ValueError as error:
        assert "ligne" in str(error)
    try:
        read_secret("VIGIE_NO_SUCH_SECRET", path, what="secret")
    except SecretError as error:
        assert str(path) in str(error)
    name = name_handing("brief", "x")
    assert not was_handed(path, name)
    note_handed(path, name)
    assert was_handed(path, name)
    note_taken_back(path, name)
    assert not was_handed(path, name)


@settings(BOUNDED, max_examples=30)
@given(st.one_of(st.binary(max_size=400), st.tuples(st.integers(0, 30_000), st.binary(min_size=1, max_size=300))))
def test_any_copy_serves_or_is_refused_and_nothing_changes(
    tmp_path_factory: pytest.TempPathFactory, change: bytes | tuple[int, bytes]
) -> None:
    """A file that is no copy, or a small database of somebody else whose bytes were changed."""
    folder = tmp_path_factory.mktemp("copies")
    source = folder / "vigie-2026-11-20.db"
    if isinstance(change, bytes):
        source.write_bytes(change)
    else:
        with sqlite3.connect(source) as db:
            db.execute("create table articles(id text primary key, body text)")
            db.executemany("insert into articles values (?, ?)", [(str(n), "mot " * 40) for n in range(80)])
        place, written = change
        content = bytearray(source.read_bytes())
        content[place : place + len(written)] = written
        source.write_bytes(bytes(content))
    home = Home(folder / "home")
    home.folder.mkdir()
    with pytest.raises(RestoreError, match=r"vigie-2026-11-20\.db"):
        restore_copy(source, home, key=KEY, others=[])
    assert not home.database.exists() and not list(home.folder.glob("*.restoring*"))
