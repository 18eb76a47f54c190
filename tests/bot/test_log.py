"""What reaches the log, and what never does."""

from __future__ import annotations

import io
import json
import logging
import warnings

import pytest

from bot.log import Redactor, set_up_logging
from tests.bot.cli_world import untouched_logging

SECRETS = ("xoxb-99-S3cr3tToken", "hush-hush-client")


def logged(form: str = "text", level: str = "INFO", **extra: object) -> str:
    """Log one line that holds secrets everywhere, and return what was written."""
    stream = io.StringIO()
    with untouched_logging():
        set_up_logging(level, form, secrets=SECRETS, stream=stream)
        try:
            raise ValueError("bad answer for hush-hush-client")
        except ValueError:
            logging.getLogger("core.demo").exception(
                'token %s and "quoted"', "xoxb-99-S3cr3tToken", extra=extra
            )
    return stream.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_reaches_the_log_not_even_in_a_traceback(form: str) -> None:
    written = logged(form, header="Bearer abc.def.ghi", who="hush-hush-client")

    assert "S3cr3t" not in written
    assert "hush-hush" not in written
    assert "abc.def" not in written
    assert "ValueError" in written


def test_a_line_of_text_ends_with_its_fields() -> None:
    head = logged(run="run-1").splitlines()[0]

    assert "ERROR" in head
    assert head.endswith('and "quoted" run=run-1')


def test_a_line_of_json_is_one_object() -> None:
    line = json.loads(logged("json", run="run-1", invoices=3, moment=object()))

    assert line["level"] == "ERROR"
    assert line["logger"] == "core.demo"
    assert line["run"] == "run-1"
    assert line["invoices"] == 3
    assert "Traceback" in line["traceback"]
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: Bearer abcdef123", "Bearer"),
        ("{'authorization': 'abcdef123'}", "authorization"),
        ("refresh_token=abcdef123&grant_type=refresh_token", "grant_type"),
        ('{"access_token": "abcdef123", "expires_in": 3600}', "3600"),
        ("xoxp-1-abcdef123", ""),
        ("xapp-1-A0-abcdef123", ""),
        ("[(b'Server', b'x'), (b'Authorization', b'abcdef123')]", "Server"),
        ("https://hooks.slack-gov.com/commands/T1/abcdef123", "slack-gov"),
        ('{"response_url": "http://127.0.0.1/abcdef123", "text": "help"}', "help"),
        ("Sending a request - url: http://localhost/abcdef123, body: x", "body: x"),
        ("wss://wss.slack.com/link/?ticket=abcdef123&app_id=A1", "app_id=A1"),
        ("POST https://hooks.slack.com/commands/T1/abcdef123", "hooks.slack.com"),
        ("POST /teamleader/webhooks/abcdef123 404", "404"),
        ("GET /teamleader/callback?state=abcdef123&code=abcdef123", "callback"),
        ("postgresql://bot:abcdef123@db/bot", "@db/bot"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str, kept: str) -> None:
    redacted = Redactor()(text)

    assert "abcdef123" not in redacted
    assert kept in redacted


def test_ordinary_words_stay() -> None:
    text = "imported 2026 / 42, code paid, state BOOKED, took 12 ms"

    assert Redactor(["12"])(text) == text


@pytest.mark.parametrize(
    ("level", "heard"), [("INFO", False), ("ERROR", False), ("DEBUG", True)]
)
def test_libraries_are_quiet_unless_debugging(level: str, heard: bool) -> None:
    stream = io.StringIO()
    with untouched_logging():
        set_up_logging(level, "text", stream=stream)
        for name in ("httpx", "httpcore.connection", "slack_bolt", "sqlalchemy.engine"):
            logging.getLogger(name).info("chatter")

    assert ("chatter" in stream.getvalue()) is heard


def test_warnings_are_logged() -> None:
    stream = io.StringIO()
    with untouched_logging(), warnings.catch_warnings():
        warnings.simplefilter("always")
        set_up_logging("INFO", "text", stream=stream)
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)

    assert "old ways" in stream.getvalue()


def test_a_job_that_is_still_at_work_at_its_next_turn_is_no_news() -> None:
    written = io.StringIO()
    set_up_logging("INFO", "text", stream=written)

    logging.getLogger("apscheduler.scheduler").warning("skipped: still running")
    logging.getLogger("apscheduler.executors.default").warning("a job failed")

    assert "skipped" not in written.getvalue()
    assert "a job failed" in written.getvalue()
