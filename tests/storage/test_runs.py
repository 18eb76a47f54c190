"""What stays of import runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.domain.invoice import SourceId
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.policy import Window
from core.domain.reason import Reason, System
from core.domain.verdict import Effect, Finding
from storage.ledger import SqlLedger
from tests.builders import NOW, SOURCE_ID, euro

LINES = (
    Line(
        Outcome.IMPORTED,
        SOURCE_ID,
        "2026 / 118",
        "Gent",
        euro("302.50"),
        (Finding(Reason.PAST_DUE, Effect.NOTES, {"due_on": "2026-03-01"}),),
        customer_name="Brouwerij De Vlinder BV",
    ),
    Line(Outcome.UNKNOWN, SourceId("other"), system=System.TWIKEY),
    Line(Outcome.UNKNOWN),
)
STARTED = Run(
    id="run-1",
    trigger=RunTrigger.MANUAL,
    started_at=NOW,
    window=Window(date(2026, 2, 8), date(2026, 3, 10)),
    asked_by="U1",
)
FINISHED = replace(
    STARTED,
    lines=LINES,
    finished_at=NOW + timedelta(minutes=1),
    failed=System.TEAMLEADER,
    facts={"older_problems": 3},
)


async def start(ledger: SqlLedger, run: Run) -> None:
    await ledger.write(lambda tx: tx.runs.start(run))


async def finish(ledger: SqlLedger, run: Run) -> None:
    await ledger.write(lambda tx: tx.runs.finish(run))


async def test_a_run_that_began_is_known_before_it_ends(ledger: SqlLedger) -> None:
    await start(ledger, STARTED)

    assert await ledger.read(lambda tx: tx.runs.get("run-1")) == STARTED
    assert await ledger.read(lambda tx: tx.runs.last()) is None


async def test_a_finished_run_comes_back_as_it_was(ledger: SqlLedger) -> None:
    await start(ledger, STARTED)
    await finish(ledger, FINISHED)

    assert await ledger.read(lambda tx: tx.runs.get("run-1")) == FINISHED
    assert await ledger.read(lambda tx: tx.runs.last()) == FINISHED
    assert await ledger.read(lambda tx: tx.runs.lines("run-1")) == LINES


async def test_finishing_again_replaces_the_lines(ledger: SqlLedger) -> None:
    await finish(ledger, FINISHED)
    await finish(ledger, replace(FINISHED, lines=LINES[:1]))

    assert await ledger.read(lambda tx: tx.runs.lines("run-1")) == LINES[:1]


async def test_an_unknown_run_is_none(ledger: SqlLedger) -> None:
    assert await ledger.read(lambda tx: tx.runs.get("run-9")) is None
    assert await ledger.read(lambda tx: tx.runs.lines("run-9")) == ()


async def test_the_last_run_is_the_latest_finished_and_no_preview(
    ledger: SqlLedger,
) -> None:
    later = NOW + timedelta(hours=1)
    await finish(ledger, FINISHED)
    await finish(ledger, replace(FINISHED, id="run-2", finished_at=later, lines=()))
    await finish(ledger, replace(FINISHED, id="run-3", finished_at=NOW, lines=()))
    preview = replace(FINISHED, id="run-4", preview=True)
    await finish(ledger, replace(preview, finished_at=later + timedelta(hours=1)))
    await start(ledger, replace(STARTED, id="run-5"))

    last = await ledger.read(lambda tx: tx.runs.last())
    assert last is not None
    assert last.id == "run-2"


async def test_a_long_run_is_kept_whole(ledger: SqlLedger) -> None:
    lines = tuple(replace(LINES[0], number=str(n)) for n in range(3000))
    await finish(ledger, replace(FINISHED, lines=lines))

    kept = await ledger.read(lambda tx: tx.runs.lines("run-1"))
    assert [line.number for line in kept] == [str(n) for n in range(3000)]
