"""An integration that calls the stand-in the way the bot does, over httpx."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx

from sandbox.teamleader import TeamleaderStandIn
from sandbox.wire import StandInTransport

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NOWHERE = "00000000-0000-0000-0000-000000000000"


class Caller:
    """Calls operations with a valid access token."""

    def __init__(self, teamleader: TeamleaderStandIn) -> None:
        self.teamleader = teamleader
        self.token = teamleader.access_token()
        self.http = httpx.AsyncClient(
            transport=StandInTransport(teamleader.handle),
            base_url="https://teamleader.example",
        )

    def renew(self) -> None:
        """Take a new access token, after the clock was moved on far."""
        self.token = self.teamleader.access_token()

    async def post(
        self, operation: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """Call an operation and return the whole answer."""
        bearer = {"Authorization": f"Bearer {self.token}", **headers}
        return await self.http.post(f"/{operation}", json=body or {}, headers=bearer)

    async def data(self, operation: str, body: object = None) -> Any:
        """Call a reading operation and return what it found."""
        answer = await self.post(operation, body)
        assert answer.status_code == 200, answer.text
        return answer.json(parse_float=Decimal)["data"]

    async def ids(
        self, operation: str = "invoices.list", **filters: object
    ) -> list[str]:
        """Return the ids a list finds."""
        rows = await self.data(operation, {"filter": filters, "page": {"size": 100}})
        return [row["id"] for row in rows]

    async def info(self, invoice_id: str) -> Any:
        """Return the details of an invoice."""
        return await self.data("invoices.info", {"id": invoice_id})

    async def row(self, invoice_id: str) -> Any:
        """Return the list row of an invoice."""
        rows = await self.data("invoices.list", {"filter": {"ids": [invoice_id]}})
        return rows[0]

    async def refresh(self, token: str, **changes: str) -> httpx.Response:
        """Exchange a refresh token."""
        form = {
            "client_id": "demo-client",
            "client_secret": "demo-secret",
            "grant_type": "refresh_token",
            "refresh_token": token,
            **changes,
        }
        return await self.http.post("/oauth2/access_token", data=form)

    async def link(self, invoice_id: str) -> str:
        """Return a temporary link to the PDF."""
        body = {"id": invoice_id, "format": "pdf"}
        data = await self.data("invoices.download", body)
        return str(data["location"])

    async def control(self, name: str, **body: object) -> Any:
        """Play the user through the control addresses."""
        answer = await self.http.post(f"/_control/{name}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()
