"""The list of profiles with their two switches."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from bot.settings.parsing import wrong
from core.domain.profile import Profile

_PROFILE_KEYS = frozenset({"id", "name", "send_automatically", "require_pdf"})


def profiles(text: str) -> tuple[Profile, ...]:
    """Read the profiles and their two switches from JSON."""
    mend = (
        'write a JSON list: [{"id": "2833", "name": "Standard", '
        '"send_automatically": true, "require_pdf": true}]'
    )
    try:
        rows = json.loads(text)
    except ValueError:
        raise wrong("is not JSON", mend) from None
    if not isinstance(rows, list):
        raise wrong("is not a list", mend)
    profiles = tuple(_profile(row, n, mend) for n, row in enumerate(rows, start=1))
    _no_twins([profile.id for profile in profiles])
    return profiles


def _profile(row: object, place: int, mend: str) -> Profile:
    if not isinstance(row, dict) or set(row) != _PROFILE_KEYS:
        keys = ", ".join(sorted(_PROFILE_KEYS))
        raise wrong(f"entry {place} does not hold exactly the keys {keys}", mend)
    number, name = row["id"], row["name"]
    if not re.fullmatch(r"[0-9]+", str(number)) or isinstance(number, bool):
        raise wrong(f"the id of entry {place} is not a number", mend)
    if not isinstance(name, str) or not name.strip():
        raise wrong(f"entry {place} has no name", mend)
    switches = row["send_automatically"], row["require_pdf"]
    if not all(isinstance(switch, bool) for switch in switches):
        raise wrong(f"a switch of entry {place} is neither true nor false", mend)
    return Profile(str(number), name.strip(), *switches)


def _no_twins(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for profile_id in ids:
        if profile_id in seen:
            raise wrong(
                f"profile {profile_id} is listed twice", "list each profile once"
            )
        seen.add(profile_id)
