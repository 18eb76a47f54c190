"""How the bot works, as an admin sees and changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.views import buttons
from bot.views.blocks import (
    Block,
    Message,
    bold,
    bulleted,
    channel_link,
    choice,
    context,
    header,
    mention,
    message,
)
from bot.words import Safe, Voice
from bot.words.reasons import title
from core.choices import (
    ALERT_LEVELS,
    AUTO_IMPORT,
    DEFAULT_PROFILE,
    DIGEST_AT,
    INVOICE_PROFILE_FIELD,
    ROLES,
    SUBSCRIPTION_PROFILE_FIELD,
    ZERO_CHANGED,
    ChosenRoles,
    Circle,
)
from core.domain.audience import (
    ALERT_CHANNEL,
    ALERT_MENTIONS,
    ALL_WELL,
    QUIET_CAUSES,
    SUMMARY_CHANNEL,
)
from core.domain.policy import IMPORT_DEPARTMENTS, Decided, Policy
from core.domain.profile import Profile
from core.domain.reason import Reason

_PROFILES_MOST = 20
_PEOPLE_MOST = 20
_REASONS = {reason.value for reason in Reason}


class Area(StrEnum):
    """A part of the settings, changed in one form."""

    IMPORT = "import"
    PROFILES = "profiles"
    SWITCHES = "switches"
    ALERTS = "alerts"
    CAUSES = "causes"
    PEOPLE = "people"


@dataclass(frozen=True)
class Chosen:
    """What is in force; ``channel`` and ``admins`` are what the environment says."""

    policy: Policy
    roles: ChosenRoles
    channel: str
    admins: tuple[str, ...] = ()


def settings(voice: Voice, chosen: Chosen) -> Message:
    """Tell what is in force and who changed it, with a button for each area."""
    said = _Saying(voice, chosen)
    lines = {
        Area.IMPORT: said.importing(),
        Area.PROFILES: said.profiles(),
        Area.SWITCHES: said.switches(),
        Area.ALERTS: said.alerts(),
        Area.CAUSES: said.causes(),
        Area.PEOPLE: said.people(),
    }
    blocks = [_area(voice, area, told) for area, told in lines.items()]
    title_block = header(voice.say("settings.title"))
    return message(title_block, *blocks, context(voice.say("settings.how")))


def _area(voice: Voice, area: Area, lines: Iterable[Safe]) -> Block:
    name = voice.say(f"settings.area.{area}")
    return choice(bold(name), buttons.settings(voice, area, name), *bulleted(lines))


class _Saying:
    """Puts what is in force into sentences."""

    def __init__(self, voice: Voice, chosen: Chosen) -> None:
        self._voice = voice
        self._policy = chosen.policy
        self._roles = chosen.roles
        self._chosen = chosen

    def importing(self) -> list[Safe]:
        policy = self._policy
        on = "on" if policy.auto_import else "off"
        departments = len(policy.departments)
        within = "settings.departments" if departments else "settings.departments_all"
        default = (
            "settings.default" if policy.default_profile else "settings.default_no"
        )
        return [
            self._line(f"settings.is_{on}", AUTO_IMPORT),
            self._line(within, IMPORT_DEPARTMENTS, count=departments),
            self._line(f"settings.zero.{policy.zero_changed}", ZERO_CHANGED),
            self._line(
                default, DEFAULT_PROFILE, profile=self._named(policy.default_profile)
            ),
        ]

    def profiles(self) -> list[Safe]:
        fields = (
            ("invoice", self._policy.invoice_profile_field, INVOICE_PROFILE_FIELD),
            (
                "subscription",
                self._policy.subscription_profile_field,
                SUBSCRIPTION_PROFILE_FIELD,
            ),
        )
        return [
            self._line(f"settings.field.{on}.{'set' if field else 'none'}", name)
            for on, field, name in fields
        ]

    def switches(self) -> list[Safe]:
        profiles = self._policy.profiles[:_PROFILES_MOST]
        if not profiles:
            return [self._voice.say("settings.switches_none")]
        return [self._switches_of(one) for one in profiles]

    def alerts(self) -> list[Safe]:
        audience, policy = self._policy.audience, self._policy
        channel = self._chosen.channel
        called = self._voice.listed([mention(one) for one in audience.mentioned])
        mentioned = "settings.mentions" if called else "settings.mentions_none"
        at = f"{policy.digest_at:%H:%M}"
        alerts = channel_link(audience.alerts or channel)
        summaries = channel_link(audience.summaries or channel)
        return [
            self._line("settings.alert_channel", ALERT_CHANNEL, channel=alerts),
            self._line("settings.summary_channel", SUMMARY_CHANNEL, channel=summaries),
            self._line("settings.digest_at", DIGEST_AT, at=at),
            self._line(f"settings.all_well.{audience.all_well}", ALL_WELL),
            self._line(mentioned, ALERT_MENTIONS, names=called),
        ]

    def causes(self) -> list[Safe]:
        voice, levels = self._voice, self._policy.alert_levels
        lines = [
            voice.say(
                "settings.level",
                code=title(voice, Reason(name)),
                level=voice.say(f"level.{level}"),
            )
            for name, level in sorted(levels.items())
            if name in _REASONS
        ]
        quiet = [
            title(voice, Reason(one))
            for one in sorted(self._policy.audience.quiet)
            if one in _REASONS
        ]
        if quiet:
            listed = voice.listed(quiet)
            lines.append(self._line("settings.quiet", QUIET_CAUSES, causes=listed))
        by = self._by(ALERT_LEVELS)
        return [*lines, *([by] if by else [])] or [voice.say("settings.causes_none")]

    def people(self) -> list[Safe]:
        admins = Circle(
            frozenset(self._chosen.admins) | self._roles.admins.people,
            self._roles.admins.groups,
        )
        lines = [
            self._voice.say("settings.admins", names=self._names(admins)),
            self._voice.say(
                "settings.operators", names=self._names(self._roles.operators)
            ),
        ]
        if not any((self._roles.operators.people, self._roles.operators.groups)):
            lines[1] = self._voice.say("settings.operators_none")
        by = self._by(ROLES)
        return [*lines, *([by] if by else [])]

    def _names(self, circle: Circle) -> Safe:
        ids = [*sorted(circle.people), *sorted(circle.groups)]
        shown = [mention(one) for one in ids[:_PEOPLE_MOST]]
        more = len(ids) - len(shown)
        if more > 0:
            shown.append(self._voice.say("settings.more_people", count=more))
        return self._voice.listed(shown)

    def _named(self, profile_id: str | None) -> Safe:
        profile = self._policy.confirmed(profile_id)
        if profile is None:
            return self._voice.worded(profile_id)
        return self._voice.say("profile.label", id=profile.id, name=profile.name)

    def _switches_of(self, profile: Profile) -> Safe:
        sends = "sends" if profile.send_automatically else "by_hand"
        if profile.send_automatically and profile.require_pdf:
            sends = "sends_with_pdf"
        named = self._voice.say("profile.label", id=profile.id, name=profile.name)
        return self._voice.say(f"settings.switches.{sends}", profile=named)

    def _line(self, key: str, setting: str, **facts: object) -> Safe:
        told = self._voice.say(key, **facts)
        by = self._by(setting)
        return Safe(f"{told} {by}") if by else told

    def _by(self, setting: str) -> Safe | None:
        decided: Decided | None = self._policy.decided.get(setting)
        if decided is None:
            return None
        by = Safe(self._voice.person(decided.by))
        return self._voice.say("settings.by", by=by, at=decided.at)
