"""What is counted for monitoring: numbers only, never a person or an invoice."""

from __future__ import annotations

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from core.domain.outcome import Outcome, Run, RunTrigger
from core.domain.reason import System


class HintFate(StrEnum):
    """What became of a hint, or of a request of Slack's over HTTP.

    A hint without an account is stored and counted twice. ``FORGED`` is whatever does
    not carry the right secret or signature, or was signed too long ago.
    """

    STORED = "stored"
    FORGED = "forged"
    MALFORMED = "malformed"
    UNKNOWN_TYPE = "unknown-type"
    OTHER_ACCOUNT = "other-account"
    WITHOUT_ACCOUNT = "without-account"
    UNSTORED = "unstored"


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._runs = Counter(
            "twikey_bot_runs",
            "Import runs that ended, by what set them going and how they ended.",
            ["trigger", "ended"],
            registry=self.registry,
        )
        self._invoices = Counter(
            "twikey_bot_invoices",
            "Invoices judged in runs that were not previews, by outcome.",
            ["outcome"],
            registry=self.registry,
        )
        self._troubles = Counter(
            "twikey_bot_remote_troubles",
            "Import runs that broke off because an outside system could not be used.",
            ["system"],
            registry=self.registry,
        )
        self._hints = Counter(
            "twikey_bot_hints",
            "Hints and Slack requests over HTTP, by system and what became of them.",
            ["system", "fate"],
            registry=self.registry,
        )
        self._ready = Gauge(
            "twikey_bot_ready",
            "Whether the database and the connections were usable when last asked.",
            registry=self.registry,
        )
        self._show_from_the_start()

    def count_run(self, run: Run) -> None:
        """Count a run and its invoices; a preview brings nothing in."""
        if run.preview:
            return
        self._runs.labels(run.trigger.value, "failed" if run.failed else "done").inc()
        for outcome in Outcome:
            self._invoices.labels(outcome.value).inc(run.counts[outcome.value])
        if run.failed:
            self._troubles.labels(run.failed.value).inc()

    def count_hint(self, system: System, fate: HintFate) -> None:
        """Count a hint that came in."""
        self._hints.labels(system.value, fate.value).inc()

    def show_ready(self, *, ready: bool) -> None:
        """Show whether the bot is ready to work."""
        self._ready.set(1 if ready else 0)

    def exposition(self) -> bytes:
        """Return all numbers in Prometheus's text format."""
        return generate_latest(self.registry)

    def _show_from_the_start(self) -> None:
        # A counter that appears only with its first event cannot be alerted on.
        for trigger in RunTrigger:
            self._runs.labels(trigger.value, "done")
            self._runs.labels(trigger.value, "failed")
        for outcome in Outcome:
            self._invoices.labels(outcome.value)
        for system in System:
            self._troubles.labels(system.value)
            for fate in HintFate:
                self._hints.labels(system.value, fate.value)
