"""Mistakes planted on purpose: a simulation that does not find them is worth nothing.

Each is what a hurried author might have written, put in place for the length of a run.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import null, true
from sqlalchemy.exc import OperationalError

import core.creating
import core.domain.submission
import core.gathering
import core.inviting
import core.watching
import storage.attempts
import storage.documents
import storage.outbox
from bot.batching import Batcher
from core.adapters.limiter import RateGate
from core.adapters.renewal import Renewal
from core.domain.history import AttemptState
from core.domain.outcome import RunTrigger
from core.errors import RemoteUnavailable, UnexpectedResponse
from core.ports.ledger import Credential
from core.stocktaking import take_stock
from core.watching import Swept, Watch
from storage.documents import SqlDocuments
from storage.hints import SqlHints
from storage.invitations import SqlInvitations
from storage.leases import Leased
from storage.ledger import SqlLedger
from storage.outbox import SqlOutbox
from storage.tables import invoice
from tests.simulation import founding
from tests.simulation.database import Lanes

Plant = Callable[[ExitStack], None]


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Plant a mistake while inside; an empty name plants none."""
    with ExitStack() as stack:
        if name:
            PLANTED[name](stack)
        yield


def _swap(stack: ExitStack, owner: Any, name: str, instead: object) -> Any:
    """Put something in the place of an attribute; returns what was there."""
    before = getattr(owner, name)
    setattr(owner, name, instead)
    stack.callback(setattr, owner, name, before)
    return before


def _no_deterministic_id(stack: ExitStack) -> None:
    """Each try makes up an id of its own, which nobody can look up afterwards."""
    _swap(stack, core.domain.submission, "own_target_id", lambda *_: str(uuid4()))
    _unanswered_create_is_failed(stack)


def _no_fence(stack: ExitStack) -> None:
    """Whoever was presumed dead may still write.

    Most of it meets a second check: a late PDF rests on what the invoice was and is
    fetched again, a late create has the id of the present one, a late message the same
    id at Slack. What is left is an invoice that is created anew while its PDF is being
    attached to the one before.
    """
    for book in (storage.documents, storage.outbox):
        _swap(stack, book, "is_held", lambda *_: true())
    _swap(stack, storage.attempts, "_held", _only_the_invoice)


def _only_the_invoice(claim: Any) -> list[Any]:
    return [invoice.c.source_id == claim.source_id]


def _no_lease_check(stack: ExitStack) -> None:
    """What is held by somebody is taken all the same."""
    _swap(stack, Leased, "_is_free", lambda self: true())
    for statement in ("_any", "_due"):
        # Built for each use instead of once, so that neither is kept.
        built = vars(Leased)[statement].func
        _swap(stack, Leased, statement, property(built))


def _deferred_begin(stack: ExitStack) -> None:
    """Two processes that write at the same time: the second fails at once."""

    def clash(self: Lanes, life: Any, unit: Any) -> Exception | None:
        if unit.func.__name__ != "_write":
            return None
        now = self._loop.time()
        others = [at for one, at in self.writing.items() if one is not life]
        self.writing[life] = life.database_free_at
        locked = any(now < at for at in others)
        return OperationalError("BEGIN", None, OSError("locked")) if locked else None

    _swap(stack, Lanes, "clash", clash)


def _answer_before_commit(stack: ExitStack) -> None:
    """Hints are answered at once and stored a little later, many together."""
    storing: set[asyncio.Task[None]] = set()

    async def put(self: Batcher[Any], item: Any) -> None:
        storing.add(asyncio.ensure_future(soon(self, item)))

    async def soon(self: Batcher[Any], item: Any) -> None:
        await asyncio.sleep(5)
        await kept(self, item)

    kept = _swap(stack, Batcher, "put", put)


def _alert_outside(stack: ExitStack) -> None:
    """Messages are asked for after the commit of the change that causes them."""
    waiting: list[Any] = []

    def put(self: SqlOutbox, message: Any) -> None:
        waiting.append(message)

    async def write(self: SqlLedger, unit: Any) -> Any:
        def first(tx: Any) -> tuple[Any, list[Any]]:
            waiting.clear()
            return unit(tx), list(waiting)

        first.__qualname__ = getattr(unit, "__qualname__", "unit")
        value, messages = await written(self, first)
        for one in messages:
            await written(self, lambda tx, one=one: asked(tx.outbox, one))
        return value

    asked = _swap(stack, SqlOutbox, "put", put)
    written = _swap(stack, SqlLedger, "write", write)


def _naive_refresh(stack: ExitStack) -> None:
    """Whoever needs a token refreshes, without asking whether somebody else does."""

    async def renewed(self: Renewal, generation: int) -> Credential:
        stored = await self.current()
        fresh = await self._renew(stored)
        return await self._ledger.write(lambda tx: self._put(tx, fresh))

    _swap(stack, Renewal, "_renewed", renewed)


def _mark_early(stack: ExitStack) -> None:
    """The sweep is marked as done up to now before it is, and nothing read twice."""

    async def sweep(self: Watch) -> Swept:
        ledger = self._systems.ledger
        mark = await ledger.read(lambda tx: tx.marks.get("sweep"))
        if mark is None:
            await take_stock(self._systems)
            return Swept()
        await self._mark(self._systems.clock.now())
        changed, _ = await self._changed_since(mark)
        for one in changed:
            await self.bring_in([one], RunTrigger.SWEEP)
        return Swept(len(changed))

    _swap(stack, Watch, "sweep", sweep)
    _swap(stack, core.watching, "OVERLAP", timedelta(0))


def _limiter_per_process(stack: ExitStack) -> None:
    """Every process counts its own calls."""
    taken: dict[RateGate, deque[float]] = {}

    async def take(self: RateGate, most: int) -> float:
        calls, now = taken.setdefault(self, deque()), self._clock.monotonic()
        while calls and calls[0] <= now - self._window:
            calls.popleft()
        if len(calls) >= most:
            return calls[0] + self._window - now
        calls.append(now)
        return 0.0

    _swap(stack, RateGate, "_take", take)


def _wall_clock(stack: ExitStack) -> None:
    """Leases go by the clock of whoever takes them."""
    _swap(stack, founding, "clock_of_ledger", lambda own, shared: own)


def _unrecorded_invitation(stack: ExitStack) -> None:
    """An invitation is written down after the call only."""

    def begin(self: SqlInvitations, source_id: Any, **_: object) -> Any:
        found = self._locked(source_id)
        waits = found is not None and found.before.held_for == "batch"
        return found if waits else None

    _swap(stack, SqlInvitations, "begin", begin)


def _unknown_is_failed(stack: ExitStack) -> None:
    """An invitation whose answer never came counts as not sent."""
    more = (*core.inviting.NOTHING_HAPPENED, RemoteUnavailable, UnexpectedResponse)
    _swap(stack, core.inviting, "NOTHING_HAPPENED", more)


def _unanswered_create_is_failed(stack: ExitStack) -> None:
    """A create whose answer never came counts as not made."""
    _swap(stack, core.creating, "_state_after", lambda error: AttemptState.NOT_CREATED)
    _swap(stack, core.creating, "MAY_HAVE_HAPPENED", ())
    _swap(stack, core.gathering, "_is_unanswered", lambda evidence: False)


def _hidden_hint(stack: ExitStack) -> None:
    """A hint that comes while the last one is worked on is done with it."""

    def done(self: SqlHints, claimed: Any) -> None:
        self._end(claimed, next_at=null(), tries=0)

    _swap(stack, SqlHints, "done", done)


def _old_pdf(stack: ExitStack) -> None:
    """Nobody looks again at a PDF that is attached."""
    _swap(stack, SqlDocuments, "look_again", lambda self, bases: None)


PLANTED: dict[str, Plant] = {
    "no-deterministic-id": _no_deterministic_id,
    "no-lease-check": _no_lease_check,
    "deferred-begin": _deferred_begin,
    "answer-before-commit": _answer_before_commit,
    "alert-outside-transaction": _alert_outside,
    "naive-refresh": _naive_refresh,
    "mark-saved-early": _mark_early,
    "limiter-per-process": _limiter_per_process,
    "wall-clock-in-leases": _wall_clock,
    "unrecorded-invitation": _unrecorded_invitation,
    "unknown-invitation-is-failed": _unknown_is_failed,
    "unanswered-create-is-failed": _unanswered_create_is_failed,
    "hidden-hint": _hidden_hint,
    "old-pdf": _old_pdf,
    "no-fence": _no_fence,
}
