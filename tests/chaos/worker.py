"""A worker: the bot's own ``serve`` in a process of its own, told when to die."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import core.adapters.http
from bot.bootstrap import serve
from bot.log import set_up_logging
from bot.settings import load_settings
from core.adapters.clock import SystemClock
from tests.chaos.disk import FULL, OK, asked
from tests.chaos.hurry import hurry
from tests.chaos.killing import arm
from tests.chaos.points import Point


@dataclass(frozen=True)
class Orders:
    """What a worker is told: its name, its settings, and when and how it is to end.

    Its clock is ``clock_off`` seconds ahead of the true one, its disk is full while a
    certain file is there. What it logs and complains of goes into a file.
    """

    name: str
    env: Mapping[str, str] = field(repr=False)
    log: Path
    point: Point | None = None
    end: signal.Signals = signal.SIGKILL
    clock_off: float = 0.0
    full_while: Path | None = None

    @property
    def url(self) -> str:
        """Where the worker can be asked."""
        return f"http://127.0.0.1:{self.env['PORT']}"


def work(orders: Orders) -> None:
    """Serve until killed; runs in the worker's process."""
    _write_into(orders.log)
    hurry()
    _sign_calls(orders.name)
    if orders.clock_off:
        _set_the_clock(orders.clock_off)
    if orders.point is not None:
        arm(orders.point, orders.end)
    set_up_logging("INFO", "text", secrets=(), stream=sys.stderr)
    with _disk(orders.full_while):
        asyncio.run(serve(load_settings(orders.env, env_file=None)))


class Worker:
    """A worker's process, seen from outside."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self._process = _forks().Process(target=work, args=(orders,), daemon=True)
        self._process.start()

    @property
    def is_alive(self) -> bool:
        """Whether the process is there, be it frozen."""
        return self._process.is_alive()

    @property
    def was_killed(self) -> bool:
        """Whether it ended by SIGKILL and nothing else."""
        return self._process.exitcode == -signal.SIGKILL

    def kill(self) -> None:
        """Kill it, wherever it is, and wait until it is gone."""
        self._signal(signal.SIGKILL)
        self._process.join(10)

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still, by its own fate or by :meth:`freeze`."""
        try:
            stat = Path(f"/proc/{self._process.pid}/stat").read_text()
        except OSError:
            return False
        return stat.rpartition(")")[2].split()[0] == "T"

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen one go on as if nothing had been."""
        self._signal(signal.SIGCONT)

    def told(self) -> str:
        """Return what it logged."""
        return self.orders.log.read_text() if self.orders.log.exists() else ""

    def _signal(self, number: signal.Signals) -> None:
        process: ForkServerProcess = self._process
        if process.pid is not None and process.is_alive():
            with suppress(ProcessLookupError):
                os.kill(process.pid, number)


def _forks() -> ForkServerContext:
    # One process imports everything once; each worker is a fork of it, so it starts
    # in milliseconds and shares nothing with the test's process.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _write_into(log: Path) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)


@contextmanager
def _disk(full_while: Path | None) -> Iterator[None]:
    if full_while is None:
        yield
        return
    with asked(lambda: FULL if full_while.exists() else OK):
        yield


def _sign_calls(name: str) -> None:
    # So that a stand-in can tell who calls; the vendors see the plain version.
    core.adapters.http.user_agent = lambda: name


def _set_the_clock(seconds: float) -> None:
    now = SystemClock.now

    def off(self: SystemClock) -> datetime:
        return now(self) + timedelta(seconds=seconds)

    SystemClock.now = off  # type: ignore[method-assign]
