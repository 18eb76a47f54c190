"""Settings: every problem at once, each with a mend, and never a secret."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, load_settings, policy, secrets_of
from bot.settings.keys import secret_bits
from bot.settings_table import settings_table
from core.domain.policy import ZeroChanged
from core.domain.profile import Profile
from core.errors import ConfigurationError, Problem

KEY = base64.urlsafe_b64encode(b"a test key of thirty-two bytes!!").decode()
ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-1-abcdef",
    "SLACK_APP_TOKEN": "xapp-1-abcdef",
    "SLACK_CHANNEL": "C0BOEKHD1",
    "SLACK_ADMINS": "U0SOFIE01, U0JAN0001",
    "TEAMLEADER_CLIENT_ID": "client",
    "TEAMLEADER_CLIENT_SECRET": "hush-hush",
    "TWIKEY_API_KEY": "ABCDEF0123",
}
STANDARD = (
    '{"id": 2833, "name": "Standard", "send_automatically": true, "require_pdf": true}'
)


def settings_with(**given: str) -> Settings:
    return load_settings({**ENOUGH, **given}, None)


def problems_of(**given: str) -> dict[str, Problem]:
    with pytest.raises(ConfigurationError) as raised:
        settings_with(**given)
    return {problem.name: problem for problem in raised.value.problems}


def test_what_is_required_is_enough() -> None:
    settings = settings_with()

    assert settings.slack_admins == ("U0SOFIE01", "U0JAN0001")
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.teamleader_api_url == "https://api.focus.teamleader.eu"
    assert settings.database_url.get_secret_value() == "sqlite:///twikey-bot.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.confirm_above == 25
    assert settings.auto_import is True


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_settings({}, None)

    assert {problem.name for problem in raised.value.problems} == set(ENOUGH)
    assert all(problem.mend for problem in raised.value.problems)


def test_single_mistakes_and_contradictions_are_told_together() -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_settings({"DATABASE_URL": "postgresql://x/y", "PORT": "many"}, None)

    names = [problem.name for problem in raised.value.problems]
    assert {"SLACK_BOT_TOKEN", "PORT", "SLACK_APP_TOKEN", "ENCRYPTION_KEYS"} <= {*names}
    assert len(names) == len(set(names))


def test_an_empty_text_means_not_set() -> None:
    settings = settings_with(PUBLIC_URL="", PORT="  ", TWIKEY_PRIVATE_KEY="")

    assert settings.public_url is None
    assert settings.port == 8080
    assert settings.twikey_private_key is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-user"),
        ("SLACK_BOT_TOKEN", "xapp-1-swapped"),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-swapped"),
        ("SLACK_CHANNEL", "#boekhouding"),
        ("SLACK_CHANNEL", "U0SOFIE01"),
        ("SLACK_ADMINS", "sofie"),
        ("SLACK_ADMINS", "U0SOFIE01,@jan"),
        ("SLACK_ADMINS", ","),
        ("SLACK_API_URL", "slack.com"),
        ("TEAMLEADER_API_URL", "ftp://api.focus.teamleader.eu"),
        ("TEAMLEADER_AUTH_URL", "https://"),
        ("TWIKEY_API_URL", "https://user:pass@api.twikey.com"),
        ("TWIKEY_API_URL", "https://api.twikey.com:port"),
        ("TWIKEY_PRIVATE_KEY", "not-hex"),
        ("TWIKEY_PRIVATE_KEY", "abc"),
        ("TEAMLEADER_RATE_LIMIT", "0"),
        ("TEAMLEADER_RATE_LIMIT", "fast"),
        ("TEAMLEADER_WEBHOOK_SECRET", "short"),
        ("TEAMLEADER_WEBHOOK_SECRET", "a" * 40),
        ("TEAMLEADER_WEBHOOK_SECRET", "0123456789abcdef0123456789abcde"),
        ("TEAMLEADER_WEBHOOK_SECRET", "0123456789abcdef/0123456789abcdef"),
        ("DATABASE_URL", "mysql://localhost/bot"),
        ("DATABASE_URL", "twikey-bot.db"),
        ("ENCRYPTION_KEYS", "not-a-fernet-key"),
        ("ENCRYPTION_KEYS", f"{KEY},short"),
        ("CONFIRM_ABOVE", "-1"),
        ("CONFIRM_ABOVE", "2.5"),
        ("PUBLIC_URL", "http://bot.example.com"),
        ("PUBLIC_URL", "bot.example.com"),
        ("DOCUMENT_HOSTS", "https://cdn.example.com"),
        ("PORT", "70000"),
        ("TIME_ZONE", "Europe/Brusels"),
        ("TIME_ZONE", "../etc/passwd"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("SWEEP_SECONDS", "0"),
        ("ALERT_AFTER_SECONDS", "-5"),
        ("DOCUMENT_RETRY_SECONDS", "1000000"),
        ("AUTO_IMPORT", "maybe"),
        ("AUTOMATIC_SINCE", "2026-01-31T08:00:00"),
        ("AUTOMATIC_SINCE", "yesterday"),
        ("DEFAULT_PROFILE", "standard"),
        ("INVOICE_PROFILE_FIELD", "profile field"),
        ("CUSTOMER_NUMBER_FIELD", "bf6765de-56eb-40ec-ad14-9096c5dc5fe1, ?"),
        ("PROFILES", "2833"),
        ("PROFILES", "[{"),
        ("PROFILES", '[{"id": "2833"}]'),
        ("PROFILES", f"[{STANDARD}, {STANDARD}]"),
        ("PROFILES", f"[{STANDARD.replace('2833', 'true')}]"),
        ("PROFILES", f"[{STANDARD.replace('true', '1')}]"),
        ("PROFILES", f"[{STANDARD.replace('Standard', ' ')}]"),
        ("PROFILES", f'[{STANDARD[:-1]}, "extra": 1}}]'),
        ("ZERO_CHANGED", "never"),
    ],
)
def test_a_wrong_value_is_told_with_its_name_and_a_mend(name: str, value: str) -> None:
    problems = problems_of(**{name: value})

    assert list(problems) == [name]
    assert problems[name].problem
    assert problems[name].mend


@pytest.mark.parametrize(
    "name",
    [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "TWIKEY_PRIVATE_KEY",
        "TEAMLEADER_WEBHOOK_SECRET",
        "DATABASE_URL",
        "ENCRYPTION_KEYS",
    ],
)
def test_a_wrong_secret_is_never_repeated(name: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        settings_with(**{name: "S3cr3t-zzz"})

    assert "S3cr3t" not in repr(raised.value.problems)
    assert "S3cr3t" not in str(raised.value)


def test_no_secret_is_shown_by_the_settings_themselves() -> None:
    settings = settings_with(
        DATABASE_URL="postgresql://bot:S3cr3t-1@db/bot", ENCRYPTION_KEYS=KEY
    )

    assert "S3cr3t" not in repr(settings)
    assert KEY not in repr(settings)
    assert {"postgresql://bot:S3cr3t-1@db/bot", KEY, "hush-hush"} <= {
        *secrets_of(settings)
    }


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        settings_with().port = 1  # type: ignore[misc]


def test_http_mode_needs_the_signing_secret() -> None:
    given = {**ENOUGH, "SLACK_APP_TOKEN": ""}
    with pytest.raises(ConfigurationError) as raised:
        load_settings(given, None)

    assert [p.name for p in raised.value.problems] == ["SLACK_APP_TOKEN"]
    assert load_settings(
        {**given, "SLACK_SIGNING_SECRET": "s"}, None
    ).slack_app_token is (None)


def test_postgresql_needs_keys_that_all_replicas_share() -> None:
    assert list(problems_of(DATABASE_URL="postgresql://x/y")) == ["ENCRYPTION_KEYS"]

    keys = settings_with(DATABASE_URL="postgres://x/y", ENCRYPTION_KEYS=f"{KEY} {KEY}")
    assert len(keys.encryption_keys) == 2


def test_one_field_cannot_be_that_of_invoices_and_of_subscriptions() -> None:
    field = "bf6765de-56eb-40ec-ad14-9096c5dc5fe1"
    problems = problems_of(
        INVOICE_PROFILE_FIELD=field, SUBSCRIPTION_PROFILE_FIELD=field
    )

    assert list(problems) == ["SUBSCRIPTION_PROFILE_FIELD"]


def test_a_misspelt_time_zone_is_answered_with_the_nearest() -> None:
    assert (
        "Europe/Brussels" in problems_of(TIME_ZONE="Europe/Brusels")["TIME_ZONE"].mend
    )


def test_plain_http_is_for_this_machine_only() -> None:
    assert settings_with(PUBLIC_URL="http://localhost:8080/").public_url == (
        "http://localhost:8080"
    )


@pytest.mark.parametrize(
    ("secret", "strong"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("aB3-_xYz9Qw8Er7Ty6Ui5Op4", True),
        ("abcdefghijklmnopqrstuvwxy", True),
        ("abcdefghijklmnopqrstuvwx", False),
        ("abababababababababababababababababab", False),
    ],
)
def test_secrets_are_measured_by_their_alphabet(secret: str, strong: bool) -> None:
    assert (secret_bits(secret) >= 128) is strong


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    lines = [f"{name}={value}" for name, value in ENOUGH.items()]
    file.write_text("\n".join([*lines, "PORT=9000", "HOST=localhost", "OTHER=1"]))

    settings = load_settings({"PORT": "9001"}, file)

    assert (settings.host, settings.port) == ("localhost", 9001)


def test_an_unreadable_file_is_a_problem_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(ConfigurationError) as raised:
        load_settings({}, file)

    assert [p.name for p in raised.value.problems] == [str(file)]


def test_the_environment_of_the_process_is_read_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {**ENOUGH, "PORT": "9002", "ZERO_CHANGED": "IMPORT"}.items():
        monkeypatch.setenv(name, value)

    settings = load_settings(env_file=None)

    assert settings.port == 9002
    assert settings.zero_changed is ZeroChanged.IMPORT


def test_a_policy_starts_from_the_variables() -> None:
    settings = settings_with(
        AUTO_IMPORT="no",
        AUTOMATIC_SINCE="2026-01-31T08:00:00+01:00",
        DEFAULT_PROFILE="2833",
        CUSTOMER_NUMBER_FIELD="aaaaaaaa-1,bbbbbbbb-2",
        PROFILES=f"[{STANDARD}]",
        ALERT_AFTER_SECONDS="60",
    )

    found = policy(settings, {}, ())

    assert found.auto_import is False
    assert found.automatic_since is not None
    assert found.automatic_since.utcoffset() == timedelta(hours=1)
    assert found.default_profile == "2833"
    assert found.customer_number_fields == ("aaaaaaaa-1", "bbbbbbbb-2")
    assert found.alert_after == timedelta(minutes=1)
    assert found.confirmed("2833") == Profile("2833", "Standard", True, True)


def test_what_people_changed_wins_over_the_variables() -> None:
    settings = settings_with(DEFAULT_PROFILE="2833", ZERO_CHANGED="import")
    changed = {"AUTO_IMPORT": "false", "ZERO_CHANGED": "ask", "SOMETHING_ELSE": "x"}

    found = policy(settings, changed, ())

    assert found.auto_import is False
    assert found.zero_changed is ZeroChanged.ASK
    assert found.default_profile == "2833"


def test_a_setting_can_be_taken_back_to_nothing() -> None:
    settings = settings_with(DEFAULT_PROFILE="2833")

    assert policy(settings, {"DEFAULT_PROFILE": ""}, ()).default_profile is None


def test_a_confirmed_profile_is_newer_than_a_listed_one() -> None:
    settings = settings_with(PROFILES=f"[{STANDARD}]")
    confirmed = Profile("2833", "Standard", False, True)

    assert policy(settings, {}, (confirmed,)).profiles == (confirmed,)


def test_a_wrong_change_is_told_like_a_wrong_variable() -> None:
    with pytest.raises(ConfigurationError) as raised:
        policy(settings_with(), {"DEFAULT_PROFILE": "standard"}, ())

    assert [p.name for p in raised.value.problems] == ["DEFAULT_PROFILE"]


def test_the_table_names_every_setting_with_its_meaning() -> None:
    rows = [row for row in settings_table().splitlines() if row.startswith("| `")]

    assert len(rows) == len(Settings.model_fields)
    assert all(row.split("|")[3].strip() not in ("", "None") for row in rows)
    assert "hush" not in settings_table()
    assert "| `PORT` | `8080` |" in settings_table()
