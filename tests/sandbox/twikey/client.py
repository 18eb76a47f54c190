"""A plain caller of the stand-in, and an invoice whose defaults are accepted."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import httpx

from sandbox.twikey import TwikeyStandIn
from sandbox.wire import ManualClock, StandInTransport

START = datetime(2031, 4, 12, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n%%EOF\n"
PDF_TEXT = base64.b64encode(PDF).decode()
PLAIN, SENDS, SENDS_WITH_PDF, RESTING = 4020, 4021, 4022, 4029


def invoice(**changes: Any) -> dict[str, Any]:
    """An acceptable create body; None takes a field away."""
    body: dict[str, Any] = {
        "number": "F-1",
        "amount": 100.0,
        "date": "2031-04-12",
        "duedate": "2031-05-12",
        "ct": PLAIN,
        "customer": {"customerNumber": "C-1", "email": "pay@bakery.example"},
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


class Caller:
    """Logs in when told to and sends the token as it is."""

    def __init__(self, standin: TwikeyStandIn, clock: ManualClock) -> None:
        self.standin, self.clock, self.token = standin, clock, ""
        self._http = httpx.AsyncClient(
            transport=StandInTransport(standin.handle),
            base_url="https://twikey.example",
        )

    async def login(self, key: str = "", **form: str) -> httpx.Response:
        fields = {"apiToken": key or self.standin.api_key, **form}
        response = await self._http.post("/creditor", data=fields)
        self.token = response.headers.get("Authorization", self.token)
        return response

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": self.token, **more.pop("headers", {})}
        return await self._http.request(method, path, headers=headers, **more)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.call("GET", f"/creditor{path}", **more)

    async def create(self, **changes: Any) -> httpx.Response:
        body = invoice(**changes)
        return await self.call("POST", "/creditor/invoice", json=body)

    async def created(self, **changes: Any) -> str:
        response = await self.create(**changes)
        assert response.status_code == 200, response.text
        return str(response.json()["id"])

    async def update(self, invoice_id: str, **body: Any) -> httpx.Response:
        return await self.call("PUT", f"/creditor/invoice/{invoice_id}", json=body)

    async def act(self, invoice_id: str, **form: str) -> httpx.Response:
        path = f"/creditor/invoice/{invoice_id}/action"
        return await self.call("POST", path, data=form)

    async def delete(self, invoice_id: str) -> httpx.Response:
        return await self.call("DELETE", f"/creditor/invoice/{invoice_id}")

    async def feed(self, **headers: str) -> tuple[list[str], str | None]:
        """The numbers on one page of the invoice feed, and X-LAST."""
        spelt = {name.replace("_", "-"): value for name, value in headers.items()}
        response = await self.get("/invoice", headers=spelt)
        assert response.status_code == 200, response.text
        numbers = [each["number"] for each in response.json()["Invoices"]]
        return numbers, response.headers.get("X-LAST")

    async def control(self, name: str, body: Any = None) -> httpx.Response:
        method = "GET" if body is None else "POST"
        return await self.call(method, f"/_control/{name}", json=body)


def refused(response: httpx.Response) -> tuple[int, str, str | None]:
    """The status, code and extra of a refusal."""
    body = response.json()
    return response.status_code, body["code"], body.get("extra")
