"""The Home tab: what waits on the viewer first, then how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.roles import Role
from bot.views import alert_buttons, buttons, counting, invoices
from bot.views.alert import at_risk, headline, is_settled, listed_line
from bot.views.blocks import (
    Block,
    Button,
    actions,
    bold,
    bulleted,
    divider,
    header,
    section,
)
from bot.views.buttons import Verb
from bot.views.dialogs import View
from bot.views.in_short import held, in_short
from bot.views.risk import cause_name, read_cause
from bot.views.set_up import check_list
from bot.views.values import Value
from bot.words import Safe, Voice
from core.domain.alert import AlertRecord, by_risk
from core.domain.outcome import Run
from core.domain.overview import Page
from core.domain.rules import RULE_OF, Mover
from core.domain.set_up import SetUp
from core.reporting import Status

_BLOCKS_MOST = 100
_ALERTS_MOST = 8
_LINES_MOST = 3
_OTHERS_MOST = 10
_NEEDED = {
    Mover.ADMIN: Role.ADMIN,
    Mover.OPERATOR: Role.OPERATOR,
    Mover.BOT: Role.OPERATOR,
    Mover.NOBODY: Role.OPERATOR,
    Mover.BOOKKEEPER: Role.MEMBER,
}
"""Who can move an invoice on; bookkeepers work in Teamleader and may be anybody."""


@dataclass(frozen=True)
class Standing:
    """Everything the Home tab tells; all of it is remembered, nobody was asked."""

    set_up: SetUp
    status: Status
    alerts: Sequence[AlertRecord]
    last_run: Run | None
    page: Page
    channel: str
    today: date


def nobody(voice: Voice) -> View:
    """Return what somebody sees who may do nothing here."""
    return view(header(voice.say("home.title")), section(voice.say("home.nobody")))


def home(voice: Voice, role: Role, found: Standing) -> View:
    """Return the Home tab for somebody of a role."""
    blocks: list[Block] = []
    if not found.set_up.is_complete:
        is_admin = role >= Role.ADMIN
        blocks += check_list(voice, found.set_up, found.channel, for_admin=is_admin)
        blocks.append(divider())
    short = in_short(voice, found.status, found.alerts, found.last_run, found.today)
    blocks.append(header(voice.say("home.title")))
    blocks.append(section(*short))
    blocks += _doing(voice, role, found)
    blocks += _waiting(voice, role, found)
    blocks.append(divider())
    blocks.append(header(voice.say("home.invoices")))
    may_act = role >= Role.OPERATOR
    blocks += invoices.listed(voice, found.page, may_act=may_act)
    blocks += invoices.leafing(voice, found.page)
    return view(*blocks)


def view(*blocks: Block) -> View:
    """Put a Home tab together; what is too much for Slack is left out."""
    return {"type": "home", "blocks": list(blocks[:_BLOCKS_MOST])}


def waits_on(role: Role, record: AlertRecord) -> bool:
    """Whether somebody of a role can do what an alert asks for."""
    reason, _ = read_cause(record.cause)
    needed = Role.OPERATOR if reason is None else _NEEDED[RULE_OF[reason].mover]
    return role >= needed


def _doing(voice: Voice, role: Role, found: Standing) -> list[Block]:
    """Offer the one thing people come for, and little besides."""
    offered: list[Button] = []
    if role >= Role.OPERATOR:
        offered.append(buttons.import_form(voice))
        if found.status.queues.documents:
            value = Value("", "all").spelled()
            offered.append(Button(Verb.FETCH_ALL, voice.say("home.pdfs"), value))
    if role >= Role.ADMIN:
        value = Value("", "").spelled()
        label = voice.say("button.settings_all")
        offered.append(Button(Verb.SETTINGS_ALL, label, value))
    return [actions(*offered)] if offered else []


def _waiting(voice: Voice, role: Role, found: Standing) -> list[Block]:
    records = sorted(
        (one for one in found.alerts if one.open_lines),
        key=lambda one: (not is_settled(one), _soonest(one)),
    )
    yours = [one for one in records if waits_on(role, one)]
    others = [one for one in records if not waits_on(role, one)]
    if not yours:
        blocks = [section(voice.say("home.nothing"))]
    else:
        blocks = [section(bold(voice.say("home.yours")))]
        for record in yours[:_ALERTS_MOST]:
            blocks += _alert(voice, role, record, found.today)
        if len(yours) > _ALERTS_MOST:
            rest = len(yours) - _ALERTS_MOST
            blocks.append(section(voice.say("list.more", count=rest)))
    if others:
        lines = bulleted(_other(voice, record) for record in others[:_OTHERS_MOST])
        blocks.append(section(bold(voice.say("home.others")), *lines))
    return blocks


def _alert(voice: Voice, role: Role, record: AlertRecord, today: date) -> list[Block]:
    lines = by_risk(record.open_lines, today)
    told = bulleted(listed_line(voice, line, today) for line in lines[:_LINES_MOST])
    if len(lines) > _LINES_MOST:
        told.append(voice.say("list.more", count=len(lines) - _LINES_MOST))
    said = section(bold(headline(voice, record)), at_risk(voice, record, today), *told)
    value = alert_buttons.value_of(lines[0])
    if role < Role.OPERATOR:
        return [said, actions(buttons.why(voice, value))]
    if is_settled(record):
        return [said, actions(*alert_buttons.for_settled(voice, lines[0]))]
    offered = alert_buttons.for_line(voice, lines[0], record.cause)[:3]
    if len(lines) > 1:
        offered.append(alert_buttons.retry_all(voice, record))
    return [said, actions(*offered)]


def _other(voice: Voice, record: AlertRecord) -> Safe:
    name = cause_name(voice, *read_cause(record.cause))
    amount = counting.total_of(voice, map(held, record.open_lines))
    count = len(record.open_lines)
    title = voice.say("alert.title", title=name, count=count)
    return voice.say("home.others.line", title=title, amount=amount)


def _soonest(record: AlertRecord) -> date:
    return min(
        (one.due_on for one in record.open_lines if one.due_on), default=date.max
    )
