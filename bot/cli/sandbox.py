"""``sandbox``: the three stand-ins alone, for whoever brings an own bot or test."""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import Namespace

from bot.cli.exits import DONE
from bot.cli.stopping import until_stopped
from sandbox.together import open_stand_ins


def run(words: Namespace) -> int:
    """Serve until stopped; the first line printed says how to reach everything."""
    asyncio.run(_serve(words))
    return DONE


async def _serve(words: Namespace) -> None:
    async with open_stand_ins(
        port=words.port or 0, book=words.book, seed=words.seed
    ) as running:
        print(json.dumps(running.description(), ensure_ascii=False), flush=True)
        told = f"Slack's page: {running.slack_url}/ (stop with Ctrl-C)"
        print(told, file=sys.stderr, flush=True)
        await until_stopped()
