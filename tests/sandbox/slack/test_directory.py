"""Channels, members, team and bot, as the app may ask for them."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from tests.sandbox.slack.parts import error_of

BOOKKEEPING = "C0BOEKHD1"
GENERAL = "C0ALGEMN1"


@pytest.fixture
async def slack_with_scopes(slack: SlackStandIn) -> SlackStandIn:
    slack.switches.scopes = (
        "channels:read",
        "channels:join",
        "channels:history",
        "chat:write",
        "im:write",
        "team:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
    )
    return slack


@pytest.fixture
def client(slack_with_scopes: SlackStandIn) -> AsyncWebClient:
    slack = slack_with_scopes
    return AsyncWebClient(token=slack.bot_token, base_url=f"{slack.address}/api/")


async def test_public_channels_are_listed_without_conversations(
    client: AsyncWebClient,
) -> None:
    everything = await client.conversations_list()
    living = await client.conversations_list(exclude_archived=True)
    own = await client.conversations_list(types="im")

    names = [one["name"] for one in everything["channels"]]
    assert names == ["boekhouding", "algemeen", "archief-2019"]
    assert [one["name"] for one in living["channels"]] == names[:2]
    assert all(one["is_im"] for one in own["channels"])


async def test_a_channel_with_somebody_of_another_workspace_is_shared(
    client: AsyncWebClient,
) -> None:
    shared = await client.conversations_info(channel=BOOKKEEPING)
    internal = await client.conversations_info(channel=GENERAL)

    assert shared["channel"]["is_ext_shared"] is True
    assert internal["channel"]["is_ext_shared"] is False
    assert internal["channel"]["is_member"] is False


async def test_the_app_joins_a_public_channel_and_may_write_there(
    client: AsyncWebClient,
) -> None:
    await client.conversations_join(channel=GENERAL)

    members = await client.conversations_members(channel=GENERAL)
    assert "U0TWIKEY1" in members["members"]
    assert (await client.chat_postMessage(channel=GENERAL, text="x"))["ok"]
    archived = client.conversations_join(channel="C0ARCHIEF")
    assert await error_of(archived) == "is_archived"


async def test_history_is_for_members_and_newest_first(
    client: AsyncWebClient,
) -> None:
    first = await client.chat_postMessage(channel=BOOKKEEPING, text="first")
    await client.chat_postMessage(channel=BOOKKEEPING, text="second")

    history = await client.conversations_history(channel=BOOKKEEPING)
    later = await client.conversations_history(channel=BOOKKEEPING, oldest=first["ts"])

    assert [one["text"] for one in history["messages"]] == ["second", "first"]
    assert [one["text"] for one in later["messages"]] == ["second"]
    outside = client.conversations_history(channel=GENERAL)
    assert await error_of(outside) == "not_in_channel"
    odd = client.conversations_history(channel=BOOKKEEPING, oldest="yesterday")
    assert await error_of(odd) == "invalid_ts_oldest"


async def test_addresses_are_told_only_with_the_scope_for_them(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    jan = await client.users_info(user="U0JAN0001")

    assert jan["user"]["profile"]["email"] == "jan@example.invalid"


async def test_the_team_and_the_bot_describe_themselves(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    team = await client.team_info()
    bot = await client.bots_info(bot="B0TWIKEY1")

    assert team["team"]["name"] == "Demo NV"
    assert bot["bot"]["user_id"] == slack.app.bot_user_id
    assert await error_of(client.bots_info(bot="B0OTHER01")) == "bot_not_found"
    group = client.usergroups_users_list(usergroup="S1")
    assert await error_of(group) == "no_such_subteam"


@pytest.mark.parametrize(
    ("user", "error"),
    [
        pytest.param("U0GONE001", "user_disabled", id="left"),
        pytest.param("U0NOBODY1", "user_not_found", id="unknown"),
        pytest.param("U0JAN0001,U0EMMA001", "invalid_user_combination", id="two"),
    ],
)
async def test_a_conversation_that_cannot_be_opened_is_refused(
    client: AsyncWebClient, user: str, error: str
) -> None:
    assert await error_of(client.conversations_open(users=user)) == error


async def test_a_permalink_leads_to_the_page(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=BOOKKEEPING, text="x")

    link = await client.chat_getPermalink(channel=BOOKKEEPING, message_ts=posted["ts"])

    digits = posted["ts"].replace(".", "")
    expected = f"{slack.address}/archives/{BOOKKEEPING}/p{digits}"
    assert link["permalink"] == expected


async def test_markdown_excludes_text(client: AsyncWebClient) -> None:
    conflict = client.chat_postMessage(
        channel=BOOKKEEPING, text="x", markdown_text="**x**"
    )

    assert await error_of(conflict) == "markdown_text_conflict"


async def test_metadata_has_a_shape(client: AsyncWebClient) -> None:
    post = client.chat_postMessage(
        channel=BOOKKEEPING, text="x", metadata={"event_type": "run"}
    )

    assert await error_of(post) == "invalid_metadata_format"


async def test_a_wrong_cursor_is_refused(client: AsyncWebClient) -> None:
    assert await error_of(client.users_list(cursor="dXNlcg==")) == "invalid_cursor"


async def test_an_unknown_method_is_named(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.shout")) == "unknown_method"


async def test_user_groups_tell_their_members_while_they_are_not_disabled(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    group = slack.add_group("S0BOEKERS", "boekers", ["Jan", "Emma"])
    listed = await client.usergroups_list(include_users=True)
    members = await client.usergroups_users_list(usergroup="S0BOEKERS")
    assert listed["usergroups"][0]["handle"] == "boekers"
    assert listed["usergroups"][0]["users"] == members["users"]
    assert members["users"] == ["U0JAN0001", "U0EMMA001"]

    group.is_disabled = True
    assert (await client.usergroups_list())["usergroups"] == []
    hidden = await client.usergroups_users_list(usergroup="S0BOEKERS")
    assert hidden["users"] == []


async def test_user_groups_are_told_only_with_their_scope(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.switches.scopes = ("chat:write",)

    assert await error_of(client.usergroups_list()) == "missing_scope"
