"""Pages of a long crawl are read in processes of their own, with the same result and no orphan."""

import asyncio
import os
import signal
from datetime import UTC, datetime

import pytest

from crawler.pages.errors import PageError
from crawler.readers import PageReaders, read_whole

NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
URL = "https://bourg.example/actu/cabinet"
TEXT = "Le conseil municipal de Corbelune a voté hier soir le prêt d'un local au cabinet du bourg, pour trois ans. " * 4
PAGE = f"""<html lang="fr"><head><title>Le bourg garde son médecin</title></head><body><article>
<h1>Le bourg garde son médecin</h1><p>{TEXT}</p></article></body></html>""".encode()


async def read_three(readers: PageReaders) -> list[object]:
    found: list[object] = []
    for body in (PAGE, b"<html><head><title>Just a moment...</title></head><body></body></html>", PAGE):
        try:
            found.append(await readers.read(body, url=URL, fetched_at=NOW, selectors={}))
        except PageError as error:
            found.append(str(error))
    return found


def test_a_process_of_its_own_reads_a_page_as_this_one_does() -> None:
    readers = PageReaders(few=0, processes=2)
    try:
        apart = asyncio.run(read_three(readers))
    finally:
        readers.close()
    assert apart == asyncio.run(read_three(PageReaders(few=10)))
    assert apart[0] == read_whole(PAGE, URL, NOW, {}) and isinstance(apart[1], str)


def test_a_reader_that_is_killed_leaves_the_page_to_this_process() -> None:
    readers = PageReaders(few=0, processes=2)

    async def killed_between() -> object:
        await readers.read(PAGE, url=URL, fetched_at=NOW, selectors={})
        assert readers._pool is not None
        for number in list(readers._pool._processes):
            os.kill(number, signal.SIGKILL)
        return await readers.read(PAGE, url=URL, fetched_at=NOW, selectors={})

    assert asyncio.run(killed_between()) == read_whole(PAGE, URL, NOW, {})


def test_a_short_night_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = PageReaders(few=3, processes=2)
    asyncio.run(read_three(readers))
    assert readers._pool is None
