"""Saving which fields name the payment profile, and a profile's two switches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.commands.call import Desk, Dialog, Reply
from bot.forms.call import FormReply, Submission
from bot.views import answers
from bot.views import settings_profiles as views
from bot.views.dialogs import View
from bot.views.settings_profiles import (
    NONE,
    ON_INVOICE,
    ON_SUBSCRIPTION,
    PROFILE,
    SENDS,
    WITH_PDF,
    switches_name,
)
from core.choices import (
    DEFAULT_PROFILE,
    INVOICE_PROFILE_FIELD,
    SUBSCRIPTION_PROFILE_FIELD,
)
from core.domain.policy import Policy
from core.domain.profile import Profile


async def fields_submitted(sent: Submission, desk: Desk) -> FormReply:
    """Show what other fields would change, before they are saved."""
    policy = await desk.oversight.choices.present()
    wanted = {
        INVOICE_PROFILE_FIELD: _chosen(sent, ON_INVOICE),
        SUBSCRIPTION_PROFILE_FIELD: _chosen(sent, ON_SUBSCRIPTION),
    }
    present = {
        INVOICE_PROFILE_FIELD: policy.invoice_profile_field or "",
        SUBSCRIPTION_PROFILE_FIELD: policy.subscription_profile_field or "",
    }
    changes = {name: text for name, text in wanted.items() if text != present[name]}
    if not changes:
        told = views.saved(desk.voice(sent.language), ())
        return FormReply(reply=Reply(told))
    return confirming(sent, desk, changes)


def confirming(sent: Submission, desk: Desk, changes: Mapping[str, str]) -> FormReply:
    """Put up what some changes would mean for the open invoices."""
    voice = desk.voice(sent.language)

    async def fill() -> View:
        profiles = desk.oversight.profiles
        policy = await desk.oversight.choices.present()
        found = await profiles.would_change(_changed(policy, changes))
        return views.confirm_form(voice, changes, found, await profiles.offer())

    return FormReply(dialog=Dialog(voice.say("settings.confirm"), fill))


async def confirmed(sent: Submission, desk: Desk) -> FormReply:
    """Save what was shown."""
    held, count = sent.meta.get("changes"), sent.meta.get("count")
    changes = held if isinstance(held, dict) else {}
    names = await desk.oversight.choices.change(changes, sent.user)
    concerned = count if isinstance(count, int) else 0
    told = views.saved(desk.voice(sent.language), names, concerned)
    return FormReply(reply=Reply(told))


async def picked(sent: Submission, desk: Desk) -> FormReply:
    """Show the switches of another profile."""
    voice, policy = desk.voice(sent.language), await desk.oversight.choices.present()
    offer = await desk.oversight.profiles.offer()
    return FormReply(view=views.switches_form(voice, offer, policy, sent.text(PROFILE)))


async def switches_submitted(sent: Submission, desk: Desk) -> FormReply:
    """Vouch for the two switches of a profile, as somebody saw them at Twikey."""
    voice, id_ = desk.voice(sent.language), sent.text(PROFILE)
    offer = await desk.oversight.profiles.offer()
    known = next((one for one in offer.profiles if one.id == id_), None)
    if known is None:
        return FormReply(errors={PROFILE: voice.say("settings.form.profile_gone")})
    marks = sent.several(switches_name(id_))
    profile = Profile(id_, known.name, SENDS in marks, WITH_PDF in marks)
    await desk.oversight.choices.confirm_profile(profile, sent.user)
    told = answers.told(voice, "settings.confirmed", name=known.name)
    return FormReply(reply=Reply(told))


def _chosen(sent: Submission, name: str) -> str:
    return "" if sent.text(name) == NONE else sent.text(name)


def _changed(policy: Policy, changes: Mapping[str, str]) -> Policy:
    """Return the settings as they would be; others have no say in a profile."""

    def now(name: str, present: str | None) -> str | None:
        return changes.get(name, present) or None

    return replace(
        policy,
        invoice_profile_field=now(INVOICE_PROFILE_FIELD, policy.invoice_profile_field),
        subscription_profile_field=now(
            SUBSCRIPTION_PROFILE_FIELD, policy.subscription_profile_field
        ),
        default_profile=now(DEFAULT_PROFILE, policy.default_profile),
    )
