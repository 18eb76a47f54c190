"""Trouble on order: what goes wrong, for which operation, and how often.

An operation is a path without its first slash ("invoices.info",
"oauth2/access_token"), "cdn" for every PDF link, or "*" for all of them. Kinds:

- a status (401, 403, 404, 429, 500, 502, 503): answered instead, nothing is done
- "html": 200 with a page instead of JSON; "cut": the JSON breaks off half-way
- "missing", "nulls": keys are gone or null; detail names them as dotted paths
- "lost-request": nothing arrives; "lost-answer": done, but the answer is lost
- "latency": detail seconds pass on the clock first
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.teamleader.asking import refused
from sandbox.wire import LostAnswer, LostRequest, Response

STATUSES = frozenset({"401", "403", "404", "429", "500", "502", "503"})
KINDS = STATUSES | {
    "html", "cut", "missing", "nulls", "lost-request", "lost-answer", "latency"
}  # fmt: skip
_PAGE = b"<!doctype html><title>Teamleader</title><h1>One moment please</h1>"


@dataclass
class Fault:
    """One order of trouble; times None is for ever, after lets calls pass first."""

    operation: str
    kind: str
    times: int | None = 1
    after: int = 0
    detail: float | str | Sequence[str] | None = None

    def strikes(self, operation: str) -> bool:
        """Tell whether this call is hit, and count it."""
        if self.operation not in {operation, "*"} or self.times == 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True

    @property
    def keys(self) -> Sequence[str]:
        """The keys to spoil; the whole ``data`` if none were named."""
        if isinstance(self.detail, str):
            return (self.detail,)
        return self.detail if isinstance(self.detail, Sequence) else ("data",)


@dataclass(frozen=True)
class Struck:
    """The trouble one call meets."""

    seconds: float = 0.0
    fault: Fault | None = None

    def before_arrival(self) -> None:
        """Lose the request if that was ordered."""
        if self.fault is not None and self.fault.kind == "lost-request":
            raise LostRequest

    def status(self) -> int | None:
        """Return the status to answer instead of doing anything."""
        if self.fault is None or self.fault.kind not in STATUSES:
            return None
        return int(self.fault.kind)

    def spoil(self, answer: Response) -> Response:
        """Spoil the answer of what was done."""
        if self.fault is None:
            return answer
        if self.fault.kind == "lost-answer":
            raise LostAnswer
        if self.fault.kind == "html":
            return Response(200, _PAGE, {**answer.headers, "Content-Type": "text/html"})
        if self.fault.kind == "cut":
            return replace(answer, body=answer.body[: len(answer.body) // 2])
        if self.fault.kind in {"missing", "nulls"}:
            return _without(answer, self.fault)
        return answer


@dataclass
class Faults:
    """The orders, in the order they were given."""

    orders: list[Fault] = field(default_factory=list)

    def add(
        self,
        operation: str,
        kind: str | int,
        *,
        times: int | None = 1,
        after: int = 0,
        detail: float | str | Sequence[str] | None = None,
    ) -> Fault:
        """Order trouble."""
        if str(kind) not in KINDS:
            raise refused(f"kind must be one of {sorted(KINDS)}", "kind")
        fault = Fault(operation, str(kind), times, after, detail)
        self.orders.append(fault)
        return fault

    def clear(self) -> None:
        """Take all orders back."""
        self.orders.clear()

    def take(self, operation: str) -> Struck:
        """Return what this call meets: all latency, and the first other trouble."""
        seconds, hit = 0.0, None
        for fault in list(self.orders):
            if fault.kind == "latency" and fault.strikes(operation):
                seconds += float(str(fault.detail or 1))
            elif fault.kind != "latency" and hit is None and fault.strikes(operation):
                hit = fault
        self.orders[:] = [fault for fault in self.orders if fault.times != 0]
        return Struck(seconds, hit)


def _without(answer: Response, fault: Fault) -> Response:
    if not answer.body:
        return answer
    payload = json.loads(answer.body)
    for key in fault.keys:
        _spoil_key(payload, key, fault.kind)
    return replace(answer, body=json.dumps(payload).encode())


def _spoil_key(payload: Any, key: str, kind: str) -> None:
    data = payload.get("data")
    whole = key in payload
    places = [payload] if whole else data if isinstance(data, list) else [data]
    *way, last = key.split(".")
    for place in places:
        for step in way:
            place = place.get(step) if isinstance(place, dict) else None
        if isinstance(place, dict) and last in place:
            _drop(place, last, kind)


def _drop(place: dict[str, Any], key: str, kind: str) -> None:
    if kind == "missing":
        del place[key]
    else:
        place[key] = None
