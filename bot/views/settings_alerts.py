"""The forms for what is told, where, when, and to whom."""

from __future__ import annotations

from collections.abc import Mapping

from bot.views.blocks import context, section
from bot.views.dialogs import Frame, View, modal
from bot.views.fields import (
    Choice,
    Field,
    channel_field,
    multi_select_field,
    people_field,
    radio_field,
    select_field,
    time_field,
)
from bot.views.settings import Area
from bot.words import Voice
from bot.words.reasons import title
from core.domain.alert import level_of
from core.domain.audience import AllWell
from core.domain.policy import Policy
from core.domain.reason import Alert, Reason
from core.domain.rules import RULES

ALERTS, CAUSES = f"settings-{Area.ALERTS}", f"settings-{Area.CAUSES}"
CHANNEL, SUMMARIES, DIGEST, WELL = "alerts", "summaries", "digest", "well"
PEOPLE, GROUPS = "people", "groups"
MENTION, ALERT, OVERVIEW, SILENT = "mention", "alert", "digest", "silent"
LEVELS = (MENTION, ALERT, OVERVIEW, SILENT)

_NEVER_LATE = frozenset(
    {
        Reason.NOT_FOUND,
        Reason.ALREADY_IMPORTED,
        Reason.DRAFT,
        Reason.OUTSIDE_WINDOW,
    }
)
CHOSEN_FOR = tuple(
    rule.reason for rule in RULES if rule.blocks_for and rule.reason not in _NEVER_LATE
)
"""The reasons an invoice can be late for."""


def alerts_form(
    voice: Voice, policy: Policy, channel: str, groups: Mapping[str, str]
) -> View:
    """Ask for the channels, the overview, and whom alerts mention."""
    frame = Frame(
        voice.say(f"settings.area.{Area.ALERTS}"),
        voice.say("button.cancel"),
        ALERTS,
        voice.say("settings.save"),
    )
    audience = policy.audience
    hint = voice.say("settings.form.channel_hint")
    asked = (
        (CHANNEL, "settings.form.alert_channel", audience.alerts or channel),
        (SUMMARIES, "settings.form.summary_channel", audience.summaries or channel),
    )
    blocks = [
        *(channel_field(Field(n, voice.say(key), hint), now) for n, key, now in asked),
        time_field(
            Field(DIGEST, voice.say("settings.form.digest_at")), policy.digest_at
        ),
        radio_field(
            Field(WELL, voice.say("settings.form.all_well")),
            [
                Choice(o.value, voice.say(f"settings.form.all_well.{o}"))
                for o in AllWell
            ],
            audience.all_well.value,
        ),
        people_field(
            Field(PEOPLE, voice.say("settings.form.mentioned"), optional=True),
            [one for one in audience.mentioned if not one.startswith("S")],
        ),
    ]
    known = known_groups(groups, audience.mentioned)
    if known:
        choices = [Choice(id_, voice.worded(name)) for id_, name in known.items()]
        label = voice.say("settings.form.mentioned_groups")
        field = Field(GROUPS, label, optional=True)
        blocks.append(multi_select_field(field, choices, audience.mentioned))
    return modal(frame, *blocks)


def known_groups(groups: Mapping[str, str], chosen: object) -> dict[str, str]:
    """Return the user groups to choose from, with those that were chosen before."""
    before = chosen if isinstance(chosen, tuple | frozenset | list) else ()
    lost = {one: one for one in before if one.startswith("S") and one not in groups}
    return {**groups, **lost}


def causes_form(voice: Voice, policy: Policy) -> View:
    """Ask for each cause whether it alerts, waits for the overview, or is silent."""
    frame = Frame(
        voice.say(f"settings.area.{Area.CAUSES}"),
        voice.say("button.cancel"),
        CAUSES,
        voice.say("settings.save"),
    )
    choices = [Choice(one, voice.say(f"settings.form.level.{one}")) for one in LEVELS]
    asked = [
        select_field(
            Field(reason.value, title(voice, reason)), choices, shown(policy, reason)
        )
        for reason in CHOSEN_FOR
    ]
    note = context(voice.say("settings.form.causes_note"))
    return modal(frame, section(voice.say("settings.form.causes")), *asked, note)


def shown(policy: Policy, reason: Reason) -> str:
    """Return the choice that stands for what is in force for a cause."""
    match level_of(reason, {}, policy.alert_levels):
        case Alert.ALERT | Alert.AT_ONCE:
            return ALERT if reason.value in policy.audience.quiet else MENTION
        case Alert.DIGEST:
            return OVERVIEW
        case Alert.NOTHING:
            return SILENT
