"""What ``check`` says of a system that could not be used: pure."""

from __future__ import annotations

from typing import Final

from core.domain.reason import System
from core.errors import ConnectionRevoked, RateLimited, RemoteError, RemoteRefused

Told = tuple[str, str]
"""What is wrong, and how to mend it."""

_ENDED: Final[dict[System, Told]] = {
    System.TEAMLEADER: (
        "there is no connection, or it has ended",
        "connect it with twikey-bot connect, or with /twikey connect in Slack",
    ),
    System.TWIKEY: (
        "TWIKEY_API_KEY is not accepted",
        "copy the API key from Twikey's settings into TWIKEY_API_KEY; where Twikey "
        "shows a private key beside it, copy that into TWIKEY_PRIVATE_KEY",
    ),
    System.SLACK: (
        "SLACK_BOT_TOKEN is not accepted",
        "copy SLACK_BOT_TOKEN again, or install the app in the workspace again",
    ),
}


def told(error: RemoteError) -> Told:
    """Return what is wrong with a system, and how to mend it."""
    match error:
        case ConnectionRevoked():
            return _ENDED[error.system]
        case RateLimited():
            return f"asks us to slow down: {error.detail}", "try again then"
        case RemoteRefused():
            return (
                f"said no to {error.operation}: {error.code} {error.message}".rstrip(),
                "look at the keys in the settings",
            )
    return (
        f"cannot be used ({error.operation}): {error.detail or type(error).__name__}",
        "look at the address in the settings and at the network, then try again",
    )
