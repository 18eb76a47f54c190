"""What a login sends and what its answers mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.adapters.http import Answer
from core.adapters.twikey.login import (
    Access,
    Session,
    one_time_password,
    read_session,
)
from core.domain.reason import System
from core.errors import ConnectionRevoked, RateLimited, RemoteError

PRIVATE_KEY = "00112233445566778899aabbccddeeff0123456789abcdef"


def answer(
    status: int, body: str = "", headers: dict[str, str] | None = None
) -> Answer:
    return Answer(System.TWIKEY, "create invoice", status, headers or {}, body.encode())


@pytest.mark.parametrize(
    ("unix", "password"), [(1700000000, 55872880), (1767225600, 23821469)]
)
def test_the_one_time_password_is_that_of_twikey(unix: int, password: int) -> None:
    moment = datetime.fromtimestamp(unix, UTC)

    assert one_time_password(PRIVATE_KEY, moment) == password


@pytest.mark.parametrize(
    ("headers", "body"),
    [({"authorization": "t-1"}, ""), ({}, '{"Authorization": "t-1"}')],
    ids=["header", "body"],
)
def test_the_token_may_be_in_header_or_body(headers: dict[str, str], body: str) -> None:
    assert read_session(answer(200, body, headers), "m").token == "t-1"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<html>", ConnectionRevoked),
        (200, "", ConnectionRevoked),
        (400, '{"code": "err_no_login"}', ConnectionRevoked),
        (401, "", ConnectionRevoked),
        (429, "", RateLimited),
        (400, '{"code": "err_invalid_params"}', RemoteError),
    ],
)
def test_a_login_without_a_token_has_failed_whatever_its_status(
    status: int, body: str, kind: type[RemoteError]
) -> None:
    with pytest.raises(kind):
        read_session(answer(status, body), "m")


@pytest.mark.parametrize("kept", ["", "{}", "not json", "[]"])
def test_what_is_no_session_is_none(kept: str) -> None:
    assert Session.stored(kept) is None


def test_sessions_of_two_keys_or_two_systems_are_told_apart() -> None:
    marks = {
        Access(url, key).mark
        for url in ("https://api.twikey.example/creditor", "https://beta.example")
        for key in ("K1", "K2")
    }

    assert len(marks) == 4
