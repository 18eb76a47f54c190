"""Secrets that would be recognised anywhere: a whole bot at DEBUG gives none away."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet

from bot.bootstrap import Bot, open_bot
from bot.consent import CALLBACK
from bot.log import set_up_logging
from bot.settings import load_settings, secrets_of
from sandbox.slack import Fault, Message
from sandbox.together import StandIns, open_stand_ins
from tests.bot.cli_world import untouched_logging
from tests.bot.test_consent import a_free_port
from tests.security.test_encryption import bytes_of

CLIENT, CLIENT_SECRET = "canary-client-4471", "canary-secret-9a8b7c"
API_KEY, PRIVATE_KEY = "CA11A5EE0D0C0FFEE0123456789ABCDEF0BADF00", "ca11a5ee" * 8
SIGNING, HOOK = "canarysigning5f1e2d3c", "canary-hook-0123456789abcdefghijkl"
BOT_TOKEN, APP_TOKEN = "xoxb-9911-canarybot77", "xapp-1-A0TWIKEY1-99-canaryapp88"
KEY = Fernet.generate_key().decode("ascii")
PLACE = "boekhouding"
LOG_OF = {"socket": "text", "http": "json"}


@dataclass
class Watched:
    """A bot with its world, and everything it says into its log."""

    stand_ins: StandIns
    bot: Bot
    folder: Path
    log: io.StringIO
    states: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    given: set[str] = field(default_factory=set)

    def note_tokens(self) -> None:
        """Remember the tokens that are in use; they change and are forgotten."""
        auth = self.stand_ins.teamleader.auth
        self.given |= {*auth._by_access, *auth._by_refresh}
        for key in self.stand_ins.twikey._logins.keys.values():
            self.given |= set(key.tokens)

    def secrets(self) -> list[str]:
        """Everything nobody may see."""
        configured = {
            CLIENT, CLIENT_SECRET, API_KEY, PRIVATE_KEY, SIGNING, HOOK, BOT_TOKEN,
            APP_TOKEN, KEY,
        }  # fmt: skip
        answers = self.stand_ins.slack.response_urls
        return sorted(configured | self.given | set(answers) | set(self.codes))

    async def type(self, text: str) -> None:
        slack = self.stand_ins.slack
        await slack.command("Sofie", f"#{PLACE}", "/twikey", text)
        await self.bot.app.tasks.settled()
        self.note_tokens()

    def said(self) -> list[Message]:
        slack = self.stand_ins.slack
        shown = [*slack.messages.values(), *slack.ephemerals.values()]
        return [message for messages in shown for message in messages]

    def shown(self) -> str:
        """Everything that stands in Slack, but for the link of a consent."""
        slack = self.stand_ins.slack
        told = [[m.text, m.blocks] for m in self.said()]
        views = [str(view) for view in slack.all_views()]
        text = json.dumps([told, views], ensure_ascii=False)
        for state in self.states:
            text = text.replace(state, "")
        # Whoever is to allow the access sees the id of the integration there.
        return text.replace(f"client_id={CLIENT}", "")


@asynccontextmanager
async def watched(tmp_path: Path, mode: str) -> AsyncIterator[Watched]:
    """Start a bot at DEBUG with every library talking."""
    async with open_stand_ins(book="demo") as stand_ins:
        slack, teamleader = stand_ins.slack, stand_ins.teamleader
        slack.bot_token, slack.app_token = BOT_TOKEN, APP_TOKEN
        slack.signing_secret = SIGNING
        teamleader.auth.clients[CLIENT] = CLIENT_SECRET
        stand_ins.twikey.add_api_key(API_KEY, PRIVATE_KEY)
        port = a_free_port()
        env = {
            **stand_ins.env,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN if mode == "socket" else "",
            "SLACK_SIGNING_SECRET": SIGNING,
            "TEAMLEADER_CLIENT_ID": CLIENT,
            "TEAMLEADER_CLIENT_SECRET": CLIENT_SECRET,
            "TEAMLEADER_REFRESH_TOKEN": teamleader.auth.issue(CLIENT).refresh,
            "TEAMLEADER_WEBHOOK_SECRET": HOOK,
            "TWIKEY_API_KEY": API_KEY,
            "TWIKEY_PRIVATE_KEY": PRIVATE_KEY,
            "ENCRYPTION_KEYS": KEY,
            "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LOG_LEVEL": "DEBUG",
            "CONFIRM_ABOVE": "1000",
        }
        settings = load_settings(env, None)
        stream = io.StringIO()
        with untouched_logging():
            set_up_logging(
                "DEBUG", LOG_OF[mode], secrets=secrets_of(settings), stream=stream
            )
            # It slows everything down, so once is enough.
            asyncio.get_running_loop().set_debug(mode == "socket")
            async with open_bot(settings) as bot:
                slack.request_url = f"{bot.url}/slack/events"
                world = Watched(stand_ins, bot, tmp_path, stream)
                world.note_tokens()
                yield world


async def works(world: Watched) -> None:
    """Let people do what they do on a good day."""
    await world.type("import 30d")
    await world.type("why 42")
    await world.type("status")
    await world.type("settings")
    await world.type("help")
    async with httpx.AsyncClient(trust_env=False) as browser:
        hint = {"type": "invoice.booked", "subject": {"id": "x"}}
        for secret in (HOOK, HOOK[:-1]):
            await browser.post(
                f"{world.bot.url}/teamleader/webhooks/{secret}", json=hint
            )
        await browser.get(f"{world.bot.url}/twikey/webhooks?type=event")


async def connects(world: Watched) -> None:
    """Go through the consent, once well and once with a wrong code."""
    for code in ("", "wrong-code-canary-31337"):
        await world.type("connect")
        text = json.dumps([message.blocks for message in world.said()])
        link = text.rpartition("state=")[2]
        state = link.partition("|")[0].partition('"')[0].partition("&")[0]
        world.states.append(state)
        good = world.stand_ins.teamleader.auth.consent(
            CLIENT, f"{world.bot.url}{CALLBACK}"
        )
        world.codes.append(code or good)
        async with httpx.AsyncClient(trust_env=False) as browser:
            page = await browser.get(
                f"{world.bot.url}{CALLBACK}",
                params={"state": state, "code": code or good},
            )
        assert page.status_code == (400 if code else 200)
        world.note_tokens()


async def fails(world: Watched) -> None:
    """Let everything go wrong that can: each connection, and the program itself."""
    slack, auth = world.stand_ins.slack, world.stand_ins.teamleader.auth

    async def slips(*_: object) -> None:
        told = dict(zip(("token", "key"), (*world.given, API_KEY), strict=False))
        raise RuntimeError(f"a mistake with {API_KEY} and {BOT_TOKEN}: {sorted(told)}")

    engine = world.bot.core.engine
    object.__setattr__(engine, "diagnose", slips)
    await world.type("why 43")
    object.__delattr__(engine, "diagnose")
    auth.revoke_all()
    await world.type("import 7d")
    world.stand_ins.twikey._logins.keys.clear()
    await world.type("why 44")
    slack.faults.plan(Fault("chat.postMessage", times=3, error="invalid_auth"))
    await world.type("import 2026 / 1")
    slack.switches.revoked = "token_revoked"
    await world.type("status")
    slack.switches.revoked = None


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_no_secret_is_seen_anywhere(tmp_path: Path, mode: str) -> None:
    async with watched(tmp_path, mode) as world:
        await works(world)
        await connects(world)
        await fails(world)
        shown = world.shown()
        async with httpx.AsyncClient(trust_env=False) as browser:
            pages = [
                (await browser.get(f"{world.bot.url}{path}")).text
                for path in ("/metrics", "/readyz", "/healthz", "/nowhere")
            ]
        stored = bytes_of(tmp_path)
        world.note_tokens()
        secrets = world.secrets()
        states = world.states
    log = world.log.getvalue()

    # It was a real day: everybody talked, and there were tracebacks.
    for talker in ("httpx", "httpcore", "slack_bolt", "slack_sdk"):
        assert talker in log
    assert mode == "http" or "asyncio" in log
    assert "Traceback" in log
    assert "a mistake with [secret]" in log
    assert len(secrets) > 15
    assert "Import finished" in shown
    hits = _hits(secrets, log=log, slack=shown, pages="\n".join(pages))
    assert hits == {"log": [], "slack": [], "pages": []}
    assert [each for each in secrets if each.encode() in stored] == []
    assert not any(state in log or state.encode() in stored for state in states)


def _hits(secrets: list[str], **places: str) -> dict[str, list[str]]:
    """Where a secret is found, and a bit of what stands around it."""
    return {
        name: [
            text[max(0, text.index(each) - 150) : text.index(each) + 30]
            for each in secrets
            if each in text
        ]
        for name, text in places.items()
    }


def test_the_search_finds_what_is_there() -> None:
    assert _hits(["abc"], log="xx abc", slack="") == {"log": ["xx abc"], "slack": []}
