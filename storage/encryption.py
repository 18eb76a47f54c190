"""Secrets at rest: encrypted, and bound to their name."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from core.errors import ConfigurationError, Problem

_SETTING = "ENCRYPTION_KEYS"


class Vault:
    """Encrypts with the newest key and decrypts with any.

    The name of a secret is part of what is encrypted, so that somebody who can write
    to the database cannot pass one secret off as another.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ConfigurationError([_no_keys()])
        self._newest = _fernet(keys[0])
        self._fernet = MultiFernet([_fernet(key) for key in keys])

    def lock(self, name: str, secret: str) -> str:
        """Encrypt a secret under its name."""
        plain = json.dumps([name, secret]).encode()
        return self._fernet.encrypt(plain).decode("ascii")

    def unlock(self, name: str, locked: str) -> str:
        """Decrypt a secret; ``ConfigurationError`` if no key fits or it was swapped."""
        try:
            plain = self._fernet.decrypt(locked.encode())
        except InvalidToken as wrong:
            raise ConfigurationError([_no_key_fits(name)]) from wrong
        bound, secret = json.loads(plain)
        if bound != name:
            raise ConfigurationError([_swapped(name)])
        return str(secret)

    def relocked(self, locked: str) -> str | None:
        """Encrypt anew what an older key locked.

        ``None`` where nothing is to be done: the newest key fits already, or none does.
        """
        try:
            self._newest.decrypt(locked.encode())
        except InvalidToken:
            return self._rotated(locked)
        return None

    def _rotated(self, locked: str) -> str | None:
        try:
            return self._fernet.rotate(locked.encode()).decode("ascii")
        except InvalidToken:
            return None


def _fernet(key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError as wrong:
        raise ConfigurationError([_not_a_key()]) from wrong


def _no_keys() -> Problem:
    return Problem(_SETTING, "holds no key", f"{_MAKE_ONE}, and set it")


def _not_a_key() -> Problem:
    return Problem(_SETTING, "holds something that is not a Fernet key", _MAKE_ONE)


def _no_key_fits(name: str) -> Problem:
    return Problem(
        _SETTING,
        f"none of the keys opens the stored secret '{name}'",
        "put the earlier key back, behind the new one, or connect again",
    )


def _swapped(name: str) -> Problem:
    return Problem(
        "DATABASE_URL",
        f"the stored secret '{name}' was written under another name",
        "find out who changed the database, then connect again",
    )


_MAKE_ONE = (
    "make one with: python -c "
    '"from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)
