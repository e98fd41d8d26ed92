"""Generated sources served on loopback, a port each, by one process that counts what it is asked.

`python -m bench.crawl.server N_SOURCES N_DAYS` prints its ports as JSON, then serves until it is killed. Any port
answers `/-/asked` with how often each path was sent whole (200) or as unchanged (304), `/-/count` with the number of
pages sent whole and the processor seconds of this server; `/-/forget` empties the counts.
"""

import asyncio
import json
import sys
import time
from collections import Counter

from bench.crawl import pages


class Sources:
    """What every port answers and was asked."""

    def __init__(self, n_sources: int, n_days: int) -> None:
        """Nothing listens yet."""
        self.n_sources, self.n_days = n_sources, n_days
        self.bases: list[str] = []
        self.paths: dict[str, tuple[int, int]] = {
            pages.path(source, day): (source, day) for source in range(n_sources) for day in range(n_days)
        }
        self.whole: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self.n_other = self.n_whole = 0

    def answer(self, source: int, path: str, headers: dict[str, str]) -> bytes:
        """The answer of a source's port, head and body."""
        if path.startswith("/-/"):
            return self._control(path)
        found = self.paths.get(path)
        if found is None or found[0] != source:
            return self._other(source, path)
        etag = f'"{source}-{found[1]}"'
        if headers.get("if-none-match") == etag:
            self.unchanged[path] += 1
            return _head(304, 0, "text/html", etag)
        self.whole[path] += 1
        self.n_whole += 1
        body = pages.article(self.bases[source], source, found[1])
        return _head(200, len(body), "text/html; charset=utf-8", etag) + body

    def _other(self, source: int, path: str) -> bytes:
        self.n_other += 1
        if path == "/rss.xml":
            body = pages.feed(self.bases[source], source, self.n_days)
            return _head(200, len(body), "application/rss+xml; charset=utf-8") + body
        if path == "/robots.txt":
            body = b"User-agent: *\nDisallow: /prive/\n"
            return _head(200, len(body), "text/plain") + body
        return _head(404, 6, "text/plain") + b"absent"

    def _control(self, path: str) -> bytes:
        told: dict[str, object] = {
            "whole": self.whole, "unchanged": self.unchanged, "other": self.n_other, "n": self.n_whole
        }  # fmt: skip
        if path == "/-/count":
            told = {"n": self.n_whole, "cpu_s": time.process_time()}
        body = json.dumps(told).encode()
        if path == "/-/forget":
            self.whole, self.unchanged, self.n_other, self.n_whole = Counter(), Counter(), 0, 0
        return _head(200, len(body), "application/json") + body


class _Port(asyncio.Protocol):
    """One connection to one source; requests follow one another and have no body."""

    def __init__(self, sources: Sources, source: int) -> None:
        self._sources, self._source, self._seen = sources, source, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A collector connected."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers each request that came whole."""
        self._seen += data
        while b"\r\n\r\n" in self._seen:
            head, _, self._seen = self._seen.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self._transport.write(self._sources.answer(self._source, first.split(" ")[1], headers))


def _head(status: int, length: int, kind: str, etag: str | None = None) -> bytes:
    validator = f"ETag: {etag}\r\n" if etag else ""
    return f"HTTP/1.1 {status} .\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{validator}\r\n".encode()


async def _serve(n_sources: int, n_days: int) -> None:
    sources = Sources(n_sources, n_days)
    loop = asyncio.get_running_loop()
    for source in range(n_sources):
        server = await loop.create_server(lambda source=source: _Port(sources, source), "127.0.0.1", 0)
        sources.bases.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    print(json.dumps(sources.bases), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
