"""How the stand-in behaves, and what goes wrong on demand."""

from __future__ import annotations

from dataclasses import dataclass, field

DEFAULT_SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "im:history",
    "users:read",
    "usergroups:read",
    "files:write",
    "channels:read",
    "groups:read",
)


@dataclass
class Switches:
    """Behaviour to choose; the defaults are those of an ordinary workspace.

    ``revoked`` is the error every call with the bot token gets, such as
    ``token_revoked`` or ``account_inactive``. ``ack_seconds`` is real time: the app
    runs in real time whatever clock the stand-in reads.
    """

    one_post_per_second: bool = False
    dedupe_client_msg_id: bool = False
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    revoked: str | None = None
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    home_tab_enabled: bool = True
    messages_tab_enabled: bool = True
    should_escape: bool = True
    ephemerals_arrive: bool = True
    events: frozenset[str] = frozenset(
        {"app_home_opened", "member_joined_channel", "message"}
    )


@dataclass
class Fault:
    """A planned mishap for the next ``times`` calls of a method (``*`` for any).

    ``lost`` is ``request`` (nothing happens) or ``answer`` (it happens, the caller
    never hears). ``retry_after`` seconds makes it a 429.
    """

    method: str = "*"
    times: int = 1
    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    lost: str | None = None

    def covers(self, method: str) -> bool:
        """Tell whether this mishap is due for the method."""
        return self.times > 0 and self.method in ("*", method)


@dataclass
class Faults:
    """The mishaps still to come, first come first served."""

    planned: list[Fault] = field(default_factory=list)

    def plan(self, fault: Fault) -> None:
        """Let a mishap happen."""
        self.planned.append(fault)

    def clear(self) -> None:
        """Let everything go well again."""
        self.planned.clear()

    def take(self, method: str) -> Fault | None:
        """Use up the first mishap due for a method."""
        for fault in self.planned:
            if fault.covers(method):
                fault.times -= 1
                return fault
        return None
