"""``demo``: the bot at work in a company that is not there, for everybody to see.

The stand-ins run on loopback and the real bot runs against them over HTTP and
WebSocket: nothing but the settings tells it that this is a demonstration.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace

from bot.bootstrap import open_bot
from bot.cli.exits import DONE, NEEDS_PEOPLE
from bot.cli.stopping import until_stopped, until_terminated
from bot.log import set_up_logging
from bot.settings import load_settings, secrets_of
from sandbox.together import StandIns, open_stand_ins
from sandbox.tour import StepFailed, Tour

QUICKER = {
    "PORT": "0",
    "SWEEP_SECONDS": "3",
    "ALERT_AFTER_SECONDS": "10",
    "DOCUMENT_RETRY_SECONDS": "2",
}
"""What takes minutes and hours in a real company; nobody waits that long for a tour."""


def run(words: Namespace) -> int:
    """Play the tour; with ``--exit`` end after it, else serve until stopped.

    Stopped before the tour is over it ends as every interrupted command does: only a
    whole tour is a success.
    """
    demo = _demo(port=words.port or 0, leave=words.exit)
    return asyncio.run(until_terminated(demo))


async def _demo(*, port: int, leave: bool) -> int:
    async with open_stand_ins(port=port, book="demo") as stand_ins:
        settings = load_settings({**stand_ins.env, **QUICKER}, env_file=None)
        set_up_logging("WARNING", "text", secrets=secrets_of(settings))
        print("A company with three systems, all on this computer: Teamleader, Twikey")
        print("and Slack are played by stand-ins, the bot is the real one.")
        async with open_bot(settings):
            went_well = await _toured(stand_ins)
            if leave:
                return DONE if went_well else NEEDS_PEOPLE
            print(f"\nTry it yourself: {stand_ins.slack_url}/  (stop with Ctrl-C)")
            await until_stopped()
    return DONE


async def _toured(stand_ins: StandIns) -> bool:
    try:
        await Tour(stand_ins, lambda text: print(text, flush=True)).run()
    except StepFailed as failed:
        print(f"   FAILED: {failed}", flush=True)
        return False
    print("\nEvery step did what it said.")
    return True
