"""Fetching what is behind a temporary link, as a stranger would: without any token.

Nothing is ever sent but the path of the link, redirects are looked at one by one, and
reading stops at a limit.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from core.adapters.http import user_agent
from core.adapters.teamleader.hosts import AllowedHosts, Place
from core.domain.document import LARGEST_BYTES, DocumentProblem, Pdf, check_pdf

_SECONDS = 20.0
_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_EXPIRED = frozenset({403, 404, 410})
_HEADERS = {
    "User-Agent": user_agent(),
    "Accept": "application/pdf",
    # Packed, a few bytes could become a thousand times as many before they are counted.
    "Accept-Encoding": "identity",
}


class LinkFetcher:
    """Fetches links to PDFs; whatever goes wrong is a value."""

    def __init__(
        self,
        hosts: AllowedHosts,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        largest: int = LARGEST_BYTES,
    ) -> None:
        self._hosts = hosts
        self._largest = largest
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=_SECONDS,
            trust_env=False,
            follow_redirects=False,
            headers=_HEADERS,
            # A connection was checked for one name; at the same address there may be
            # others, so it is never used for a second link.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        no_cookies = DefaultCookiePolicy(allowed_domains=[])
        self._client.cookies.jar.set_policy(no_cookies)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def fetch(self, link: str, seconds: float) -> Pdf | DocumentProblem:
        """Fetch and check a PDF within so many seconds, redirects included."""
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(httpx.URL(link))
        except httpx.InvalidURL:
            return DocumentProblem.FORBIDDEN_HOST
        except (httpx.TransportError, TimeoutError):
            return DocumentProblem.UNREACHABLE

    async def _follow(self, url: httpx.URL) -> Pdf | DocumentProblem:
        for _ in range(1 + _REDIRECTS):
            found = await self._visit(url)
            if not isinstance(found, httpx.URL):
                return found
            url = found
        return DocumentProblem.UNREACHABLE

    async def _visit(self, url: httpx.URL) -> Pdf | DocumentProblem | httpx.URL:
        place = await self._hosts.place(url)
        if isinstance(place, DocumentProblem):
            return place
        async with self._opened(place) as response:
            if response.status_code in _MOVED and "location" in response.headers:
                return url.join(response.headers["location"])
            if response.status_code in _EXPIRED:
                return DocumentProblem.LINK_EXPIRED
            if response.status_code != httpx.codes.OK:
                return DocumentProblem.UNREACHABLE
            return await self._read(response)

    @asynccontextmanager
    async def _opened(self, place: Place) -> AsyncIterator[httpx.Response]:
        response = await self._answer(place)
        try:
            yield response
        finally:
            await response.aclose()

    async def _answer(self, place: Place) -> httpx.Response:
        """Ask at one address after the other until one takes the connection."""
        *others, last = place.addresses
        for address in others:
            try:
                return await self._ask(place, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._ask(place, last)

    async def _ask(self, place: Place, address: str) -> httpx.Response:
        """Connect to an address, and ask there for the host by its name.

        The certificate is checked against the name as well.
        """
        named = place.url.copy_with(host=place.host)
        request = self._client.build_request(
            "GET",
            named.copy_with(host=address),
            headers={"Host": named.netloc.decode("ascii")},
            extensions={"sni_hostname": place.host},
        )
        return await self._client.send(request, stream=True)

    async def _read(self, response: httpx.Response) -> Pdf | DocumentProblem:
        if response.headers.get("content-encoding", "identity") != "identity":
            return DocumentProblem.NOT_A_PDF
        announced = _announced(response)
        if announced > self._largest:
            return DocumentProblem.TOO_LARGE
        try:
            content = await self._content(response)
        except httpx.RemoteProtocolError:
            return DocumentProblem.CUT_OFF
        if len(content) > self._largest:
            return DocumentProblem.TOO_LARGE
        if len(content) < announced:
            return DocumentProblem.CUT_OFF
        return check_pdf(content)

    async def _content(self, response: httpx.Response) -> bytes:
        """Read until the end, or until it is too much."""
        content = bytearray()
        async for part in response.aiter_bytes():
            content += part
            if len(content) > self._largest:
                break
        return bytes(content)


def _announced(response: httpx.Response) -> int:
    """Return the length a server promises; 0 if it promises none."""
    stated = response.headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdecimal() else 0
