"""A Slack workspace on loopback: Web API, deliveries, a page to look at.

``SlackStandIn(clock)`` is the workspace; ``async with serve_slack(stand_in) as
address`` serves it. Point the app at ``address + "/api/"`` with the tokens of the
stand-in, then act as a person would: ``await stand_in.command("Sofie",
"#boekhouding", "/twikey", "help")``.
"""

from __future__ import annotations

from sandbox.slack.blocks import Problem, validate_blocks, validate_view
from sandbox.slack.model import (
    Ack,
    Call,
    Channel,
    Message,
    Posted,
    Shortcut,
    User,
    View,
)
from sandbox.slack.server import serve_slack
from sandbox.slack.stand_in import SlackStandIn
from sandbox.slack.switches import Fault, Faults, Switches

__all__ = [
    "Ack",
    "Call",
    "Channel",
    "Fault",
    "Faults",
    "Message",
    "Posted",
    "Problem",
    "Shortcut",
    "SlackStandIn",
    "Switches",
    "User",
    "View",
    "serve_slack",
    "validate_blocks",
    "validate_view",
]
