"""What is shown of what is remembered, and what is told of the bot itself."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from pydantic import SecretStr

from bot.bootstrap.core import Core
from bot.commands.call import Records
from bot.settings import BusinessSettings, Settings, secrets_of
from core.domain.policy import Policy
from core.overviewing import Overviewing
from core.setting_up import SettingUp
from core.supporting import About, Supporting

_PACKAGES = ("twikey-bot", "slack-bolt", "httpx", "SQLAlchemy")


def records_of(settings: Settings, core: Core) -> Records:
    """Put together what shows the remembered."""
    about = About(
        versions(settings),
        lambda policy: in_force(settings, policy),
        secrets_of(settings),
    )
    return Records(
        overviews=Overviewing(core.ledger),
        set_ups=SettingUp(core.systems),
        supports=Supporting(core.systems, core.engine.diagnose, about),
    )


def versions(settings: Settings) -> Mapping[str, str]:
    """Return what runs here, by name."""
    url = settings.database_url.get_secret_value()
    found = {"Python": platform.python_version(), "Database": url.partition(":")[0]}
    return {**{name: _version(name) for name in _PACKAGES}, **found}


def in_force(settings: Settings, policy: Policy) -> Mapping[str, str]:
    """Return the settings as they hold now, by name; secret ones are left out."""
    outside = {
        name.upper(): _worded(value)
        for name in Settings.model_fields
        if name not in BusinessSettings.model_fields
        for value in [getattr(settings, name)]
        if not _is_secret(value)
    }
    return {**outside, **_business(policy)}


def _business(policy: Policy) -> dict[str, str]:
    levels = [f"{code} {level}" for code, level in sorted(policy.alert_levels.items())]
    profiles = [
        f"{one.id} {one.name} (sends by itself: {_worded(one.send_automatically)}, "
        f"needs the PDF: {_worded(one.require_pdf)})"
        for one in policy.profiles
    ]
    return {
        "AUTO_IMPORT": _worded(policy.auto_import),
        "AUTOMATIC_SINCE": _worded(policy.automatic_since),
        "DEFAULT_PROFILE": _worded(policy.default_profile),
        "INVOICE_PROFILE_FIELD": _worded(policy.invoice_profile_field),
        "SUBSCRIPTION_PROFILE_FIELD": _worded(policy.subscription_profile_field),
        "CUSTOMER_NUMBER_FIELD": _worded(policy.customer_number_fields),
        "IMPORT_DEPARTMENTS": _worded(policy.departments),
        "PROFILES": "; ".join(profiles),
        "ZERO_CHANGED": _worded(policy.zero_changed),
        "ALERT_LEVELS": "; ".join(levels),
        "DIGEST_AT": _worded(policy.digest_at),
    }


def _is_secret(value: object) -> bool:
    several = value if isinstance(value, tuple | frozenset) else (value,)
    return any(isinstance(one, SecretStr) for one in several)


def _worded(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(sorted(map(str, value)))
    return str(value)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
