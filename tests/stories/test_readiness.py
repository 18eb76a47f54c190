"""What ``/readyz`` says of the real bot while a system is away."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from sandbox.together import StandIns
from tests.stories.conftest import Company


def twikey_is_down(them: StandIns) -> None:
    them.twikey.faults.add("*", "503", times=1000)


def teamleader_lets_nobody_in(them: StandIns) -> None:
    them.teamleader.faults.add("*", 401, times=None)


def slack_took_the_token_back(them: StandIns) -> None:
    them.slack.switches.revoked = "token_revoked"


@pytest.mark.parametrize(
    ("breaks", "system"),
    [
        (twikey_is_down, "twikey"),
        (teamleader_lets_nobody_in, "teamleader"),
        (slack_took_the_token_back, "slack"),
    ],
)
async def test_a_system_that_cannot_be_used_is_named(
    company: Company, breaks: Callable[[StandIns], None], system: str
) -> None:
    # By now both vendors let the bot in, and it remembers who it is there.
    await company.bot.core.teamleader.account()
    await company.bot.core.twikey.merchant()

    breaks(company.stand_ins)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{company.bot.url}/readyz")

    assert answer.status_code == 503
    assert [told["part"] for told in answer.json()["problems"]] == [system]
    assert all(told["problem"] for told in answer.json()["problems"])


async def test_all_is_ready_while_everything_answers(company: Company) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{company.bot.url}/readyz")

    assert answer.json() == {"ready": True, "problems": []}
    assert answer.status_code == 200
