"""What people type and see in Slack does not get into the logs by a detour."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from storage.ledger import SqlLedger
from tests.security.slack_desk import (
    ADMIN,
    TEAM,
    SlackDesk,
    command,
    form,
    open_desk,
    payload,
)

TYPED = "Brouwerij-De-Vlinder-typed-this"
_BY = {"user": {"id": ADMIN, "team_id": TEAM}, "team": {"id": TEAM}}
_VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "skip",
    "private_metadata": TYPED,
    "state": {"values": {"reason": {"text": {"type": "plain_text_input"}}}},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": TYPED}}],
}
SUGGESTION = {
    "type": "block_suggestion",
    **_BY,
    "action_id": f"customer-{TYPED}",
    "block_id": TYPED,
    "value": TYPED,
    "view": _VIEW,
}
STRANGE: tuple[dict[str, Any], ...] = (
    {"type": "dialog_submission", **_BY, "submission": {"name": TYPED}},
    {"type": "dialog_suggestion", **_BY, "callback_id": "x", "value": TYPED},
    {"type": "workflow_step_edit", **_BY, "callback_id": TYPED, "workflow_step": {}},
    {"type": "interactive_message", **_BY, "callback_id": "x", "actions": [TYPED]},
    {"type": TYPED, **_BY, "value": TYPED},
    {"type": "view_submission", **_BY, "view": {"private_metadata": TYPED}},
)


@pytest.fixture
async def desk(
    sqlite_ledger: SqlLedger, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[SlackDesk]:
    """A desk whose every word is logged."""
    caplog.set_level(logging.DEBUG)
    async with open_desk(sqlite_ledger) as opened:
        yield opened


async def test_a_menu_that_asks_for_suggestions_gets_none_and_is_not_logged(
    desk: SlackDesk, caplog: pytest.LogCaptureFixture
) -> None:
    reply = await desk.post(payload(SUGGESTION))

    assert reply.status == 200
    assert json.loads(reply.body) == {"options": []}
    assert TYPED not in caplog.text


async def test_a_command_of_another_app_is_not_logged(
    desk: SlackDesk, caplog: pytest.LogCaptureFixture
) -> None:
    reply = await desk.post(form(command(TYPED, command=f"/{TYPED}")))

    assert reply.status == 404
    assert "slack-unhandled" in caplog.text
    assert TYPED not in caplog.text


@pytest.mark.parametrize("body", STRANGE, ids=lambda body: body["type"])
async def test_what_nobody_expects_over_a_socket_is_not_logged(
    body: dict[str, Any], desk: SlackDesk, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await desk.app.bolt.async_dispatch(
        AsyncBoltRequest(mode="socket_mode", body=body)
    )

    assert answer.status != 401
    assert TYPED not in caplog.text


async def test_a_mistake_of_ours_is_logged_with_where_it_happened(
    desk: SlackDesk, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks() -> None:
        raise RuntimeError

    desk.app.bolt.use(breaks)
    reply = await desk.post(payload(SUGGESTION))

    assert reply.status == 500
    [failed] = [one for one in caplog.records if one.levelname == "ERROR"]
    assert failed.getMessage() == "slack-failed"
    assert failed.exc_info is not None
    assert TYPED not in caplog.text
