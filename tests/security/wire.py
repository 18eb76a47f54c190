"""Talking HTTP to the bot's web application without a socket: parser and all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Headers = Sequence[tuple[str, str]] | Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What the application answered; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class _Pipe(asyncio.Transport):
    """The application's end of a connection; what it writes can be read here."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.written = bytearray()
        self.came = asyncio.Event()
        self._closing = False

    def write(self, data: Any) -> None:
        self.written += data
        self.came.set()

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        self._closing = True
        self.came.set()

    abort = close

    def pause_reading(self) -> None:
        """What comes is in memory already."""

    def resume_reading(self) -> None:
        """See above."""


class Wire:
    """A connection to an application that is opened anew when it was closed."""

    def __init__(self, runner: web.AppRunner) -> None:
        self._runner = runner
        self._pipe: _Pipe | None = None
        self._protocol: Any = None

    async def ask(
        self,
        method: str,
        target: str,
        headers: Headers = (),
        body: bytes = b"",
    ) -> Reply:
        """Send a request with a right length and return the answer to it."""
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        head = [
            f"{method} {target} HTTP/1.1",
            "Host: bot",
            *(f"{name}: {value}" for name, value in pairs),
            f"Content-Length: {len(body)}",
        ]
        raw = "\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n"
        return await self.send(raw + body)

    async def send(self, raw: bytes) -> Reply:
        """Send bytes as they are and return what is answered."""
        pipe = self._connected()
        pipe.written.clear()
        pipe.came.clear()
        self._protocol.data_received(raw)
        async with asyncio.timeout(30):
            bodiless = raw.startswith(b"HEAD ")
            while (reply := _reply(bytes(pipe.written), bodiless)) is None:
                if pipe.is_closing():
                    raise ConnectionError("closed without an answer")
                await pipe.came.wait()
                pipe.came.clear()
        if pipe.written.startswith(b"HTTP/1.0") or "connection" in reply.headers:
            # The application closes what it cannot make sense of.
            self.hang_up()
        return reply

    def hang_up(self) -> None:
        """Let the application know that nobody is there any more."""
        if self._pipe is not None:
            self._pipe.close()
            self._protocol.connection_lost(None)
            self._pipe = None

    def _connected(self) -> _Pipe:
        if self._pipe is None or self._pipe.is_closing():
            self.hang_up()
            server = self._runner.server
            assert server is not None
            self._pipe, self._protocol = _Pipe(), server()
            self._protocol.connection_made(self._pipe)
        return self._pipe


def _reply(written: bytes, bodiless: bool) -> Reply | None:
    head, gap, body = written.partition(b"\r\n\r\n")
    if not gap:
        return None
    first, *lines = head.decode().split("\r\n")
    headers = {
        name.lower(): value for name, _, value in (x.partition(": ") for x in lines)
    }
    length = 0 if bodiless else int(headers.get("content-length", "0"))
    if len(body) < length:
        return None
    return Reply(int(first.split(" ")[1]), headers, body[:length])


@asynccontextmanager
async def wired(application: web.Application) -> AsyncIterator[Wire]:
    """Start an application as the bot serves it, without listening anywhere."""
    runner = web.AppRunner(
        application, access_log=None, shutdown_timeout=1, auto_decompress=False
    )
    await runner.setup()
    wire = Wire(runner)
    try:
        yield wire
    finally:
        wire.hang_up()
        await runner.cleanup()
