"""Processes that read pages for a crawl, fed by its event loop: no thread of ours stands between the two.

A process has one page in hand and the next ones waiting at its door, so that it never waits for a busy event loop: one
that saves is busy for a tenth of a second.
"""

import asyncio
import gc
import os
import pickle  # nosec B403 # between two processes of ours, never from outside
import socket
import struct
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import ParamSpec, TypeVar, cast

from crawler.guarded import answer, bound_memory

# Pages given to a process at once, and what the socket holds each way meanwhile: the loop may save for a tenth of a
# second, which is fifteen pages of reading.
_AT_THE_DOOR = 16
_HELD_BYTES = 1 << 20
_WATCH_S = 2.0
# How `multiprocessing.connection` frames a message: its length, or -1 and a longer length.
_HEAD, _LONG_HEAD = struct.Struct("!i"), struct.Struct("!Q")
_LONGEST_SHORT = 0x7FFFFFFF
_CHUNK = 1 << 18
_GARBAGE = (10_000, 20, 20)
P = ParamSpec("P")
T = TypeVar("T")


class ReaderLostError(RuntimeError):
    """A process ended with a page in hand."""


class ReaderPool:
    """Reader processes; one instance serves one event loop, and is closed by who made it."""

    def __init__(self, n_processes: int) -> None:
        """The processes start at once, and end with this one however it ends."""
        self._readers = [_Reader() for _ in range(n_processes)]
        self._doors = asyncio.Semaphore(_AT_THE_DOOR * n_processes)
        self._processes = {reader.process.pid: reader.process for reader in self._readers}

    async def run(self, read: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What `read` gives in the process that has least to do.

        Raises:
            ReaderLostError: that process ended first; else whatever `read` raises.
        """
        async with self._doors:
            reader = min(self._readers, key=lambda one: one.n_waiting)
            error, found = await reader.ask(pickle.dumps((read, given, named), pickle.HIGHEST_PROTOCOL))
        if error is not None:
            raise error
        return cast(T, found)

    def close(self) -> None:
        """Ends the processes, which hold nothing that is not saved; who still waits for one is told that it ended."""
        for reader in self._readers:
            reader.stop()


class _Reader:
    """One process and the socket to it; answers come in the order of the questions."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self._line.setblocking(False)
        for end in (self._line, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _HELD_BYTES)  # as much of it as the system allows
        self.process: SpawnProcess = get_context("spawn").Process(
            target=_serve, args=(theirs, os.getpid()), daemon=True
        )
        self.process.start()
        theirs.close()
        self.n_waiting = 0
        self._sending = asyncio.Lock()
        self._before: asyncio.Future[None] | None = None
        self._is_stopped = False

    async def ask(self, work: bytes) -> tuple[Exception | None, object]:
        loop = asyncio.get_running_loop()
        self.n_waiting += 1
        answered: asyncio.Future[None] = loop.create_future()
        try:
            async with self._sending:
                await loop.sock_sendall(self._line, _framed(work))
                before, self._before = self._before, answered
            if before is not None:
                await before
            found: tuple[Exception | None, object] = pickle.loads(await self._receive(loop))  # nosec B301
            return found
        except OSError as error:
            raise ReaderLostError(str(error)) from error
        finally:
            if not answered.done():
                answered.set_result(None)
            self.n_waiting -= 1
            self._close_if_over()

    async def _receive(self, loop: asyncio.AbstractEventLoop) -> bytearray:
        (size,) = _HEAD.unpack(await self._exactly(loop, _HEAD.size))
        if size == -1:
            (size,) = _LONG_HEAD.unpack(await self._exactly(loop, _LONG_HEAD.size))
        return await self._exactly(loop, size)

    async def _exactly(self, loop: asyncio.AbstractEventLoop, size: int) -> bytearray:
        found = bytearray()
        while len(found) < size:
            piece = await loop.sock_recv(self._line, min(size - len(found), _CHUNK))
            if not piece:
                raise ReaderLostError("a reader of pages ended")
            found += piece
        return found

    def stop(self) -> None:
        """Ends the process, whatever it does."""
        self._is_stopped = True
        self.process.kill()
        self.process.join()
        self._close_if_over()

    def _close_if_over(self) -> None:
        if self._is_stopped and self.n_waiting == 0:
            self._line.close()


def _framed(work: bytes) -> bytes:
    if len(work) <= _LONGEST_SHORT:
        return _HEAD.pack(len(work)) + work
    return _HEAD.pack(-1) + _LONG_HEAD.pack(len(work)) + work


def _serve(line: socket.socket, parent: int) -> None:
    """The process: reads what it is asked within bounds, until the one that started it ends."""
    _end_with(parent)
    bound_memory()
    connection = Connection(line.detach())
    if answer(connection):
        # What the first page loaded stays to the end, and a page leaves no cycles to speak of: looking for them less
        # often saves a twentieth of the time.
        gc.freeze()
        gc.set_threshold(*_GARBAGE)
    while answer(connection):
        pass


def _end_with(parent: int) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
