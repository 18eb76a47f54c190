"""Every setting with its kind, default and meaning."""

from __future__ import annotations

from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.settings import kinds
from bot.settings.problems import contradictions, filled, problem_of
from core.domain.policy import ZeroChanged
from core.errors import ConfigurationError


def _shown(default: str) -> dict[str, Any]:
    """Return what the table of settings shows where code makes the default."""
    return {"shown": default}


class BusinessSettings(BaseModel):
    """What people decide about importing; Slack can change it later."""

    auto_import: kinds.YesOrNo = Field(
        default=True, description="import booked invoices by itself"
    )
    automatic_since: kinds.Moment | None = Field(
        None,
        description="automatic import, alerts and proof look no further back",
        json_schema_extra=_shown("moment of the first start, stored"),
    )
    default_profile: kinds.ProfileId | None = Field(
        None, description="number of the Twikey profile for new customers"
    )
    invoice_profile_field: kinds.FieldId | None = Field(
        None, description="custom field of the invoice that names its profile"
    )
    subscription_profile_field: kinds.FieldId | None = Field(
        None, description="custom field of the subscription that names its profile"
    )
    customer_number_field: kinds.FieldIds = Field(
        (),
        description="custom field of company and contact (two ids, comma separated) "
        "that holds the number used at Twikey; empty means Teamleader's id",
    )
    import_departments: kinds.Departments = Field(
        frozenset(),
        description="ids of the departments whose invoices are imported at all, comma "
        "separated; empty means all of them",
        json_schema_extra=_shown(""),
    )
    profiles: kinds.Profiles = Field(
        (),
        description="JSON list of `id`, `name`, `send_automatically` and "
        "`require_pdf`: a mirror of Twikey's two switches, which cannot be read there",
    )
    zero_changed: kinds.ZeroChange = Field(
        ZeroChanged.ASK,
        description="a booked zero invoice that got an amount: `ask` waits for a "
        "manual import, `import` lets it go by itself",
    )


class Settings(BusinessSettings, BaseSettings):
    """What the bot is told from outside; business settings hold start values."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file_encoding="utf-8",
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
    )

    slack_bot_token: kinds.BotToken = Field(description="bot token, `xoxb-`")
    slack_app_token: kinds.AppToken | None = Field(
        None, description="app-level token, `xapp-`; set means Socket Mode"
    )
    slack_signing_secret: SecretStr | None = Field(
        None,
        description="signs what Slack sends in HTTP mode",
        json_schema_extra=_shown("required without app token"),
    )
    slack_api_url: kinds.SlackAddress = Field(
        "https://slack.com/api/", description="where Slack's Web API is"
    )
    slack_channel: kinds.ChannelId = Field(
        description="id of the channel for summaries and alerts"
    )
    slack_admins: kinds.UserIds = Field(
        description="user ids of the admins, comma separated"
    )
    teamleader_client_id: SecretStr = Field(
        description="client id of the Teamleader integration"
    )
    teamleader_client_secret: SecretStr = Field(
        description="client secret of the Teamleader integration"
    )
    teamleader_refresh_token: SecretStr | None = Field(
        None, description="seeds the stored connection once, instead of a browser"
    )
    teamleader_api_url: kinds.BaseAddress = Field(
        "https://api.focus.teamleader.eu", description="where Teamleader's API is"
    )
    teamleader_auth_url: kinds.BaseAddress = Field(
        "https://focus.teamleader.eu/oauth2",
        description="`/authorize` and `/access_token` are below it",
    )
    teamleader_rate_limit: Annotated[int, Field(ge=1, le=10_000)] = Field(
        200, description="calls per sliding minute, shared by all replicas"
    )
    teamleader_webhook_secret: kinds.PathSecret | None = Field(
        None,
        description="part of the address Teamleader's hints come to, at least 128 bit",
        json_schema_extra=_shown("made and stored"),
    )
    twikey_api_key: SecretStr = Field(description="API key, for this bot alone")
    twikey_private_key: kinds.HexKey | None = Field(
        None, description="hexadecimal; switches the one-time password on"
    )
    twikey_api_url: kinds.BaseAddress = Field(
        "https://api.twikey.com/creditor", description="where Twikey's API is"
    )
    database_url: kinds.DatabaseAddress = Field(
        SecretStr("sqlite:///twikey-bot.db"),
        description="the ledger; SQLite, or `postgresql://...` for several replicas",
        json_schema_extra=_shown("`sqlite:///twikey-bot.db`"),
    )
    encryption_keys: kinds.FernetKeys = Field(
        (),
        description="Fernet keys, newest first; required on PostgreSQL",
        json_schema_extra=_shown("made beside the SQLite file"),
    )
    confirm_above: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        25, description="imports of more invoices than this ask first; `0` always"
    )
    public_url: kinds.PublicAddress | None = Field(
        None,
        description="`https://...` of this bot (plain http on loopback only); set "
        "means webhooks are registered and the consent link works",
    )
    document_hosts: kinds.Hosts = Field(
        (),
        description="hosts PDFs may be fetched from, comma separated",
        json_schema_extra=_shown("any public https address, and Teamleader's API"),
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: Annotated[int, Field(ge=0, le=65_535)] = Field(
        8080, description="port to listen on"
    )
    time_zone: kinds.Zone = Field(
        ZoneInfo("Europe/Brussels"), description="business days, windows and digests"
    )
    channel_language: kinds.Language = Field(
        "en",
        description="language in channels: `en`, `nl`, `fr` or `de`; "
        "private answers are in the reader's own",
    )
    log_level: kinds.LogLevel = Field(
        "INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`"
    )
    log_format: kinds.LogFormat = Field("text", description="`text` or `json`")
    sweep_seconds: Annotated[int, Field(ge=1, le=86_400)] = Field(
        300, description="how often missed invoices are looked for"
    )
    alert_after_seconds: Annotated[int, Field(ge=1, le=2_592_000)] = Field(
        3600, description="booked but not in Twikey for this long raises an alert"
    )
    document_retry_seconds: Annotated[int, Field(ge=1, le=21_600)] = Field(
        60,
        description="first wait before a PDF is tried again; grows to 6 hours, "
        "ends after 7 days",
    )

    keep_inbox_days: Annotated[int, Field(ge=30, le=3650)] = Field(
        90, description="days that worked-off hints, requests and messages are kept"
    )
    keep_history_days: Annotated[int, Field(ge=90, le=36_500)] | None = Field(
        None,
        description="days that runs and the sights of finished invoices are kept",
        json_schema_extra=_shown("for ever"),
    )
    keep_audit_days: Annotated[int, Field(ge=90, le=36_500)] | None = Field(
        None,
        description="days that acts of people are kept",
        json_schema_extra=_shown("for ever"),
    )

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        given = filled(data)
        problems = list(contradictions(given))
        try:
            settings = handler(given)
        except ValidationError as error:
            told = (problem_of(details, cls.model_fields) for details in error.errors())
            raise ConfigurationError([*told, *problems]) from None
        if problems:
            raise ConfigurationError(problems)
        return settings
