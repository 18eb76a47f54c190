"""What is kept of the lines of a run: the judgements that the ledger remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.domain.evidence import Evidence
from core.domain.invoice import SourceId
from core.domain.lasting import OF_ONE_KIND, PROBLEMS, lasting_verdict
from core.domain.outcome import Line
from core.domain.reason import Reason
from core.domain.verdict import Eligible, Verdict
from core.gathering import Gatherer
from core.lines import judgement_of, judgement_on
from core.ports.ledger import Judgement
from core.systems import Systems


async def judgements_of(
    systems: Systems, gatherer: Gatherer, judged: Sequence[tuple[Evidence, Line]]
) -> list[Judgement]:
    """Return what is remembered of judged invoices.

    Only those with a problem that a mere switch or moment would hide are looked at
    more closely, which costs the calls of their second stage.
    """
    verdicts = await _looked_at_again(systems, gatherer, judged)
    kept = [_kept(line, verdicts.get(e.source_id or "")) for e, line in judged]
    return [judgement for judgement in kept if judgement is not None]


async def _looked_at_again(
    systems: Systems, gatherer: Gatherer, judged: Sequence[tuple[Evidence, Line]]
) -> Mapping[str, Verdict]:
    found = await _found_before(
        systems,
        [
            e.source_id
            for e, line in judged
            if e.source_id and line.reason in OF_ONE_KIND
        ],
    )
    hidden = [e for e, _ in judged if e.source_id in found]
    if not hidden:
        return {}
    return {
        whole.source_id: lasting_verdict(whole, found[whole.source_id])
        for whole in await gatherer.second(hidden)
        if whole.source_id
    }


async def _found_before(
    systems: Systems, ids: Sequence[SourceId]
) -> Mapping[SourceId, frozenset[Reason]]:
    """Return what was found of those that ever had a problem."""
    if not ids:
        return {}
    found = await systems.ledger.read(lambda tx: tx.invoices.reasons_found(ids))
    return {one: each for one, each in found.items() if each & PROBLEMS}


def _kept(line: Line, verdict: Verdict | None) -> Judgement | None:
    if verdict is None or line.source_id is None or isinstance(verdict, Eligible):
        # What became free this very moment is imported when it is judged next.
        return judgement_of(line)
    return judgement_on(line.source_id, verdict)
