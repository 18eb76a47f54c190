"""What every parser of a setting uses.

No message repeats what was given where it could be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

T = TypeVar("T")


def wrong(problem: str, mend: str) -> PydanticCustomError:
    """Make the error that says what is wrong with a value, and how to mend it."""
    given: dict[str, object] = {"problem": problem, "mend": mend}
    return PydanticCustomError("setting", "{problem}", given)


def reads(parse: Callable[[str], T]) -> BeforeValidator:
    """Let a parser see texts only; values made by code pass as they are."""
    return BeforeValidator(
        lambda given: parse(given) if isinstance(given, str) else given
    )


def words_of(text: str) -> list[str]:
    """Split a list at commas and white space."""
    return [word for word in re.split(r"[,\s]+", text) if word]
