from __future__ import annotations

from typing import Any

import httpx
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from tests.sandbox.slack.parts import form


async def control(slack: SlackStandIn, name: str, **body: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=slack.address) as http:
        return await http.post(f"/_control/{name}", json=body)


async def test_another_process_can_type_a_command_and_read_the_answer(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    @connected.command("/twikey")
    async def answer(ack: AsyncAck) -> None:
        await ack("here")

    sent = await control(
        slack, "command", user="Jan", channel="#boekhouding", text="help"
    )
    seen = await control(slack, "messages", user="Jan", channel="#boekhouding")

    assert sent.json()["outcome"] == "ok"
    [message] = seen.json()["messages"]
    assert (message["text"], message["is_ephemeral"]) == ("here", True)


async def test_another_process_can_archive_a_channel_and_kick_the_app(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    async def error() -> str:
        try:
            await client.chat_postMessage(channel="C0BOEKHD1", text="x")
        except SlackApiError as refusal:
            return str(refusal.response["error"])
        return "none"

    await control(slack, "archive", channel="#boekhouding")
    assert await error() == "is_archived"
    await control(slack, "unarchive", channel="#boekhouding")
    await control(slack, "kick", channel="#boekhouding")
    assert await error() == "not_in_channel"
    await control(slack, "invite", channel="#boekhouding")
    await control(slack, "revoke")
    assert await error() == "token_revoked"
    await control(slack, "restore")
    await control(slack, "fault", method="chat.postMessage", error="fatal_error")
    assert await error() == "fatal_error"
    assert await error() == "none"


async def test_what_does_not_exist_is_told_apart_from_what_is_missing(
    slack: SlackStandIn,
) -> None:
    nobody = await control(slack, "open_home", user="Nobody")
    missing = await control(slack, "open_home")
    odd = await control(slack, "fault", colour="red")

    assert (nobody.status_code, missing.status_code, odd.status_code) == (404, 400, 400)
    assert "Nobody" in nobody.json()["error"]


async def test_pages_of_other_origins_are_kept_out(slack: SlackStandIn) -> None:
    async with httpx.AsyncClient(base_url=slack.address) as http:
        answer = await http.post(
            "/_control/revoke", json={}, headers={"Origin": "https://evil.invalid"}
        )

    assert answer.status_code == 403
    assert slack.switches.revoked is None


async def test_another_process_can_fill_in_a_form(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    seen: list[str] = []

    @connected.view("leave-out")
    async def save(ack: AsyncAck, view: dict[str, Any]) -> None:
        seen.append(view["state"]["values"]["reason"]["text"]["value"])
        await ack()

    await client.views_open(trigger_id=slack.new_trigger("U0JAN0001"), view=form())
    modal = (await control(slack, "modal", user="Jan")).json()["view"]
    sent = await control(
        slack, "submit", user="Jan", view_id=modal["id"], values={"reason": "double"}
    )

    assert sent.json()["outcome"] == "ok"
    assert seen == ["double"]
    assert (await control(slack, "modal", user="Jan")).json() == {"view": None}


async def test_another_process_can_click_on_the_home_tab(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    pressed: list[str] = []

    @connected.action("go")
    async def go(ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed.append(body["view"]["type"])
        await ack()

    text = {"type": "plain_text", "text": "Go"}
    button = {"type": "button", "action_id": "go", "text": text}
    view = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    await client.views_publish(user_id="U0JAN0001", view=view)
    home = (await control(slack, "home", user="Jan")).json()["view"]
    sent = await control(slack, "click", user="Jan", view_id=home["id"], label="Go")
    posted = (await control(slack, "posted")).json()

    assert sent.json()["outcome"] == "ok"
    assert pressed == ["home"]
    assert [one["method"] for one in posted["posted"]] == ["views.publish"]
    later = await control(slack, "posted", since=posted["next"])
    assert later.json()["posted"] == []


async def test_another_process_can_cut_the_sockets(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    await control(slack, "disconnect", reason="drop")

    assert slack.delivery.sockets.connected == 0


async def test_another_process_can_speak_and_change_a_language(
    slack: SlackStandIn,
) -> None:
    said = await control(
        slack, "say", user="Emma", channel="#boekhouding", text="bonjour"
    )
    await control(slack, "locale", user="Emma", locale="en-US")
    await control(slack, "rate_limit", on=True)

    assert slack.find_message("C0BOEKHD1", said.json()["ts"]) is not None
    assert slack.user("Emma").locale == "en-US"
    assert slack.switches.one_post_per_second is True


async def test_another_process_can_use_shortcuts_on_messages_and_without(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    used: list[str] = []

    @connected.shortcut("look")
    async def look(ack: AsyncAck, body: dict[str, Any]) -> None:
        used.append((body.get("message") or {}).get("text", "nothing"))
        await ack()

    said = await slack.say("Emma", "#boekhouding", "2026 / 42")
    asked = {"user": "Jan", "callback_id": "look"}
    await control(slack, "shortcut", **asked)
    await control(slack, "shortcut", **asked, channel="#boekhouding", ts=said.ts)

    assert used == ["nothing", "2026 / 42"]


async def test_another_process_can_make_groups_add_the_app_and_dismiss_people(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    told: list[str | None] = []

    @connected.event("member_joined_channel")
    async def joined(event: dict[str, Any]) -> None:
        told.append(event.get("inviter"))

    await control(slack, "group", id="S0BOEKERS", handle="boekers", members=["Jan"])
    await control(slack, "deactivate", user="Emma")
    await control(slack, "invite", channel="#algemeen", inviter="Jan")
    await control(slack, "open_messages", user="Jan")
    await slack.wait_for(lambda: told)

    assert slack.groups["S0BOEKERS"].members == ["U0JAN0001"]
    assert slack.user("Emma").deleted
    assert told == ["U0JAN0001"]
