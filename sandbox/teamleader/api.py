"""The RPC interface: permission, rate limit, dispatch, the vendor's headers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.teamleader.answers import Operations
from sandbox.teamleader.asking import Ask, RefusedError, refused
from sandbox.teamleader.auth import Auth
from sandbox.teamleader.desk import Desk
from sandbox.teamleader.faults import Struck
from sandbox.teamleader.limits import Allowance, Limits
from sandbox.wire import Request, Response

VERSIONS = (
    "2018-10-30", "2019-01-24", "2019-03-13", "2019-07-03", "2019-10-09",
    "2020-01-01", "2020-05-01", "2021-09-01", "2022-09-15", "2023-09-26",
)  # fmt: skip
_TITLES = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    429: "Too many requests",
    500: "Internal server error",
    502: "Bad gateway",
    503: "Service unavailable",
}
_SCOPES = {"creditNotes": "invoices"}


class Api:
    """Answers calls of operations."""

    def __init__(
        self, desk: Desk, auth: Auth, limits: Limits, operations: Operations
    ) -> None:
        self._desk = desk
        self._auth = auth
        self._limits = limits
        self._operations = operations

    def answer(self, operation: str, request: Request, struck: Struck) -> Response:
        """Answer one call; its trouble has been drawn already."""
        if operation not in self._operations:
            # Only here the version header is missing.
            return plain_error(404)
        client_id = self._auth.holder(_bearer(request))
        key = client_id or next(iter(self._auth.clients))
        allowance = self._limits.take(key, self._desk.clock.now())
        status = self._status(operation, client_id, allowance, struck)
        if status is None:
            answer = struck.spoil(self._perform(operation, request))
        else:
            answer = plain_error(status)
        return self._with_headers(answer, request, allowance)

    def _status(
        self,
        operation: str,
        client_id: str | None,
        allowance: Allowance,
        struck: Struck,
    ) -> int | None:
        if not allowance.allowed:
            return 429
        if struck.status() is not None:
            return struck.status()
        if client_id is None:
            return 401
        resource = operation.partition(".")[0]
        scope = _SCOPES.get(resource, resource)
        return 403 if scope in self._desk.switches.missing_scopes else None

    def _perform(self, operation: str, request: Request) -> Response:
        self._desk.hooks.muted = not self._desk.switches.hooks.echo
        try:
            strict = self._desk.switches.strict
            ask = Ask(operation, _body(request, strict=strict), strict)
            return self._operations[operation](ask)
        except RefusedError as no:
            return Response.of_json(no.payload(), no.status)
        finally:
            self._desk.hooks.muted = False

    def _with_headers(
        self, answer: Response, request: Request, allowance: Allowance
    ) -> Response:
        if answer.status == 429:
            allowance = replace(allowance, remaining=0)
        if answer.status >= 500:
            return answer
        rate = allowance.headers(self._desk.switches.reset_format)
        version = {"X-Api-Version": self._version(request)}
        return replace(answer, headers={**answer.headers, **version, **rate})

    def _version(self, request: Request) -> str:
        asked = request.headers.get("x-api-version", "")
        pinned = self._desk.switches.pinned_version
        return asked if asked in VERSIONS and asked > pinned else pinned


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _body(request: Request, *, strict: bool) -> Mapping[str, Any]:
    if request.method != "POST":
        raise refused("Use POST with a JSON body", status=405)
    if strict and not request.body.strip():
        raise refused("The body must be a JSON object")
    try:
        body = request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise refused("The body is not JSON") from None
    # PHP writes an empty object as an empty list, and reads it back as one.
    body = {} if body == [] else body
    if not isinstance(body, dict):
        raise refused("The body must be a JSON object")
    return body


def plain_error(status: int) -> Response:
    """Answer with an error; gateways answer 502 and 503 with a page."""
    if status in {502, 503}:
        page = f"<html><h1>{status} {_TITLES[status]}</h1></html>"
        return Response(status, page.encode(), {"Content-Type": "text/html"})
    error = {"code": 0, "title": _TITLES[status], "status": status}
    return Response.of_json({"errors": [error]}, status)
