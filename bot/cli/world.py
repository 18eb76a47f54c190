"""What the command line needs of the outside, so that tests can give their own."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Protocol, TextIO, cast

from bot.check_ports import Connections
from bot.consent_watch import SharedConsent
from bot.settings import ENV_FILE, Settings, load_settings
from core.adapters.clock import SystemClock
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.outcome import Run
from core.ports import Department
from core.ports.clock import Clock, Report
from core.scope import ImportOrder


class ImportEngine(Protocol):
    """What the command line asks of the engine."""

    async def run(self, order: ImportOrder, report: Report) -> Run:
        """Import what was ordered."""
        ...

    async def diagnose(self, typed: str) -> Diagnosis | Ambiguous:
        """Explain one invoice."""
        ...

    async def departments(self) -> Sequence[Department]:
        """Return the departments."""
        ...

    async def older_problems(self, before: datetime) -> int:
        """Count the open problems of invoices created before a moment."""
        ...


class CopiedTable(Protocol):
    """A table that was copied to another database and compared there."""

    @property
    def name(self) -> str:
        """Return the table's name."""
        ...

    @property
    def rows(self) -> int:
        """Return how many rows both databases hold."""
        ...


class Parts(Protocol):
    """What the composition root puts together."""

    def open_engine(
        self, settings: Settings
    ) -> AbstractAsyncContextManager[ImportEngine]:
        """Open the engine with everything it needs."""
        ...

    def open_connections(
        self, settings: Settings
    ) -> AbstractAsyncContextManager[Connections]:
        """Open the connections one by one, to be tried."""
        ...

    def open_consent(
        self, settings: Settings
    ) -> AbstractAsyncContextManager[SharedConsent]:
        """Open what is needed to connect Teamleader."""
        ...

    async def serve(self, settings: Settings) -> None:
        """Run the bot until it is cancelled."""
        ...

    async def upgrade_database(self, settings: Settings) -> None:
        """Bring the tables up to date."""
        ...

    async def copy_database(self, settings: Settings, to: str) -> Sequence[CopiedTable]:
        """Copy the whole ledger into another database and compare."""
        ...


@dataclass(frozen=True)
class World:
    """Where the command line reads from, writes to, and what it can open.

    ``env`` is ``None`` for the environment of the process.
    """

    out: TextIO
    err: TextIO
    clock: Clock
    parts: Parts
    env: Mapping[str, str] | None = None
    env_file: Path | None = ENV_FILE

    def settings(self) -> Settings:
        """Read the settings; raises ``ConfigurationError``."""
        return load_settings(self.env, self.env_file)

    def say(self, text: str) -> None:
        """Write what was asked for, on standard output."""
        print(text, file=self.out, flush=True)

    def tell(self, text: str) -> None:
        """Write what goes on meanwhile, on standard error."""
        print(text, file=self.err, flush=True)


class _LateParts:
    """The composition root, imported when it is first needed: help stays quick."""

    def __getattr__(self, name: str) -> object:
        return getattr(importlib.import_module("bot.bootstrap"), name)


def real_world() -> World:
    """Return the process's own streams, clock and composition root."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that cannot show a sign of a name should not end the command.
        sys.stdout.reconfigure(errors="backslashreplace")
    # The functions of the module are what the protocol asks for.
    parts = cast("Parts", _LateParts())
    return World(sys.stdout, sys.stderr, SystemClock(), parts)
