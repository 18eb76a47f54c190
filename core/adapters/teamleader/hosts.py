"""Where a document may be fetched from.

A link is somebody else's text and could point into our own network. So the addresses
of its host count, not only its name, and the connection goes to the very addresses
that were looked at: a second look-up could give others.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from core.domain.document import DocumentProblem

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Address = IPv4Address | IPv6Address

_PORTS = {"https": 443, "http": 80}
_HIGHEST_PORT = 65535
_NAME = re.compile(r"[a-z0-9._:-]+")
_UNICAST = IPv6Network("2000::/3")
_TUNNEL = IPv6Network("2002::/16")
_TRANSLATED = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Place:
    """A link that may be followed: its host's name, and where to connect to."""

    url: httpx.URL
    host: str
    addresses: tuple[str, ...]


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, best first; raises ``OSError``."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("not a name that can be looked up") from error
    return [str(address[0]) for *_, address in found]


class AllowedHosts:
    """Decides which links are followed.

    The host of ``api_url`` is allowed wherever it is, over plain http on loopback
    only. Any other host needs https and public addresses, all of them, and to be one
    of ``hosts`` ("name" or "name:port") unless that is empty.
    """

    def __init__(
        self, api_url: str, hosts: Sequence[str] = (), *, resolve: Resolve = resolve
    ) -> None:
        self._api_host = _name(httpx.URL(api_url))
        self._hosts = frozenset(host.lower() for host in hosts)
        self._resolve = resolve

    async def place(self, url: httpx.URL) -> Place | DocumentProblem:
        """Check a link; ``UNREACHABLE`` if its host has no address."""
        host, port = _name(url), _port(url)
        if port is None or not _NAME.fullmatch(host) or url.userinfo:
            return DocumentProblem.FORBIDDEN_HOST
        if not self._is_named(host, port):
            # Not even looked up: a name can carry a message.
            return DocumentProblem.FORBIDDEN_HOST
        try:
            addresses = await self._addresses(host, port)
        except OSError:
            return DocumentProblem.UNREACHABLE
        if not addresses:
            return DocumentProblem.UNREACHABLE
        if not self._is_allowed(url.scheme, host, addresses):
            return DocumentProblem.FORBIDDEN_HOST
        return Place(url, host, tuple(dict.fromkeys(addresses)))

    def _is_named(self, host: str, port: int) -> bool:
        if host == self._api_host or not self._hosts:
            return True
        return host in self._hosts or f"{host}:{port}" in self._hosts

    def _is_allowed(self, scheme: str, host: str, addresses: Sequence[str]) -> bool:
        if host == self._api_host:
            return scheme == "https" or all(_is_loopback(each) for each in addresses)
        return scheme == "https" and all(is_public(each) for each in addresses)

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        if _address(host) is not None:
            return [host]
        return await self._resolve(host, port)


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, in whatever spelling.

    An IPv4 address inside an IPv6 one is looked at itself; of IPv6 only what is given
    out to be reached is public, without the tunnels of 6to4.
    """
    found = _address(address)
    if found is None:
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast
    return found.is_global and found in _UNICAST and found not in _TUNNEL


def _is_loopback(address: str) -> bool:
    found = _address(address)
    return found is not None and found.is_loopback


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv4Address):
        return found
    if found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found


def _name(url: httpx.URL) -> str:
    """Return the host as certificates name it: lower case, without the final dot."""
    return url.raw_host.decode("ascii").lower().removesuffix(".")


def _port(url: httpx.URL) -> int | None:
    """Return the port; ``None`` for an impossible one or another scheme."""
    if url.scheme not in _PORTS:
        return None
    port = _PORTS[url.scheme] if url.port is None else url.port
    return port if 0 < port <= _HIGHEST_PORT else None
