"""The people and channels every new workspace starts with."""

from __future__ import annotations

from sandbox.slack.model import SLACKBOT, AppIdentity, Channel, Shortcut, Team, User

TEAM = Team("T0DEMO001", "Demo NV", "demo-nv")
OTHER_TEAM = Team("T0OTHER01", "Andere BV", "andere-bv")
APP = AppIdentity("A0TWIKEY1", "B0TWIKEY1", "U0TWIKEY1", "Twikey", ("/twikey",))

SHORTCUTS = (
    Shortcut("Import invoices", "import-invoices", "global"),
    Shortcut("Explain this invoice", "explain-invoice", "message"),
)

BOOKKEEPING = "C0BOEKHD1"
GENERAL = "C0ALGEMN1"
ARCHIVE = "C0ARCHIEF"


def default_users() -> list[User]:
    """Return the cast: members, a guest, a leaver, a stranger and the bots."""
    here = TEAM.id
    return [
        User("U0SOFIE01", "sofie", "Sofie Peeters", here, is_admin=True),
        User("U0JAN0001", "jan", "Jan Willems", here),
        User("U0EMMA001", "emma", "Emma Dubois", here, locale="fr-FR"),
        User("U0GUEST01", "guest", "Gerda Gast", here, is_restricted=True),
        User("U0GONE001", "pieter", "Pieter Vertrokken", here, deleted=True),
        User("U0OTHER01", "otto", "Otto Extern", OTHER_TEAM.id, is_stranger=True),
        User(APP.bot_user_id, "twikey", APP.name, here, locale="en-US", is_bot=True),
        User(SLACKBOT, "slackbot", "Slackbot", here, locale="en-US", is_bot=True),
    ]


def default_channels(users: list[User]) -> list[Channel]:
    """Return the channels, and one DM with the app for each living person."""
    people = [user.id for user in users if not user.is_bot and not user.deleted]
    members = [user.id for user in users if user.id in people and not user.is_stranger]
    rooms = [
        Channel(BOOKKEEPING, "boekhouding", members=[*people, APP.bot_user_id]),
        Channel(GENERAL, "algemeen", members=list(members)),
        Channel(
            ARCHIVE,
            "archief-2019",
            members=[*members, APP.bot_user_id],
            is_archived=True,
        ),
    ]
    return rooms + [direct_message(person) for person in people]


def direct_message(person: str) -> Channel:
    """Return the conversation between a person and the app."""
    return Channel(
        f"D{person[1:]}",
        "directmessage",
        kind="im",
        members=[person, APP.bot_user_id],
        user=person,
    )
