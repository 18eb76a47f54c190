"""Ids, tokens and references made from a seed: the same run, the same values."""

from __future__ import annotations

import base64
import json
from itertools import pairwise
from random import Random


class Mint:
    """Makes everything that looks random."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(f"teamleader {seed}")

    def id(self) -> str:
        """Make an id in the outline of a UUID, its version nibble arbitrary."""
        digits = f"{self._dice.getrandbits(128):032x}"
        cuts = (0, 8, 12, 16, 20, 32)
        return "-".join(digits[a:b] for a, b in pairwise(cuts))

    def opaque(self) -> str:
        """Make a code or refresh token; real ones come close to 1000 characters."""
        return "def50200" + self._dice.randbytes(480).hex()

    def key(self) -> str:
        """Make a short secret for a link."""
        return self._dice.randbytes(16).hex()

    def access_token(self, client_id: str, expires: int) -> str:
        """Make something in the outline of a JWT."""
        head = {"typ": "JWT", "alg": "RS256"}
        claims = {"aud": client_id, "jti": self.key(), "exp": expires}
        parts = (json.dumps(head).encode(), json.dumps(claims).encode())
        return ".".join(_b64(part) for part in (*parts, self._dice.randbytes(256)))

    def payment_reference(self) -> str:
        """Make a valid Belgian structured reference."""
        base = self._dice.randrange(10**9, 10**10)
        digits = f"{base}{base % 97 or 97:02d}"
        return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def _b64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
