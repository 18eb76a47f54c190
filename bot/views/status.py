"""How the bot stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.views.blocks import (
    Message,
    bold,
    bulleted,
    channel_link,
    code,
    header,
    message,
    section,
)
from bot.words import Safe, Voice, format
from core.reporting import Connection, JobTimes, Status

_JOBS_MOST = 20


def status(voice: Voice, found: Status) -> Message:
    """Tell how the bot stands, what is wrong first."""
    blocks = [header(voice.say("status.title"))]
    wrong = list(_wrong(voice, found))
    if wrong:
        blocks.append(section(bold(voice.say("status.wrong")), *bulleted(wrong)))
    blocks.append(section(*bulleted(_facts(voice, found))))
    jobs = bulleted(_job(voice, found, one) for one in found.jobs[:_JOBS_MOST])
    if jobs:
        blocks.append(section(bold(voice.say("status.jobs")), *jobs))
    return message(*blocks)


def _wrong(voice: Voice, found: Status) -> Iterator[Safe]:
    for one in found.connections:
        if _is_wrong(one, found.at):
            yield _connection(voice, one, found.at)
    if found.unlooked_since is not None:
        yield voice.say("status.unlooked", since=found.unlooked_since)
    for trouble in found.troubles:
        facts = {"channel": channel_link(trouble.channel), "since": trouble.since}
        yield voice.say("status.channel", code=code(trouble.code), **facts)


def _facts(voice: Voice, found: Status) -> Iterator[Safe]:
    yield _automatic(voice, found)
    for one in found.connections:
        if not _is_wrong(one, found.at):
            yield _connection(voice, one, found.at)
    yield voice.say("status.hint", at=_ago(voice, found.last_hint, found.at))
    yield voice.say("status.sweep", at=_ago(voice, found.last_sweep, found.at))
    yield voice.say("status.late", count=found.late)
    yield voice.say("status.hints", count=found.queues.hints)
    yield voice.say("status.documents", count=found.queues.documents)
    yield voice.say("status.messages", count=found.queues.messages)


def _automatic(voice: Voice, found: Status) -> Safe:
    if not found.automatic_import:
        return voice.say("status.automatic_off")
    if found.automatic_since is None:
        return voice.say("status.automatic_soon")
    return voice.say("status.automatic_on", since=found.automatic_since)


def _is_wrong(one: Connection, now: datetime) -> bool:
    return one.lost_since is not None or one.until is None or one.until <= now


def _connection(voice: Voice, one: Connection, now: datetime) -> Safe:
    system = voice.say(f"system.{one.system}")
    if one.lost_since is not None:
        return voice.say("status.lost", system=system, since=one.lost_since)
    if one.until is None:
        return voice.say("status.unconnected", system=system)
    key = "status.connected" if one.until > now else "status.expired"
    return voice.say(key, system=system, until=one.until)


def _job(voice: Voice, found: Status, one: JobTimes) -> Safe:
    last = _ago(voice, one.last, found.at)
    if one.next is None:
        return voice.say("status.job_new", name=_named(voice, one), last=last)
    following = Safe(format.clock_time(max(one.next, found.at), voice.zone))
    return voice.say("status.job", name=_named(voice, one), last=last, next=following)


def _named(voice: Voice, one: JobTimes) -> Safe:
    key = f"job.{one.name}"
    return voice.say(key) if voice.knows(key) else code(one.name)


def _ago(voice: Voice, at: datetime | None, now: datetime) -> Safe:
    """Return a moment as a distance where it is near, else as it is."""
    if at is None:
        return voice.say("status.never")
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return voice.say("status.just_now")
    if minutes > 90:
        return voice.worded(at)
    return voice.say("status.minutes_ago", count=minutes)
