"""Every setting, read once, with all problems told together.

Nothing else in the program reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.settings.fields import BusinessSettings, Settings
from bot.settings.problems import problem_of
from core.choices import ALERT_LEVELS, DIGEST_AT, read_levels, read_time
from core.domain.audience import read_audience
from core.domain.digest import TELLS_AT
from core.domain.policy import Decided, Policy
from core.domain.profile import Profile
from core.errors import ConfigurationError, Problem

__all__ = [
    "ENV_FILE",
    "BusinessSettings",
    "Settings",
    "load_settings",
    "policy",
    "secrets_of",
    "wants_details",
]

ENV_FILE = Path(".env")


class _Detached(Settings):
    """The same settings, deaf to the environment of this process."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave out whatever is not given by hand or in the file."""
        del settings_cls, env_settings, file_secret_settings
        return init_settings, dotenv_settings


def load_settings(
    env: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE
) -> Settings:
    """Read the settings from ``env`` (default: the environment), then from a file.

    Raises ``ConfigurationError`` with every problem there is.
    """
    try:
        if env is None:
            return Settings(_env_file=env_file)
        given: dict[str, Any] = {
            name.lower(): value
            for name, value in env.items()
            if value.strip() and name.lower() in Settings.model_fields
        }
        return _Detached(_env_file=env_file, **given)
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(
            str(env_file), "cannot be read", "make it a readable UTF-8 text file"
        )
        raise ConfigurationError([problem]) from error


def policy(
    settings: Settings,
    overrides: Mapping[str, str],
    confirmed: tuple[Profile, ...],
    decided: Mapping[str, Decided] | None = None,
) -> Policy:
    """Return the business settings in force.

    ``overrides`` are what people changed in Slack, by the names of the variables; an
    empty text takes a setting back to nothing. ``confirmed`` profiles win over listed
    ones, because they are newer; ``decided`` is who changed what. Raises
    ``ConfigurationError``.
    """
    business = _overridden(settings, overrides)
    profiles = {profile.id: profile for profile in (*business.profiles, *confirmed)}
    return Policy(
        time_zone=settings.time_zone,
        alert_after=timedelta(seconds=settings.alert_after_seconds),
        auto_import=business.auto_import,
        automatic_since=business.automatic_since,
        default_profile=business.default_profile,
        invoice_profile_field=business.invoice_profile_field,
        subscription_profile_field=business.subscription_profile_field,
        customer_number_fields=business.customer_number_field,
        profiles=tuple(profiles.values()),
        zero_changed=business.zero_changed,
        departments=business.import_departments,
        decided=decided or {},
        alert_levels=read_levels(overrides.get(ALERT_LEVELS, "")),
        digest_at=read_time(overrides.get(DIGEST_AT, "")) or TELLS_AT,
        audience=read_audience(overrides),
    )


def wants_details(env: Mapping[str, str] | None = None) -> bool:
    """Whether ``LOG_LEVEL`` asks for details, for what runs without settings."""
    given = os.environ if env is None else env  # noqa: TID251 (these are the settings)
    return given.get("LOG_LEVEL", "").strip().upper() == "DEBUG"


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return every secret text, so that none of them reaches a log."""
    values = (getattr(settings, name) for name in type(settings).model_fields)
    found: list[str] = []
    for value in values:
        several = value if isinstance(value, tuple) else (value,)
        found += [s.get_secret_value() for s in several if isinstance(s, SecretStr)]
    return tuple(found)


def _overridden(settings: Settings, overrides: Mapping[str, str]) -> BusinessSettings:
    names = BusinessSettings.model_fields
    values: dict[str, Any] = {name: getattr(settings, name) for name in names}
    for name, text in overrides.items():
        values[name.lower()] = text.strip()
    filled = {name: value for name, value in values.items() if value != ""}
    try:
        return BusinessSettings.model_validate(filled)
    except ValidationError as error:
        raise ConfigurationError(
            [problem_of(e, names) for e in error.errors()]
        ) from None
