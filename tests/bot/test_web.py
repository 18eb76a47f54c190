"""The web server: health, metrics, and the doors."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256

import httpx
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

import bot.web
from bot.metrics import Metrics
from bot.slack_door import slack_door
from bot.web import (
    LARGEST_BODY,
    Doors,
    Readiness,
    always_ready,
    serve_web,
    web_application,
)
from core.domain.outcome import Outcome
from core.domain.reason import System
from core.errors import ConfigurationError
from tests.bot.cli_world import a_line, a_run


@asynccontextmanager
async def served(
    doors: Doors | None = None,
    metrics: Metrics | None = None,
    readiness: Readiness = always_ready,
) -> AsyncIterator[httpx.AsyncClient]:
    application = web_application(doors or Doors(), metrics or Metrics(), readiness)
    async with (
        serve_web(application, "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        yield client


async def echo(request: web.Request) -> web.StreamResponse:
    body = await request.text()
    return web.json_response({"secret": request.match_info.get("secret"), "body": body})


async def test_the_process_tells_that_it_lives() -> None:
    async with served() as client:
        answer = await client.get("/healthz")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


async def test_ready_means_that_every_part_can_be_used() -> None:
    async with served() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "problems": []}


async def test_what_cannot_be_used_is_named() -> None:
    async def troubled() -> Mapping[str, str]:
        return {"teamleader": "the connection has ended"}

    metrics = Metrics()
    async with served(metrics=metrics, readiness=troubled) as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "problems": [{"part": "teamleader", "problem": "the connection has ended"}],
    }
    assert b"twikey_bot_ready 0.0" in metrics.exposition()


async def test_a_part_that_never_answers_is_a_reason_not_to_be_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def silent() -> Mapping[str, str]:
        await asyncio.Event().wait()
        return {}

    monkeypatch.setattr(bot.web, "READY_SECONDS", 0.01)
    async with served(readiness=silent) as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
async def test_a_request_that_cannot_be_read_is_one_quiet_line(
    caplog: pytest.LogCaptureFixture, level: int
) -> None:
    async with served() as client:
        with caplog.at_level(level):
            answer = await client.get("/teamleader/webhooks/" + "s3cret" * 2000)

    assert answer.status_code == 400
    # What the test's own client logs is not the bot's.
    told = [each for each in caplog.records if not each.name.startswith("http")]
    assert not any(each.exc_info or each.args for each in told)
    lines = [(each.levelno, each.msg) for each in told if each.name != "asyncio"]
    quiet = [(logging.INFO, "request-unreadable")] if level == logging.INFO else []
    assert lines == quiet


@pytest.mark.parametrize(
    ("host", "name"), [("no.such.host.invalid", "HOST"), ("192.0.2.1", "HOST")]
)
async def test_a_host_that_is_not_ours_is_told_under_its_name(
    host: str, name: str
) -> None:
    with pytest.raises(ConfigurationError) as told:
        async with serve_web(web_application(Doors(), Metrics()), host, 0):
            pass

    (problem,) = told.value.problems
    assert problem.name == name
    assert host in problem.problem


async def test_metrics_are_counted_from_the_first_moment() -> None:
    metrics = Metrics()
    async with served(metrics=metrics) as client:
        before = (await client.get("/metrics")).text
        metrics.count_run(a_run(a_line(Outcome.IMPORTED), a_line(Outcome.REFUSED)))
        metrics.count_run(a_run(a_line(Outcome.IMPORTED), preview=True))
        metrics.count_run(a_run(failed=System.TEAMLEADER))
        after = (await client.get("/metrics")).text

    assert 'twikey_bot_invoices_total{outcome="imported"} 0.0' in before
    assert 'twikey_bot_invoices_total{outcome="imported"} 1.0' in after
    assert 'twikey_bot_invoices_total{outcome="refused"} 1.0' in after
    assert 'twikey_bot_runs_total{ended="failed",trigger="manual"} 1.0' in after
    assert 'twikey_bot_remote_troubles_total{system="teamleader"} 1.0' in after


async def test_metrics_hold_nothing_of_a_customer_or_an_invoice() -> None:
    metrics = Metrics()
    metrics.count_run(a_run(a_line(Outcome.IMPORTED)))

    told = metrics.exposition().decode()

    assert "Vlinder" not in told
    assert "2026 / 42" not in told


async def test_hints_reach_their_handlers() -> None:
    doors = Doors(teamleader_hint=echo, twikey_hint=echo, teamleader_answer=echo)
    async with served(doors) as client:
        hint = await client.post("/teamleader/webhooks/s3cr3t", content="{}")
        codes = [
            (await client.get("/twikey/webhooks")).status_code,
            (await client.get("/teamleader/callback")).status_code,
        ]

    assert hint.json() == {"secret": "s3cr3t", "body": "{}"}
    assert codes == [200, 200]


async def test_a_door_that_was_not_given_is_not_there() -> None:
    async with served() as client:
        codes = [
            (await client.post("/slack/events")).status_code,
            (await client.post("/teamleader/webhooks/x")).status_code,
            (await client.get("/twikey/webhooks")).status_code,
            (await client.get("/teamleader/callback")).status_code,
        ]

    assert codes == [404] * 4


async def test_a_body_that_is_too_large_is_turned_away() -> None:
    async with served(Doors(teamleader_hint=echo)) as client:
        answer = await client.post(
            "/teamleader/webhooks/x", content=b"x" * (LARGEST_BODY + 1)
        )

    assert answer.status_code == 413


async def test_no_path_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="httpx")
    caplog.set_level(logging.WARNING, logger="httpcore")
    async with served(Doors(teamleader_hint=echo)) as client:
        await client.post("/teamleader/webhooks/s3cr3t", content="{}")

    assert "s3cr3t" not in caplog.text


SIGNING = "signing-secret"


def slack_app(heard: list[str]) -> AsyncApp:
    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_user_id="U1", bot_token="xoxb-1"
        )

    app = AsyncApp(signing_secret=SIGNING, authorize=authorize)

    async def answer(ack: AsyncAck, command: dict[str, str]) -> None:
        heard.append(command["text"])
        await ack("understood")

    app.command("/twikey")(answer)
    return app


def signed(body: str) -> dict[str, str]:
    at = str(int(time.time()))  # noqa: TID251 (Slack's signature is checked against it)
    made = hmac.new(SIGNING.encode(), f"v0:{at}:{body}".encode(), sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={made}",
    }


async def test_a_signed_command_of_slack_is_answered() -> None:
    heard: list[str] = []
    body = "command=%2Ftwikey&text=why+42&team_id=T1&user_id=U2&channel_id=C1"
    async with served(
        Doors(slack=slack_door(slack_app(heard), SignatureVerifier(SIGNING)))
    ) as client:
        answer = await client.post("/slack/events", content=body, headers=signed(body))

    assert answer.status_code == 200
    assert "understood" in answer.text
    assert heard == ["why 42"]


async def test_an_unsigned_command_is_refused() -> None:
    heard: list[str] = []
    body = "command=%2Ftwikey&text=import&team_id=T1"
    forged = {**signed(body), "X-Slack-Signature": "v0=0"}
    async with served(
        Doors(slack=slack_door(slack_app(heard), SignatureVerifier(SIGNING)))
    ) as client:
        answer = await client.post("/slack/events", content=body, headers=forged)

    assert answer.status_code == 401
    assert heard == []


async def test_bytes_that_are_no_text_are_a_bad_request() -> None:
    async with served(
        Doors(slack=slack_door(slack_app([]), SignatureVerifier(SIGNING)))
    ) as client:
        answer = await client.post("/slack/events", content=b"\xff\xfe")

    assert answer.status_code == 400


async def test_a_handler_that_fails_shows_nothing_of_it() -> None:
    async def fails(_: web.Request) -> web.StreamResponse:
        raise RuntimeError(json.dumps({"token": "s3cr3t"}))

    async with served(Doors(twikey_hint=fails)) as client:
        answer = await client.get("/twikey/webhooks")

    assert answer.status_code == 500
    assert "s3cr3t" not in answer.text
