"""Views the app puts up: the stack, the hash, the Home tab."""

from __future__ import annotations

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from tests.sandbox.slack.parts import Json, error_of, form, opened, plain


async def test_the_stack_holds_three_modals(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    first = await opened(slack, client)
    for _ in range(2):
        trigger = slack.new_trigger("U0JAN0001")
        await client.views_push(trigger_id=trigger, view=form())

    fourth = client.views_push(trigger_id=slack.new_trigger("U0JAN0001"), view=form())
    assert await error_of(fourth) == "push_limit_reached"
    top = slack.modal("Jan")
    assert top is not None
    assert top.root_id == first.id


async def test_an_outdated_hash_is_a_conflict(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    view = await opened(slack, client)
    old = view.hash
    await client.views_update(view_id=view.id, hash=old, view=form("Newer"))

    late = client.views_update(view_id=view.id, hash=old, view=form("Late"))
    assert await error_of(late) == "hash_conflict"
    assert view.body["title"]["text"] == "Newer"


async def test_a_bad_view_is_refused_with_pointers(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    trigger = slack.new_trigger("U0JAN0001")

    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=trigger, view=form("x" * 25))

    assert caught.value.response["error"] == "invalid_arguments"
    [told] = caught.value.response["response_metadata"]["messages"]
    assert "/view/title/text" in told
    assert slack.modal("Jan") is None


async def test_a_home_tab_needs_to_be_switched_on(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.switches.home_tab_enabled = False
    view = {"type": "home", "blocks": []}

    publish = client.views_publish(user_id="U0JAN0001", view=view)
    assert await error_of(publish) == "not_enabled"


async def test_an_external_menu_offers_what_the_app_finds(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    @connected.options("customer")
    async def find(ack: AsyncAck, payload: Json) -> None:
        found = plain(f"{payload['value']} NV")
        await ack(options=[{"text": found, "value": "1"}])

    menu = {"type": "external_select", "action_id": "customer"}
    block = {"type": "input", "label": plain("Customer"), "element": menu}
    view = await opened(slack, client, form(blocks=[block]))

    options = await slack.suggest("Jan", view, "Janssens", action_id="customer")

    assert [one["text"]["text"] for one in options] == ["Janssens NV"]
