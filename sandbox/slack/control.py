"""``/_control/...``: driving the stand-in from another process, in JSON.

Every call is a POST with a JSON object and answers a JSON object; 404 with
``{"error": words}`` when a user, channel, message or button does not exist, 400 when
an argument is missing or wrong. ``user`` is an id or first name, ``channel`` an id
or ``#name``.

- ``command`` ``{user, channel, command?, text?}`` -> ``{outcome, payload}``
- ``say`` ``{user, channel, text, thread_ts?}`` -> ``{ts}``
- ``click`` ``{user, channel, ts, action_id? | label?, value?}``, or ``{user, view_id,
  action_id? | label?, value?}`` for a modal or Home tab -> ``{outcome, payload}``
- ``choose`` like ``click`` with ``choice`` (a string or a list)
- ``submit`` ``{user, view_id, values}`` -> ``{outcome, payload, errors}``
- ``close`` ``{user, view_id}``
- ``shortcut`` ``{user, callback_id, channel?, ts?}``: a global one, or one on a message
- ``open_home`` ``{user}`` -> ``{outcome}``; ``home`` ``{user}`` -> ``{view}``;
  ``open_messages`` ``{user}``: look at the conversation with the app
- ``modal`` ``{user}`` -> ``{view}`` (null if none is open)
- ``messages`` ``{user, channel}`` -> ``{messages: [..]}`` as the user sees them
- ``posted`` ``{since?}`` -> ``{posted: [..], next}``
- ``archive`` / ``unarchive`` ``{channel}``; ``invite`` ``{channel, user?, inviter?}`` /
  ``kick`` ``{channel, user?}`` (the app itself without ``user``)
- ``group`` ``{id, handle, members}``: make or change a user group
- ``deactivate`` ``{user}``: somebody leaves the workspace
- ``request_url`` ``{url, verify?}`` -> ``{verified}``
- ``revoke`` ``{error?}`` (``token_revoked``), ``restore`` ``{}``
- ``rate_limit`` ``{on}``: one post per second and channel
- ``fault`` ``{method?, times?, error?, status?, retry_after?, lost?}``
- ``disconnect`` ``{reason?}``: tell the sockets (``warning``, ``refresh_requested``),
  or ``{"reason": "drop"}`` to cut them
- ``locale`` ``{user, locale}``
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from aiohttp import web

from sandbox.slack.api.shapes import message_json
from sandbox.slack.interactions import entered_values
from sandbox.slack.model import Json, View
from sandbox.slack.payloads import view_json
from sandbox.slack.routing import Action, ack_json, answering, surface, view
from sandbox.slack.stand_in import SlackStandIn
from sandbox.slack.switches import Fault
from sandbox.slack.upkeep import UPKEEP


def control_routes(stand_in: SlackStandIn) -> list[web.RouteDef]:
    """Return the routes of the control interface."""
    return [
        web.post(f"/_control/{name}", answering(stand_in, action))
        for name, action in ACTIONS.items()
    ]


async def _command(stand_in: SlackStandIn, body: Json) -> Json:
    name = body.get("command", stand_in.app.commands[0])
    ack = await stand_in.command(
        body["user"], body["channel"], name, body.get("text", "")
    )
    return ack_json(ack)


async def _say(stand_in: SlackStandIn, body: Json) -> Json:
    thread = body.get("thread_ts")
    message = await stand_in.say(
        body["user"], body["channel"], body["text"], thread=thread
    )
    return {"ts": message.ts}


async def _click(stand_in: SlackStandIn, body: Json) -> Json:
    wanted = {key: body.get(key) for key in ("action_id", "label", "value")}
    place = surface(stand_in, body)
    return ack_json(await stand_in.click(body["user"], place, **wanted))


async def _choose(stand_in: SlackStandIn, body: Json) -> Json:
    wanted = {key: body.get(key) for key in ("action_id", "label")}
    place = surface(stand_in, body)
    ack = await stand_in.choose(body["user"], place, body["choice"], **wanted)
    return ack_json(ack)


async def _submit(stand_in: SlackStandIn, body: Json) -> Json:
    values = body.get("values", {})
    return ack_json(await stand_in.submit(body["user"], view(stand_in, body), values))


async def _close(stand_in: SlackStandIn, body: Json) -> Json:
    return ack_json(await stand_in.close(body["user"], view(stand_in, body)))


async def _open_home(stand_in: SlackStandIn, body: Json) -> Json:
    return ack_json(await stand_in.open_home(body["user"]))


async def _open_messages(stand_in: SlackStandIn, body: Json) -> Json:
    return ack_json(await stand_in.open_messages(body["user"]))


async def _shortcut(stand_in: SlackStandIn, body: Json) -> Json:
    message = surface(stand_in, body) if body.get("ts") else None
    if isinstance(message, View):
        raise ValueError("a shortcut is used on a message")
    ack = await stand_in.shortcut(body["user"], body["callback_id"], message)
    return ack_json(ack)


async def _home(stand_in: SlackStandIn, body: Json) -> Json:
    return _shown(stand_in, body, stand_in.home(body["user"]))


async def _modal(stand_in: SlackStandIn, body: Json) -> Json:
    return _shown(stand_in, body, stand_in.modal(body["user"]))


def _shown(stand_in: SlackStandIn, body: Json, found: View | None) -> Json:
    if found is None:
        return {"view": None}
    values = entered_values(stand_in, stand_in.user(body["user"]), found)
    shown = view_json(stand_in, found, values)
    return {"view": {**shown, "notice": found.notice, "errors": found.errors}}


async def _messages(stand_in: SlackStandIn, body: Json) -> Json:
    found = stand_in.visible_messages(body["user"], body["channel"])
    return {
        "messages": [
            {**message_json(stand_in, one), "is_ephemeral": one.visible_to is not None}
            for one in found
        ]
    }


async def _posted(stand_in: SlackStandIn, body: Json) -> Json:
    since = int(body.get("since", 0))
    found = [
        {**asdict(one), "at": one.at.isoformat()} for one in stand_in.posted[since:]
    ]
    return {"posted": found, "next": len(stand_in.posted)}


async def _request_url(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.request_url = body["url"]
    verified = await stand_in.delivery.http.verify() if body.get("verify") else None
    return {"verified": verified}


async def _revoke(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.switches.revoked = body.get("error", "token_revoked")
    return {}


async def _restore(stand_in: SlackStandIn, body: Json) -> Json:
    del body
    stand_in.switches.revoked = None
    return {}


async def _rate_limit(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.switches.one_post_per_second = bool(body["on"])
    return {}


async def _fault(stand_in: SlackStandIn, body: Json) -> Json:
    known = {one.name for one in fields(Fault)}
    unknown = set(body) - known
    if unknown:
        raise ValueError(f"{sorted(unknown)} (known: {sorted(known)})")
    arguments: dict[str, Any] = dict(body)
    stand_in.faults.plan(Fault(**arguments))
    return {}


async def _disconnect(stand_in: SlackStandIn, body: Json) -> Json:
    reason = body.get("reason", "refresh_requested")
    if reason == "drop":
        await stand_in.delivery.sockets.drop_all()
    else:
        await stand_in.delivery.sockets.tell_all(reason)
    return {}


ACTIONS: dict[str, Action] = {
    **UPKEEP,
    "command": _command,
    "say": _say,
    "click": _click,
    "choose": _choose,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "open_home": _open_home,
    "open_messages": _open_messages,
    "home": _home,
    "modal": _modal,
    "messages": _messages,
    "posted": _posted,
    "request_url": _request_url,
    "revoke": _revoke,
    "restore": _restore,
    "rate_limit": _rate_limit,
    "fault": _fault,
    "disconnect": _disconnect,
}
