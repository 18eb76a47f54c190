"""Which workspace a request comes from, and whether that is ours; pure.

Slack names it in every kind of request, each in its own place, and where a channel is
shared with other companies it names the workspace of whoever acts as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Origin:
    """Every workspace that a request names, and the organisation above them."""

    teams: frozenset[str] = frozenset()
    enterprise: str | None = None


NOWHERE = Origin()


@dataclass(frozen=True)
class House:
    """Where the app is installed: in one workspace, or in a whole organisation."""

    team: str
    enterprise: str | None = None
    whole: bool = False


def origin_of(body: Body) -> Origin:
    """Read where a command, a click, a form, a shortcut or an event comes from."""
    happened = _part(body, "event")
    teams = frozenset((*_teams(body), *_teams(happened), *_teams_of_author(happened)))
    enterprise = _id(body, "enterprise_id", "enterprise")
    return Origin(teams, enterprise or _id(happened, "enterprise"))


def is_from(house: House, origin: Origin) -> bool:
    """Whether a request comes from where the app is installed, and only from there.

    One that names no workspace does not. Where a workspace is part of an organisation,
    Slack names the one or the other.
    """
    if house.whole:
        return house.enterprise is not None and origin.enterprise == house.enterprise
    return bool(origin.teams) and origin.teams <= {house.team, house.enterprise}


def _teams(part: Body) -> Iterator[str]:
    view = _part(part, "view")
    for named in (
        _id(part, "team_id", "team"),
        _id(_part(part, "user"), "team_id"),
        _id(view, "team_id"),
        _id(view, "app_installed_team_id"),
    ):
        if named:
            yield named


def _teams_of_author(happened: Body) -> Iterator[str]:
    for key in ("user_team", "source_team"):
        named = _id(happened, key)
        if named:
            yield named


def _id(part: Body, *keys: str) -> str | None:
    """Return the first id under one of these names, bare or in an object."""
    for key in keys:
        held = part.get(key)
        found = held.get("id") if isinstance(held, Mapping) else held
        if isinstance(found, str) and found:
            return found
    return None


def _part(part: Body, key: str) -> Body:
    held = part.get(key)
    return held if isinstance(held, Mapping) else {}
