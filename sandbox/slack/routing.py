"""JSON over HTTP for the page and the control interface: one way in, one way out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict

from aiohttp import web

from sandbox.slack.interactions import Surface
from sandbox.slack.model import Ack, Json, View
from sandbox.slack.stand_in import SlackStandIn

Action = Callable[[SlackStandIn, Json], Awaitable[Json]]


def answering(
    stand_in: SlackStandIn, action: Action
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Wrap an action: JSON in, JSON out, mistakes of the caller told apart."""

    async def answer(request: web.Request) -> web.Response:
        try:
            body = await request.json() if request.can_read_body else {}
            return web.json_response(await action(stand_in, body))
        except (KeyError, TypeError, ValueError) as error:
            problem = f"wrong or missing argument: {error}"
            return web.json_response({"error": problem}, status=400)
        except LookupError as error:
            return web.json_response({"error": str(error)}, status=404)

    return answer


def ack_json(ack: Ack) -> Json:
    """Return an acknowledgement as JSON."""
    return asdict(ack)


def surface(stand_in: SlackStandIn, body: Json) -> Surface:
    """Find the view or message the arguments name. Raises LookupError."""
    if body.get("view_id"):
        return view(stand_in, body)
    channel = stand_in.channel(body["channel"])
    message = stand_in.find_message(channel.id, body["ts"])
    if message is None:
        raise LookupError(f"no message {body['ts']} in {channel.name}")
    return message


def view(stand_in: SlackStandIn, body: Json) -> View:
    """Find the view the arguments name. Raises LookupError."""
    found = stand_in.find_view(body["view_id"])
    if found is None:
        raise LookupError(f"no view {body['view_id']}")
    return found
