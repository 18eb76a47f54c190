"""Amounts: decimal, never a float, never without their currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

EURO = "EUR"
_CENT = Decimal("0.01")


@dataclass(frozen=True, order=False)
class Money:
    """An amount in a currency.

    Only amounts of one currency can be added or compared; anything else is a
    programming error and raises ``ValueError``.
    """

    amount: Decimal
    currency: str = EURO

    @classmethod
    def zero(cls, currency: str = EURO) -> Money:
        """Return nothing, in a currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def of(cls, text: str, currency: str = EURO) -> Money:
        """Read an amount written with a decimal point, such as ``"1234.50"``."""
        return cls(Decimal(text), currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other).amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other).amount

    @property
    def is_zero(self) -> bool:
        """Whether nothing is left when rounded to cents."""
        return self.rounded == 0

    @property
    def is_positive(self) -> bool:
        """Whether at least one cent is there."""
        return self.rounded > 0

    @property
    def is_negative(self) -> bool:
        """Whether at least one cent is missing."""
        return self.rounded < 0

    @property
    def rounded(self) -> Decimal:
        """The amount in whole cents."""
        return self.amount.quantize(_CENT)

    def plain(self) -> str:
        """Write the amount with a point and two digits, without its currency."""
        return f"{self.rounded:f}"

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other


def smallest(first: Money, *others: Money) -> Money:
    """Return the smallest of some amounts of one currency."""
    least = first
    for other in others:
        least = min(least, other)
    return least
