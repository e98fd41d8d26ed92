"""`vigie health`: freshness for a supervisor, printed or served in JSON, without content and without a password."""

import json
import sqlite3
import sys
from contextlib import closing
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import click

from store.database import open_readonly
from store.home import Home, find_home
from store.queries.freshness import measure_freshness

HERE = "127.0.0.1"
PATH = "/health"
_CODES = {"fresh": 0, "late": 1, "failed": 1, "never": 3, "unreadable": 3}


@click.command(epilog="Exemples : vigie health ; vigie health --serve --port 8502")
@click.option("--serve", is_flag=True, help="Répond en HTTP sur 127.0.0.1 : 200 si la veille est fraîche, sinon 503.")
@click.option("--port", default=8502, show_default=True, type=click.IntRange(1, 65535), help="Le port d’écoute.")
def health(serve: bool, port: int) -> None:
    """Dit si la veille est fraîche : dernière nuit, dernier article, sources muettes ; en JSON, sans aucun contenu.

    Codes de sortie : 0 fraîche, 1 en retard ou nuit échouée, 3 aucune nuit ou base illisible.
    """
    home = find_home()
    if serve:
        make_server(home, port).serve_forever()
    answer = read_health(home)
    click.echo(json.dumps(answer, ensure_ascii=False))
    sys.exit(_CODES[answer["state"]])


def read_health(home: Home) -> dict[str, Any]:
    """The freshness of an installation; « unreadable » where its database cannot be read."""
    try:
        with closing(open_readonly(home.database)) as db:
            return measure_freshness(db).as_json()
    except (OSError, sqlite3.Error):
        return {"state": "unreadable"}


def make_server(home: Home, port: int) -> ThreadingHTTPServer:
    """A server of this machine only, whose one address is `/health`; port 0 takes a free one."""

    class Answer(BaseHTTPRequestHandler):
        """200 when fresh, 503 when not, 404 elsewhere."""

        server_version, sys_version = "vigie", ""
        timeout = 10  # a connection that says nothing is closed

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def log_message(self, format: str, *args: object) -> None:
            """Supervisors ask every minute: nothing is logged."""

        def _answer(self, *, with_body: bool) -> None:
            found = read_health(home) if self.path.split("?")[0] == PATH else None
            status = HTTPStatus.NOT_FOUND if found is None else HTTPStatus.SERVICE_UNAVAILABLE
            if found is not None and found["state"] == "fresh":
                status = HTTPStatus.OK
            body = json.dumps(found or {}, ensure_ascii=False).encode()
            self.send_response(status)
            for name, value in (("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store"),
                                ("Content-Length", str(len(body)))):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(body)

    return ThreadingHTTPServer((HERE, port), Answer)
