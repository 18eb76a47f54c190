"""Links over real connections, also those that end early."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.adapters.teamleader.hosts import AllowedHosts
from core.adapters.teamleader.links import LinkFetcher
from core.domain.document import DocumentProblem, Pdf
from sandbox.teamleader.pdf import make_pdf

PDF = make_pdf(["Factuur"])


@asynccontextmanager
async def server(answer: bytes) -> AsyncIterator[str]:
    """Serve the same bytes to everyone, then close the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        listening.close()
        await listening.wait_closed()


@pytest.mark.parametrize(
    ("head", "content", "found"),
    [
        (f"Content-Length: {len(PDF)}", PDF, Pdf(PDF)),
        (f"Content-Length: {len(PDF) + 9}", PDF, DocumentProblem.CUT_OFF),
        ("Transfer-Encoding: chunked", b"5\r\n%PDF-\r\n", DocumentProblem.CUT_OFF),
        ("Connection: close", PDF, Pdf(PDF)),
        ("Connection: close", PDF[:-9], DocumentProblem.CUT_OFF),
        ("Content-Length: -1", PDF, DocumentProblem.UNREACHABLE),
    ],
    ids=["whole", "short", "chunk-missing", "to-the-end", "cut", "nonsense"],
)
async def test_a_connection_that_ends_early_leaves_a_cut_off_file(
    head: str, content: bytes, found: Pdf | DocumentProblem
) -> None:
    answer = f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + content
    async with server(answer) as base, LinkFetcher(AllowedHosts(base)) as links:
        assert await links.fetch(f"{base}/one", 5) == found


async def test_proxies_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    answer = b"HTTP/1.0 200 OK\r\n\r\n" + PDF
    async with server(answer) as base, LinkFetcher(AllowedHosts(base)) as links:
        assert isinstance(await links.fetch(f"{base}/one", 5), Pdf)
