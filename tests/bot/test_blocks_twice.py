"""All views, of every size and for every reason, looked at by two who know Slack."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from bot.views import Message, speaker
from bot.words import LANGUAGES
from sandbox.slack import SlackStandIn, serve_slack, validate_blocks, validate_view
from sandbox.wire import SystemClock
from tests.bot.all_views import MADE, Made, named
from tests.bot.sdk_models import objections, objections_to_view
from tests.builders import BRUSSELS

ENGLISH = [("en", 1), ("en", 40), ("en", 5_000)]
OTHERS = [(language, 40) for language in LANGUAGES if language != "en"]


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def a_header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": plain(text)}


def test_every_view_there_is_is_looked_at() -> None:
    assert set(MADE) == named()


@pytest.mark.parametrize(("language", "size"), [*ENGLISH, *OTHERS])
@pytest.mark.parametrize("name", MADE)
def test_slack_takes_every_view_of_any_size(
    name: str, size: int, language: str
) -> None:
    for shown in MADE[name](speaker(language, BRUSSELS), size):
        assert problems(shown) == []


def problems(shown: Made) -> list[str]:
    """What the stand-in of Slack and Slack's own models object to."""
    if isinstance(shown, Message):
        blocks = list(shown.blocks)
        told = [str(one) for one in validate_blocks(blocks, "message")]
        if not 0 < len(shown.text) <= 4_000:
            told.append(f"a text of {len(shown.text)} signs")
        if len(json.dumps(blocks, ensure_ascii=False)) > 13_000:
            told.append("too large for Slack, which tells no limit")
        return told + objections(blocks)
    return [str(one) for one in validate_view(shown)] + objections_to_view(shown)


async def test_the_validator_of_slack_is_asked_as_it_wants_to_be() -> None:
    """Against the stand-in; the very same question goes to Slack itself below."""
    slack = SlackStandIn(SystemClock())
    async with serve_slack(slack) as address:
        taken = await validated(f"{address}/api/", {"blocks": [a_header("x")]})
        refused = await validated(f"{address}/api/", {"blocks": [a_header("W" * 151)]})

    assert taken == []
    assert "/blocks/0/text/text" in str(refused)


@pytest.mark.online
@pytest.mark.parametrize("name", MADE)
async def test_slack_itself_takes_every_view(name: str) -> None:
    """Asks slack.com, so it runs only with ``pytest -m online``."""
    for shown in MADE[name](speaker("en", BRUSSELS), 2):
        asked: dict[str, Any] = {"view": shown}
        if isinstance(shown, Message):
            asked = {"blocks": list(shown.blocks)}
        assert await validated("https://slack.com/api/", asked) == []


async def validated(api_url: str, asked: dict[str, Any]) -> list[Any]:
    """Ask the method that judges blocks; it wants no token and JSON as a text."""
    form = {name: json.dumps(value) for name, value in asked.items()}
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = (await http.post(f"{api_url}blocks.validate", data=form)).json()
    return [] if answer["ok"] else list(answer.get("errors") or [answer["error"]])


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "a": 1}], "a:"),
        ([a_header("W" * 151)], "header"),
        ([{"type": "made-up"}], "unknown block"),
    ],
)
def test_what_the_models_would_drop_or_refuse_is_noticed(
    blocks: Sequence[dict[str, Any]], words: str
) -> None:
    assert any(words in one for one in objections(blocks))
