"""What a support pack tells of the settings: all of them, and no secret."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.bootstrap.records import in_force, versions
from bot.settings import BusinessSettings, Settings, policy, secrets_of
from core.domain.profile import Profile
from tests.bot.test_settings import KEY, settings_with


def told(settings: Settings, **overrides: str) -> dict[str, str]:
    profile = Profile("4021", "Standaard", send_automatically=True, require_pdf=False)
    return {**in_force(settings, policy(settings, overrides, (profile,)))}


def test_every_setting_that_is_no_secret_is_told_as_it_holds_now() -> None:
    found = told(settings_with(TIME_ZONE="Europe/Paris"), AUTO_IMPORT="false")

    assert found["AUTO_IMPORT"] == "false"
    assert found["TIME_ZONE"] == "Europe/Paris"
    assert (
        "4021 Standaard (sends by itself: true, needs the PDF: false)"
        in (found["PROFILES"])
    )
    for name in BusinessSettings.model_fields:
        assert name.upper() in found


def test_no_secret_is_told() -> None:
    settings = settings_with(
        TWIKEY_API_KEY="A1B2C3D4E5F6",
        DATABASE_URL="postgresql://u:pass@db/x",
        ENCRYPTION_KEYS=KEY,
    )
    everything = str(told(settings)) + str(versions(settings))

    assert "TWIKEY_API_KEY" not in told(settings)
    for secret in secrets_of(settings):
        assert secret not in everything
    assert versions(settings)["Database"] == "postgresql"


def test_a_moment_and_an_empty_setting_can_be_read() -> None:
    since = datetime(2026, 11, 2, 8, tzinfo=UTC)
    found = told(settings_with(), AUTOMATIC_SINCE=since.isoformat())

    assert found["AUTOMATIC_SINCE"].startswith("2026-11-02")
    assert found["DEFAULT_PROFILE"] == ""
