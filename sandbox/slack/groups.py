"""User groups: many people under one name."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Group:
    """A user group, by whose handle all its members are called at once."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    is_disabled: bool = False
