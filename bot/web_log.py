"""What the web server logs of requests that are none."""

from __future__ import annotations

import logging
from typing import Final

from aiohttp.http_exceptions import HttpProcessingError

UNREADABLE: Final = "request-unreadable"

log = logging.getLogger(__name__)


class _WithoutTraceback(logging.Filter):
    """Lets a request that cannot be read be one line, without a word of it.

    Anybody may send such a thing, and its path may hold a secret.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):
            return True
        record.exc_info, record.args, record.msg = None, (), UNREADABLE
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.__dict__["kind"] = type(error).__name__
        return log.isEnabledFor(logging.INFO)


log.addFilter(_WithoutTraceback())
