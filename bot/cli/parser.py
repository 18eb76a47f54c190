"""Reading the command line; whatever is wrong becomes a ``UsageError``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NoReturn

from core.errors import UsageError

PROGRAM = "twikey-bot"


class Parser(argparse.ArgumentParser):
    """A parser of one subcommand that never ends the process by itself.

    Options and words may come in any order, and a long option is spelled out.
    """

    def __init__(self, name: str, summary: str) -> None:
        super().__init__(
            prog=f"{PROGRAM} {name}", description=summary, allow_abbrev=False
        )

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing and leaving."""
        raise UsageError(message, self.format_usage().strip())

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Read everything after the subcommand's name."""
        namespace, extra = self.parse_known_intermixed_args(list(words))
        if extra:
            raise UsageError(
                f"{extra[0]} is not known here",
                self.format_usage().strip(),
                nearest(extra[0], self._option_string_actions),
            )
        return namespace


def nearest(typed: str, known: Iterable[str]) -> str:
    """Return what was probably meant, or an empty text."""
    found = get_close_matches(typed.lower(), list(known), 1, cutoff=0.5)
    return found[0] if found else ""
