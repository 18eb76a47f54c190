"""What Slack makes of a typed text before an app sees it."""

from __future__ import annotations

import re

from sandbox.slack.state import Workspace

_NAME = re.compile(r"(?<!\S)([@#])([\w.-]+)")
_ADDRESS = re.compile(r"(?<![<|])(https?://[^\s<>]+)")


def escaped(workspace: Workspace, text: str) -> str:
    """Return a text with markup escaped, and names and addresses as references."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _ADDRESS.sub(r"<\1>", safe)
    return _NAME.sub(lambda found: _reference(workspace, found), linked)


def _reference(workspace: Workspace, found: re.Match[str]) -> str:
    sign, name = found.groups()
    if sign == "#":
        for channel in workspace.channels.values():
            if channel.kind != "im" and channel.name == name:
                return f"<#{channel.id}|{channel.name}>"
        return found[0]
    for user in workspace.users.values():
        if user.name == name.casefold():
            return f"<@{user.id}|{user.name}>"
    return found[0]
