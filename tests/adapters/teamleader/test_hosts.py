"""Which links are followed: by name, by address, in whatever spelling."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.teamleader.hosts import AllowedHosts, Place, is_public, resolve
from core.domain.document import DocumentProblem

API = "https://api.teamleader.example"
FORBIDDEN = DocumentProblem.FORBIDDEN_HOST
UNREACHABLE = DocumentProblem.UNREACHABLE

NAMES = {
    "cdn.example": ["93.184.216.34", "2606:2800:220:1::1"],
    "half.example": ["93.184.216.34", "192.168.1.4"],
    "inside.example": ["10.1.2.3"],
    "loop.example": ["127.0.0.1"],
    "api.teamleader.example": ["10.9.9.9"],
    "localhost": ["127.0.0.1", "::1"],
    "0x7f.1": ["127.0.0.1"],
    "2130706433": ["127.0.0.1"],
    "nothing.example": [],
}

# Whole ranges are tried at addresses of any kind within them.
INSIDE = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
    "172.16.0.0/12", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
]  # fmt: skip


async def look_up(host: str, port: int) -> Sequence[str]:
    if host not in NAMES:
        raise OSError("no such name")
    return NAMES[host]


async def judged(
    link: str, *hosts: str, api: str = API
) -> tuple[str, ...] | DocumentProblem:
    allowed = AllowedHosts(api, hosts, resolve=look_up)
    place = await allowed.place(httpx.URL(link))
    return place.addresses if isinstance(place, Place) else place


@pytest.mark.parametrize(
    "link",
    [
        "https://cdn.example/x",
        "https://CDN.Example./x",
        "https://cdn.example:8443/x",
        "https://93.184.216.34/x",
        "https://[2606:2800:220:1::1]/x",
        "https://[::ffff:93.184.216.34]/x",
        "https://[64:ff9b::5db8:d822]/x",
    ],
)
async def test_public_addresses_are_followed_over_https(link: str) -> None:
    assert isinstance(await judged(link), tuple)


@pytest.mark.parametrize(
    "link",
    [
        "http://cdn.example/x",
        "https://half.example/",
        "https://inside.example/",
        "https://loop.example/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://127.0.0.1/",
        "https://127.0.0.1./",
        "https://0.0.0.0/",
        "https://[::]/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:db8::1]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fec0::1]/",
        "https://[fd00::1]/",
        "https://[ff02::1]/",
        "https://user:secret@cdn.example/",
        "https://cdn.example\\@cdn.example/",
        "https://cdn.example:0/",
        "https://cdn.example:65536/",
        "https://cdn%2eexample/",
        "ftp://cdn.example/",
        "//cdn.example/",
        "https:///x",
        "",
    ],
)
async def test_everything_else_is_forbidden(link: str) -> None:
    assert await judged(link) is FORBIDDEN


@pytest.mark.parametrize("link", ["https://nothing.example/", "https://gone.example/"])
async def test_a_host_without_an_address_is_unreachable(link: str) -> None:
    assert await judged(link) is UNREACHABLE


@pytest.mark.parametrize(
    ("link", "allowed"),
    [
        ("https://cdn.example/", True),
        ("https://Cdn.example:8443/", True),
        ("https://93.184.216.34/", False),
        ("https://sub.cdn.example/", False),
        ("https://files.example:8443/", False),
        ("https://inside.example/", False),
        ("https://api.teamleader.example/", True),
    ],
)
async def test_named_hosts_are_the_only_ones_and_must_be_public_too(
    link: str, allowed: bool
) -> None:
    found = await judged(link, "CDN.example", "files.example:443", "inside.example")

    assert (found is not FORBIDDEN) is allowed


async def test_a_port_can_be_named_with_the_host() -> None:
    assert await judged("https://cdn.example/", "cdn.example:443") is not FORBIDDEN
    assert await judged("https://cdn.example/", "cdn.example:444") is FORBIDDEN


async def test_a_host_that_is_not_named_is_not_even_looked_up() -> None:
    asked: list[str] = []

    async def watch(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.216.34"]

    allowed = AllowedHosts(API, ["cdn.example"], resolve=watch)
    await allowed.place(httpx.URL("https://a-message.evil.example/"))

    assert asked == []


@pytest.mark.parametrize(
    ("api", "link", "allowed"),
    [
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010/cdn/1", True),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4011/cdn/1", True),
        ("http://127.0.0.1:4010", "http://127.0.0.2:4010/cdn/1", False),
        ("http://127.0.0.1:4010", "http://localhost:4010/cdn/1", False),
        ("http://localhost:4010", "http://localhost:4010/cdn/1", True),
        ("http://[::1]:4010", "http://[::1]:4010/cdn/1", True),
        (API, "https://api.teamleader.example/cdn/1", True),
        (API, "http://api.teamleader.example/cdn/1", False),
    ],
)
async def test_the_host_of_the_api_is_allowed_and_plain_http_on_loopback_only(
    api: str, link: str, allowed: bool
) -> None:
    assert (await judged(link, api=api) is not FORBIDDEN) is allowed


def within(network: str) -> st.SearchStrategy[IPv4Address]:
    return st.ip_addresses(v=4, network=network).filter(
        lambda address: isinstance(address, IPv4Address)
    )  # type: ignore[return-value]


@given(st.sampled_from(INSIDE).flatmap(within))
def test_no_spelling_of_an_inside_address_is_public(address: IPv4Address) -> None:
    number = int(address)
    mapped = IPv6Address((0xFFFF << 32) | number)
    compatible = IPv6Address(number)
    translated = IPv6Address((0x64FF9B << 96) | number)
    tunnel = IPv6Address((0x2002 << 112) | (number << 80))

    for spelling in (address, mapped, compatible, translated, tunnel):
        assert not is_public(str(spelling))
        if isinstance(spelling, IPv6Address):
            assert not is_public(spelling.exploded)


@given(st.ip_addresses(v=6))
def test_what_is_not_global_is_never_public(address: object) -> None:
    assert isinstance(address, IPv6Address)
    if is_public(str(address)):
        plain = address.ipv4_mapped
        translated = address in IPv6Network("64:ff9b::/96")
        assert translated or (plain or address).is_global


@given(st.text(max_size=20))
def test_what_is_no_address_is_not_public(text: str) -> None:
    try:
        socket.inet_pton(socket.AF_INET, text)
    except (OSError, ValueError):
        if ":" not in text:
            assert not is_public(text)


async def test_names_are_looked_up_at_the_system() -> None:
    assert "127.0.0.1" in await resolve("127.1", 443)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".example", "a..b"])
async def test_a_name_that_cannot_be_looked_up_is_an_error(host: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 (its words are the system's)
        await resolve(host, 443)
