"""Things of every kind and of any number, with ill-meant words in them, to be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.views.home import Standing
from bot.views.invoices import PAGE
from bot.views.settings import Chosen
from core.choices import ChosenRoles, Circle
from core.choosing_profiles import KnownProfile, ProfileOffer
from core.detours import Trouble
from core.domain.alert import AlertLine, AlertRecord, LateInvoice, LineState
from core.domain.consequences import Consequences
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.diagnosis import Ambiguous, Diagnosis, Match
from core.domain.digest import Digest, grouped
from core.domain.history import (
    Attempt,
    AttemptState,
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
    TimelineEntry,
)
from core.domain.invoice import CustomFieldId, DepartmentId, InvoiceStatus, SourceId
from core.domain.money import Money
from core.domain.outcome import Line, Outcome, Run
from core.domain.overview import Entry, Page, Place, Shown, Wish
from core.domain.policy import Policy
from core.domain.proof import Place as ProofPlace
from core.domain.proof import Proof, ProvenInvoice
from core.domain.reason import Alert, Facts, Reason, System
from core.domain.set_up import Done, SetUp, Step, Tick
from core.domain.support import Act, SupportPack
from core.domain.target import TargetId, TargetState
from core.domain.verdict import Effect, Finding
from core.ports.source import Department
from core.reporting import Connection, JobTimes, Queues, Status
from tests.bot.examples import EXAMPLES
from tests.bot.fake_engine import NOW, a_diagnosis, blocked
from tests.bot.view_cases import NASTY, a_line, a_run
from tests.builders import a_policy

TODAY = date(2026, 11, 22)
REASONS = list(Reason)
PROOF: Facts = {
    "first": "2026-11-20",
    "last": "2026-11-22",
    "booked": 9,
    "amount": "900.00",
    "counts": {"imported": 8, "excluded": 1, "unexplained": 0},
    "unexplained": [],
}


def nasty_facts(reason: Reason, n: int = 0) -> Facts:
    """The facts of a reason; codes and dates stay, words turn ill-meant."""
    facts = EXAMPLES[reason][n % len(EXAMPLES[reason])]
    words = {"asked", "why", "message", "extra", "number"}
    return {key: NASTY if key in words else value for key, value in facts.items()}


def an_id(n: int) -> SourceId:
    return SourceId(f"b120a366-f0bb-09cf-42f2-{n:012d}")


def run_of(count: int) -> Run:
    """Every reason and every system, over and over."""
    kinds: list[Line] = [a_line("x")]
    kinds += [a_line("x", reason) for reason in REASONS]
    kinds += [Line(Outcome.UNKNOWN, SourceId("s"), "x", system=one) for one in System]
    lines = [
        replace(
            kinds[n % len(kinds)],
            number=f"{NASTY[:90]} / {n}",
            source_id=an_id(n),
            department=NASTY,
            amount=Money.of("123456789.00", "EUR" if n % 3 else "USD"),
        )
        for n in range(count)
    ]
    return a_run(*lines, facts={"departments": [NASTY], "invitations": count})


def alert_of(cause: str, count: int) -> AlertRecord:
    known = cause.partition(":")[0]
    facts = nasty_facts(Reason(known)) if known in set(Reason) else {}
    states = (LineState.OPEN, LineState.SOLVED, LineState.ACCEPTED)
    lines = tuple(
        AlertLine(
            source_id=an_id(n),
            number=f"{NASTY[:70]} / {n}",
            department_id="d",
            customer_name=NASTY,
            amount=Money.of("123456789.00"),
            due_on=TODAY + timedelta(days=n % 40 - 20),
            state=states[n % 3],
            changed_at=NOW,
            facts={**facts, "by": "U0SOFIE01"},
        )
        for n in range(count)
    )
    return AlertRecord(cause, NOW, lines=lines)


def diagnosis_of(reason: Reason, count: int) -> Diagnosis:
    first = Finding(reason, Effect.BLOCKS, nasty_facts(reason))
    rest = [
        Finding(
            REASONS[n % len(REASONS)], Effect.NOTES, nasty_facts(REASONS[n % 28], n)
        )
        for n in range(min(count, len(REASONS)))
    ]
    events = [
        TimelineEntry(NOW, "amount-changed", {"from": NASTY, "to": NASTY})
        for _ in range(count)
    ]
    return a_diagnosis(
        asked=NASTY,
        number=NASTY[:90],
        department=NASTY,
        customer_name=NASTY,
        amount=Money.of("123456789.00"),
        source_id=an_id(1),
        verdict=replace(blocked(reason), findings=(first, *rest)),
        timeline=tuple(events),
    )


def several_of(count: int) -> Ambiguous:
    found = [Match(an_id(n), NASTY[:90], NASTY, NASTY) for n in range(count)]
    return Ambiguous(NASTY, tuple(found))


def entries_of(count: int) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            source_id=an_id(n),
            number=f"{NASTY[:70]} / {n}",
            customer_name=NASTY,
            amount=Money.of("123456789.00"),
            due=Money.of("1.00"),
            due_on=TODAY,
            created_at=NOW,
            status=list(InvoiceStatus)[n % 3],
            document=DocumentRecord(list(DocumentState)[n % len(DocumentState)]),
            invitation=InvitationRecord(
                list(InvitationState)[n % len(InvitationState)]
            ),
            at_twikey=[None, *TargetState][n % 7],
            reason=REASONS[n % len(REASONS)] if n % 2 else None,
            facts=nasty_facts(REASONS[n % len(REASONS)]),
            department=NASTY,
        )
        for n in range(count)
    )


def page_of(count: int, shown: Shown = Shown.ALL) -> Page:
    place = Place(NOW, an_id(1))
    counts = dict.fromkeys(Shown, count)
    wish = Wish(shown, place)
    return Page(wish, entries_of(min(count, PAGE)), NOW, place, place, counts, NOW, NOW)


def standing_of(count: int, *, complete: bool) -> Standing:
    facts = {"by": "U0SOFIE01", "at": NOW.isoformat()}
    open_ones = {Step.CHANNEL: Done.UNKNOWN, Step.TEST: Done.WAITS}
    ticks = [
        Tick(step, Done.YES, facts)
        if complete
        else Tick(step, open_ones.get(step, Done.NO), facts)
        for step in Step
    ]
    return Standing(
        set_up=SetUp(tuple(ticks)),
        status=status_of(count),
        alerts=[alert_of(reason.value, min(count, 50)) for reason in REASONS[:12]],
        last_run=run_of(min(count, 100)),
        page=page_of(count),
        channel="C0BOEKHD1",
        today=TODAY,
    )


def status_of(count: int) -> Status:
    return Status(
        at=NOW,
        automatic_import=bool(count % 2),
        automatic_since=NOW,
        connections=tuple(Connection(one, None, NOW) for one in System),
        last_hint=NOW,
        last_sweep=None,
        queues=Queues(count, count, count),
        late=count,
        jobs=tuple(JobTimes(f"job-{n}", NOW, None) for n in range(min(count, 30))),
        troubles=tuple(Trouble("C1", NASTY, NOW) for _ in range(min(count, 30))),
    )


def proof_of(count: int) -> Proof:
    places = list(ProofPlace)
    invoices = [
        ProvenInvoice(
            f"{NASTY[:70]} / {n}",
            NASTY,
            Money.of("123456789.00"),
            places[n % len(places)],
            REASONS[n % len(REASONS)],
        )
        for n in range(count)
    ]
    return Proof(TODAY, TODAY, tuple(invoices))


def digest_of(count: int) -> Digest:
    late = [
        LateInvoice(
            an_id(n), NASTY, "d", NASTY, Money.of("1.00"), TODAY, NOW, NOW,
            REASONS[n % len(REASONS)], None, nasty_facts(REASONS[n % len(REASONS)]),
        )
        for n in range(count)
    ]  # fmt: skip
    return Digest(
        NOW - timedelta(days=1),
        NOW,
        waiting=grouped(late),
        aside=grouped(late),
        settled=alert_of("settled-since", count).lines,
        imported=(Money.of("1.00"),) * count,
        documents=count,
    )


def pack_of(count: int) -> SupportPack:
    few = min(count, 40)
    tries = tuple(
        Attempt(
            NOW,
            TargetId("t"),
            "f",
            list(AttemptState)[n % len(AttemptState)],
            {"message": NASTY},
        )
        for n in range(few)
    )
    acts = tuple(Act(NOW, "U0SOFIE01", NASTY, {"why": NASTY}) for _ in range(few))
    found = diagnosis_of(Reason.REFUSED, few)
    return SupportPack(NOW, found, tries, acts, NASTY, {"bot": "1"}, {"A": NASTY})


def offer_of(count: int) -> ProfileOffer:
    contexts = list(FieldContext)
    fields = [
        FieldDefinition(
            CustomFieldId(f"field-{n}"),
            contexts[n % len(contexts)],
            NASTY,
            "single_line",
        )
        for n in range(count)
    ]
    profiles = [
        KnownProfile(str(4000 + n), NASTY, True, bool(n % 2)) for n in range(count)
    ]
    return ProfileOffer(tuple(fields), tuple(profiles), bool(count), frozenset(System))


def consequences_of(count: int) -> Consequences:
    moving: dict[str | None, int] = {str(4000 + n): n for n in range(min(count, 99))}
    return Consequences(
        count, count, count, System.TWIKEY, moving,
        dict.fromkeys(Reason, count), dict.fromkeys(Reason, count),
    )  # fmt: skip


def departments_of(count: int) -> tuple[Department, ...]:
    return tuple(Department(DepartmentId(f"d-{n}"), NASTY) for n in range(count))


def policy_of(count: int) -> Policy:
    levels = {reason.value: list(Alert)[n % 3] for n, reason in enumerate(Reason)}
    return a_policy(alert_levels=levels if count else {})


def chosen_of(count: int) -> Chosen:
    people = frozenset(f"U0PEOPLE{n}" for n in range(min(count, 100)))
    groups = frozenset(f"S0GROUP{n}" for n in range(min(count, 100)))
    roles = ChosenRoles(Circle(people, groups), Circle(people, groups))
    return Chosen(policy_of(count), roles, "C0BOEKHD1", tuple(sorted(people)))
