"""Addresses: of APIs, of the bot itself, of the database."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from bot.settings.parsing import words_of, wrong

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_DATABASES = ("sqlite://", "postgresql://", "postgres://", "postgresql+psycopg://")


def web_address(text: str) -> SplitResult:
    """Split an http(s) address that has a host and nothing that does not belong."""
    mend = "give an address such as https://example.com"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise wrong("is not an address", mend) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong("is not an http(s) address", mend)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise wrong("holds more than a host and a path", mend)
    return parts


def base_address(text: str) -> str:
    """Read an address that paths are appended to, without its final slash."""
    web_address(text)
    return text.rstrip("/")


def slack_address(text: str) -> str:
    """Read the address of Slack's Web API, with its final slash."""
    # slack_sdk appends the method's name to it, so it has to end in a slash.
    return base_address(text) + "/"


def public_address(text: str) -> str:
    """Read the address under which others reach the bot."""
    parts = web_address(text)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise wrong(
            "is plain http, and tokens would travel in the open",
            "use https; plain http is for localhost only",
        )
    return text.rstrip("/")


def hosts(text: str) -> tuple[str, ...]:
    """Read a list of host names, perhaps with ports."""
    hosts = tuple(dict.fromkeys(word.lower() for word in words_of(text)))
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", host):
            raise wrong(
                f'"{host}" is not a host name',
                "list host names without https://, comma separated",
            )
    return hosts


def database(text: str) -> str:
    """Read the address of a database."""
    if not text.startswith(_DATABASES):
        raise wrong(
            "is neither SQLite nor PostgreSQL",
            "use sqlite:///twikey-bot.db or postgresql://user:password@host/name",
        )
    return text


def is_postgresql(url: str) -> bool:
    """Whether a database address names a PostgreSQL server."""
    return url.startswith("postgres")
