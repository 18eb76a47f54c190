"""The error desk: every failure becomes a private sentence, and unknown ones a log."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

from bot.views import Message, answers
from bot.views.blocks import code
from bot.words import Voice
from core.errors import (
    ConnectionRevoked,
    RateLimited,
    RemoteError,
    RemoteRefused,
    RemoteUnavailable,
    UsageError,
)

T = TypeVar("T")

_log = logging.getLogger(__name__)

_KEYS: tuple[tuple[type[RemoteError], str], ...] = (
    (RateLimited, "error.busy"),
    (ConnectionRevoked, "error.revoked"),
    (RemoteRefused, "error.refused"),
    (RemoteUnavailable, "error.unavailable"),
    (RemoteError, "error.unexpected"),
)


@dataclass(frozen=True)
class Trouble:
    """What a person is told where a result should have been."""

    message: Message


def new_reference() -> str:
    """Return a short name under which an unknown error is found in the log."""
    return uuid4().hex[:8]


class ErrorDesk:
    """The only place that catches everything."""

    def __init__(self, reference: Callable[[], str] = new_reference) -> None:
        self._reference = reference

    async def guarded(self, voice: Voice, work: Awaitable[T]) -> T | Trouble:
        """Wait for some work; what goes wrong is returned in words."""
        try:
            return await work
        except UsageError as error:
            return Trouble(answers.usage(voice, error))
        except RemoteError as error:
            _log.warning("remote trouble: %s", error)
            return Trouble(_remote(voice, error))
        except Exception:  # noqa: BLE001 (the error desk)
            return Trouble(self._unknown(voice))

    def _unknown(self, voice: Voice) -> Message:
        reference = self._reference()
        _log.exception("unexpected error, reference %s", reference)
        return answers.told(voice, "error.unknown", reference=code(reference))


def _remote(voice: Voice, error: RemoteError) -> Message:
    key = next(key for kind, key in _KEYS if isinstance(error, kind))
    facts: dict[str, object] = {"system": voice.say(f"system.{error.system}")}
    if isinstance(error, RateLimited):
        facts["count"] = max(1, round(error.retry_after / 60))
    return answers.told(voice, key, **facts)
