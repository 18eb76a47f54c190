"""The forms in which somebody decides about one invoice."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.blocks import Block, Link, actions, bold, context, section
from bot.views.dialogs import Frame, View, modal, notice
from bot.views.fields import Choice, Field, date_field, select_field, text_field
from bot.views.values import Value
from bot.words import Safe, Voice
from bot.words.reasons import text, title, way_out
from core.choosing_profiles import KnownProfile, ProfileOffer
from core.domain.diagnosis import Diagnosis
from core.domain.profile import ProfileLevel
from core.domain.reason import Facts, Reason
from core.domain.verdict import Effect, Finding

LEAVE_OUT, FIX = "leave-out", "fix"
WHY, UNTIL, PROFILE = "why", "until", "profile"
AS_BEFORE = "as-before"
"""Chosen where a profile that a person named is to count no more."""

WHY_MOST = 150
"""As much of a reason as every message can show."""

_URL_MOST = 3000

MENDED_HERE = frozenset(
    {Reason.PROFILE_UNREADABLE, Reason.PROFILE_UNKNOWN, Reason.CUSTOMER_INCOMPLETE}
)


def named(values: Sequence[Value]) -> dict[str, object]:
    """Return what a form carries of its invoices: as many as a page shows."""
    return {"invoices": [[value.id, value.text] for value in values]}


def read_named(meta: Facts) -> tuple[Value, ...]:
    """Return the invoices a form is about."""
    held = meta.get("invoices")
    pairs = held if isinstance(held, list) else []
    return tuple(Value(str(id_), str(text)) for id_, text in pairs)


def leave_out(voice: Voice, values: Sequence[Value]) -> View:
    """Ask why some invoices are to stay out, and until when."""
    frame = Frame(
        voice.say("skip.form"),
        voice.say("button.cancel"),
        LEAVE_OUT,
        voice.say("skip.form.yes"),
        named(values),
    )
    hint = voice.say("skip.form.until_hint")
    numbers = voice.listed([voice.worded(value.text) for value in values])
    return modal(
        frame,
        section(voice.say("skip.form.what", number=numbers, count=len(values))),
        text_field(
            Field(WHY, voice.say("skip.form.why"), optional=True), most=WHY_MOST
        ),
        date_field(Field(UNTIL, voice.say("skip.form.until"), hint, optional=True)),
    )


def mended_here(found: Diagnosis) -> Finding | None:
    """Return what keeps an invoice out and can be mended in a form, if anything."""
    return next(
        (
            finding
            for finding in found.findings
            if finding.effect is Effect.BLOCKS and finding.reason in MENDED_HERE
        ),
        None,
    )


def fix(voice: Voice, found: Diagnosis, offer: ProfileOffer, value: Value) -> View:
    """Offer what mends an invoice: another profile, or the page in Teamleader."""
    heading = voice.say("fix.form")
    finding = mended_here(found)
    if finding is None:
        return notice(voice, heading, section(voice.say("fix.none", number=value.text)))
    frame = Frame(
        heading,
        voice.say("button.cancel"),
        FIX,
        voice.say("fix.form.yes"),
        named([value]),
    )
    return modal(
        frame,
        _what(voice, finding, value),
        *_pages(voice, found, finding),
        *_choosing(voice, finding, offer),
    )


def _what(voice: Voice, finding: Finding, value: Value) -> Block:
    name = title(voice, finding.reason)
    return section(
        bold(voice.say("fix.what", number=value.text, title=name)),
        text(voice, finding.reason, finding.facts),
        way_out(voice, finding.reason, finding.facts),
    )


def _pages(voice: Voice, found: Diagnosis, finding: Finding) -> list[Block]:
    """Return the pages in Teamleader where it can be corrected."""
    pages = (
        ("fix.customer_page", finding.facts.get("page")),
        ("fix.invoice_page", found.links.teamleader),
    )
    links = [Link(voice.say(key), str(url)) for key, url in pages if _is_web(url)]
    return [actions(*links)] if links else []


def _choosing(voice: Voice, finding: Finding, offer: ProfileOffer) -> list[Block]:
    choices = _choices(voice, finding, offer.profiles)
    if not choices:
        return [section(voice.say("fix.no_profiles"))]
    label, hint = voice.say("fix.profile"), voice.say("fix.profile_hint")
    asked = select_field(Field(PROFILE, label, hint, optional=True), choices)
    return [asked, context(voice.say("fix.once"))]


def _choices(
    voice: Voice, finding: Finding, profiles: Sequence[KnownProfile]
) -> list[Choice]:
    choices = [Choice(one.id, profile_label(voice, one)) for one in profiles]
    if finding.facts.get("level") == ProfileLevel.PERSON:
        choices.insert(0, Choice(AS_BEFORE, voice.say("fix.as_before")))
    return choices


def profile_label(voice: Voice, profile: KnownProfile) -> Safe:
    """Return a profile as it is offered."""
    return voice.say("profile.label", id=profile.id, name=profile.name)


def _is_web(url: object) -> bool:
    text = str(url)
    return text.startswith(("https://", "http://")) and len(text) < _URL_MOST
