"""What other settings would change for open invoices; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.evidence import Evidence, Unread
from core.domain.invoice import InvoiceDetail
from core.domain.judging import judge
from core.domain.profile import ProfileChoice
from core.domain.reason import Reason, System
from core.domain.verdict import Effect


@dataclass(frozen=True)
class Consequences:
    """What other settings would change for the open invoices that are not in Twikey.

    ``looked_at`` were judged under both settings, ``unknown`` could not be (because of
    ``system``), and ``not_looked_at`` are more than we look at while somebody waits.
    ``moving`` counts the invoices that would go to another profile than now, by its id;
    ``None`` lets Twikey decide. ``vanishing`` and ``appearing`` count the invoices for
    which a blocking reason would no longer hold, or hold newly.
    """

    looked_at: int = 0
    unknown: int = 0
    not_looked_at: int = 0
    system: System | None = None
    moving: Mapping[str | None, int] = field(default_factory=dict)
    vanishing: Mapping[Reason, int] = field(default_factory=dict)
    appearing: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether every open invoice was judged."""
        return not self.unknown and not self.not_looked_at


def compared(before: Sequence[Evidence], after: Sequence[Evidence]) -> Consequences:
    """Compare the same invoices under two settings; each was gathered to its end."""
    moving: Counter[str | None] = Counter()
    vanishing: Counter[Reason] = Counter()
    appearing: Counter[Reason] = Counter()
    unread: list[System] = []
    for now, then in zip(before, after, strict=True):
        system = _unread(now) or _unread(then)
        if system is not None:
            unread.append(system)
            continue
        was, would = _blocking(now), _blocking(then)
        vanishing.update(was - would)
        appearing.update(would - was)
        moving.update(_moved(now, then))
    return Consequences(
        looked_at=len(before) - len(unread),
        unknown=len(unread),
        system=next(iter(unread), None),
        moving=moving,
        vanishing=vanishing,
        appearing=appearing,
    )


def _unread(evidence: Evidence) -> System | None:
    parts = (evidence.detail, evidence.customer, evidence.profile)
    return next((part.system for part in parts if isinstance(part, Unread)), None)


def _blocking(evidence: Evidence) -> frozenset[Reason]:
    findings = judge(evidence).findings
    return frozenset(f.reason for f in findings if f.effect is Effect.BLOCKS)


def _moved(now: Evidence, then: Evidence) -> tuple[str | None, ...]:
    """Return the profile it would go to, if that is another one than now."""
    old, new = now.profile, then.profile
    if not isinstance(new, ProfileChoice) or new.problem is not None:
        return ()
    if not isinstance(then.detail, InvoiceDetail):
        return ()
    same = isinstance(old, ProfileChoice) and old.problem is None and old.id == new.id
    return () if same else (new.id,)
