"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from core.ports.clock import Progress, Report

_EVERY = 500


@contextmanager
def reporting(stream: TextIO) -> Iterator[Report]:
    """Give a report that shows progress on ``stream`` until left."""
    if stream.isatty():
        with _bar(stream) as report:
            yield report
    else:
        yield _lines(stream)


@contextmanager
def _bar(stream: TextIO) -> Iterator[Report]:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Bar(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("Invoices", total=None)

        def report(progress: Progress) -> None:
            waiting = progress.waiting_until
            words = f"Waiting until {waiting.astimezone():%H:%M:%S}" if waiting else ""
            bar.update(
                task,
                completed=progress.done,
                total=progress.of,
                description=words or "Invoices",
            )

        yield report


def _lines(stream: TextIO) -> Report:
    told = 0

    def report(progress: Progress) -> None:
        nonlocal told
        if progress.done - told >= _EVERY:
            told = progress.done
            of = f" of {progress.of}" if progress.of else ""
            print(f"{progress.done}{of} invoices done", file=stream, flush=True)

    return report
