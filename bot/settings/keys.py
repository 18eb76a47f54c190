"""Secrets: tokens and keys, and how hard they are to guess."""

from __future__ import annotations

import math
import re
import string
from collections.abc import Callable

from cryptography.fernet import Fernet

from bot.settings.parsing import words_of, wrong

WEAKEST_SECRET_BITS = 128


def slack_token(prefix: str, kind: str, other: str) -> Callable[[str], str]:
    """Make the parser of one of Slack's two kinds of token."""

    def parse(text: str) -> str:
        mend = f"copy the {kind}, it starts with {prefix}"
        if text.startswith(other):
            raise wrong(f"starts with {other}: the two Slack tokens are swapped", mend)
        if not text.startswith(prefix) or len(text) == len(prefix):
            raise wrong(f"does not start with {prefix}", mend)
        return text

    return parse


def hex_key(text: str) -> str:
    """Read a hexadecimal key."""
    if len(text) % 2 or any(sign not in string.hexdigits for sign in text):
        raise wrong(
            "is not hexadecimal",
            "copy the private key from Twikey's API settings: digits and a to f",
        )
    return text


def secret_bits(text: str) -> float:
    """Estimate how many bits of chance a random text of this alphabet holds."""
    if len(set(text)) < min(len(text), 8):
        return 0.0
    if all(sign in string.hexdigits for sign in text):
        return len(text) * 4.0
    cases = text.lower() != text and text.upper() != text
    return len(text) * math.log2(62 if cases else 36)


def path_secret(text: str) -> str:
    """Read a secret that becomes part of an address."""
    mend = "leave it empty, or use 32 random hexadecimal digits"
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise wrong("holds signs that do not fit into an address", mend)
    if secret_bits(text) < WEAKEST_SECRET_BITS:
        raise wrong(f"is too easy to guess (less than {WEAKEST_SECRET_BITS} bit)", mend)
    return text


def fernet_keys(text: str) -> tuple[str, ...]:
    """Read Fernet keys, newest first."""
    keys = tuple(words_of(text))
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise wrong(
                f"key {place} is not a Fernet key",
                "make one with: python -c 'from cryptography.fernet import Fernet; "
                "print(Fernet.generate_key().decode())'",
            ) from None
    return keys
