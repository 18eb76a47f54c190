"""Saving what is told, where, when, and to whom."""

from __future__ import annotations

import json

from bot.commands.call import Desk, Reply
from bot.forms.call import FormReply, Submission
from bot.views import answers
from bot.views.blocks import mention
from bot.views.settings_alerts import (
    ALERT,
    CHANNEL,
    CHOSEN_FOR,
    DIGEST,
    GROUPS,
    MENTION,
    OVERVIEW,
    PEOPLE,
    SILENT,
    SUMMARIES,
    WELL,
    shown,
)
from bot.views.settings_profiles import saved
from bot.words import Safe
from core.choices import ALERT_LEVELS, DIGEST_AT, read_time
from core.domain.audience import (
    ALERT_CHANNEL,
    ALERT_MENTIONS,
    ALL_WELL,
    QUIET_CAUSES,
    SUMMARY_CHANNEL,
    spelled,
)
from core.domain.policy import Policy
from core.domain.reason import Alert, Reason
from core.errors import RemoteRefused

_CHANNELS = {ALERT_CHANNEL: CHANNEL, SUMMARY_CHANNEL: SUMMARIES}
_LEVEL_OF = {
    MENTION: Alert.ALERT,
    ALERT: Alert.ALERT,
    OVERVIEW: Alert.DIGEST,
    SILENT: Alert.NOTHING,
}


async def alerts_submitted(sent: Submission, desk: Desk) -> FormReply:
    """Save channels, overview and mentions as far as they differ."""
    voice, policy = desk.voice(sent.language), await desk.oversight.choices.present()
    if read_time(sent.text(DIGEST)) is None:
        return FormReply(errors={DIGEST: voice.say("settings.form.no_time")})
    changes = _changes(sent, policy, desk.channel)
    errors = {
        field: refusal
        for name, field in _CHANNELS.items()
        if (refusal := await _greeted(desk, sent, changes.get(name), field))
    }
    if errors:
        return FormReply(errors=errors)
    return await _saved(sent, desk, changes)


async def causes_submitted(sent: Submission, desk: Desk) -> FormReply:
    """Save the causes for which something else was chosen than what is in force."""
    policy = await desk.oversight.choices.present()
    chosen = {
        reason: sent.text(reason.value)
        for reason in CHOSEN_FOR
        if sent.text(reason.value) not in ("", shown(policy, reason))
    }
    return await _saved(sent, desk, _of_causes(policy, chosen))


async def _greeted(
    desk: Desk, sent: Submission, channel: str | None, field: str
) -> Safe | None:
    """Say in a new channel what comes there; return why that was not possible."""
    if channel is None:
        return None
    told = answers.told(
        desk.channel_voice, f"settings.here.{field}", by=mention(sent.user)
    )
    try:
        await desk.posting.post(channel, told)
    except RemoteRefused:
        return desk.voice(sent.language).say("settings.form.shut")
    return None


async def _saved(sent: Submission, desk: Desk, changes: dict[str, str]) -> FormReply:
    names = await desk.oversight.choices.change(changes, sent.user)
    return FormReply(reply=Reply(saved(desk.voice(sent.language), names)))


def _changes(sent: Submission, policy: Policy, channel: str) -> dict[str, str]:
    audience = policy.audience
    present = {
        ALERT_CHANNEL: audience.alerts or channel,
        SUMMARY_CHANNEL: audience.summaries or channel,
        DIGEST_AT: f"{policy.digest_at:%H:%M}",
        ALL_WELL: audience.all_well.value,
        ALERT_MENTIONS: spelled(audience.mentioned),
    }
    wanted = {
        ALERT_CHANNEL: sent.text(CHANNEL),
        SUMMARY_CHANNEL: sent.text(SUMMARIES),
        DIGEST_AT: sent.text(DIGEST),
        ALL_WELL: sent.text(WELL),
        ALERT_MENTIONS: spelled(_mentioned(sent, policy)),
    }
    return {name: text for name, text in wanted.items() if text != present[name]}


def _mentioned(sent: Submission, policy: Policy) -> list[str]:
    groups = sent.several(GROUPS)
    if GROUPS not in sent.values:
        # Slack did not tell the groups, so they could not be unchosen either.
        known = policy.audience.mentioned
        groups = tuple(one for one in known if one.startswith("S"))
    return [*sent.several(PEOPLE), *groups]


def _of_causes(policy: Policy, chosen: dict[Reason, str]) -> dict[str, str]:
    if not chosen:
        return {}
    levels = {code: level.value for code, level in policy.alert_levels.items()}
    quiet = set(policy.audience.quiet)
    for reason, level in chosen.items():
        levels[reason.value] = _LEVEL_OF[level].value
        quiet.discard(reason.value)
        if level == ALERT:
            quiet.add(reason.value)
    changes = {ALERT_LEVELS: json.dumps(levels, sort_keys=True)}
    if quiet != policy.audience.quiet:
        changes[QUIET_CAUSES] = spelled(quiet)
    return changes
