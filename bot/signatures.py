"""Whether a hint is Twikey's: its signature over the query of the address."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import unquote_to_bytes

_LENGTH: Final = 64


def is_signed(api_key: str, query: str, signatures: Sequence[str]) -> bool:
    """Whether a raw query string carries its one right signature.

    Signed is the decoded text without the question mark, in the order it came. Whether
    a plus stood for a space is told nowhere, so both readings are tried.
    """
    if len(signatures) != 1:
        return False
    given = signatures[0]
    if len(given) != _LENGTH or not given.isascii():
        return False
    # Both are always compared: the time tells nothing of which one fits.
    fits = [
        hmac.compare_digest(_signature(api_key, reading), given.upper().encode())
        for reading in _readings(query)
    ]
    return any(fits)


def _readings(query: str) -> tuple[bytes, bytes]:
    # The server hands bytes that are no UTF-8 through as lone surrogates.
    raw = query.encode("utf-8", "surrogateescape")
    return unquote_to_bytes(raw), unquote_to_bytes(raw.replace(b"+", b" "))


def _signature(api_key: str, text: bytes) -> bytes:
    return hmac.new(api_key.encode(), text, sha256).hexdigest().upper().encode()
