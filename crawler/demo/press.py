"""A demo press served on loopback: one port per site, one for the debate platform, every request kept in memory."""

import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qsl, urlsplit

from crawler.demo import logora, sites
from crawler.demo.edition import Edition
from crawler.demo.manners import Visit, list_refetches, list_violations
from crawler.demo.manuscripts import demo_spec
from crawler.demo.spec import PressSpec
from crawler.demo.truth import Truth, tell_truth
from crawler.demo.web import Ask, Reply, as_json, finish

LOGORA = "logora"
KEY_VARIABLE = "VIGIE_DEMO_LOGORA_KEY"
_POLL_S = 0.02
_WINDOW_S = 60.0


@dataclass(frozen=True)
class _Heard:
    """A request with the moment (monotonic seconds) its first line was read."""

    ask: Ask
    target: str
    started_s: float


class Press:
    """A press that is being served; made by `serve`."""

    def __init__(self, spec: PressSpec, today: date) -> None:
        """Opens the ports of `spec`; nothing answers before `start`."""
        names = [site.id for site in spec.sites]
        if any(site.comments == "logora" for site in spec.sites):
            names.append(LOGORA)
        self._servers = {name: _bind(self, name) for name in names}
        self.base_urls = {name: f"http://127.0.0.1:{server.server_port}" for name, server in self._servers.items()}
        self._edition = Edition(spec=spec, today=today, base_urls=self.base_urls)
        self._lock = Lock()
        self._visits: list[Visit] = []
        self._n_asked: Counter[tuple[str, str]] = Counter()
        self._recent: deque[float] = deque()

    @property
    def edition(self) -> Edition:
        """The press as it stands now."""
        return self._edition

    @property
    def now(self) -> datetime:
        """The moment of the press, aware UTC: what `VIGIE_NOW` should say."""
        return self._edition.now

    @property
    def truth(self) -> Truth:
        """What a collector should find now."""
        return tell_truth(self._edition)

    @property
    def requests(self) -> tuple[Visit, ...]:
        """Every request answered so far, in order of arrival."""
        with self._lock:
            return tuple(sorted(self._visits, key=lambda visit: visit.started_s))

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a collector of this press needs: the platform's key and the moment."""
        return {KEY_VARIABLE: logora.API_KEY, "VIGIE_NOW": self.now.isoformat()}

    def author_names(self) -> frozenset[str]:
        """Names of the comments' authors, which nothing but served pages may hold."""
        return self._edition.spec.author_names()

    def advance(self, days: int) -> None:
        """Serves the press as it will be `days` days after its first day. Raises ValueError if that goes back."""
        if days < self._edition.days:
            raise ValueError(f"days is {days}, the press already stands at {self._edition.days}")
        old = self._edition
        self._edition = Edition(spec=old.spec, today=old.today, base_urls=old.base_urls, days=days)

    def forget_requests(self) -> None:
        """Empties the list of requests, so that a second visit is judged alone."""
        with self._lock:
            self._visits.clear()

    def violations(self) -> list[str]:
        """What the collector did that it must not do, one sentence each, in order; empty if it behaved."""
        return list_violations(self._edition, self.requests)

    def refetches(self) -> list[str]:
        """The addresses whose unchanged page was sent whole more than once."""
        return list_refetches(self.requests)

    def start(self) -> None:
        """Answers, from threads that end with the process or with `stop`."""
        for server in self._servers.values():
            Thread(target=server.serve_forever, args=(_POLL_S,), daemon=True).start()

    def stop(self) -> None:
        """Stops answering and gives the ports back."""
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def hear(self, server_name: str, heard: _Heard) -> Reply:
        """The answer to one request, which is kept."""
        path = heard.ask.path
        with self._lock:
            self._n_asked[server_name, path] += 1
            visit_number = self._n_asked[server_name, path]
            too_fast = server_name == LOGORA and self._is_over_rate()
        ask = Ask(**{**vars(heard.ask), "visit": visit_number})
        reply = finish(ask, _slow_down() if too_fast else self._answer(server_name, ask))
        if self._edition.spec.latency_s:
            time.sleep(self._edition.spec.latency_s)
        visit = Visit(
            server=server_name,
            method=ask.method,
            url=self.base_urls[server_name] + heard.target,
            path=path,
            headers=ask.headers,
            n_body_bytes=len(ask.body),
            status=reply.status,
            etag=reply.headers.get("ETag"),
            notes=reply.notes,
            started_s=heard.started_s,
            ended_s=time.monotonic(),
        )
        with self._lock:
            self._visits.append(visit)
        return reply

    def _answer(self, server_name: str, ask: Ask) -> Reply:
        if server_name == LOGORA:
            return logora.answer(self._edition, ask)
        return sites.answer(self._edition, self._edition.spec.site(server_name), ask)

    def _is_over_rate(self) -> bool:
        moment = time.monotonic()
        while self._recent and moment - self._recent[0] > _WINDOW_S:
            self._recent.popleft()
        if len(self._recent) >= self._edition.spec.requests_per_minute:
            return True
        self._recent.append(moment)
        return False


@contextmanager
def serve(today: date, spec: PressSpec | None = None) -> Iterator[Press]:
    """A press on 127.0.0.1, answering until the end of the block; the embedded one where `spec` is None."""
    press = Press(spec or demo_spec(), today)
    with ExitStack() as stack:
        press.start()
        stack.callback(press.stop)
        yield press


def _slow_down() -> Reply:
    return as_json({"success": False, "error": "Too many requests"}, status=429, headers={"Retry-After": "1"})


def _bind(press: Press, name: str) -> ThreadingHTTPServer:
    """A server on a free port of 127.0.0.1 whose requests go to `press` under `name`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "Presse"
        sys_version = ""
        timeout = 30
        # A lone small write after the headers would otherwise wait for an acknowledgement (40 ms each).
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            started_s = time.monotonic()
            address = urlsplit(self.path)
            length = self.headers.get("Content-Length", "0")
            headers: Mapping[str, str] = {key.lower(): value for key, value in self.headers.items()}
            body = self.rfile.read(int(length)) if length.isdecimal() else b""
            query = dict(parse_qsl(address.query, keep_blank_values=True))
            ask = Ask(method=self.command, path=address.path, query=query, headers=headers, body=body)
            self._send(press.hear(name, _Heard(ask, self.path, started_s)))

        do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: requests are kept by the press."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    return server
