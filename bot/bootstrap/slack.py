"""What people see in Slack, put together from the settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.app import SlackApp, SlackSettings
from bot.bootstrap.core import Core
from bot.bootstrap.records import records_of
from bot.commands.call import Desk, Oversight
from bot.consent import ConsentDesk
from bot.delivery import Places
from bot.jobs import Job
from bot.outbox import Outbox
from bot.settings import Settings
from bot.slack_api import SlackApi, make_client
from bot.telling import Teller
from bot.views import speaker
from core.alerting import Alerting
from core.choices import Choices
from core.choosing_profiles import ChoosingProfiles
from core.deciding import Deciding
from core.marking import mark_paid
from core.reporting import Reporting


def slack_app(settings: Settings, core: Core, oversight: Oversight) -> SlackApp:
    """Return the app that answers commands, buttons, forms and events."""
    secret = settings.slack_signing_secret
    client = make_client(
        settings.slack_bot_token.get_secret_value(), settings.slack_api_url
    )
    desk = Desk(
        engine=core.engine,
        aftercare=core.aftercare,
        oversight=oversight,
        records=records_of(settings, core),
        clock=core.systems.clock,
        zone=settings.time_zone,
        channel=settings.slack_channel,
        confirm_above=settings.confirm_above,
        people=SlackApi(client),
        posting=SlackApi(client),
        admins=tuple(settings.slack_admins),
        channel_language=settings.channel_language,
    )
    return SlackApp(
        client,
        SlackSettings(
            admins=frozenset(settings.slack_admins),
            signing_secret=secret.get_secret_value() if secret else "",
        ),
        desk,
        core.ledger,
    )


def oversight_of(
    core: Core, jobs: Sequence[Job], consent: ConsentDesk | None
) -> Oversight:
    """Return what keeps an eye on things for the people who ask."""
    return Oversight(
        alarms=Alerting(core.systems),
        reports=Reporting(core.systems, {job.name: job.every for job in jobs}),
        mark_paid=partial(mark_paid, core.systems),
        choices=Choices(core.systems),
        decisions=Deciding(core.systems),
        profiles=ChoosingProfiles(core.systems),
        consent=consent.link if consent else None,
    )


def outbox_of(settings: Settings, core: Core) -> Outbox:
    """Return the sender of what nobody asked for: alerts, overviews, greetings."""
    # A limit of Slack's puts the message off in the ledger instead of waiting here.
    client = make_client(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_api_url,
        waits_out_limits=False,
    )
    voice = speaker(settings.channel_language, settings.time_zone)
    teller = Teller(voice, settings.slack_admins)
    fallbacks = (settings.slack_channel, *settings.slack_admins)
    places = Places(settings.slack_channel, fallbacks)
    return Outbox(SlackApi(client), core.systems, teller, places)
