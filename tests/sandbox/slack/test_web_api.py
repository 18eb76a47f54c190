from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Fault, SlackStandIn
from sandbox.slack.switches import DEFAULT_SCOPES
from sandbox.wire import ManualClock
from tests.sandbox.slack.parts import refused

BOOKKEEPING = "C0BOEKHD1"
GENERAL = "C0ALGEMN1"
ARCHIVE = "C0ARCHIEF"


async def test_the_token_tells_who_the_app_is(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    answer = await client.auth_test(team_id="T0DEMO001")

    assert answer["user_id"] == slack.app.bot_user_id
    assert answer["team_id"] == slack.team.id
    assert answer.headers["x-oauth-scopes"] == ",".join(DEFAULT_SCOPES)


@pytest.mark.parametrize(
    ("token", "error"),
    [
        pytest.param("xoxb-wrong", "invalid_auth", id="unknown"),
        pytest.param(None, "not_authed", id="none"),
    ],
)
async def test_a_wrong_token_is_refused(
    slack: SlackStandIn, token: str | None, error: str
) -> None:
    stranger = AsyncWebClient(token=token, base_url=f"{slack.address}/api/")

    assert (await refused(stranger.auth_test()))["error"] == error


async def test_a_revoked_token_is_refused_everywhere(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.switches.revoked = "token_revoked"

    answer = await refused(client.chat_postMessage(channel=BOOKKEEPING, text="x"))
    assert answer["error"] == "token_revoked"


async def test_a_method_beyond_the_scopes_names_what_it_needs(
    client: AsyncWebClient, slack: SlackStandIn
) -> None:
    slack.switches.scopes = ("chat:write",)
    answer = await refused(client.conversations_info(channel=BOOKKEEPING))

    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "channels:read"

    slack.switches.scopes = (*slack.switches.scopes, "channels:read")
    info = await client.conversations_info(channel=BOOKKEEPING)
    assert info["channel"]["is_member"] is True


async def test_one_post_per_second_when_the_switch_is_on(
    slack: SlackStandIn, client: AsyncWebClient, clock: ManualClock
) -> None:
    slack.switches.one_post_per_second = True
    await client.chat_postMessage(channel=BOOKKEEPING, text="one")

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=BOOKKEEPING, text="two")
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "rate_limited"
    assert caught.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel="U0JAN0001", text="elsewhere")
    await clock.sleep(1)
    assert (await client.chat_postMessage(channel=BOOKKEEPING, text="two"))["ok"]


async def test_a_repeated_client_message_id_posts_again_unless_deduplicated(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    async def post() -> str:
        answer = await client.chat_postMessage(
            channel=BOOKKEEPING, text="x", client_msg_id="same"
        )
        return str(answer["ts"])

    assert await post() != await post()
    slack.switches.dedupe_client_msg_id = True
    assert await post() == await post()


async def test_a_planned_fault_hits_once(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.faults.plan(Fault("chat.postMessage", retry_after=7))

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=BOOKKEEPING, text="x")
    assert caught.value.response.headers["Retry-After"] == "7"
    assert (await client.chat_postMessage(channel=BOOKKEEPING, text="x"))["ok"]


async def test_a_lost_answer_makes_the_client_post_twice(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.faults.plan(Fault("chat.postMessage", lost="answer"))

    await client.chat_postMessage(channel=BOOKKEEPING, text="once?")

    assert len(slack.visible_messages("Jan", BOOKKEEPING)) == 2


async def test_users_are_described_as_slack_describes_them(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    emma = await client.users_info(user="U0EMMA001", include_locale=True)
    guest = await client.users_info(user="U0GUEST01")
    stranger = await client.users_info(user="U0OTHER01")

    assert emma["user"]["locale"] == "fr-FR"
    assert emma["user"]["tz"] == "Europe/Brussels"
    assert emma["user"]["tz_offset"] == 3600
    assert "locale" not in guest["user"]
    assert guest["user"]["is_restricted"] is True
    assert stranger["user"]["is_stranger"] is True
    assert stranger["user"]["team_id"] != slack.team.id
    assert "email" not in emma["user"]["profile"]
    unknown = client.users_info(user="U0NOBODY1")
    assert (await refused(unknown))["error"] == "user_not_found"


async def test_long_lists_come_in_pages(client: AsyncWebClient) -> None:
    first = await client.users_list(limit=5)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.users_list(limit=5, cursor=cursor)

    names = {one["id"] for one in [*first["members"], *second["members"]]}
    assert len(names) == 8
    assert second["response_metadata"]["next_cursor"] == ""


async def test_a_file_is_uploaded_and_shared(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    answer = await client.files_upload_v2(
        channel=BOOKKEEPING,
        filename="run.csv",
        content="number,amount\n",
        title="Run 17",
        initial_comment="The list",
    )

    [message] = slack.visible_messages("Jan", BOOKKEEPING)
    assert message.text == "The list"
    assert message.file_ids == [answer["file"]["id"]]
    assert slack.files[answer["file"]["id"]].content == b"number,amount\n"


async def test_a_file_cannot_be_shared_where_the_app_is_not(
    client: AsyncWebClient,
) -> None:
    upload = client.files_upload_v2(channel=GENERAL, filename="a.csv", content="x")

    assert (await refused(upload))["error"] == "not_in_channel"


async def test_history_tells_metadata_only_on_request(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.switches.scopes = (*slack.switches.scopes, "channels:history")
    metadata = {"event_type": "run", "event_payload": {"id": "17"}}
    await client.chat_postMessage(channel=BOOKKEEPING, text="x", metadata=metadata)

    silent = await client.conversations_history(channel=BOOKKEEPING)
    telling = await client.conversations_history(
        channel=BOOKKEEPING, include_all_metadata=True
    )

    assert "metadata" not in silent["messages"][0]
    assert telling["messages"][0]["metadata"] == metadata


async def test_the_service_judges_blocks_without_a_token(slack: SlackStandIn) -> None:
    stranger = AsyncWebClient(base_url=f"{slack.address}/api/")

    good = await stranger.api_call(
        "blocks.validate", params={"blocks": '[{"type":"divider"}]'}
    )
    assert good["ok"]
    bad = stranger.api_call("blocks.validate", params={"blocks": '[{"type":"line"}]'})
    answer = await refused(bad)
    assert answer["errors"][0]["pointer"] == "/blocks/0"
