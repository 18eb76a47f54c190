"""What people decide about the invoices of the made-up company."""

from __future__ import annotations

from collections.abc import Collection

from core.choosing_profiles import KnownProfile, ProfileOffer
from core.deciding import (
    Excluded,
    Excluding,
    Hindrance,
    Redirected,
    TakenBack,
    Undone,
)
from core.domain.consequences import Consequences
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.history import LeftOut
from core.domain.invoice import CustomFieldId, SourceId
from core.domain.policy import Policy
from core.domain.reason import Facts, Reason
from tests.bot.fake_engine import NOW, FakeEngine, Kept

KNOWN_PROFILES = ("4021", "4022")


class FakeProfiles:
    """Two profiles and four custom fields; what would change is what a test says."""

    def __init__(self) -> None:
        self.offered = ProfileOffer(
            fields=(
                FieldDefinition(
                    CustomFieldId("field-invoice-1"),
                    FieldContext.INVOICE,
                    "Profiel",
                    "single_line",
                ),
                FieldDefinition(
                    CustomFieldId("field-subscription-1"),
                    FieldContext.SUBSCRIPTION,
                    "Betaalprofiel",
                    "single_select",
                    ("4021 - Domiciliering", "4022 - Betaallink"),
                ),
            ),
            profiles=(
                KnownProfile("4021", "Domiciliering", True, True),
                KnownProfile("4022", "Betaallink", True, False),
            ),
            profiles_are_listed=True,
        )
        self.consequences = Consequences()
        self.asked: list[Policy] = []
        self.rechecked: list[tuple[frozenset[Reason], str]] = []

    async def offer(self) -> ProfileOffer:
        return self.offered

    async def would_change(self, wanted: Policy) -> Consequences:
        self.asked.append(wanted)
        return self.consequences

    async def recheck(self, reasons: Collection[Reason], by: str) -> int:
        self.rechecked.append((frozenset(reasons), by))
        return 3


class FakeDecisions:
    """Leaves invoices out and takes them back in; profiles mend what they can."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self._before: dict[SourceId, tuple[Reason | None, Facts]] = {}
        self.left_out: dict[SourceId, LeftOut] = {}
        self.profiles: dict[SourceId, tuple[str, str]] = {}

    async def leave_out(
        self, typed: str, by: str, wanted: Excluding
    ) -> Excluded | Undone | Ambiguous:
        found = await self._engine.diagnose(typed)
        if isinstance(found, Ambiguous):
            return found
        kept = self._named(typed)
        if kept is None:
            return Undone(Hindrance.NOT_KNOWN, typed)
        if kept.source_id in self._engine.imported:
            return Undone(Hindrance.IMPORTED, typed, kept.number)
        decision = LeftOut(by, NOW, wanted.why, wanted.until)
        self._before[kept.source_id] = (kept.reason, kept.facts)
        self.left_out[kept.source_id] = decision
        kept.reason, kept.facts = Reason.LEFT_OUT, decision.facts()
        return Excluded(kept.source_id, kept.number, decision)

    async def take_back(self, typed: str, by: str) -> TakenBack | Undone | Ambiguous:
        found = await self._engine.diagnose(typed)
        if isinstance(found, Ambiguous):
            return found
        kept = self._named(typed)
        if kept is None or kept.source_id not in self.left_out:
            number = kept.number if kept else None
            return Undone(Hindrance.NOT_OUT, typed, number)
        del self.left_out[kept.source_id]
        kept.reason, kept.facts = self._before.pop(kept.source_id)
        after = await self._engine.diagnose(kept.source_id)
        assert isinstance(after, Diagnosis)
        return TakenBack(after)

    async def choose_profile(
        self, source_id: SourceId, profile_id: str, by: str
    ) -> Redirected | Undone:
        kept = self._named(source_id)
        number = kept.number if kept else None
        if profile_id not in KNOWN_PROFILES:
            return Undone(Hindrance.NO_SUCH_PROFILE, source_id, number)
        if kept is None or source_id in self._engine.imported:
            return Undone(Hindrance.IMPORTED, source_id, number)
        self.profiles[source_id] = (profile_id, by)
        self._engine.mend(kept)
        return Redirected(source_id, number, profile_id)

    async def withdraw_profile(self, source_id: SourceId, by: str) -> bool:
        return self.profiles.pop(source_id, None) is not None

    def _named(self, typed: str) -> Kept | None:
        found = self._engine.named(typed)
        return found[0] if len(found) == 1 else None
