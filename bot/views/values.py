"""What a button carries: enough to act after a restart, on any replica."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.domain.outcome import Line, Outcome
from core.domain.reason import Reason, System

_SIGN = "|"
_SHOWN_MOST = 100
_TYPED_MOST = 200


@dataclass(frozen=True)
class Value:
    """The subject of a button.

    ``id`` names it (a source id, a run), ``text`` is what people call it or what goes
    with the id. ``attempt`` grows when a button is offered again after use, because
    each button works once.
    """

    id: str
    text: str
    attempt: int = 0

    def spelled(self) -> str:
        """Return it as a button carries it."""
        return _SIGN.join((str(self.attempt), self.id, self.text))

    def next(self) -> Value:
        """Return the value of the button that is offered after this one."""
        return replace(self, attempt=self.attempt + 1)


def read_value(spelled: str) -> Value:
    """Read what a button carried. Raises ``ValueError`` if it was not made here."""
    attempt, subject, text = spelled.split(_SIGN, 2)
    return Value(subject, text, int(attempt))


def invoice_value(source_id: str | None, number: str | None) -> Value | None:
    """Return the value that names an invoice; ``None`` if nothing names it."""
    name = source_id or number
    if name is None or _SIGN in name:
        return None
    return Value(name, (number or name)[:_SHOWN_MOST])


def typed_value(number: str) -> Value:
    """Return the value for an invoice somebody named, as yet known by that alone."""
    text = number.replace(_SIGN, " ")
    return Value(text[:_TYPED_MOST], text[:_SHOWN_MOST])


def warned(value: Value, codes: Iterable[str]) -> Value:
    """Return a value that remembers which warnings its dialog showed."""
    return replace(value, text=f"{','.join(codes)}{_SIGN}{value.text}")


def read_warned(value: Value) -> tuple[Value, frozenset[str]]:
    """Return the value as it was, and the warnings a person has said yes to."""
    codes, _, text = value.text.partition(_SIGN)
    return replace(value, text=text), frozenset(codes.split(","))


@dataclass(frozen=True)
class Cause:
    """Why invoices of a run are out: a reason, or a system that did not answer.

    With neither, a typed number fits several invoices.
    """

    reason: Reason | None = None
    system: System | None = None

    @classmethod
    def of(cls, line: Line) -> Cause:
        """Return why one invoice is out."""
        if line.outcome is Outcome.UNKNOWN:
            return cls(system=line.system)
        return cls(reason=line.reason or Reason.REFUSED)

    @property
    def is_ambiguous(self) -> bool:
        """Whether nobody knows which invoice was meant."""
        return self.reason is None and self.system is None

    def spelled(self) -> str:
        """Return it as a button carries it."""
        return self.reason.value if self.reason else f"system:{self.system}"
