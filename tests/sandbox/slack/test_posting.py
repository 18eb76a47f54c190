from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from tests.sandbox.slack.parts import refused

BOOKKEEPING = "C0BOEKHD1"
GENERAL = "C0ALGEMN1"
ARCHIVE = "C0ARCHIEF"


async def test_a_posted_message_is_seen_by_everybody_in_the_channel(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=BOOKKEEPING, text="Hello")

    for user in ("Sofie", "Jan", "Guest"):
        [message] = slack.visible_messages(user, BOOKKEEPING)
        assert (message.text, message.ts) == ("Hello", answer["ts"])
    assert [one.method for one in slack.posted] == ["chat.postMessage"]
    seconds, _, micros = answer["ts"].partition(".")
    assert (len(seconds), len(micros)) == (10, 6)


async def test_two_messages_of_one_moment_have_different_times(
    client: AsyncWebClient,
) -> None:
    first = await client.chat_postMessage(channel=BOOKKEEPING, text="one")
    second = await client.chat_postMessage(channel=BOOKKEEPING, text="two")

    assert first["ts"] < second["ts"]


async def test_posting_to_a_user_opens_the_conversation_with_the_app(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel="U0JAN0001", text="Psst")

    assert answer["channel"] == slack.dm("Jan").id
    assert slack.visible_messages("Jan", answer["channel"])
    assert slack.visible_messages("Emma", answer["channel"]) == []
    opened = await client.conversations_open(users="U0JAN0001")
    assert opened["channel"]["id"] == answer["channel"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        pytest.param("C0NOWHERE", "channel_not_found", id="unknown"),
        pytest.param(GENERAL, "not_in_channel", id="not-a-member"),
        pytest.param(ARCHIVE, "is_archived", id="archived"),
        pytest.param("U0GONE001", "channel_not_found", id="left-the-company"),
    ],
)
async def test_a_message_that_cannot_be_placed_is_refused(
    client: AsyncWebClient, channel: str, error: str
) -> None:
    answer = await refused(client.chat_postMessage(channel=channel, text="x"))

    assert answer["error"] == error


async def test_a_public_channel_can_be_written_to_with_the_scope_for_it(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.switches.scopes = (*slack.switches.scopes, "chat:write.public")

    assert (await client.chat_postMessage(channel=GENERAL, text="x"))["ok"]


async def test_a_message_needs_words(client: AsyncWebClient) -> None:
    silent = client.api_call("chat.postMessage", json={"channel": BOOKKEEPING})

    assert (await refused(silent))["error"] == "no_text"


async def test_bad_blocks_are_refused_with_pointers(client: AsyncWebClient) -> None:
    blocks = [{"type": "header", "text": {"type": "mrkdwn", "text": "*no*"}}]
    answer = await refused(
        client.chat_postMessage(channel=BOOKKEEPING, text="x", blocks=blocks)
    )

    assert answer["error"] == "invalid_blocks"
    [told] = answer["response_metadata"]["messages"]
    assert "[json-pointer:/blocks/0/text/type]" in told


async def test_a_very_long_text_is_cut_with_a_warning(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=BOOKKEEPING, text="x" * 40_001)

    assert answer["warning"] == "message_truncated"
    assert len(slack.visible_messages("Jan", BOOKKEEPING)[0].text) == 40_000


async def test_an_update_replaces_text_and_drops_old_blocks(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    divider = [{"type": "divider"}]
    posted = await client.chat_postMessage(
        channel=BOOKKEEPING, text="before", blocks=divider
    )
    await client.chat_update(channel=BOOKKEEPING, ts=posted["ts"], text="after")

    [message] = slack.visible_messages("Jan", BOOKKEEPING)
    assert (message.text, message.blocks) == ("after", [])
    too_long = client.chat_update(channel=BOOKKEEPING, ts=posted["ts"], text="x" * 4001)
    assert (await refused(too_long))["error"] == "msg_too_long"


async def test_only_own_messages_can_be_changed_or_deleted(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    said = await slack.say("Jan", BOOKKEEPING, "mine")

    update = client.chat_update(channel=BOOKKEEPING, ts=said.ts, text="not yours")
    assert (await refused(update))["error"] == "cant_update_message"
    delete = client.chat_delete(channel=BOOKKEEPING, ts=said.ts)
    assert (await refused(delete))["error"] == "cant_delete_message"
    missing = client.chat_delete(channel=BOOKKEEPING, ts="1.000000")
    assert (await refused(missing))["error"] == "message_not_found"


async def test_an_ephemeral_message_is_out_of_reach_of_update_and_delete(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    answer = await client.chat_postEphemeral(
        channel=BOOKKEEPING, user="U0JAN0001", text="for you"
    )
    ts = answer["message_ts"]

    assert slack.visible_messages("Sofie", BOOKKEEPING) == []
    update = client.chat_update(channel=BOOKKEEPING, ts=ts, text="x")
    assert (await refused(update))["error"] == "message_not_found"
    delete = client.chat_delete(channel=BOOKKEEPING, ts=ts)
    assert (await refused(delete))["error"] == "message_not_found"


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.leave("Jan", BOOKKEEPING)

    answer = await refused(
        client.chat_postEphemeral(channel=BOOKKEEPING, user="U0JAN0001", text="x")
    )
    assert answer["error"] == "user_not_in_channel"
