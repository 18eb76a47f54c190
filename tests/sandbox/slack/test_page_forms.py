"""Confirm dialogs and forms on the page."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from sandbox.wire import SystemClock
from tests.sandbox.slack.parts import Json, button, plain, send

BOOKKEEPING = "C0BOEKHD1"


@pytest.fixture
def clock() -> SystemClock:
    """The page shows times as the browser knows them."""
    return SystemClock()


async def test_a_button_asks_first_and_the_answer_replaces_the_message(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient, page: Page
) -> None:
    @connected.action("go")
    async def go(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Imported", replace_original=True)

    dialog = {
        "title": plain("Import 3 invoices?"),
        "text": plain("Two invitations go out."),
        "confirm": plain("Import"),
        "deny": plain("Not now"),
    }
    blocks = [button("Import all", "go", confirm=dialog)]
    await client.chat_postMessage(channel=BOOKKEEPING, text="Preview", blocks=blocks)

    await page.get_by_role("button", name="Import all").click()
    await page.get_by_role("button", name="Not now").click()
    assert slack.delivery.sockets.envelopes == []
    await page.get_by_role("button", name="Import all").click()
    confirm = page.get_by_role("dialog", name="Import 3 invoices?")
    await confirm.get_by_role("button", name="Import", exact=True).click()

    await expect(page.get_by_role("article", name="Twikey")).to_contain_text("Imported")
    await expect(page.get_by_role("button", name="Import all")).to_have_count(0)


async def test_a_form_keeps_what_was_entered_while_it_is_corrected(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient, page: Page
) -> None:
    seen: list[Json] = []

    @connected.command("/twikey")
    async def ask(ack: AsyncAck, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=_form())

    @connected.view("form")
    async def save(ack: AsyncAck, view: Json) -> None:
        seen.append(view["state"]["values"])
        if len(seen) == 1:
            await ack(response_action="errors", errors={"reason": "Say more"})
        else:
            await ack()

    await send(page, "/twikey skip 42")
    dialog = page.get_by_role("dialog", name="Leave out")
    await dialog.get_by_role("textbox", name="Reason").fill("double")
    await dialog.get_by_label("Department").select_option(label="Gent")
    await dialog.get_by_label("Sofie").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("Say more")).to_be_visible()
    await expect(dialog.get_by_role("textbox", name="Reason")).to_have_value("double")
    await dialog.get_by_role("button", name="Save").click()

    await expect(dialog).to_be_hidden()
    last = seen[-1]
    assert last["reason"]["text"]["value"] == "double"
    assert last["where"]["place"]["selected_option"]["value"] == "gent"
    assert [one["value"] for one in last["tell"]["who"]["selected_options"]] == ["s"]


def _form() -> Json:
    def field(block_id: str, label: str, element: Json) -> Json:
        return {
            "type": "input",
            "block_id": block_id,
            "label": plain(label),
            "element": element,
            "optional": block_id != "reason",
        }

    places = [{"text": plain(t), "value": t.lower()} for t in ("Gent", "Luik")]
    people = [{"text": plain(t), "value": t[0].lower()} for t in ("Sofie", "Jan")]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Leave out"),
        "submit": plain("Save"),
        "blocks": [
            field(
                "reason", "Reason", {"type": "plain_text_input", "action_id": "text"}
            ),
            field(
                "where",
                "Department",
                {"type": "static_select", "action_id": "place", "options": places},
            ),
            field(
                "tell",
                "Tell",
                {"type": "checkboxes", "action_id": "who", "options": people},
            ),
        ],
    }


async def test_escape_closes_a_form_and_the_app_is_told(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient, page: Page
) -> None:
    closed = asyncio.Event()

    @connected.view_closed("form")
    async def gone(ack: AsyncAck) -> None:
        closed.set()
        await ack()

    view = {**_form(), "notify_on_close": True}
    await client.views_open(trigger_id=slack.new_trigger("U0SOFIE01"), view=view)
    dialog = page.get_by_role("dialog", name="Leave out")
    await dialog.get_by_role("textbox", name="Reason").press("Escape")

    await expect(dialog).to_be_hidden()
    async with asyncio.timeout(3):
        await closed.wait()
