"""Bringing the tables up to date; safe to be started by several at once."""

from storage.migrations.upgrading import is_current, upgrade

__all__ = ["is_current", "upgrade"]
