"""Writing what changed about a cause together with the message that tells it."""

from __future__ import annotations

from core.domain.alert import AlertChange
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage


def announce(tx: LedgerTx, change: AlertChange) -> None:
    """Write a change of a cause and have the channel told how it stands.

    A cause that comes back before people were told that it was over goes on in the
    alert they still see: nothing else would ever tell them that this one is over.
    """
    message = message_of(change.cause)
    if tx.outbox.is_pending(message.key):
        tx.alerts.reopen(change.cause)
    tx.alerts.put_lines(change.cause, change.lines)
    if change.closes:
        tx.alerts.close(change.cause)
    tx.outbox.put(message)


def message_of(cause: str) -> OutboxMessage:
    """Return the message that tells how a cause stands when it is sent."""
    return OutboxMessage("alert", f"alert:{cause}", {"cause": cause})
