"""A session of the dashboard without a browser: Streamlit's own messages over its websocket."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from dashboard.address import HOME_VIEW

PATIENCE_S = 120.0
_BROKEN = b'data-testid="panne"'


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One view as the server drew it: from the request to its last message; `first_s` to the first piece of the page.
    `error` is empty when all went well."""

    wall_s: float
    first_s: float
    n_messages: int
    n_bytes: int
    error: str = ""


@dataclass(kw_only=True)
class _Seen:
    n_messages: int = 0
    n_bytes: int = 0
    first_at: float | None = None
    error: str = ""
    is_over: bool = False


@dataclass(kw_only=True)
class Session:
    """One reader's page: `async with Session(port=…) as session: await session.draw("matin", {})`."""

    port: int
    pages: dict[str, str] = field(default_factory=dict)  # address → the server's name for it, told by the first answer
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        """Connects as a page of this server does."""
        self._socket = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://127.0.0.1:{self.port}", max_size=None, compression=None,  # type: ignore[arg-type]
        )  # fmt: skip
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the page."""
        assert self._socket is not None
        await self._socket.close()

    async def draw(self, view: str, params: Mapping[str, str]) -> Drawn:
        """Opens a view as a click on its link does, and waits until the server has drawn all of it."""
        assert self._socket is not None
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = urlencode(params)
        # A browser names a page by its address until the server has said its hash.
        name = "" if view == HOME_VIEW else view
        state.page_script_hash = self.pages.get(name, "")
        state.page_name = "" if name in self.pages else name
        seen = _Seen()
        began = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not seen.is_over:
                    self._read(seen, await self._socket.recv())
        except TimeoutError:
            seen.error = f"not drawn within {PATIENCE_S:.0f} s"
        ended = time.perf_counter()
        return Drawn(wall_s=ended - began, first_s=(seen.first_at or ended) - began, n_messages=seen.n_messages,
                     n_bytes=seen.n_bytes, error=seen.error)  # fmt: skip

    def _read(self, seen: _Seen, raw: bytes | str) -> None:
        assert isinstance(raw, bytes)
        told = ForwardMsg.FromString(raw)
        kind = told.WhichOneof("type")
        seen.n_messages += 1
        seen.n_bytes += len(raw)
        if kind == "delta":
            seen.first_at = seen.first_at or time.perf_counter()
            if _BROKEN in raw or told.delta.new_element.WhichOneof("type") == "exception":
                seen.error = "the view could not be drawn"
        elif kind == "navigation":
            self.pages |= {page.url_pathname: page.page_script_hash for page in told.navigation.app_pages}
        elif kind == "page_not_found":
            seen.error = "no such page"
        elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            seen.is_over = True
            if told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                seen.error = "the program does not run"
