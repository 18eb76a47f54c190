"""The addresses Teamleader sends its hints to: asked for, ordered and read.

A registration has no id and cannot be changed: types are added to an address and taken
off it.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.adapters.reading import Node
from core.adapters.teamleader.wire import Ask
from core.ports import Registration


def listing() -> Ask:
    """Ask for everything that is registered; this list has no pages."""
    return Ask("webhooks.list")


def registering(url: str, types: Sequence[str]) -> Ask:
    """Order types to be sent to an address."""
    return Ask("webhooks.register", {"url": url, "types": list(types)}, is_order=True)


def unregistering(url: str, types: Sequence[str]) -> Ask:
    """Order types not to be sent to an address any more."""
    return Ask("webhooks.unregister", {"url": url, "types": list(types)}, is_order=True)


def registrations(node: Node) -> tuple[Registration, ...]:
    """Read the list; an address that comes in several rows becomes one.

    Raises ``Misshapen``.
    """
    found: dict[str, list[str]] = {}
    for row in node.items():
        types = [each.text() for each in row["types"].items()]
        found.setdefault(row["url"].text(), []).extend(types)
    return tuple(Registration(url, tuple(types)) for url, types in found.items())
