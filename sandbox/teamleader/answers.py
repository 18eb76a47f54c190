"""What operations are, and the answers they have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.teamleader.asking import Ask, Json
from sandbox.wire import Response

Operation = Callable[[Ask], Response]
Operations = Mapping[str, Operation]


def data(content: object) -> Response:
    """Answer a reading call."""
    return Response.of_json({"data": content})


def payload(content: Json) -> Response:
    """Answer with a body that already has its ``data``."""
    return Response.of_json(content)


def created(kind: str, thing_id: str) -> Response:
    """Answer a call that made something."""
    return Response.of_json({"data": {"type": kind, "id": thing_id}}, 201)


def done() -> Response:
    """Answer a call that changed something."""
    return Response(204)
