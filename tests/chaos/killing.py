"""Killing this very process at a named moment, without a hook in production code.

The transport of HTTP, the commit of the database driver and the way to Slack are
replaced by ones that do the same and look for the moment on the way.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable
from typing import Any

import httpx
from sqlalchemy import Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect

from bot.slack_api import SlackApi
from tests.chaos.points import Place, Point, When


class Fate:
    """Waits for one moment and ends or freezes the process when it comes."""

    def __init__(self, point: Point, end: signal.Signals) -> None:
        self._point = point
        self._end = end
        self._left = point.times
        self._lock = threading.Lock()

    def meets(self, place: Place, when: When, what: str) -> None:
        """End here if this is the moment: nothing is flushed, closed or told."""
        point = self._point
        if (place, when) != (point.place, point.when):
            return
        if not re.search(point.what, what, re.DOTALL):
            return
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), self._end)


def arm(point: Point, end: signal.Signals = signal.SIGKILL) -> None:
    """Let this process end at a moment, or freeze with ``SIGSTOP``."""
    fate = Fate(point, end)
    _watch_calls(fate)
    _watch_posts(fate)
    _watch_database(fate)


def _watch_calls(fate: Fate) -> None:
    carry = httpx.AsyncHTTPTransport.handle_async_request

    async def watched(
        self: httpx.AsyncHTTPTransport, request: httpx.Request
    ) -> httpx.Response:
        what = f"{request.method} {request.url.path}"
        fate.meets(Place.CALL, When.BEFORE, what)
        response = await carry(self, request)
        fate.meets(Place.CALL, When.AFTER, what)
        return response

    _replace(httpx.AsyncHTTPTransport, "handle_async_request", watched)


def _watch_posts(fate: Fate) -> None:
    post = SlackApi.post

    async def watched(self: SlackApi, *given: Any, **named: Any) -> Any:
        fate.meets(Place.POST, When.BEFORE, "")
        posted = await post(self, *given, **named)
        fate.meets(Place.POST, When.AFTER, "")
        return posted

    _replace(SlackApi, "post", watched)


def _watch_database(fate: Fate) -> None:
    # A transaction stays in one thread, from its beginning to its end.
    here = threading.local()

    def began(_: object) -> None:
        here.statements = []

    def told(_c: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        here.statements.append(f"{statement} {given!r}")

    def done(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        fate.meets(Place.STATEMENT, When.AFTER, statement)

    event.listen(Engine, "begin", began)
    event.listen(Engine, "before_cursor_execute", told)
    event.listen(Engine, "after_cursor_execute", done)
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        _watch_commits(dialect, fate, here)


def _watch_commits(
    dialect: type[DefaultDialect], fate: Fate, here: threading.local
) -> None:
    commit: Callable[..., None] = dialect.do_commit

    def watched(self: DefaultDialect, connection: Any) -> None:
        what = "\n".join(getattr(here, "statements", ()))
        fate.meets(Place.COMMIT, When.BEFORE, what)
        commit(self, connection)
        fate.meets(Place.COMMIT, When.AFTER, what)

    _replace(dialect, "do_commit", watched)


def _replace(owner: type, name: str, watched: object) -> None:
    setattr(owner, name, watched)
