"""The buttons that act: each names the invoice and what it does to it."""

from __future__ import annotations

from enum import StrEnum

from bot.views.blocks import Button, Confirm
from bot.views.cautions import Caution, warnings
from bot.views.counting import Group
from bot.views.values import Cause, Value, invoice_value, warned
from bot.words import Safe, Voice
from bot.words.reasons import title
from core.domain.outcome import Line
from core.domain.rules import RULE_OF, Remedy

# A dialog says 300 characters at most.
_WARNINGS_MOST = 3


class Verb(StrEnum):
    """What a button does; part of its action id."""

    WHY = "why"
    IMPORT = "import"
    IMPORT_FORM = "import-form"
    RETRY_ALL = "retry-all"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    SHARE = "share"
    OLDER = "older"
    FETCH = "fetch"
    INVITE_ASK = "invite-ask"
    INVITE = "invite"
    ALERT_RETRY = "alert-retry"
    ALERT_RETRY_ALL = "alert-retry-all"
    ACCEPT = "accept"
    MARK_PAID = "mark-paid"
    LEAF = "leaf"
    LIST_FILE = "list-file"
    RETRY_CHOSEN = "retry-chosen"
    FETCH_CHOSEN = "fetch-chosen"
    WHY_CHOSEN = "why-chosen"
    SKIP_CHOSEN = "skip-chosen"
    SUPPORT = "support"
    STRICT = "strict"
    TEST_ALERT = "test-alert"
    FETCH_ALL = "fetch-all"
    SETTINGS_ALL = "settings-all"
    CONNECT = "connect"
    SKIP = "skip"
    TAKE_BACK = "take-back"
    FIX = "fix"
    SETTINGS = "settings"
    RECHECK = "recheck"


def for_line(voice: Voice, line: Line) -> list[Button]:
    """Return the buttons for one invoice that needs people, if it can be named."""
    value = invoice_value(line.source_id, line.number)
    if value is None:
        return []
    if Cause.of(line).is_ambiguous:
        return [why(voice, value)]
    return [retry(voice, value, label_for(line)), why(voice, value)]


def retry(voice: Voice, value: Value, label: str = "button.retry") -> Button:
    """Import one invoice by its number, once more or for the first time."""
    shown = voice.say(label, number=value.text)
    return Button(Verb.IMPORT, shown, value.spelled())


def import_one(voice: Voice, value: Value, department: str | None = None) -> Button:
    """Import the one of several invoices that somebody means."""
    label = voice.say("button.import", number=_named(value, department))
    return Button(Verb.IMPORT, label, value.spelled())


def import_now(voice: Voice, value: Value, amount: Safe) -> Button:
    """Import one invoice from its diagnosis."""
    confirm = Confirm(
        title=voice.say("confirm.title", count=1),
        text=voice.say("confirm.text", amount=amount),
        yes=voice.say("confirm.yes"),
        no=voice.say("confirm.no"),
    )
    label = voice.say("button.import_now", number=value.text)
    return Button(Verb.IMPORT, label, value.spelled(), "primary", confirm)


def import_form(voice: Voice) -> Button:
    """Open the import dialogue."""
    label = voice.say("button.import_form")
    return Button(Verb.IMPORT_FORM, label, Value("", "").spelled(), "primary")


def why(voice: Voice, value: Value, department: str | None = None) -> Button:
    """Ask why an invoice is not in Twikey."""
    label = voice.say("button.why", number=value.text)
    if department:
        facts = {"number": value.text, "department": department}
        label = voice.say("button.why_in", **facts)
    return Button(Verb.WHY, label, value.spelled())


def fetch(voice: Voice, value: Value, department: str | None = None) -> Button:
    """Fetch the PDF of one invoice now."""
    label = voice.say("button.fetch", number=_named(value, department))
    return Button(Verb.FETCH, label, value.spelled())


def invite_ask(voice: Voice, value: Value, department: str | None = None) -> Button:
    """Send the invitation of one invoice, asking first where it may do harm."""
    label = voice.say("button.invite", number=_named(value, department))
    return Button(Verb.INVITE_ASK, label, value.spelled())


def invite(voice: Voice, value: Value, held: tuple[Caution, ...]) -> Button:
    """Send the invitation of one invoice once the person has read the warnings."""
    confirm = Confirm(
        title=voice.say("confirm.invite.title"),
        text=Safe(" ".join(warnings(voice, held[:_WARNINGS_MOST]))),
        yes=voice.say("confirm.invite.yes"),
        no=voice.say("confirm.no"),
    )
    label = voice.say("button.invite", number=value.text)
    carried = warned(value, held).spelled()
    return Button(Verb.INVITE, label, carried, confirm=confirm)


def leave_out(voice: Voice, value: Value, department: str | None = None) -> Button:
    """Leave one invoice out, once the person has said why and until when."""
    label = voice.say("button.skip", number=_named(value, department))
    return Button(Verb.SKIP, label, value.spelled())


def take_back(voice: Voice, value: Value, department: str | None = None) -> Button:
    """Let an invoice in again that was left out."""
    label = voice.say("button.take_back", number=_named(value, department))
    return Button(Verb.TAKE_BACK, label, value.spelled())


def fix(voice: Voice, value: Value) -> Button:
    """Offer what mends an invoice: another profile, or the page to correct it on."""
    return Button(Verb.FIX, voice.say("button.fix", number=value.text), value.spelled())


def support(voice: Voice, value: Value, department: str | None = None) -> Button:
    """Put together what support needs to know of one invoice."""
    label = voice.say("button.support", number=_named(value, department))
    return Button(Verb.SUPPORT, label, value.spelled())


def settings(voice: Voice, area: str, name: Safe) -> Button:
    """Change a part of the settings."""
    label = voice.say("button.settings", area=name)
    return Button(Verb.SETTINGS, label, Value(area, "").spelled())


def recheck(voice: Voice) -> Button:
    """Judge again what is out because of its profile."""
    label = voice.say("button.recheck")
    return Button(Verb.RECHECK, label, Value("profiles", "").spelled())


def connect_again(voice: Voice) -> Button:
    """Give an admin the link that connects Teamleader once more."""
    label = voice.say("button.connect_again")
    return Button(Verb.CONNECT, label, Value("", "").spelled())


def share(voice: Voice, value: Value) -> Button:
    """Show a private diagnosis to the channel."""
    label = voice.say("button.share", number=value.text)
    return Button(Verb.SHARE, label, value.spelled())


def retry_all(voice: Voice, run_id: str, group: Group) -> Button:
    """Import all invoices of a run that are out for one cause."""
    count = len(group.lines)
    if group.cause.reason is None:
        name = voice.say(f"system.{group.cause.system}")
    else:
        name = title(voice, group.cause.reason)
    confirm = Confirm(
        title=voice.say("confirm.title", count=count),
        text=voice.say("confirm.retry_all"),
        yes=voice.say("confirm.yes"),
        no=voice.say("confirm.no"),
    )
    value = Value(run_id, group.cause.spelled()).spelled()
    label = voice.say("button.retry_all", count=count, reason=name)
    return Button(Verb.RETRY_ALL, label, value, confirm=confirm)


def confirm_import(voice: Voice, value: Value, count: int, amount: Safe) -> Button:
    """Carry out what a preview showed."""
    confirm = Confirm(
        title=voice.say("confirm.title", count=count),
        text=voice.say("confirm.text", amount=amount),
        yes=voice.say("confirm.yes"),
        no=voice.say("confirm.no"),
    )
    label = voice.say("button.confirm", count=count)
    return Button(Verb.CONFIRM, label, value.spelled(), "primary", confirm)


def cancel(voice: Voice, value: Value) -> Button:
    """Put a preview away."""
    return Button(Verb.CANCEL, voice.say("button.cancel"), value.spelled())


def older(voice: Voice, count: int) -> Button:
    """Preview an import of every open problem."""
    label = voice.say("button.older", count=count)
    return Button(Verb.OLDER, label, Value("", "problems").spelled())


def label_for(line: Line) -> str:
    """Return the key of the label: some invoices were never tried, only held."""
    wanted = line.reason is not None and RULE_OF[line.reason].remedy is Remedy.IMPORT
    return "button.import" if wanted else "button.retry"


def _named(value: Value, department: str | None) -> str:
    return f"{value.text} ({department})" if department else value.text
