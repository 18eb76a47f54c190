"""The forms for payment profiles: which fields name them, and their two switches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.views.blocks import Block, Message, actions, bold, bulleted, context, section
from bot.views.blocks import message as put_together
from bot.views.buttons import recheck
from bot.views.decision_forms import profile_label
from bot.views.dialogs import Frame, View, modal, notice
from bot.views.fields import Choice, Field, checkbox_field, select_field
from bot.views.settings import Area
from bot.words import Safe, Voice
from bot.words.reasons import title
from core.choosing_profiles import KnownProfile, ProfileOffer
from core.domain.consequences import Consequences
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.policy import Policy
from core.domain.reason import Reason, System

FIELDS, CONFIRM, SWITCHES = (
    f"settings-{Area.PROFILES}",
    "settings-confirm",
    f"settings-{Area.SWITCHES}",
)
ON_INVOICE, ON_SUBSCRIPTION, PROFILE = "invoice", "subscription", "profile"
SENDS, WITH_PDF, NONE = "sends", "with-pdf", "none"


def fields_form(voice: Voice, policy: Policy, offer: ProfileOffer) -> View:
    """Ask which custom fields of Teamleader name the payment profile."""
    heading = voice.say(f"settings.area.{Area.PROFILES}")
    if System.TEAMLEADER in offer.unread:
        return notice(voice, heading, section(voice.say("settings.form.unread")))
    frame = Frame(
        heading, voice.say("button.cancel"), FIELDS, voice.say("settings.next")
    )
    asked = (
        (ON_INVOICE, FieldContext.INVOICE, policy.invoice_profile_field),
        (ON_SUBSCRIPTION, FieldContext.SUBSCRIPTION, policy.subscription_profile_field),
    )
    blocks = [
        _field(voice, name, offer.fields_of(where), chosen)
        for name, where, chosen in asked
    ]
    return modal(frame, *blocks, context(voice.say("settings.form.order")))


def confirm_form(
    voice: Voice, changes: Mapping[str, str], found: Consequences, offer: ProfileOffer
) -> View:
    """Tell what would change before it is saved."""
    concerned = sum(found.moving.values()) + sum(found.vanishing.values())
    frame = Frame(
        voice.say("settings.confirm"),
        voice.say("button.cancel"),
        CONFIRM,
        voice.say("settings.save"),
        {"changes": dict(changes), "count": concerned},
    )
    names = {one.id: profile_label(voice, one) for one in offer.profiles}
    lines = _moving(voice, found, names) + _reasons(voice, found)
    if not lines:
        lines = [voice.say("settings.change.nothing", count=found.looked_at)]
    blocks = [section(bold(voice.say("settings.change.title")), *bulleted(lines))]
    unknown = _unknown(voice, found)
    if unknown:
        blocks.append(context(*unknown))
    return modal(frame, *blocks)


def switches_form(
    voice: Voice, offer: ProfileOffer, policy: Policy, chosen: str | None = None
) -> View:
    """Ask for the two switches of a profile, which Twikey does not tell."""
    heading = voice.say(f"settings.area.{Area.SWITCHES}")
    if not offer.profiles:
        return notice(voice, heading, section(voice.say("settings.form.no_profiles")))
    profile = _picked(offer.profiles, chosen)
    frame = Frame(
        heading, voice.say("button.cancel"), SWITCHES, voice.say("settings.save")
    )
    choices = [Choice(one.id, profile_label(voice, one)) for one in offer.profiles]
    picked = Field(PROFILE, voice.say("settings.form.profile"), tells_at_once=True)
    return modal(
        frame,
        section(voice.say("settings.form.switches")),
        select_field(picked, choices, profile.id),
        _switches(voice, policy, profile),
    )


def switches_name(profile_id: str) -> str:
    """Return the name of the boxes of a profile: each has boxes of its own."""
    return f"switches-{profile_id}"


def saved(voice: Voice, names: Sequence[str], concerned: int = 0) -> Message:
    """Tell what was saved, and offer to check what it concerns."""
    if not names:
        return put_together(section(voice.say("settings.saved_nothing")))
    listed = voice.listed([voice.say(f"setting.{name}") for name in names])
    blocks: list[Block] = [section(voice.say("settings.saved", names=listed))]
    if concerned:
        blocks.append(section(voice.say("settings.concerned", count=concerned)))
        blocks.append(actions(recheck(voice)))
    return put_together(*blocks)


def _field(
    voice: Voice, name: str, offered: Sequence[FieldDefinition], chosen: str | None
) -> Block:
    choices = [Choice(NONE, voice.say("settings.form.field_none"))]
    choices += [Choice(str(one.id), voice.worded(one.label)) for one in offered]
    if chosen and chosen not in {one.value for one in choices}:
        # Dropping it unasked would silently change where invoices go.
        lost = voice.say("settings.form.field_lost", id=chosen)
        choices.append(Choice(chosen, lost))
    key = f"settings.form.field.{name}"
    field = Field(name, voice.say(key), voice.say("settings.form.field_hint"))
    return select_field(field, choices, chosen or NONE)


def _picked(profiles: Sequence[KnownProfile], chosen: str | None) -> KnownProfile:
    return next((one for one in profiles if one.id == chosen), profiles[0])


def _switches(voice: Voice, policy: Policy, profile: KnownProfile) -> Block:
    known = policy.confirmed(profile.id)
    marks = (
        (SENDS, known is not None and known.send_automatically),
        (WITH_PDF, known is not None and known.require_pdf),
    )
    choices = [Choice(one, voice.say(f"settings.form.{one}")) for one, _ in marks]
    field = Field(
        switches_name(profile.id), voice.say("settings.form.boxes"), optional=True
    )
    return checkbox_field(field, choices, [one for one, is_on in marks if is_on])


def _moving(voice: Voice, found: Consequences, names: Mapping[str, Safe]) -> list[Safe]:
    lines = []
    for id_, count in found.moving.items():
        if id_ is None:
            lines.append(voice.say("settings.change.twikey", count=count))
        else:
            name = names.get(id_, voice.worded(id_))
            lines.append(voice.say("settings.change.moving", count=count, profile=name))
    return lines


def _reasons(voice: Voice, found: Consequences) -> list[Safe]:
    told = (("vanishing", found.vanishing), ("appearing", found.appearing))
    return [
        voice.say(f"settings.change.{key}", count=count, reason=title(voice, reason))
        for key, reasons in told
        for reason, count in _sorted(reasons)
    ]


def _sorted(reasons: Mapping[Reason, int]) -> list[tuple[Reason, int]]:
    return sorted(reasons.items(), key=lambda one: (-one[1], one[0]))


def _unknown(voice: Voice, found: Consequences) -> list[Safe]:
    lines = []
    if found.unknown:
        name = voice.say(f"system.{found.system or System.TEAMLEADER}")
        facts = {"count": found.unknown, "system": name}
        lines.append(voice.say("settings.change.unknown", **facts))
    if found.not_looked_at:
        lines.append(voice.say("settings.change.more", count=found.not_looked_at))
    return lines
