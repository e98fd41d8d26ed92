"""The door of the dashboard's server: every request passes here first, pages, websockets, files and downloads alike.

It lets in the names under which the dashboard is opened, and, behind a proxy, only what comes from the proxy's address
with somebody's name. What it found goes on in two headers of its own, which nobody outside can write.
"""

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote, unquote

from store.access_settings import Access
from store.access_settings import Proxy as TrustedProxy

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
TOKEN = secrets.token_hex(16)  # of this process; pages that do not see it were not served through the door
TOKEN_HEADER, PERSON_HEADER = "x-vigie-door", "x-vigie-person"
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_HEALTH = "/_stcore/health"
_LONGEST_NAME = 200
_PAGE = (
    '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Accès refusé · Vigie</title></head>'
    '<body><h1>Accès refusé</h1><p data-testid="porte">{}</p></body></html>'
)
_WRONG_HOST = "Vigie n’est pas ouverte sous ce nom. Demandez la bonne adresse à qui tient l’installation."
_NOT_THE_PROXY = "Vigie ne s’ouvre que par son serveur mandataire."
_NOBODY = "Le serveur mandataire n’a pas dit qui vous êtes. Identifiez-vous, puis rechargez cette page."


class Door:
    """ASGI middleware; without `access`, the dashboard is this machine's own."""

    def __init__(self, app: Any, *, access: Access | None) -> None:
        """`app` is what stands behind the door."""
        self._app, self._access = app, access
        self._hosts = set(access.hosts) if access else set(LOCAL_HOSTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers 403."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        name, refusal = self._look(scope)
        if refusal:
            await _refuse(scope, receive, send, refusal)
            return
        kept = [(key, value) for key, value in scope["headers"] if not key.lower().startswith(b"x-vigie-")]
        told = [(TOKEN_HEADER.encode(), TOKEN.encode()), (PERSON_HEADER.encode(), quote(name).encode())]
        await self._app({**scope, "headers": kept + told}, receive, send)

    def _look(self, scope: Scope) -> tuple[str, str]:
        """Who asks, '' where nobody can tell yet, and why they are refused."""
        if scope.get("path") == _HEALTH:
            return "", ""  # « ok », and nothing else
        if _host_name(_values(scope, "host")) not in self._hosts:
            return "", _WRONG_HOST
        proxy = self._access.proxy if self._access else None
        return _name_of(scope, proxy) if proxy else ("", "")


def read_person_header(headers: Any) -> str | None:
    """The name that the door passed on ('' for none); `None` when the page did not come through the door."""
    if not secrets.compare_digest(str(headers.get(TOKEN_HEADER, "")).encode(), TOKEN.encode()):
        return None
    return unquote(str(headers.get(PERSON_HEADER, "")))


def _name_of(scope: Scope, proxy: TrustedProxy) -> tuple[str, str]:
    peer = scope.get("client") or ("", 0)
    if not proxy.is_trusted(str(peer[0])):
        return "", _NOT_THE_PROXY
    given = _values(scope, proxy.header)
    name = given[0].strip() if len(given) == 1 else ""
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        return "", _NOBODY
    return name, ""


def _values(scope: Scope, name: str) -> list[str]:
    found = [value for key, value in scope["headers"] if key.lower() == name.lower().encode()]
    return [_decode(value) for value in found]


def _decode(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _host_name(values: list[str]) -> str:
    """The name of one Host header without its port, in lower case; '' for none or several."""
    if len(values) != 1:
        return ""
    host = values[0].strip().lower()
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() and not port.endswith("]") else host).rstrip(".")


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    body = _PAGE.format(why).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode()),
               (b"cache-control", b"no-store")]  # fmt: skip
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
