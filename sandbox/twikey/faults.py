"""Things that go wrong on purpose, queued per operation."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.twikey.problems import Answered, ApiProblem, not_logged_in, too_many
from sandbox.wire import Clock, LostAnswer, LostRequest, Response

ERROR_PAGE = b"<!DOCTYPE html><html><body><h1>Please try again later</h1></body></html>"
KEPT = ("id", "number", "state")
KINDS = re.compile(
    r"[45]\d\d|after-5\d\d|html|cut-json|missing-keys(:[\w,]+)?|null-fields(:[\w,]+)?"
    r"|lost-request|lost-answer|latency:\d+(\.\d+)?|err_\w+"
)


@dataclass
class Fault:
    """One planned fault: how often it still strikes, how many calls it lets pass."""

    operation: str
    kind: str
    times: int = 1
    after: int = 0


@dataclass
class Faults:
    """The queue of faults; ``*`` as operation means every call.

    Kinds that stop the work before it is done: a status (``401``, ``429``, ``500``,
    ``502``, ``503``), ``lost-request`` and any ``err_...`` code. Kinds that spoil the
    answer after it is done: ``after-502`` (or another 5xx), ``html`` (a page with
    200), ``cut-json``, ``missing-keys[:a,b]`` (default: id), ``null-fields[:a,b]``
    (default: all but id, number and state) and ``lost-answer``. ``latency:SECONDS``
    only waits on the clock.
    """

    clock: Clock
    queue: list[Fault] = field(default_factory=list)

    def add(
        self, operation: str, kind: str | int, times: int = 1, after: int = 0
    ) -> None:
        """Plan a fault; raises ``ValueError`` for an unknown kind."""
        if not KINDS.fullmatch(str(kind)):
            raise ValueError(f"no such kind of fault: {kind}")
        self.queue.append(Fault(operation, str(kind), times, after))

    def clear(self) -> None:
        """Forget every planned fault."""
        self.queue.clear()

    def take(self, operation: str) -> str:
        """Return the kind of the fault that strikes now, empty for none."""
        for fault in self.queue:
            if fault.operation not in (operation, "*"):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.queue.remove(fault)
            return fault.kind
        return ""

    async def before(self, kind: str) -> None:
        """Strike before the work: wait, or raise instead of doing it."""
        if kind.startswith("latency:"):
            await self.clock.sleep(float(kind.partition(":")[2]))
        if kind == "lost-request":
            raise LostRequest
        if kind.startswith("err_"):
            raise ApiProblem(kind)
        if kind.isdigit():
            raise Answered(_status(int(kind)))

    def spoilt(self, kind: str, response: Response) -> Response:
        """Strike after the work: return the spoilt answer or raise ``LostAnswer``."""
        name, _, which = kind.partition(":")
        if name == "lost-answer":
            raise LostAnswer
        if name.startswith("after-"):
            return _status(int(name.removeprefix("after-")))
        if name == "html":
            return Response(200, ERROR_PAGE, {"Content-Type": "text/html"})
        if name == "cut-json":
            half = response.body[: len(response.body) // 2]
            return Response(response.status, half, response.headers)
        if name in ("missing-keys", "null-fields"):
            return _thinned(response, name, tuple(which.split(",")) if which else ())
        return response


def _status(status: int) -> Response:
    if status == 401:
        return not_logged_in()
    if status == 429:
        return too_many(30)
    if status == 500:
        return ApiProblem("error_system", status=500).answer()
    return Response(status, ERROR_PAGE, {"Content-Type": "text/html"})


def _thinned(response: Response, how: str, names: tuple[str, ...]) -> Response:
    try:
        payload = json.loads(response.body)
    except ValueError:
        return response
    thin = _without if how == "missing-keys" else _nulled
    return Response.of_json(_inside(payload, thin, names), response.status)


def _inside(payload: Any, thin: Any, names: tuple[str, ...]) -> Any:
    if isinstance(payload, list):
        return [_inside(each, thin, names) for each in payload]
    if not isinstance(payload, dict):
        return payload
    if set(payload) & {"Invoices", "Payments", "Messages", "Contracts"}:
        return {key: _inside(value, thin, names) for key, value in payload.items()}
    return thin(payload, names)


def _without(entry: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    gone = names or ("id",)
    return {key: value for key, value in entry.items() if key not in gone}


def _nulled(entry: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    empty = names or tuple(key for key in entry if key not in KEPT)
    return {key: None if key in empty else value for key, value in entry.items()}
