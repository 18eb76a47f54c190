"""``check``: try every connection, and say what is wrong and how to mend it.

Reads only; nothing is created, sent or changed anywhere but in our own database.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from bot.check_ports import CheckLine, Connections, Level, Trouble
from bot.check_words import told
from bot.checking_fields import department_lines, field_lines, has_fields
from bot.settings import Settings
from core.domain.policy import Policy
from core.domain.reason import System
from core.errors import ConfigurationError, RemoteError

MOST_LISTED = 20


async def check(
    settings: Settings, connections: Connections
) -> AsyncIterator[CheckLine]:
    """Yield a line for each thing that was looked at, as soon as it is known."""
    parts = {
        "database": _database(connections),
        "teamleader": _teamleader(connections),
        "twikey": _twikey(connections),
        "slack": _slack(connections),
    }
    for part, lines in parts.items():
        async for line in _tried(part, lines):
            yield line
    for line in advice(settings):
        yield line


def check_exit(lines: Sequence[CheckLine]) -> int:
    """Return 1 if anything is wrong, else 0."""
    return 1 if any(line.level is Level.WRONG for line in lines) else 0


def advice(settings: Settings) -> tuple[CheckLine, ...]:
    """Return what no connection can tell, but people have to know."""
    return (_outside(settings), *_ADVICE)


_ADVICE = (
    CheckLine(
        Level.WARNING,
        "built-in link",
        "the option of Twikey's own Teamleader link to import invoices and update "
        "customers automatically has to be off, or invoices come in twice; whether the "
        "link still writes payments back to Teamleader for invoices it did not import "
        "is unknown",
        "switch the option off at Twikey, and try one payment before relying on it",
    ),
    CheckLine(
        Level.NOTE,
        "strict mode",
        "Teamleader lets people edit booked invoices unless strict mode is on; an edit "
        "after the import leaves the two systems different",
        "let an admin of Teamleader forbid editing booked invoices",
    ),
)


async def _tried(
    part: str, lines: AsyncIterator[CheckLine]
) -> AsyncIterator[CheckLine]:
    try:
        async for line in lines:
            yield line
    except Trouble as trouble:
        yield CheckLine(Level.WRONG, part, trouble.text, trouble.mend)
    except ConfigurationError as error:
        for problem in error.problems:
            text = f"{problem.name}: {problem.problem}"
            yield CheckLine(Level.WRONG, part, text, problem.mend)
    except RemoteError as error:
        yield CheckLine(Level.WRONG, part, *told(error))


async def _database(connections: Connections) -> AsyncIterator[CheckLine]:
    kind = await connections.database()
    yield CheckLine(Level.OK, "database", f"{kind}, can be written to")
    if not (await connections.policy()).auto_import:
        yield CheckLine(
            Level.NOTE,
            "automatic import",
            "it is switched off: invoices come in only when somebody imports them",
        )


async def _teamleader(connections: Connections) -> AsyncIterator[CheckLine]:
    account = await connections.account()
    departments = await connections.departments()
    names = ", ".join(department.name for department in departments) or "none"
    yield CheckLine(
        Level.OK, "teamleader", f"connected to account {account}; departments: {names}"
    )
    policy = await connections.policy()
    for line in department_lines(policy, departments):
        yield line
    if has_fields(policy):
        for line in field_lines(policy, await connections.field_definitions()):
            yield line


async def _twikey(connections: Connections) -> AsyncIterator[CheckLine]:
    merchant = await connections.merchant()
    yield CheckLine(Level.OK, "twikey", f"logged in as creditor {merchant}")
    policy = await connections.policy()
    listed = await connections.profiles()
    if listed is not None:
        names = ", ".join(f"{p.id} ({p.name})" for p in listed) or "none"
        yield CheckLine(Level.OK, "profiles", f"Twikey has {names}")
    known = None if listed is None else {profile.id for profile in listed}
    for profile_id, origin in _wanted_profiles(policy):
        there = (
            profile_id in known
            if known is not None
            else await connections.profile_exists(profile_id)
        )
        yield _profile_line(profile_id, origin, Level.OK if there else Level.WRONG)
    if not policy.default_profile:
        yield CheckLine(
            Level.NOTE,
            "profiles",
            "DEFAULT_PROFILE is not set: Twikey chooses the profile of new customers",
        )
    async for line in _customers(connections):
        yield line


async def _customers(connections: Connections) -> AsyncIterator[CheckLine]:
    try:
        foreign = await connections.foreign_customers()
    except RemoteError as error:
        if error.system is System.TWIKEY:
            raise
        # What is wrong there is told with that system.
        text = "their numbers were not compared: Teamleader could not be read"
        yield CheckLine(Level.NOTE, "customers", text)
        return
    if foreign:
        yield _foreign_line(foreign)


async def _slack(connections: Connections) -> AsyncIterator[CheckLine]:
    where = await connections.slack()
    yield CheckLine(Level.OK, "slack", f"connected to {where}")
    match await connections.channel_joined():
        case True:
            yield CheckLine(Level.OK, "channel", "the bot is in SLACK_CHANNEL")
        case False:
            yield CheckLine(
                Level.WRONG,
                "channel",
                "the bot is not in SLACK_CHANNEL",
                "invite it there: /invite @ and its name",
            )
        case None:
            yield CheckLine(
                Level.NOTE,
                "channel",
                "Slack does not tell whether the bot is in SLACK_CHANNEL",
                "make sure it was invited there",
            )


def _wanted_profiles(policy: Policy) -> list[tuple[str, str]]:
    wanted = {profile.id: "PROFILES" for profile in policy.profiles}
    if policy.default_profile:
        wanted[policy.default_profile] = "DEFAULT_PROFILE"
    return list(wanted.items())


def _profile_line(profile_id: str, origin: str, level: Level) -> CheckLine:
    if level is Level.OK:
        return CheckLine(level, "profiles", f"{origin} {profile_id} is there")
    return CheckLine(
        level,
        "profiles",
        f"Twikey has no profile {profile_id}, named by {origin}",
        f"correct {origin}, or make the profile active at Twikey",
    )


def _foreign_line(foreign: Sequence[tuple[str, str, str]]) -> CheckLine:
    named = [
        f"{name} (here {ours}, at Twikey {theirs})" for name, ours, theirs in foreign
    ]
    more = len(named) - MOST_LISTED
    shown = ", ".join(named[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
    return CheckLine(
        Level.WARNING,
        "customers",
        f"Twikey has customers under another number: {shown}; mandates of theirs would "
        "not be found",
        "set CUSTOMER_NUMBER_FIELD to the custom field that holds Twikey's number",
    )


def _outside(settings: Settings) -> CheckLine:
    if settings.public_url:
        return CheckLine(
            Level.NOTE,
            "public address",
            f"webhooks come to {settings.public_url}; from here nobody can tell "
            "whether it is reachable from outside",
        )
    return CheckLine(
        Level.NOTE,
        "public address",
        f"PUBLIC_URL is not set: booked invoices are found by the sweep alone, every "
        f"{settings.sweep_seconds} seconds",
    )
