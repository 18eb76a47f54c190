"""What is wrong with settings, in words that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.settings.addresses import is_postgresql
from core.errors import Problem


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what is empty: an empty text means that a setting is not set."""
    stripped = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in data.items()
    }
    return {name: value for name, value in stripped.items() if value not in ("", None)}


def contradictions(given: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what single values cannot tell; looks at the texts as they were given."""
    if not ("slack_app_token" in given or "slack_signing_secret" in given):
        yield Problem(
            "SLACK_APP_TOKEN",
            "neither this nor SLACK_SIGNING_SECRET is set",
            "set the app-level token for Socket Mode, or the signing secret for HTTP",
        )
    if is_postgresql(str(given.get("database_url", ""))) and not given.get(
        "encryption_keys"
    ):
        yield Problem(
            "ENCRYPTION_KEYS",
            "is not set, and DATABASE_URL is a PostgreSQL database",
            "give all replicas the same Fernet key",
        )
    on_invoice = given.get("invoice_profile_field")
    if on_invoice and on_invoice == given.get("subscription_profile_field"):
        yield Problem(
            "SUBSCRIPTION_PROFILE_FIELD",
            "is the same field as INVOICE_PROFILE_FIELD",
            "invoices and subscriptions have custom fields of their own: give each id",
        )


def problem_of(error: ErrorDetails, fields: Mapping[str, FieldInfo]) -> Problem:
    """Return what is wrong and the mend; a secret's value is never told."""
    name = str(error["loc"][0]).upper() if error["loc"] else "settings"
    facts = error.get("ctx", {})
    match error["type"]:
        case "missing":
            meaning = fields[name.lower()].description
            return Problem(name, "is not set", f"set it: {meaning}")
        case "setting":
            return Problem(name, str(facts["problem"]), str(facts["mend"]))
        case "greater_than_equal":
            return Problem(name, "is too small", f"use at least {facts['ge']}")
        case "less_than_equal":
            return Problem(name, "is too large", f"use at most {facts['le']}")
        case "int_parsing" | "int_parsing_size":
            return Problem(name, "is not a whole number", "write digits only")
        case kind:
            return Problem(name, f"cannot be used ({kind})", "look at its meaning")
