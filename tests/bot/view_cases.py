"""What the tests of views share."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.views import Message, speaker
from bot.views.values import Value
from bot.words import Safe
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.reason import Reason
from core.domain.verdict import Effect, Finding
from sandbox.slack import validate_blocks
from tests.bot.examples import example
from tests.bot.fake_engine import NOW
from tests.builders import BRUSSELS

VOICE = speaker("en", BRUSSELS)
WHAT = Safe("the invoices created from 23 Oct 2026 to 22 Nov 2026")
NASTY = "*x* <!channel> & `c` _y_ ~z~ \u202egnp.\u202c\x07\n> q" + "W" * 500
ALL = Value("", "problems")


def a_line(number: str, reason: Reason | None = None, **more: object) -> Line:
    if reason is None:
        line = Line(Outcome.IMPORTED, SourceId(f"s-{number}"), number)
    else:
        refused = reason is Reason.REFUSED
        outcome = Outcome.REFUSED if refused else Outcome.NOT_IMPORTED
        found = (Finding(reason, Effect.BLOCKS, example(reason)),)
        line = Line(outcome, SourceId(f"s-{number}"), number, findings=found)
    line = replace(line, amount=Money.of("100.00"), department="Gent")
    return replace(line, **more)  # type: ignore[arg-type]


def a_run(*lines: Line, **more: object) -> Run:
    run = Run("run-1", RunTrigger.MANUAL, NOW, lines=lines, asked_by="U0SOFIE01")
    return replace(run, **more)  # type: ignore[arg-type]


def all_text(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def labels(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if element.get("type") == "button"
    ]


def acceptable(message: Message) -> None:
    """What Slack takes: checked limits, and the size nobody documents."""
    assert validate_blocks(list(message.blocks), "message") == []
    assert len(json.dumps(message.blocks, ensure_ascii=False)) < 12_000
    assert 0 < len(message.text) <= 4000
