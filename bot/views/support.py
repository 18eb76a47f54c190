"""The support pack: a file with everything, and a text that is ready to be sent."""

from __future__ import annotations

from bot.views.blocks import (
    Attachment,
    Block,
    Message,
    clean,
    clipped_lines,
    context,
    header,
    message,
    plain,
    section,
)
from bot.views.support_file import Lines, as_told, called, target_of, verdict, whole
from bot.words import Safe, Voice
from bot.words.reasons import text
from core.domain.redaction import redact
from core.domain.support import SupportPack
from core.domain.verdict import Blocked

_LETTER_MOST = 2900


def support(voice: Voice, pack: SupportPack) -> Message:
    """Return the text to send, with the file that belongs to it."""
    outside = Voice(voice.language, clean=plain, zone=voice.zone)
    number = called(pack.diagnosis)
    told = redact(letter(outside, pack), pack.secrets, _names(pack))
    shown = clipped_lines(told.split("\n"), _LETTER_MOST)
    exact: Block = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": shown}],
            }
        ],
    }
    before = message(
        header(voice.say("button.support", number=number)),
        section(voice.say("support.intro", number=number)),
    )
    after = message(context(voice.say("support.left_out")))
    # The exact text is in no markup; where blocks are not shown it is as harmless.
    harmless = "\n".join(clean(line) for line in shown.split("\n"))
    blocks = (*before.blocks, exact, *after.blocks)
    fallback = "\n".join((before.text, harmless, after.text))
    return Message(fallback, blocks, _file(voice, outside, pack))


def letter(voice: Voice, pack: SupportPack) -> str:
    """Return the text to send, not yet redacted."""
    return "\n".join(_letter(voice, pack))


def _file(voice: Voice, outside: Voice, pack: SupportPack) -> Attachment:
    number = called(pack.diagnosis)
    content = redact(whole(outside, pack), pack.secrets, _names(pack))
    name = "".join(sign if sign.isalnum() else "-" for sign in number)[:60]
    caption = voice.say("support.caption", number=number)
    return Attachment(f"support-{name}.txt", content.encode(), caption)


def _letter(voice: Voice, pack: SupportPack) -> Lines:
    found, tries = pack.diagnosis, pack.attempts
    yield voice.say("support.letter.hello")
    yield ""
    facts = {"number": called(found), "amount": found.amount}
    bare = "" if found.amount else ".bare"
    yield voice.say(f"support.letter.about{bare}", **facts)
    yield voice.say("support.letter.stands", verdict=verdict(voice, found))
    if isinstance(found.verdict, Blocked):
        decisive = found.verdict.decisive
        told = text(voice, decisive.reason, decisive.facts)
        yield voice.say("support.letter.reason", reason=told)
    if not tries:
        yield voice.say("support.letter.untried")
    else:
        first, last = tries[0].at, tries[-1]
        yield voice.say("support.letter.tries", count=len(tries), at=first)
        answer = Safe(f"{last.state} {as_told(last.facts)}".strip())
        yield voice.say("support.letter.answer", answer=answer, at=last.at)
    ids = {"source_id": found.source_id, "target_id": target_of(pack)}
    yield voice.say("support.letter.ids", **ids)
    yield ""
    yield voice.say("support.letter.question")
    yield voice.say("support.letter.bye")


def _names(pack: SupportPack) -> list[str]:
    """Return what may look like a token and is the name of something."""
    found = pack.diagnosis
    targets = [attempt.target_id for attempt in pack.attempts]
    return [name for name in (found.number, found.source_id, *targets) if name]
