"""``check``: what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.check_ports import CheckLine, Level, Trouble
from bot.checking import check, check_exit
from bot.slack_trial import is_member, who_we_are
from bot.web import serve_web
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.invoice import CustomFieldId, DepartmentId
from core.domain.policy import Policy
from core.domain.profile import Profile
from core.domain.reason import System
from core.errors import (
    ConfigurationError,
    ConnectionRevoked,
    Problem,
    RateLimited,
    RemoteRefused,
    RemoteUnavailable,
)
from core.ports.source import Department
from tests.bot.cli_world import CannedParts, run_command
from tests.bot.test_settings import settings_with
from tests.builders import BRUSSELS


@dataclass(frozen=True)
class Listed:
    id: str
    name: str


@dataclass
class GoodConnections:
    """Everything works; a test breaks what it is about by naming it in ``broken``."""

    business: Policy = field(default_factory=lambda: Policy(BRUSSELS))
    listed: tuple[Listed, ...] | None = (Listed("2833", "Standard"),)
    joined: bool | None = True
    foreign: tuple[tuple[str, str, str], ...] = ()
    fields: tuple[FieldDefinition, ...] = ()
    broken: dict[str, Exception] = field(default_factory=dict)

    async def database(self) -> str:
        return self._given("database", "SQLite")

    async def policy(self) -> Policy:
        return self.business

    async def account(self) -> str:
        return self._given("account", "3ceaaf30")

    async def departments(self) -> Sequence[Department]:
        return [Department(DepartmentId("d"), "Antwerpen")]

    async def field_definitions(self) -> Sequence[FieldDefinition]:
        return self.fields

    async def merchant(self) -> str:
        return self._given("merchant", "6120")

    async def profiles(self) -> Sequence[Listed] | None:
        return self.listed

    async def profile_exists(self, profile_id: str) -> bool:
        return profile_id == "2833"

    async def slack(self) -> str:
        return self._given("slack", "workspace Maes as twikey")

    async def channel_joined(self) -> bool | None:
        return self.joined

    async def foreign_customers(self) -> Sequence[tuple[str, str, str]]:
        self._given("foreign", "")
        return self.foreign

    def _given(self, name: str, answer: str) -> str:
        if name in self.broken:
            raise self.broken[name]
        return answer


async def checked(connections: GoodConnections, **env: str) -> list[CheckLine]:
    return [line async for line in check(settings_with(**env), connections)]


def wrong(lines: list[CheckLine]) -> list[CheckLine]:
    return [line for line in lines if line.level is Level.WRONG]


async def test_every_connection_is_told_to_be_well() -> None:
    lines = await checked(GoodConnections())

    well = {line.part for line in lines if line.level is Level.OK}
    assert well == {"database", "teamleader", "twikey", "profiles", "slack", "channel"}
    assert check_exit(lines) == 0


async def test_the_built_in_link_is_always_warned_about() -> None:
    lines = await checked(GoodConnections())

    link = next(line for line in lines if line.part == "built-in link")
    assert link.level is Level.WARNING
    assert "has to be off" in link.text
    assert "payments" in link.text
    assert "unknown" in link.text
    assert "strict mode" in {line.part for line in lines}


@pytest.mark.parametrize(
    ("part", "call"),
    [
        ("database", "database"),
        ("teamleader", "account"),
        ("twikey", "merchant"),
        ("slack", "slack"),
    ],
)
async def test_one_broken_connection_does_not_hide_the_others(
    part: str, call: str
) -> None:
    lines = await checked(GoodConnections(broken={call: Trouble("no", "mend it")}))

    assert [(line.part, line.mend) for line in wrong(lines)] == [(part, "mend it")]
    assert check_exit(lines) == 1
    assert len({line.part for line in lines if line.level is Level.OK}) >= 3


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRevoked(System.TWIKEY, "login"), "TWIKEY_API_KEY"),
        (RateLimited(System.TWIKEY, "login", 60), "wait 60 s"),
        (RemoteRefused(System.TWIKEY, "login", "err_no_login", "No"), "err_no_login"),
        (RemoteUnavailable(System.TWIKEY, "login"), "cannot be used"),
    ],
)
async def test_what_a_system_answered_is_told_with_a_mend(
    error: Exception, words: str
) -> None:
    (line,) = wrong(await checked(GoodConnections(broken={"merchant": error})))

    assert words in line.text
    assert line.mend


@pytest.mark.parametrize(
    ("call", "system", "mend"),
    [
        ("account", System.TEAMLEADER, "twikey-bot connect"),
        ("merchant", System.TWIKEY, "TWIKEY_API_KEY"),
    ],
)
async def test_a_connection_that_ended_is_mended_where_it_is_made(
    call: str, system: System, mend: str
) -> None:
    ended = ConnectionRevoked(system, "login")

    (line,) = wrong(await checked(GoodConnections(broken={call: ended})))

    assert line.part == system.value
    assert mend in line.mend


async def test_twikey_is_not_blamed_for_teamleader() -> None:
    ended = ConnectionRevoked(System.TEAMLEADER, "refresh")

    lines = await checked(GoodConnections(broken={"account": ended, "foreign": ended}))

    assert [line.part for line in wrong(lines)] == ["teamleader"]
    note = next(line for line in lines if line.part == "customers")
    assert note.level is Level.NOTE
    assert "Teamleader could not be read" in note.text


async def test_twikey_is_told_where_it_fails_comparing_customers() -> None:
    away = RemoteUnavailable(System.TWIKEY, "invoice feed")

    (line,) = wrong(await checked(GoodConnections(broken={"foreign": away})))

    assert line.part == "twikey"


async def test_a_key_that_opens_nothing_does_not_hide_the_other_connections() -> None:
    problem = Problem("ENCRYPTION_KEYS", "none of the keys opens it", "put it back")
    shut = ConfigurationError([problem])

    lines = await checked(GoodConnections(broken={"account": shut}))

    (line,) = wrong(lines)
    assert (line.part, line.mend) == ("teamleader", "put it back")
    assert "ENCRYPTION_KEYS" in line.text
    assert {"twikey", "slack"} <= {
        each.part for each in lines if each.level is Level.OK
    }


@pytest.mark.parametrize("listed", [(Listed("2833", "Standard"),), None])
async def test_profiles_that_twikey_lacks_are_named(
    listed: tuple[Listed, ...] | None,
) -> None:
    known = Profile("2833", "Standard", True, True)
    missing = Profile("99", "Gone", True, True)
    business = Policy(BRUSSELS, default_profile="77", profiles=(known, missing))

    lines = await checked(GoodConnections(business, listed))

    texts = [line.text for line in wrong(lines)]
    assert len(texts) == 2
    assert any("99" in text and "PROFILES" in text for text in texts)
    assert any("77" in text and "DEFAULT_PROFILE" in text for text in texts)


async def test_customers_under_another_number_are_listed() -> None:
    many = tuple((f"Customer {n}", f"K{n}", f"T{n}") for n in range(25))

    lines = await checked(GoodConnections(foreign=many))

    line = next(line for line in lines if line.part == "customers")
    assert line.level is Level.WARNING
    assert "Customer 0 (here K0, at Twikey T0)" in line.text
    assert "and 5 more" in line.text
    assert "CUSTOMER_NUMBER_FIELD" in line.mend


ON_INVOICE = FieldDefinition(
    CustomFieldId("f-1"), FieldContext.INVOICE, "Betaalprofiel", "single_line"
)


async def told_of(part: str, business: Policy) -> list[CheckLine]:
    lines = await checked(GoodConnections(business, fields=(ON_INVOICE,)))
    return [line for line in lines if line.part == part]


async def test_a_custom_field_of_the_settings_is_told_by_its_label() -> None:
    (line,) = await told_of(
        "custom fields", Policy(BRUSSELS, invoice_profile_field="f-1")
    )

    assert line.level is Level.OK
    assert (
        "INVOICE_PROFILE_FIELD is the field Betaalprofiel of the invoice" in line.text
    )


@pytest.mark.parametrize(
    ("business", "said"),
    [
        (Policy(BRUSSELS, invoice_profile_field="gone"), "is no field in Teamleader"),
        (
            Policy(BRUSSELS, subscription_profile_field="f-1"),
            "is a field of the invoice in Teamleader",
        ),
        (
            Policy(BRUSSELS, customer_number_fields=("f-1",)),
            "is a field of the invoice in Teamleader",
        ),
    ],
    ids=["deleted", "other-context", "customer-number"],
)
async def test_a_custom_field_that_does_not_fit_is_wrong(
    business: Policy, said: str
) -> None:
    (line,) = await told_of("custom fields", business)

    assert line.level is Level.WRONG
    assert said in line.text
    assert "/twikey settings" in line.mend


async def test_departments_that_are_imported_are_told_and_strangers_are_wrong() -> None:
    some = frozenset({DepartmentId("d"), DepartmentId("x")})

    wrong_one, told = await told_of("departments", Policy(BRUSSELS, departments=some))

    assert wrong_one.level is Level.WRONG
    assert "names x" in wrong_one.text
    assert told.level is Level.NOTE
    assert told.text.endswith("are imported: Antwerpen")


@pytest.mark.parametrize(
    ("joined", "level"),
    [(True, Level.OK), (False, Level.WRONG), (None, Level.NOTE)],
)
async def test_the_bot_has_to_be_in_its_channel(
    joined: bool | None, level: Level
) -> None:
    lines = await checked(GoodConnections(joined=joined))

    assert [line.level for line in lines if line.part == "channel"] == [level]


async def test_automatic_import_that_is_off_is_told() -> None:
    business = Policy(BRUSSELS, auto_import=False)

    lines = await checked(GoodConnections(business))

    assert "automatic import" in {line.part for line in lines}


async def test_without_a_public_address_the_sweep_works_alone() -> None:
    lines = await checked(GoodConnections(), SWEEP_SECONDS="120")

    assert any("sweep alone" in line.text and "120" in line.text for line in lines)


async def test_a_public_address_is_told() -> None:
    lines = await checked(GoodConnections(), PUBLIC_URL="https://bot.example")

    assert any("https://bot.example" in line.text for line in lines)


def test_the_command_prints_a_line_each_and_the_mends() -> None:
    broken = GoodConnections(broken={"slack": Trouble("down", "try again")})

    ended = run_command("check", parts=CannedParts(connections=broken))

    assert ended.code == 1
    assert "WRONG   slack: down" in ended.out
    assert "-> try again" in ended.out
    assert (
        run_command("check", parts=CannedParts(connections=GoodConnections())).code == 0
    )


class TestSlack:
    """The trial of the connection to Slack, over HTTP."""

    async def ask(
        self, answer: dict[str, object], *, channel: bool = False
    ) -> str | bool | None:
        async def handle(_: web.Request) -> web.StreamResponse:
            return web.json_response(answer)

        application = web.Application()
        application.router.add_route("*", "/api/{method}", handle)
        async with (
            serve_web(application, "127.0.0.1", 0) as address,
            aiohttp.ClientSession() as session,
        ):
            client = AsyncWebClient(
                token="xoxb-1", base_url=f"{address}/api/", session=session
            )
            if channel:
                return await is_member(client, "C1")
            return await who_we_are(client)

    async def test_who_we_are_is_told(self) -> None:
        told = await self.ask({"ok": True, "team": "Maes", "user": "twikey"})

        assert told == "workspace Maes as twikey"

    async def test_a_dead_token_is_told_with_its_mend(self) -> None:
        with pytest.raises(Trouble) as raised:
            await self.ask({"ok": False, "error": "invalid_auth"})

        assert "SLACK_BOT_TOKEN" in raised.value.mend

    @pytest.mark.parametrize(
        ("answer", "joined"),
        [
            ({"ok": True, "channel": {"is_member": True}}, True),
            ({"ok": True, "channel": {"is_member": False}}, False),
            ({"ok": True, "channel": None}, None),
            ({"ok": False, "error": "missing_scope"}, None),
        ],
    )
    async def test_membership_is_known_where_slack_tells(
        self, answer: dict[str, object], joined: bool | None
    ) -> None:
        assert await self.ask(answer, channel=True) is joined

    @pytest.mark.parametrize(
        "answer",
        [
            {"ok": True, "channel": {"is_member": True, "is_archived": True}},
            {"ok": False, "error": "channel_not_found"},
        ],
    )
    async def test_a_channel_that_cannot_be_used_is_a_trouble(
        self, answer: dict[str, object]
    ) -> None:
        with pytest.raises(Trouble) as raised:
            await self.ask(answer, channel=True)

        assert raised.value.mend

    async def test_a_slack_that_is_not_there_is_a_trouble(self) -> None:
        client = AsyncWebClient(token="xoxb-1", base_url="http://127.0.0.1:9/api/")

        with pytest.raises(Trouble) as raised:
            await who_we_are(client)

        assert "SLACK_API_URL" in raised.value.mend
