"""Logging: text or JSON, quiet libraries, and no secret in any line."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

REDACTED = "[secret]"
_SHORTEST_SECRET = 6
_CHATTY = (
    "httpx",
    "httpcore",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "alembic",
    "aiohttp",
    "apscheduler",
    "asyncio",
)
# It warns whenever a job is still at work as its next turn comes, which is meant to be.
_SCHEDULER = "apscheduler.scheduler"
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\bbearer\s+[^\s\"',;]+", f"Bearer {REDACTED}"),
        (
            r"(\b(?:authorization|x-private-key|x-slack-signature)[\"']?\s*[:=]\s*"
            r"[\"']?)(?!bearer\b)[^\s\"',;]+",
            rf"\1{REDACTED}",
        ),
        # Headers as the HTTP library tells of them; Twikey's session comes in one.
        (
            r"(\(b[\"'](?:authorization|set-cookie|cookie)[\"'], b[\"'])[^\"']+",
            rf"\1{REDACTED}",
        ),
        (
            r"((?:access_token|refresh_token|client_secret|apitoken|private_key)"
            r"[\"']?\s*[:=]\s*[\"']?)[^\s\"',;&]+",
            rf"\1{REDACTED}",
        ),
        (r"\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{4,}", REDACTED),
        (r"(hooks\.slack(?:-gov)?\.com/)[^\s\"']+", rf"\1{REDACTED}"),
        (r"(response_url[\"']?\s*[:=]\s*[\"']?)[^\s\"',;]+", rf"\1{REDACTED}"),
        # An address for answers, as the library that posts to it tells of it.
        (r"(sending a request - url: )(?![^\s,]*/api/)[^\s,]+", rf"\1{REDACTED}"),
        (r"(/teamleader/webhooks/)[^\s\"'?]+", rf"\1{REDACTED}"),
        (r"([?&](?:code|state|ticket)=)[^\s\"'&]+", rf"\1{REDACTED}"),
        (r"(://[^\s:/@\"']+:)[^\s@/\"']+(@)", rf"\1{REDACTED}\2"),
    )
)


class Redactor:
    """Takes known secrets, and what looks like one, out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first: a secret may be part of another one, such as a database
        # address with its password. Very short ones would shred ordinary words.
        self._secrets = sorted(
            {secret for secret in secrets if len(secret) >= _SHORTEST_SECRET},
            key=len,
            reverse=True,
        )

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


class TextFormatter(logging.Formatter):
    """One line for people: time, level, where, what, and the extra fields."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, tracebacks included, without secrets."""
        fields = "".join(f" {name}={value}" for name, value in _extra(record).items())
        head, *rest = super().format(record).split("\n")
        return self._redact("\n".join([head + fields, *rest]))


class JsonFormatter(logging.Formatter):
    """One JSON object per line, for machines."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as JSON; each text is cleared of secrets before quoting."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{name: _simple(value) for name, value in _extra(record).items()},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(
            {
                name: self._redact(value) if isinstance(value, str) else value
                for name, value in line.items()
            },
            ensure_ascii=False,
        )


def set_up_logging(
    level: str,
    form: str,
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send the log of the whole process to ``stream`` (default: standard error).

    ``form`` is ``text`` or ``json``. Libraries are heard from WARNING on, unless the
    level is DEBUG.
    """
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        JsonFormatter(redact) if form == "json" else TextFormatter(redact)
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _CHATTY:
        quiet = logging.NOTSET if level == "DEBUG" else logging.WARNING
        logging.getLogger(name).setLevel(quiet)
    calm = logging.NOTSET if level == "DEBUG" else logging.ERROR
    logging.getLogger(_SCHEDULER).setLevel(calm)
    logging.captureWarnings(capture=True)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: v for name, v in vars(record).items() if name not in _PLAIN}


def _simple(value: object) -> object:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
