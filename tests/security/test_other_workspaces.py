"""What comes from another workspace is not acted on, whoever it says that asks.

Slack's signature tells that Slack sent it, not that it comes from our workspace: an
app that is installed twice, and channels shared with other companies, have one door.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.origins import House, Origin, is_from, origin_of
from storage.ledger import SqlLedger
from tests.security.slack_desk import (
    ADMIN,
    JSON,
    TEAM,
    SlackDesk,
    click,
    command,
    event,
    form,
    open_desk,
    payload,
)
from tests.security.test_authorisation import Reached, a_view, reached

__all__ = ["reached"]

OTHER, ORGANISATION = "T0OTHER01", "E0DEMO001"
Body = dict[str, Any]


def in_a_view(body: Body, kind: str = "modal") -> Body:
    view = {**a_view("import", ADMIN), "type": kind, "team_id": TEAM}
    return {**body, "view": {**view, "app_installed_team_id": TEAM}}


def used(kind: str, name: str) -> Body:
    return {
        "type": kind,
        "callback_id": name,
        "user": {"id": ADMIN, "team_id": TEAM},
        "team": {"id": TEAM},
        "channel": {"id": "C1"},
        "message": {"ts": "1.0", "text": "42", "team": OTHER},
        "trigger_id": "1.2.5",
    }


def written() -> Body:
    said = {
        "type": "message",
        "channel_type": "im",
        "user": ADMIN,
        "channel": "D1",
        "text": "import 42",
        "team": TEAM,
    }
    body: Body = event(event=said)
    return body


def sent() -> Body:
    body = used("view_submission", "")
    return in_a_view({key: body[key] for key in ("type", "user", "team")})


PRESS = click("import.0", "0|x|2026 / 41")
KINDS: dict[str, Body] = {
    "command": command("import 42"),
    "click": PRESS,
    "click-in-a-form": in_a_view({**PRESS, "message": None}),
    "click-at-home": in_a_view({**PRESS, "message": None}, "home"),
    "form": sent(),
    "shortcut": used("shortcut", "import-invoices"),
    "message-shortcut": used("message_action", "explain-invoice"),
    "direct-message": written(),
}
EVERY_PLACE = (
    ("team_id",),
    ("team", "id"),
    ("user", "team_id"),
    ("view", "team_id"),
    ("view", "app_installed_team_id"),
    ("event", "team"),
    ("event", "user_team"),
    ("event", "source_team"),
)
OPTIONAL = {("event", "user_team"), ("event", "source_team")}
"""Places that are there only where a channel is shared."""


def foreign(body: Body, place: tuple[str, ...]) -> Body | None:
    """Return the body with another workspace at one place, if it has that place."""
    body = deepcopy(body)
    *way, last = place
    part = body
    for key in way:
        held = part.get(key)
        if not isinstance(held, dict):
            return None
        part = held
    if last not in part and place not in OPTIONAL:
        return None
    part[last] = OTHER
    return body


FOREIGN = [
    pytest.param(kind, changed, id=f"{kind}:{'.'.join(place)}")
    for kind, body in KINDS.items()
    for place in EVERY_PLACE
    if (changed := foreign(body, place)) is not None
]
WITHOUT = [
    pytest.param(
        kind,
        {**{k: v for k, v in body.items() if k != "team"}, "user": {"id": ADMIN}},
        id=kind,
    )
    for kind, body in KINDS.items()
    if kind in ("click", "shortcut", "message-shortcut")
]


async def over_http(desk: SlackDesk, body: Body) -> None:
    if "command" in body:
        await desk.post(form(body))
    elif body["type"] == "event_callback":
        await desk.post(json.dumps(body).encode(), JSON)
    else:
        await desk.post(payload(body))


async def over_a_socket(desk: SlackDesk, body: Body) -> None:
    request = AsyncBoltRequest(mode="socket_mode", body=body)
    await desk.app.bolt.async_dispatch(request)
    for _ in range(50):
        # An event is acknowledged before its listener has begun.
        await asyncio.sleep(0)
    await desk.app.tasks.settled()


WAYS: dict[str, Callable[[SlackDesk, Body], Any]] = {
    "http": over_http,
    "socket": over_a_socket,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
async def test_our_own_workspace_is_answered(
    sqlite_ledger: SqlLedger, reached: Reached, kind: str, way: str
) -> None:
    async with open_desk(sqlite_ledger) as desk:
        await WAYS[way](desk, KINDS[kind])

    assert len(reached.who) == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("kind", "body"), FOREIGN)
async def test_another_workspace_is_not_even_for_an_admins_id(
    sqlite_ledger: SqlLedger, reached: Reached, way: str, kind: str, body: Body
) -> None:
    async with open_desk(sqlite_ledger) as desk:
        await WAYS[way](desk, body)
        calls = desk.knowing.calls

    assert reached.who == set()
    if kind in ("command", "click"):
        # The refusal that guests get as well, for nobody else to read.
        assert calls["chat.postEphemeral"] == 1


@pytest.mark.parametrize(("kind", "body"), WITHOUT)
async def test_a_request_that_names_no_workspace_is_not_acted_on(
    sqlite_ledger: SqlLedger, reached: Reached, kind: str, body: Body
) -> None:
    async with open_desk(sqlite_ledger) as desk:
        await over_a_socket(desk, body)

    assert kind in KINDS
    assert reached.who == set()


async def test_events_of_another_workspace_are_met_with_silence(
    sqlite_ledger: SqlLedger,
) -> None:
    opened = event(team_id=OTHER)
    joined = {"type": "member_joined_channel", "user": "U0TWIKEY1", "channel": "C9"}
    async with open_desk(sqlite_ledger) as desk:
        for body in (opened, event(event=joined, event_id="Ev2", team_id=OTHER)):
            await over_http(desk, body)
        calls = desk.knowing.calls
        greetings = await sqlite_ledger.read(lambda tx: tx.outbox.waiting())

    assert set(calls) <= {"auth.test"}
    assert greetings == 0


@pytest.mark.parametrize(
    ("house", "body", "ours"),
    [
        pytest.param(House(TEAM), {"team_id": TEAM}, True, id="own"),
        pytest.param(House(TEAM), {}, False, id="none-named"),
        pytest.param(
            House(TEAM, ORGANISATION),
            {"team": {"id": TEAM}, "user": {"team_id": ORGANISATION}},
            True,
            id="organisation-named-for-the-person",
        ),
        pytest.param(
            House(TEAM),
            {"team": {"id": TEAM}, "user": {"team_id": ORGANISATION}},
            False,
            id="organisation-that-is-not-ours",
        ),
        pytest.param(
            House(ORGANISATION, ORGANISATION, whole=True),
            {"team": None, "enterprise": {"id": ORGANISATION}},
            True,
            id="whole-organisation",
        ),
        pytest.param(
            House(ORGANISATION, ORGANISATION, whole=True),
            {"team_id": TEAM, "enterprise_id": ORGANISATION},
            True,
            id="command-in-a-workspace-of-the-organisation",
        ),
        pytest.param(
            House(ORGANISATION, ORGANISATION, whole=True),
            {"team_id": TEAM, "enterprise_id": "E0OTHER01"},
            False,
            id="another-organisation",
        ),
        pytest.param(
            House(ORGANISATION, whole=True),
            {"team_id": TEAM},
            False,
            id="organisation-unknown-to-both",
        ),
    ],
)
def test_where_the_app_is_installed_decides(
    house: House, body: Body, ours: bool
) -> None:
    assert is_from(house, origin_of(body)) is ours


@pytest.mark.parametrize("junk", [None, 7, [], [TEAM], {}, {"id": 7}, {"id": [TEAM]}])
def test_an_odd_shape_names_nothing(junk: object) -> None:
    body = {"team": junk, "team_id": junk, "user": junk, "view": junk, "event": junk}

    assert origin_of(body) == Origin()
