"""The set-up as a list of steps with their ticks."""

from __future__ import annotations

from bot.views.blocks import (
    Block,
    Button,
    Confirm,
    channel_link,
    choice,
    context,
    header,
    mention,
    section,
)
from bot.views.buttons import Verb
from bot.views.values import Value
from bot.words import Safe, Voice
from core.domain.set_up import Done, SetUp, Step, Tick

# Always with the word beside it; typographic signs look the same on every screen.
SIGNS = {
    Done.YES: "\u2713",
    Done.NO: "\u25cb",
    Done.WAITS: "\u25d4",
    Done.UNKNOWN: "?",
}


def check_list(
    voice: Voice, found: SetUp, channel: str, *, for_admin: bool
) -> list[Block]:
    """Return every step; admins get the buttons that do them."""
    count = len(found.ticks)
    title = voice.say("home.set_up", done=found.count_done, of=count)
    intro = "home.set_up.intro" if for_admin else "home.set_up.member"
    lines = [_line(voice, tick, channel, for_admin=for_admin) for tick in found.ticks]
    return [
        header(title),
        context(voice.say(intro)),
        *lines,
        context(voice.say("home.link.first"), voice.say("home.link")),
    ]


def _line(voice: Voice, tick: Tick, channel: str, *, for_admin: bool) -> Block:
    told = voice.say(
        "home.tick.line",
        sign=Safe(SIGNS[tick.done]),
        done=voice.say(f"home.tick.{tick.done}"),
        told=_told(voice, tick, channel),
    )
    button = _button(voice, tick) if for_admin else None
    return choice(told, button) if button else section(told)


def _told(voice: Voice, tick: Tick, channel: str) -> Safe:
    facts: dict[str, object] = {**tick.facts}
    if "by" in facts:
        facts["by"] = mention(str(facts["by"]))
    if tick.step is Step.PROFILE and "profiles" in facts:
        names = tick.facts["profiles"]
        known = names if isinstance(names, list) else []
        facts["profiles"] = voice.listed([voice.worded(name) for name in known])
    if tick.step is Step.CHANNEL:
        facts["channel"] = channel_link(str(facts.get("channel") or channel))
    key = f"home.step.{tick.step}.{tick.done}"
    if tick.step is Step.TEST and tick.done is Done.YES and "by" in facts:
        key = f"{key}.asked"
    return voice.say(key, **facts)


def _button(voice: Voice, tick: Tick) -> Button | None:
    value = Value("", tick.step).spelled()
    if tick.step is Step.TEAMLEADER and tick.done is not Done.YES:
        return Button(Verb.CONNECT, voice.say("button.connect"), value)
    if tick.step is Step.STRICT and tick.done is not Done.YES:
        confirm = Confirm(
            title=voice.say("confirm.strict.title"),
            text=voice.say("confirm.strict.text"),
            yes=voice.say("confirm.strict.yes"),
            no=voice.say("confirm.no"),
        )
        return Button(Verb.STRICT, voice.say("button.strict"), value, None, confirm)
    if tick.step is Step.TEST:
        again = "" if tick.done is Done.NO else ".again"
        label = voice.say(f"button.test_alert{again}")
        return Button(Verb.TEST_ALERT, label, value)
    return None
