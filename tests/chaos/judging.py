"""What has to be true in the end, seen at the vendors and in Slack.

Nothing here believes the bot's own tables. They are asked for one thing only: whether
anything is still to be done.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from core.ports.ledger import LedgerTx
from storage.ledger import SqlLedger
from tests.chaos.town import Town, until

_MOST = 1000
_MOVED = "it goes on in a newer message"
_OVER = re.compile(r"\*(?:Solved|All \d+ solved|Nothing is open): (.+?)\*")


async def comes_to_rest(town: Town, unless: Callable[[], bool] = lambda: False) -> None:
    """Wait until everything is done that can be done without a person.

    Waits no longer once ``unless`` holds.
    """
    async with town.ledger() as ledger:

        async def over() -> bool:
            return unless() or await _is_at_rest(town, ledger)

        try:
            await until(over, "everything is done", *town.workers)
        except AssertionError as late:
            left = await ledger.read(_still_due)
            missing = _doubled_or_lost(town), _wrong(town), _unspoken(town)
            raise AssertionError(f"{left} {missing} {late}") from None


def judge(town: Town) -> None:
    """Nothing lost, nothing doubled, nothing kept quiet, nothing said twice."""
    found = {
        "doubled or lost": _doubled_or_lost(town),
        "without PDF or amount": _wrong(town),
        "invited wrongly": _invited_wrongly(town),
        "said twice": _said_twice(town),
        "calls too many": town.refused_calls,
    }
    wrong = {what: which for what, which in found.items() if which}
    if wrong:
        raise AssertionError(f"{wrong}")


def headlines(town: Town) -> list[str]:
    """Return what each message posted in Slack is about, oldest first."""
    return [
        _headline(posted.text)
        for posted in town.stand_ins.slack.posted
        if posted.method == "chat.postMessage"
    ]


def _headline(text: str) -> str:
    return text.partition(":")[0].partition("\n")[0]


async def _is_at_rest(town: Town, ledger: SqlLedger) -> bool:
    if set(_doubled_or_lost(town).values()) & {0} or _wrong(town):
        return False
    if any(_mails(town)[number] == 0 for number in _unspoken(town)):
        return False
    return not any((await ledger.read(_still_due)).values())


def _still_due(tx: LedgerTx) -> dict[str, int]:
    """Count what waits to be done, by its kind."""
    return {
        "hints": tx.hints.waiting(),
        "messages": tx.outbox.waiting(),
        "documents": len(tx.documents.missing()),
        "invitations": len(tx.invitations.due(_MOST)),
    }


def _doubled_or_lost(town: Town) -> dict[str, int]:
    """Return the invoices that are not exactly once where they belong."""
    there = Counter(one.number for one in town.stand_ins.twikey.invoices.values())
    wanted = Counter(str(one.number) for one in town.booked)
    return {
        number: there[number]
        for number in there.keys() | wanted.keys()
        if there[number] != wanted[number]
    }


def _wrong(town: Town) -> list[str]:
    """Return the invoices that have no PDF at Twikey, or another amount."""
    there = {one.number: one for one in town.stand_ins.twikey.invoices.values()}
    return [
        str(one.number)
        for one in town.booked
        if (found := there.get(str(one.number)))
        and (found.pdf is None or found.amount != one.total)
    ]


def _mails(town: Town) -> Counter[str]:
    return Counter(mail.number for mail in town.stand_ins.twikey.outbox)


def _invited_wrongly(town: Town) -> dict[str, int]:
    """Return those invited more than once, or not at all without a word about it."""
    mails = _mails(town)
    unspoken = _unspoken(town)
    return {
        number: mails[number]
        for number in (str(one.number) for one in town.booked)
        if mails[number] > 1 or (mails[number] == 0 and number in unspoken)
    }


def _unspoken(town: Town) -> set[str]:
    """Return the numbers that no message in Slack speaks of."""
    said = "\n".join(one.text for one in town.stand_ins.slack.posted)
    everyone = (*town.booked, *town.foreign)
    return {number for one in everyone if (number := str(one.number)) not in said}


def _said_twice(town: Town) -> list[str]:
    """Return what a message still says though a later one is about the same.

    An older one may point to a newer, or tell that it was solved: what was solved may
    come again, and is another message then.
    """
    said = [
        message
        for channel in town.stand_ins.slack.messages.values()
        for message in channel
        if message.bot_id
    ]
    last = {_about(message.text): message for message in said}
    return [
        _headline(message.text)
        for message in said
        if not (_MOVED in message.text or _OVER.match(message.text))
        and last[_about(message.text)] is not message
    ]


def _about(text: str) -> str:
    over = _OVER.match(text)
    return over[1] if over else _headline(text).strip("*")
