"""The answer to *why*, and the choice between several invoices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.views.cautions import Caution, cautions
from bot.views.picker import picker
from bot.views.why import why
from core.domain.diagnosis import Ambiguous, Match
from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
    TimelineEntry,
)
from core.domain.invitation import HeldFor
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.reason import Reason, System
from core.domain.verdict import Blocked, Effect, Finding, Undecided
from tests.bot.examples import example
from tests.bot.fake_engine import NOW, a_diagnosis, blocked, eligible
from tests.bot.view_cases import (
    VOICE,
    acceptable,
    labels,
)


def test_a_why_tells_the_verdict_the_reason_and_the_way_out() -> None:
    found = a_diagnosis(
        number="2026 / 42",
        source_id=SourceId("s-1"),
        amount=Money.of("1234.50"),
        customer_name="De Vlinder BV",
        department="Gent",
        due_on=date(2026, 12, 1),
        first_cause=Reason.CUSTOMER_INCOMPLETE,
        would_import_now=True,
    )
    shown = why(VOICE, found)

    acceptable(shown)
    assert "It is not imported: Refused by Twikey." in shown.text
    assert "What to do: Somebody corrects what Twikey names" in shown.text
    assert "EUR 1,234.50, De Vlinder BV, due on 1 Dec 2026" in shown.text
    assert "What kept it out first: Customer not complete." in shown.text
    assert "bring it in now? Yes." in shown.text
    assert "Twikey's code: err" in shown.text
    assert labels(shown) == [
        "Retry 2026 / 42",
        "Leave out 2026 / 42",
        "Support pack for 2026 / 42",
        "Share 2026 / 42 in this channel",
        "Open in Teamleader",
    ]


def test_a_why_that_could_not_find_out_does_not_say_no() -> None:
    verdict = Undecided(System.TWIKEY, "feed")
    shown = why(VOICE, a_diagnosis(verdict=verdict, would_import_now=None))

    assert "I could not find out, because Twikey did not answer." in shown.text
    assert "Not known." in shown.text
    assert "not imported" not in shown.text


def test_an_eligible_invoice_can_be_imported_from_its_answer() -> None:
    found = a_diagnosis(
        verdict=eligible(),
        would_import_now=True,
        number="42",
        source_id=SourceId("s-1"),
        amount=Money.of("10"),
    )

    assert labels(why(VOICE, found))[0] == "Import 42 now"


def test_what_to_do_says_who_does_it() -> None:
    told = why(VOICE, a_diagnosis(verdict=blocked(Reason.CUSTOMER_INCOMPLETE))).text

    assert "What to do: A bookkeeper completes the customer in Teamleader." in told
    assert "Next: a bookkeeper." in told


def test_an_imported_invoice_that_was_settled_since_tells_what_to_do() -> None:
    there = blocked(Reason.ALREADY_IMPORTED)
    notes = tuple(
        Finding(reason, Effect.NOTES, example(reason))
        for reason in (Reason.PAST_DUE, Reason.SETTLED_SINCE, Reason.NO_EMAIL)
    )
    found = a_diagnosis(
        verdict=Blocked((*there.findings, *notes)),
        number="42",
        source_id=SourceId("s-1"),
    )
    shown = why(VOICE, found)

    acceptable(shown)
    assert "somebody has to act: Settled in Teamleader, open in Twikey." in shown.text
    assert "An operator marks it as paid in Twikey, at once." in shown.text
    assert "Nothing to do" not in shown.text
    assert "Next: an operator." in shown.text
    assert shown.text.count("Twikey may still collect it") == 1
    assert labels(shown)[0] == "Mark 42 paid in Twikey"
    also = shown.text.split("Also true")[1]
    assert "corrects the customer's address in Teamleader" in also


def test_what_is_settled_in_part_offers_no_marking_as_paid() -> None:
    facts = {"how": "partly-paid", "at_twikey": "100.00", "open": "60.00"}
    there = blocked(Reason.ALREADY_IMPORTED)
    part = Finding(Reason.SETTLED_SINCE, Effect.NOTES, facts)
    found = a_diagnosis(
        verdict=Blocked((*there.findings, part)),
        number="42",
        source_id=SourceId("s-1"),
    )
    shown = why(VOICE, found)

    assert "EUR 60.00 is still open there, but Twikey may collect more" in shown.text
    assert "Twikey holds it for EUR 100.00" in shown.text
    assert "lowers it in Twikey" in shown.text
    assert not [one for one in labels(shown) if one.startswith("Mark")]
    assert cautions(found) == (Caution.SETTLED_PARTLY,)


def test_an_invitation_that_waits_for_its_pdf_asks_nobody_to_act() -> None:
    there = blocked(Reason.ALREADY_IMPORTED)
    waits = Finding(
        Reason.INVITATION_WAITING, Effect.NOTES, {"held_for": HeldFor.DOCUMENT.value}
    )
    told = why(VOICE, a_diagnosis(verdict=Blocked((*there.findings, waits)))).text

    assert "*It is in Twikey.*" in told
    assert "somebody has to act" not in told


@pytest.mark.parametrize("would", [True, False])
def test_at_most_one_button_stands_out(would: bool) -> None:
    found = a_diagnosis(
        would_import_now=would,
        number="42",
        source_id=SourceId("s-1"),
        document=DocumentRecord(DocumentState.GAVE_UP),
        invitation=InvitationRecord(InvitationState.WAITING),
    )
    shown = why(VOICE, found)
    (row,) = [block for block in shown.blocks if block["type"] == "actions"]

    styles = [element.get("style") for element in row["elements"]]
    assert styles[0] == "primary"
    assert styles.count("primary") == 1


def test_an_imported_invoice_is_not_called_a_problem() -> None:
    shown = why(VOICE, a_diagnosis(verdict=blocked(Reason.ALREADY_IMPORTED)))

    assert "It is in Twikey." in shown.text
    assert "not imported:" not in shown.text


def test_a_shared_why_says_who_shared_it_and_acts_no_more() -> None:
    found = a_diagnosis(would_import_now=True, number="42", source_id=SourceId("s"))
    shown = why(VOICE, found, shared_by="U0JAN0001")

    assert "<@U0JAN0001> shared this." in shown.text
    assert labels(shown) == ["Open in Teamleader"]


def test_only_the_latest_events_are_told() -> None:
    entries = tuple(
        TimelineEntry(NOW + timedelta(minutes=n), "booked", {}) for n in range(20)
    )
    told = why(VOICE, a_diagnosis(timeline=entries)).text

    assert told.count("Seen booked") == 8
    assert "and 12 earlier" in told
    assert "22 Nov 2026, 10:49" in told


@pytest.mark.parametrize(
    ("event", "facts", "told"),
    [
        ("amount-changed", {"from": "1000.00", "to": "2.00", "currency": "EUR"},
         "The amount changed from EUR 1,000.00 to EUR 2.00"),
        ("due-date-changed", {"from": "2026-11-20", "to": None},
         "The due date changed from 20 Nov 2026 to unknown"),
        ("judged", {"reason": "refused", "system": None}, "Judged: Refused by Twikey"),
        ("judged", {"reason": None, "system": "twikey"},
         "Judged: not known, Twikey did not answer"),
        ("judged", {"reason": None, "system": None}, "Judged: it can be imported"),
        ("first-seen", {"total": "0.00", "currency": "EUR", "seen_by": "sweep"},
         "First seen in Teamleader, with EUR 0.00"),
        ("profile-field-changed", {"from": "4019", "to": "4021"},
         'The custom field for the profile changed from "4019" to "4021"'),
        ("profile-field-changed", {"from": "", "to": "4021"},
         'The custom field for the profile was filled in with "4021"'),
        ("something-new", {}, "something new"),
        ("amount-changed", {}, "amount changed"),
    ],
)  # fmt: skip
def test_what_happened_is_told_in_words(
    event: str, facts: dict[str, object], told: str
) -> None:
    entry = TimelineEntry(NOW, event, facts)

    assert told in why(VOICE, a_diagnosis(timeline=(entry,))).text


@pytest.mark.parametrize("count", [2, 10, 50])
def test_several_hits_give_a_picker(count: int) -> None:
    matches = tuple(
        Match(SourceId(f"s-{n}"), f"A{n} / 42", "Gent", "De Vlinder BV")
        for n in range(count)
    )
    shown = picker(VOICE, Ambiguous("42", matches))

    acceptable(shown)
    assert labels(shown)[0] == "Why A0 / 42 (Gent)?"
    assert len(labels(shown)) == min(count, 10)
