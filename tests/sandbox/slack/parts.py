"""Blocks, views and refusals that several tests of the stand-in need."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn, View

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(label: str, action_id: str, **changes: Any) -> Json:
    element = {"type": "button", "text": plain(label), "action_id": action_id}
    return {"type": "actions", "elements": [{**element, **changes}]}


def form(title: str = "Leave out", **changes: Any) -> Json:
    """A modal with a required reason and an optional choice."""
    options = [{"text": plain(t), "value": t.lower()} for t in ("Today", "Never")]
    blocks = [
        {
            "type": "input",
            "block_id": "reason",
            "label": plain("Reason"),
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "until",
            "optional": True,
            "label": plain("Until"),
            "element": {
                "type": "static_select",
                "action_id": "when",
                "options": options,
            },
        },
    ]
    view = {
        "type": "modal",
        "callback_id": "leave-out",
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": blocks,
    }
    return {**view, **changes}


async def opened(
    slack: SlackStandIn, client: AsyncWebClient, view: Json | None = None
) -> View:
    """Open a modal for Jan."""
    trigger = slack.new_trigger("U0JAN0001")
    await client.views_open(trigger_id=trigger, view=view or form())
    modal = slack.modal("Jan")
    assert modal is not None
    return modal


async def refused(call: Any) -> dict[str, Any]:
    """Return what a refused call was answered."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


async def error_of(call: Any) -> str:
    """Return the code a refused call was answered."""
    return str((await refused(call))["error"])


async def send(page: Page, text: str) -> None:
    """Type into the message box of the page."""
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")
