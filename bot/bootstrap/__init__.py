"""The one composition root: everything is put together here, and only here."""

from bot.bootstrap.core import Core, open_core, owner_name, policy_in_force
from bot.bootstrap.serving import Bot, open_bot, serve
from bot.bootstrap.tools import (
    TeamleaderConsent,
    copy_database,
    open_connections,
    open_consent,
    open_engine,
    upgrade_database,
)

__all__ = [
    "Bot",
    "Core",
    "TeamleaderConsent",
    "copy_database",
    "open_bot",
    "open_connections",
    "open_consent",
    "open_core",
    "open_engine",
    "owner_name",
    "policy_in_force",
    "serve",
    "upgrade_database",
]
