"""What can go wrong, grouped by what the caller does next.

* BotError
  x ConfigurationError        every missing or wrong setting, listed at once
  x UsageError                a command was not understood; carries the usage line
  x RemoteError               names the system and the operation
    + RemoteUnavailable       network, timeout, 5xx: try again later
      x NotSent               it never went out: certainly nothing happened
    + RateLimited             carries retry_after in seconds
    + ConnectionRevoked       someone must connect the system again
    + RemoteRefused           the remote said no, with its code and message
    + UnexpectedResponse      not the documented shape: keeps the body's outline

Business results are values, never exceptions: an exception means "we could not find
out" or "this is a mistake in the program".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.reason import System


class BotError(Exception):
    """The root of everything this program raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One setting that is wrong, and how to mend it."""

    name: str
    problem: str
    mend: str


class ConfigurationError(BotError):
    """Settings are missing, wrong or contradict each other."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.name}: {p.problem}" for p in self.problems))


class UsageError(BotError):
    """A command was not understood; ``nearest`` is what was probably meant."""

    def __init__(self, message: str, usage: str = "", nearest: str = "") -> None:
        self.message = message
        self.usage = usage
        self.nearest = nearest
        super().__init__(message)


class RemoteError(BotError):
    """An outside system could not be used; never a business no."""

    def __init__(self, system: System, operation: str, detail: str = "") -> None:
        self.system = system
        self.operation = operation
        self.detail = detail
        super().__init__(f"{system}: {operation}: {detail or type(self).__name__}")


class RemoteUnavailable(RemoteError):
    """Network, timeout or a 5xx answer: what was asked may or may not have happened."""


class NotSent(RemoteUnavailable):
    """The request never left us, or never reached them: nothing happened."""


class RateLimited(RemoteError):
    """Too many calls; nothing was done. ``retry_after`` is in seconds."""

    def __init__(self, system: System, operation: str, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(system, operation, f"wait {retry_after:.0f} s")


class ConnectionRevoked(RemoteError):
    """Our permission to act there has ended; a person must connect again."""


class RemoteRefused(RemoteError):
    """The system understood and said no, with its own code and words."""

    def __init__(
        self, system: System, operation: str, code: str, message: str, extra: str = ""
    ) -> None:
        self.code = code
        self.message = message
        self.extra = extra
        super().__init__(system, operation, code)


class UnexpectedResponse(RemoteError):
    """The answer is not of the documented shape; ``detail`` outlines it."""
