"""Fetching PDFs from Teamleader, as ``core.ports.DocumentSource`` wants it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx

from core.adapters.teamleader.client import TeamleaderClient
from core.adapters.teamleader.hosts import AllowedHosts, Resolve, resolve
from core.adapters.teamleader.links import LinkFetcher
from core.domain.document import DocumentProblem, Pdf
from core.domain.invoice import SourceId

_SECONDS = 120.0


class TeamleaderDocuments:
    """PDFs by way of a link: asked for with our token, fetched without it."""

    def __init__(self, client: TeamleaderClient, links: LinkFetcher) -> None:
        self._client = client
        self._links = links

    async def pdf(self, source_id: SourceId) -> Pdf | DocumentProblem:
        """Fetch and check a PDF; an expired link is replaced once.

        Raises ``RemoteError`` if Teamleader's API does not answer.
        """
        until = asyncio.get_running_loop().time() + _SECONDS
        found = await self._fetched(source_id, until)
        if found is DocumentProblem.LINK_EXPIRED:
            found = await self._fetched(source_id, until)
        return found

    async def _fetched(
        self, source_id: SourceId, until: float
    ) -> Pdf | DocumentProblem:
        link = await self._client.document_link(source_id)
        if link is None:
            return DocumentProblem.NOT_YET
        left = until - asyncio.get_running_loop().time()
        return await self._links.fetch(link, left)


@asynccontextmanager
async def open_documents(
    client: TeamleaderClient,
    api_url: str,
    hosts: Sequence[str] = (),
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    resolve: Resolve = resolve,
) -> AsyncIterator[TeamleaderDocuments]:
    """Open the way to the PDFs; ``hosts`` narrows where they may be fetched from.

    ``transport`` and ``resolve`` carry the fetching of links, not the API.
    """
    allowed = AllowedHosts(api_url, hosts, resolve=resolve)
    async with LinkFetcher(allowed, transport=transport) as links:
        yield TeamleaderDocuments(client, links)
