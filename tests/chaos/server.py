"""A PostgreSQL that keeps what it said it keeps, and can be taken away and back."""

from __future__ import annotations

import signal

from tests.storage.postgres import Postgres


class Server(Postgres):
    """Room for many workers; every commit is on disk before it is answered."""

    settings = Postgres.settings | {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "max_connections": "200",
    }

    def go_away(self) -> None:
        """Stop at once, as when its machine loses power: no goodbye to anybody."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(30)

    def come_back(self) -> None:
        """Start again on the same data and recover what was committed."""
        self._server = self._start()
        self._wait()
