"""What a form that was sent brings, and what may be answered to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.commands.call import Desk, Dialog, Entered, Reply
from bot.roles import Role
from bot.views.dialogs import View
from bot.words import Safe
from core.domain.reason import Facts


@dataclass(frozen=True)
class Submission:
    """A form as somebody sent it, or as it stood when something in it was used.

    ``values`` are what its fields hold, by their names; ``meta`` is what its frame
    carried. ``used`` names the button or field inside it, and is empty when the form
    was sent. ``view`` is the whole form as Slack tells of it.
    """

    user: str
    channel: str
    language: str
    values: Entered
    meta: Facts
    used: str = ""
    view: View = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return the one value of a field, without spaces around it, or nothing."""
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def several(self, name: str) -> tuple[str, ...]:
        """Return the values of a field that takes several."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class FormReply:
    """What happens to a form: the first of these that is there.

    ``errors`` leave it open, each beside the field of that name. ``dialog`` and
    ``view`` take its place, the one that takes time and the one at hand. Otherwise it
    closes, with ``all_closed`` together with those below it; then, as after ``dialog``
    and ``view``, ``reply`` is carried out like that of a command.
    """

    errors: Mapping[str, Safe] = field(default_factory=dict)
    dialog: Dialog | None = None
    view: View | None = None
    all_closed: bool = False
    reply: Reply = field(default_factory=Reply)


FormHandler = Callable[[Submission, Desk], Awaitable[FormReply]]


@dataclass(frozen=True)
class Form:
    """One kind of form.

    ``name`` is the callback id of its view, ``role`` is needed to open, use and send
    it. ``submitted`` answers what is sent; Slack waits three seconds for it. ``used``
    answers what is used inside it, by the part of the action id before the first dot.
    """

    name: str
    role: Role
    submitted: FormHandler
    used: Mapping[str, FormHandler] = field(default_factory=dict)


def entered(state: Mapping[str, Any] | None) -> Entered:
    """Return what fields hold, by action id, from the state of a view or message."""
    values = (state or {}).get("values") or {}
    return {
        action_id: _value(held)
        for fields in values.values()
        for action_id, held in fields.items()
    }


def _value(held: Mapping[str, Any]) -> str | tuple[str, ...] | None:
    """Return what one element holds, of whatever kind it is."""
    for name, value in held.items():
        if name == "type" or value is None:
            continue
        if isinstance(value, list):
            return tuple(_one(each) for each in value)
        return _one(value)
    several = any(name.endswith("s") for name in held if name != "type")
    return () if several else None


def _one(value: object) -> str:
    return str(value.get("value", "") if isinstance(value, Mapping) else value)
