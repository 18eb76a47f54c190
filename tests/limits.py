"""The tables of limits, from the constants: ``python -m tests.limits`` writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path

OPERATIONS = Path(__file__).parents[1] / "docs" / "operations.md"
START, END = "<!-- limits: written by python -m tests.limits -->", "<!-- /limits -->"


@dataclass(frozen=True)
class Limit:
    """What is limited, by which constant, and what happens beyond it.

    ``unit`` is ``bytes``, ``seconds`` or what is counted.
    """

    what: str
    constant: str
    unit: str
    beyond: str

    @property
    def value(self) -> object:
        """The constant as the code has it now."""
        module, _, name = self.constant.rpartition(".")
        return getattr(import_module(module), name)

    @property
    def shown(self) -> str:
        """The number as people read it."""
        return _shown(self.value, self.unit)


LIMITS: dict[str, tuple[Limit, ...]] = {
    "What comes in": (
        Limit("body of any request", "bot.web.LARGEST_BODY", "bytes", "413"),
        Limit("hint of Teamleader", "bot.hooks.LARGEST_HINT", "bytes", "413"),
        Limit("time for a hint to arrive", "bot.hooks.BODY_SECONDS", "seconds", "408"),
        Limit("time to store a hint", "bot.hooks.STORE_SECONDS", "seconds", "503"),
        Limit("hints in one commit", "bot.batching.MOST", "hints", "the next commit"),
        Limit(
            "hints that wait for a commit", "bot.batching.MOST_WAITING", "hints", "503"
        ),
        Limit("time for Slack's body", "bot.slack_door.BODY_SECONDS", "seconds", "408"),
        Limit(
            "time to note a request of Slack",
            "bot.replays.STORE_SECONDS",
            "seconds",
            "nothing is done, and that is said",
        ),
        Limit(
            "a request of Slack is known again for",
            "bot.replays.KEPT",
            "seconds",
            "its signature holds no longer anyway",
        ),
        Limit(
            "work for Slack at a time", "bot.tasks.MOST", "tasks", "dropped and logged"
        ),
        Limit(
            "a link for connecting holds for",
            "bot.consent.VALID_FOR",
            "seconds",
            "another has to be asked for",
        ),
        Limit(
            "open links for connecting",
            "storage.consents.MOST_OPEN",
            "links",
            "the oldest ends",
        ),
        Limit("time for `/readyz`", "bot.web.READY_SECONDS", "seconds", "not ready"),
        Limit(
            "a system's answer for `/readyz`",
            "bot.readiness.ANSWER_SECONDS",
            "seconds",
            "not ready",
        ),
        Limit(
            "that answer is remembered for",
            "bot.readiness.REMEMBERED_SECONDS",
            "seconds",
            "asked anew",
        ),
        Limit(
            "jobs may put their things down for",
            "bot.jobs.STOP_SECONDS",
            "seconds",
            "left behind when the bot stops",
        ),
    ),
    "What is asked of others": (
        Limit(
            "answer of a vendor",
            "core.adapters.http._LARGEST",
            "bytes",
            "not understood",
        ),
        Limit(
            "a silent connection",
            "core.adapters.http._SECONDS",
            "seconds",
            "not available",
        ),
        Limit(
            "quick repeats of a question",
            "core.adapters.retrying.WAITS",
            "waits",
            "not available, tried later",
        ),
        Limit(
            "repeats after too many calls",
            "core.adapters.teamleader.calling._THROTTLED_TRIES",
            "tries",
            "put off",
        ),
        Limit(
            "wait in line for a call to Teamleader",
            "core.adapters.limiter._LONGEST_WAIT",
            "seconds",
            "put off",
        ),
        Limit(
            "a slot for a call is not used again for",
            "core.adapters.limiter.WINDOW_SECONDS",
            "seconds",
            "the next slot",
        ),
        Limit(
            "slots that grow too old before a call can use them",
            "core.adapters.teamleader.calling.MOST_SLOTS",
            "slots",
            "put off",
        ),
        Limit(
            "pages of a list",
            "core.adapters.teamleader.paging.MOST_PAGES",
            "pages",
            "not understood",
        ),
        Limit(
            "pages of Twikey's feed",
            "core.adapters.twikey.feed.MOST_PAGES",
            "pages",
            "the next reading goes on",
        ),
        Limit(
            "redirects to a PDF",
            "core.adapters.teamleader.links._REDIRECTS",
            "redirects",
            "not fetched",
        ),
        Limit("a PDF", "core.domain.document.LARGEST_BYTES", "bytes", "not attached"),
        Limit(
            "an answer of Slack's API",
            "bot.slack_api._TIMEOUT_SECONDS",
            "seconds",
            "not available",
        ),
    ),
    "How long something is tried": (
        Limit(
            "fetches of a PDF that got old on its way",
            "core.documents.MOST_FETCHES",
            "fetches",
            "tried later",
        ),
        Limit(
            "longest wait between tries for a PDF",
            "core.domain.document.LONGEST_WAIT",
            "seconds",
            "",
        ),
        Limit(
            "a PDF is tried for",
            "core.domain.document.GIVE_UP_AFTER",
            "seconds",
            "given up, told, and a button",
        ),
        Limit(
            "an unknown invoice is looked up",
            "core.hinting.LOOK_UP_AFTER",
            "tries",
            "not found",
        ),
        Limit(
            "rest after a look that found nothing",
            "core.ports.watch.HINT_REST",
            "seconds",
            "a new hint makes the bot look again",
        ),
        Limit(
            "doublings of the wait for an unread hint",
            "core.hinting.MOST_DOUBLINGS",
            "doublings",
            "then about hourly, until Teamleader answers",
        ),
        Limit(
            "longest wait between tries for a message",
            "bot.outbox.LONGEST_WAIT",
            "seconds",
            "",
        ),
        Limit("tries for a message", "bot.outbox.MOST_TRIES", "tries", "given up"),
        Limit(
            "waits for an invoice somebody else works on",
            "core.bringing.BUSY_WAITS",
            "waits",
            "the other one finishes it",
        ),
        Limit(
            "repeats of a transaction that met another",
            "storage.ledger._TRIES",
            "tries",
            "fails",
        ),
    ),
    "What is worked on at a time": (
        Limit(
            "invoices brought side by side", "core.bringing.TOGETHER", "invoices", ""
        ),
        Limit("hints taken", "core.hinting.AT_ONCE", "hints", "the next turn"),
        Limit("PDFs fetched", "core.documents.AT_ONCE", "PDFs", "the next turn"),
        Limit(
            "invitations looked at",
            "core.inviting.BATCH",
            "invitations",
            "the next turn",
        ),
        Limit(
            "invoices asked for by id",
            "core.watching.IDS_AT_ONCE",
            "ids",
            "the next call",
        ),
        Limit(
            "ids in one statement", "storage.work.CHUNK", "ids", "the next statement"
        ),
    ),
    "What is remembered in memory": (
        Limit("people", "bot.roles._KEPT", "people", "all asked anew"),
        Limit(
            "what Slack said of a person holds for",
            "bot.roles._FRESH_SECONDS",
            "seconds",
            "asked anew",
        ),
        Limit("user groups", "bot.appointed._KEPT", "groups", "all asked anew"),
        Limit(
            "messages with buttons", "bot.clicks._KEPT", "messages", "the oldest goes"
        ),
        Limit(
            "channels and their pace", "bot.pacing._KEPT", "channels", "all start anew"
        ),
        Limit(
            "customers Twikey told us of",
            "core.adapters.twikey.customers.REMEMBERED_MOST",
            "customers",
            "all asked anew",
        ),
        Limit(
            "profiles no list names",
            "core.adapters.twikey.profiles.REMEMBERED_MOST",
            "profiles",
            "all asked anew",
        ),
        Limit(
            "signs known to be visible or hidden",
            "bot.views.blocks.SIGNS_MOST",
            "signs",
            "looked up each time",
        ),
    ),
}


def limits_table() -> str:
    """Return the tables as Markdown."""
    parts = []
    for title, limits in LIMITS.items():
        rows = [
            f"| {limit.what} | {limit.shown} | {limit.beyond or '-'} "
            f"| `{limit.constant}` |"
            for limit in limits
        ]
        head = f"| {title} | at most | beyond that | in the code |\n|---|---|---|---|\n"
        parts.append(head + "\n".join(rows))
    return "\n\n".join(parts)


def with_limits(text: str) -> str:
    """Return the document with the tables as the code has them now."""
    pattern = re.escape(START) + r".*?" + re.escape(END)
    tables = f"{START}\n{limits_table()}\n{END}"
    return re.sub(pattern, lambda _: tables, text, count=1, flags=re.DOTALL)


def _shown(value: object, unit: str) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} {unit}"
    if isinstance(value, timedelta):
        return _span(value.total_seconds())
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no limit")
    if unit == "bytes":
        return f"{value // 2**20} MiB" if value >= 2**20 else f"{value // 2**10} KiB"
    if unit == "seconds":
        return _span(float(value))
    return f"{value:,} {unit}"


def _span(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:g} seconds"


if __name__ == "__main__":
    OPERATIONS.write_text(with_limits(OPERATIONS.read_text("utf-8")), "utf-8")
