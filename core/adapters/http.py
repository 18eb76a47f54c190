"""One HTTP call: what is sent, what came back, and every way that can go wrong.

Nothing of a call or an answer is ever logged here: both hold secrets and names.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpx

from core.adapters.outline import outline
from core.domain.reason import System
from core.errors import NotSent, RemoteUnavailable, UnexpectedResponse

_LARGEST = 16 * 1024 * 1024
_SECONDS = 15.0
_FIRST_FAILURE = 500
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""No connection, so not a byte of the request went out; an unknown name is one."""


@dataclass(frozen=True)
class Call:
    """One request; ``operation`` is how people and logs may name it.

    ``deadline`` is how many seconds all of it may take, answer included.
    """

    operation: str
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    deadline: float = 45.0


@dataclass(frozen=True)
class Answer:
    """What came back, below 500; header names are in lower case."""

    system: System
    operation: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether the body holds nothing but white space."""
        return not self.body.strip()

    def json(self) -> object:
        """Parse the body; fractions become exact decimals.

        Raises ``UnexpectedResponse`` for anything that is not JSON.
        """
        try:
            return parse_json(self.body)
        except ValueError as error:
            raise self.unexpected(self._not_json()) from error

    def unexpected(self, what: str, value: object = None) -> UnexpectedResponse:
        """Make the error for a wrong shape: a sentence, and the outline of a value."""
        shape = "" if value is None else f": {outline(value)}"
        detail = f"{what} (status {self.status}){shape}"
        return UnexpectedResponse(self.system, self.operation, detail)

    def _not_json(self) -> str:
        kind = self.headers.get("content-type", "untyped").split(";")[0][:40]
        return f"{len(self.body)} bytes of {kind} instead of JSON"


def parse_json(text: bytes | str) -> object:
    """Parse strict JSON with exact decimals; raises ``ValueError``."""
    try:
        parsed: object = json.loads(
            text, parse_float=_fraction, parse_constant=_no_constant
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return parsed


def json_body(value: object) -> bytes:
    """Write a JSON body."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def form_body(fields: Mapping[str, str]) -> bytes:
    """Write a form body."""
    return urlencode(fields).encode()


def user_agent() -> str:
    """Return how we name ourselves to the vendors."""
    try:
        return f"twikey-bot/{version('twikey-bot')}"
    except PackageNotFoundError:  # run from a bare checkout
        return "twikey-bot/0"


class HttpClient:
    """Sends calls to one system; raises only ``RemoteError``s.

    Network trouble, time-outs and every 5xx become ``RemoteUnavailable``, or
    ``NotSent`` where there was not even a connection; an answer too large to be right
    becomes ``UnexpectedResponse``. Redirects are not followed: they would carry our
    token elsewhere. Proxies of the environment are not used.
    """

    def __init__(
        self,
        system: System,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        largest: int = _LARGEST,
    ) -> None:
        self._system = system
        self._largest = largest
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=_SECONDS,
            trust_env=False,
            follow_redirects=False,
            headers={"User-Agent": user_agent(), "Accept": "application/json"},
        )
        # A session in a cookie could stand against the token of the call.
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
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def send(self, call: Call) -> Answer:
        """Send a call and read the whole answer."""
        try:
            async with asyncio.timeout(call.deadline):
                answer = await self._exchange(call)
        except _BEFORE_SENDING as error:
            detail = type(error).__name__
            raise NotSent(self._system, call.operation, detail) from error
        except (httpx.TransportError, TimeoutError) as error:
            raise self._unavailable(call, type(error).__name__) from error
        except httpx.DecodingError as error:
            raise UnexpectedResponse(
                self._system, call.operation, "a body that cannot be unpacked"
            ) from error
        if answer.status >= _FIRST_FAILURE:
            raise self._unavailable(call, f"answered {answer.status}")
        return answer

    async def _exchange(self, call: Call) -> Answer:
        request = self._client.build_request(
            call.method,
            call.url,
            params=list(call.query) or None,
            headers=dict(call.headers),
            content=call.body or None,
        )
        response = await self._client.send(request, stream=True)
        try:
            body = await self._body(response, call)
        finally:
            await response.aclose()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(self._system, call.operation, response.status_code, headers, body)

    async def _body(self, response: httpx.Response, call: Call) -> bytes:
        parts = bytearray()
        async for part in response.aiter_bytes():
            parts += part
            if len(parts) > self._largest:
                detail = f"an answer of more than {self._largest} bytes"
                raise UnexpectedResponse(self._system, call.operation, detail)
        return bytes(parts)

    def _unavailable(self, call: Call, detail: str) -> RemoteUnavailable:
        return RemoteUnavailable(self._system, call.operation, detail)


def _fraction(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        raise ValueError("a number out of range") from error
    if not number.is_finite():
        raise ValueError("a number out of range")
    return number


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
