"""How Twikey's answers are told apart."""

from __future__ import annotations

import pytest

from core.adapters.http import Answer
from core.adapters.twikey import wire
from core.domain.reason import System
from core.domain.target import TargetId
from core.errors import UnexpectedResponse


def answer(
    status: int, body: str = "", headers: dict[str, str] | None = None
) -> Answer:
    return Answer(System.TWIKEY, "create invoice", status, headers or {}, body.encode())


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        ('{"code": "err_a"}', {"apierrorcode": "err_b", "apierror": "err_c"}, "err_a"),
        ("", {"apierrorcode": "err_b", "apierror": "err_c"}, "err_b"),
        ("<html>", {"apierror": "err_c"}, "err_c"),
        ("{}", {"apierror": "Something is wrong"}, "http-400"),
        ('{"code": "invalid_file"}', {}, "invalid_file"),
    ],
    ids=["body", "code-header", "error-header", "words", "without-prefix"],
)
def test_the_code_of_a_refusal_is_taken_from_where_it_is(
    body: str, headers: dict[str, str], code: str
) -> None:
    no = wire.classify(answer(400, body, headers))

    assert isinstance(no, wire.No)
    assert no.error.code == code
    assert no.is_business == (code != "http-400")


def test_a_refusal_keeps_words_and_the_field() -> None:
    body = '{"code": "err_missing_params", "message": "Missing", "extra": "duedate"}'

    no = wire.classify(answer(400, body))

    assert isinstance(no, wire.No)
    assert (no.error.message, no.error.extra) == ("Missing", "duedate")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, '{"message": "Not logged in"}', wire.Denied()),
        (400, '{"code": "err_no_login"}', wire.Denied()),
        (429, '{"code": "err_not_authorised"}', wire.Denied()),
        (400, '{"code": "err_call_in_progress"}', wire.Busy()),
        (429, '{"code": "err_call_in_progress"}', wire.Busy()),
        (429, "", wire.Throttled(60)),
    ],
)
def test_what_passes_by_itself_is_told_apart(
    status: int, body: str, expected: wire.Reading
) -> None:
    assert wire.classify(answer(status, body)) == expected


def test_an_action_that_is_not_allowed_is_no_dead_token() -> None:
    no = wire.classify(answer(400, '{"code": "err_not_authorised"}'))

    assert isinstance(no, wire.No)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-rate-limit-retry-after-seconds": "987", "retry-after": "5"}, 987),
        ({"retry-after": "5"}, 5),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60),
    ],
)
def test_the_stated_wait_is_kept(headers: dict[str, str], seconds: float) -> None:
    assert wire.classify(answer(429, "", headers)) == wire.Throttled(seconds)


@pytest.mark.parametrize("body", ["", "  ", "null", "{}"])
def test_an_empty_answer_is_nothing(body: str) -> None:
    found = wire.classify(answer(200, body))

    assert isinstance(found, wire.Found)
    assert found.is_empty


@pytest.mark.parametrize(("status", "body"), [(302, ""), (200, "<html>"), (100, "")])
def test_an_undocumented_answer_is_unexpected(status: int, body: str) -> None:
    with pytest.raises(UnexpectedResponse):
        wire.classify(answer(status, body))


@pytest.mark.parametrize(
    ("stated", "position"),
    [({"x-last": "91402"}, 91402), ({"x-last": "null"}, None), ({}, None)],
)
def test_the_position_may_be_missing(
    stated: dict[str, str], position: int | None
) -> None:
    assert wire.position_after(answer(200, "", stated)) == position


def test_an_id_cannot_leave_its_place_in_the_path() -> None:
    assert wire.find_invoice(TargetId("a/../b?c#d e")).path == (
        "/invoice/a%2F..%2Fb%3Fc%23d%20e"
    )
