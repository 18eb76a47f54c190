"""The subcommands of ``/twikey`` and the buttons: one table each.

A new subcommand is one file here and one row in ``SUBCOMMANDS``; help, the manifest
test and the role check follow from the row.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.commands import (
    alarming,
    alerts,
    connect,
    fixing,
    help_,
    import_,
    import_dialog,
    invite,
    invoices,
    pdf,
    pressing,
    proof,
    setting_up,
    settings,
    settings_areas,
    skip,
    status,
    support,
    usage,
    why,
)
from bot.commands.call import Call, Click, Desk, Reply
from bot.commands.parsing import typed
from bot.roles import Role
from bot.views.buttons import Verb
from bot.views.help import HelpLine

Handler = Callable[[Call, Desk], Awaitable[Reply]]
ClickHandler = Callable[[Click, Desk], Awaitable[Reply]]


@dataclass(frozen=True)
class Subcommand:
    """One word after ``/twikey``; ``summary`` is a key of the catalogue."""

    name: str
    usage: str
    summary: str
    role: Role
    handler: Handler


class Use(StrEnum):
    """How often a button works, and whether what came of it takes its place.

    ``EACH`` works at every press and each is written down, ``AGAIN`` is not. What came
    of ``TURNED`` takes the place of the whole message.
    """

    AGAIN = "again"
    EACH = "each"
    TURNED = "turned"
    ONCE = "once"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Action:
    """One kind of button."""

    verb: Verb
    role: Role
    handler: ClickHandler
    use: Use


async def show_help(call: Call, desk: Desk) -> Reply:
    """Show every subcommand, every reason, or what was probably meant."""
    if call.text.lower().startswith("reason"):
        return await help_.reasons(call, desk)
    return help_.overview(desk.voice(call.language), HELP_LINES)


SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand("import", usage.IMPORT, "command.import", Role.OPERATOR, import_.handle),
    Subcommand("why", usage.WHY, "command.why", Role.MEMBER, why.handle),
    Subcommand("pdf", usage.PDF, "command.pdf", Role.OPERATOR, pdf.handle),
    Subcommand("invite", usage.INVITE, "command.invite", Role.OPERATOR, invite.handle),
    Subcommand("skip", usage.SKIP, "command.skip", Role.OPERATOR, skip.handle),
    Subcommand(
        "invoices", usage.INVOICES, "command.invoices", Role.MEMBER, invoices.handle
    ),
    Subcommand("alerts", usage.ALERTS, "command.alerts", Role.MEMBER, alerts.handle),
    Subcommand("status", usage.STATUS, "command.status", Role.MEMBER, status.handle),
    Subcommand(
        "support", usage.SUPPORT, "command.support", Role.OPERATOR, support.handle
    ),
    Subcommand("proof", usage.PROOF, "command.proof", Role.MEMBER, proof.handle),
    Subcommand(
        "settings", usage.SETTINGS, "command.settings", Role.ADMIN, settings.handle
    ),
    Subcommand("connect", usage.CONNECT, "command.connect", Role.ADMIN, connect.handle),
    Subcommand("help", usage.HELP, "command.help", Role.MEMBER, show_help),
)

ACTIONS: tuple[Action, ...] = (
    Action(Verb.WHY, Role.MEMBER, why.pressed, Use.AGAIN),
    Action(Verb.SHARE, Role.MEMBER, why.share, Use.ONCE),
    Action(Verb.OLDER, Role.OPERATOR, pressing.older, Use.AGAIN),
    Action(Verb.IMPORT_FORM, Role.OPERATOR, import_dialog.pressed, Use.AGAIN),
    Action(Verb.IMPORT, Role.OPERATOR, pressing.one, Use.REPLACED),
    Action(Verb.RETRY_ALL, Role.OPERATOR, pressing.all_of_cause, Use.REPLACED),
    Action(Verb.FETCH, Role.OPERATOR, pdf.pressed, Use.REPLACED),
    Action(Verb.INVITE_ASK, Role.OPERATOR, invite.pressed, Use.REPLACED),
    Action(Verb.INVITE, Role.OPERATOR, invite.confirmed, Use.REPLACED),
    Action(Verb.SKIP, Role.OPERATOR, fixing.leave_out, Use.AGAIN),
    Action(Verb.FIX, Role.OPERATOR, fixing.fix, Use.AGAIN),
    Action(Verb.SETTINGS, Role.ADMIN, settings_areas.pressed, Use.AGAIN),
    Action(Verb.RECHECK, Role.ADMIN, settings_areas.recheck, Use.EACH),
    Action(Verb.TAKE_BACK, Role.OPERATOR, skip.taken_back, Use.REPLACED),
    Action(Verb.STRICT, Role.ADMIN, setting_up.strict, Use.EACH),
    Action(Verb.TEST_ALERT, Role.ADMIN, setting_up.test_alert, Use.EACH),
    Action(Verb.SETTINGS_ALL, Role.ADMIN, setting_up.settings_all, Use.AGAIN),
    Action(Verb.CONNECT, Role.ADMIN, connect.pressed, Use.EACH),
    Action(Verb.FETCH_ALL, Role.OPERATOR, pdf.every, Use.EACH),
    Action(Verb.SUPPORT, Role.OPERATOR, support.pressed, Use.EACH),
    Action(Verb.LEAF, Role.MEMBER, invoices.leafed, Use.TURNED),
    Action(Verb.LIST_FILE, Role.MEMBER, invoices.file, Use.AGAIN),
    Action(Verb.RETRY_CHOSEN, Role.OPERATOR, invoices.retry, Use.EACH),
    Action(Verb.FETCH_CHOSEN, Role.OPERATOR, invoices.fetch, Use.EACH),
    Action(Verb.SKIP_CHOSEN, Role.OPERATOR, invoices.leave_out, Use.AGAIN),
    Action(Verb.WHY_CHOSEN, Role.MEMBER, invoices.why, Use.AGAIN),
    Action(Verb.CONFIRM, Role.OPERATOR, pressing.confirmed, Use.REPLACED),
    Action(Verb.CANCEL, Role.MEMBER, pressing.cancelled, Use.REPLACED),
    Action(Verb.ALERT_RETRY, Role.OPERATOR, alarming.retry, Use.EACH),
    Action(Verb.ALERT_RETRY_ALL, Role.OPERATOR, alarming.retry_all, Use.EACH),
    Action(Verb.ACCEPT, Role.OPERATOR, alarming.accept, Use.EACH),
    Action(Verb.MARK_PAID, Role.OPERATOR, alarming.mark_paid, Use.EACH),
)

ACTION_OF = {action.verb: action for action in ACTIONS}

HELP_LINES = tuple(
    HelpLine(row.usage, row.summary, row.role.word) for row in SUBCOMMANDS
)


def find(text: str) -> tuple[Subcommand | None, str]:
    """Return the subcommand somebody typed and what follows it.

    ``None`` stands for a word that is no subcommand; nothing typed is ``help``.
    """
    words = typed(text)
    name, _, rest = words.partition(" ") if words else ("help", "", "")
    found = next((row for row in SUBCOMMANDS if row.name == name.lower()), None)
    return found, rest.strip() if found else words


def unknown(call: Call, desk: Desk) -> Reply:
    """Answer something that begins with no subcommand."""
    word, _, rest = call.text.partition(" ")
    return help_.unknown(desk.voice(call.language), word, rest.strip(), HELP_LINES)
