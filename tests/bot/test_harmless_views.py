"""Data in messages: no markup, no mentions, no hidden signs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.views import Message, answers
from bot.views.blocks import clean, code, mention, plain
from bot.views.summary import summary
from bot.views.why import why
from core.domain.history import TimelineEntry
from core.domain.invoice import SourceId
from core.domain.reason import Reason
from core.domain.verdict import Effect, Finding
from tests.bot.examples import example
from tests.bot.fake_engine import NOW, a_diagnosis, blocked
from tests.bot.view_cases import (
    NASTY,
    VOICE,
    WHAT,
    a_line,
    a_run,
    acceptable,
)


def test_data_cannot_become_markup_mentions_or_hidden_signs() -> None:
    cleaned = clean(NASTY)

    assert not any(sign in cleaned for sign in "<>*`~\n\x07\u202e\u202c")
    assert "&lt;!channel&gt; &amp;" in cleaned
    assert "_" not in cleaned
    assert len(cleaned) < 200


def test_a_number_with_underscores_can_be_copied() -> None:
    assert clean("INV_2026_42") == "INV_2026_42"
    assert plain("a\u200bb\ufeff c\u2028d") == "ab c d"


def test_code_cannot_be_ended_by_what_is_in_it() -> None:
    assert code("a`b") == "`a\u02cbb`"
    assert mention("U0SOFIE01") == "<@U0SOFIE01>"
    assert mention("<!channel>") == "&lt;!channel&gt;"


@pytest.mark.parametrize("reason", Reason)
def test_nasty_data_stays_harmless_in_every_view(reason: Reason) -> None:
    facts = {
        name: NASTY if isinstance(value, str) else value
        for name, value in example(reason).items()
    }
    finding = Finding(reason, Effect.BLOCKS, facts)
    found = a_diagnosis(
        asked=NASTY,
        number=NASTY,
        department=NASTY,
        customer_name=NASTY,
        verdict=replace(blocked(reason), findings=(finding,)),
        source_id=SourceId("s-1"),
        timeline=(TimelineEntry(NOW, NASTY, {"from": NASTY, "to": NASTY}),),
    )
    line = a_line(NASTY, reason, findings=(finding,), department=NASTY)
    unknown = answers.told(VOICE, "help.unknown", word=NASTY)

    for shown in (why(VOICE, found), summary(VOICE, a_run(line), WHAT), unknown):
        acceptable(shown)
        for marked in _mrkdwn(shown):
            assert "<!" not in marked
            assert "\u202e" not in marked
            assert "*x*" not in marked


def _mrkdwn(message: Message) -> list[str]:
    found: list[str] = [message.text]

    def walk(part: object) -> None:
        if isinstance(part, dict):
            if part.get("type") == "mrkdwn":
                found.append(part["text"])
            for value in part.values():
                walk(value)
        elif isinstance(part, list | tuple):
            for value in part:
                walk(value)

    walk(list(message.blocks))
    return found
