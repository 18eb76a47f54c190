"""How Teamleader is asked, and how its answers are told apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.adapters.http import Answer
from core.adapters.teamleader import wire
from core.adapters.teamleader.tokens import Pair, read_pair
from core.domain.invoice import SourceId
from core.domain.reason import System
from core.errors import (
    ConnectionRevoked,
    RemoteError,
    RemoteRefused,
    UnexpectedResponse,
)
from core.ports import InvoiceFilter

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
VERSION = {"x-api-version": "2023-09-26"}


def answer(
    status: int, body: str = "{}", headers: dict[str, str] | None = None
) -> Answer:
    return Answer(
        System.TEAMLEADER, "invoices.list", status, headers or VERSION, body.encode()
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01T08:00:30+00:00", NOW + timedelta(seconds=30)),
        ("2026-05-01T08:00:30.480+0000", NOW + timedelta(seconds=30.48)),
        ("2026-05-01T09:00:30+0100", NOW + timedelta(seconds=30)),
        ("2026-05-01T08:00:30Z", NOW + timedelta(seconds=30)),
        ("1777622400", None),
        ("soon", None),
        ("", None),
    ],
    ids=["plain", "millis", "offset", "zulu", "epoch", "words", "missing"],
)
def test_the_reset_moment_is_iso_8601_in_several_spellings(
    text: str, expected: datetime | None
) -> None:
    assert wire.reset_at(text) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset": "2026-05-01T08:00:12+00:00"}, 12),
        ({"x-ratelimit-reset": "2026-05-01T07:59:00+00:00"}, 0.1),
        ({"x-ratelimit-reset": "2030-01-01T00:00:00+00:00"}, 65),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "7", "x-ratelimit-reset": "2026-05-01T08:00:12+00:00"}, 12),
        ({}, 65),
    ],
    ids=["reset", "past", "wrong-clock", "retry-after", "both", "nothing"],
)
def test_a_429_is_waited_out_within_sensible_bounds(
    headers: dict[str, str], seconds: float
) -> None:
    reading = wire.classify(answer(429, "", headers), NOW)

    assert isinstance(reading, wire.Throttled)
    assert reading.seconds == pytest.approx(seconds)


def test_filters_hold_only_known_keys_and_a_sort_is_always_sent() -> None:
    since = datetime(2026, 5, 1, 10, 0, 0, 987654, timezone(timedelta(hours=2)))
    wanted = InvoiceFilter(updated_since=since, number="26 / 7", term="claes")

    ask = wire.list_invoices(wanted, [SourceId("x")]).page(3)

    assert ask.body["filter"] == {
        "updated_since": "2026-05-01T08:00:00+00:00",
        "ids": ["x"],
        "invoice_number": "26 / 7",
        "term": "claes",
    }
    assert ask.body["page"] == {"size": 100, "number": 3}
    assert ask.body["sort"]


def test_a_404_with_a_version_is_missing_and_without_one_a_wrong_path() -> None:
    assert wire.classify(answer(404), NOW) == wire.Missing()
    with pytest.raises(UnexpectedResponse):
        wire.classify(answer(404, headers={"x": "y"}), NOW)


@pytest.mark.parametrize("status", [201, 202, 204, 301, 302, 418])
def test_an_undocumented_status_is_unexpected(status: int) -> None:
    with pytest.raises(UnexpectedResponse):
        wire.classify(answer(status), NOW)


@pytest.mark.parametrize("body", ["", "<html>", '{"data": null}', "[]", "NaN", "[" * 9])
def test_an_answer_without_data_is_unexpected(body: str) -> None:
    with pytest.raises(UnexpectedResponse):
        wire.classify(answer(200, body), NOW)


def test_a_refusal_keeps_all_problems_and_their_fields() -> None:
    body = (
        '{"errors": [{"title": "a", "meta": {"field": "id"}},'
        ' {"title": "b", "meta": null}, 7]}'
    )

    with pytest.raises(RemoteRefused) as refused:
        wire.classify(answer(422, body), NOW)

    assert refused.value.message == "a; b"
    assert refused.value.extra == "id"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"errors": [{"code": 8, "meta": {"type": "surprise"}}]}', ConnectionRevoked),
        ('{"errors": [{"meta": {"type": "invalid_grant"}}]}', ConnectionRevoked),
        ('{"errors": [{"meta": {"type": "invalid_request"}}]}', ConnectionRevoked),
        ('{"error": "invalid_grant"}', ConnectionRevoked),
        ('{"error": "invalid_request"}', ConnectionRevoked),
        ('{"error": "invalid_client"}', RemoteRefused),
        (
            '{"errors": [{"code": 3, "meta": {"type": "invalid_request",'
            ' "hint": "Check the redirect_uri"}}]}',
            RemoteRefused,
        ),
        ('{"errors": []}', RemoteRefused),
        ("<html>", UnexpectedResponse),
    ],
    ids=[
        "code-8", "grant", "request", "rfc-grant", "rfc-request", "rfc-client",
        "wrong-redirect", "silent", "page",
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [400, 401])
def test_only_a_dead_grant_needs_a_new_consent(
    body: str, kind: type[RemoteError], status: int
) -> None:
    with pytest.raises(kind):
        read_pair(answer(status, body))


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [("3600", 3600), ("1.5e3", 1500), ("null", 600), ('"x"', 600), ("1e300", 600)],
)
def test_a_pair_is_never_lost_over_its_stated_life(stated: str, seconds: int) -> None:
    body = f'{{"access_token": "a", "refresh_token": "r", "expires_in": {stated}}}'

    assert read_pair(answer(200, body)).seconds == seconds


@pytest.mark.parametrize("kept", ["", "{}", "not json", '{"access": "a"}', "[]"])
def test_what_is_no_pair_is_none(kept: str) -> None:
    assert Pair.stored(kept) is None


@pytest.mark.parametrize(
    ("status", "body"), [(202, ""), (202, "{}"), (204, ""), (200, " "), (404, "{}")]
)
def test_a_pdf_in_the_making_is_missing(status: int, body: str) -> None:
    ask = wire.download_invoice(SourceId("1"))

    assert wire.read(ask, answer(status, body), NOW) == wire.Missing()


@pytest.mark.parametrize(("status", "body"), [(202, "{}"), (204, ""), (200, "")])
def test_an_invoice_that_is_answered_with_nothing_is_not_taken_for_missing(
    status: int, body: str
) -> None:
    """Missing invoices count as deleted."""
    with pytest.raises(UnexpectedResponse):
        wire.read(wire.full_invoice(SourceId("1")), answer(status, body), NOW)
