"""The digest in the channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.views.digest import digest
from core.domain.alert import AlertLine, LateInvoice, LineState
from core.domain.digest import Digest, grouped
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.reason import Facts, Reason, System
from tests.bot.examples import example
from tests.bot.fake_engine import NOW
from tests.bot.office import Office
from tests.bot.view_cases import NASTY, VOICE, acceptable

TODAY = date(2026, 11, 23)
PROOF: Facts = {
    "first": "2026-11-20",
    "last": "2026-11-22",
    "booked": 9,
    "amount": "900.00",
    "counts": {"imported": 8, "excluded": 1, "unexplained": 0},
    "unexplained": [],
}
QUIET = Digest(NOW - timedelta(days=3), NOW)


def late(reason: Reason | None, amount: str = "100.00") -> LateInvoice:
    facts = example(reason) if reason else {}
    system = None if reason else System.TWIKEY
    due_on = TODAY + timedelta(days=4)
    return LateInvoice(
        SourceId("s"), NASTY, "d", NASTY, Money.of(amount), due_on, NOW, NOW, reason,
        system, facts,
    )  # fmt: skip


def test_a_quiet_day_says_that_all_is_well() -> None:
    told = digest(VOICE, QUIET, PROOF, TODAY).text

    assert "How it stands on 23 Nov 2026" in told
    assert "All is well: nothing waits on people." in told
    assert "Imported since 19 Nov 2026, 10:30: nothing." in told
    assert (
        "Booked on 20 Nov 2026 to 22 Nov 2026: 9 invoices, EUR 900.00. In Twikey: 8. "
        "Unexplained: 0." in told
    )


def test_what_waits_on_people_comes_before_what_moved() -> None:
    found = replace(
        QUIET,
        waiting=grouped([late(Reason.REFUSED), late(Reason.REFUSED), late(None)]),
        aside=grouped([late(Reason.PAID)]),
        imported=(Money.of("50.00"), Money.of("70.00")),
        documents=2,
    )
    told = digest(VOICE, found, PROOF, TODAY).text

    order = [
        "Waits on people: EUR 300.00 at risk",
        "Refused by Twikey: 2 (EUR 200.00). The first is due in 4 days.",
        "Not known, because Twikey did not answer: 1 (EUR 100.00)",
        "2 invoices, EUR 120.00.",
        "Unexplained: 0.",
        "Already paid: 1 (EUR 100.00)",
        "PDFs not in Twikey yet: 2",
    ]
    places = [told.index(each) for each in order]
    assert places == sorted(places)
    assert "All is well" not in told


def test_an_unexplained_invoice_is_named_and_nothing_is_well() -> None:
    counts = {"imported": 8, "unexplained": 1}
    proof = {**PROOF, "counts": counts, "unexplained": ["2026 / 42"]}
    told = digest(VOICE, QUIET, proof, TODAY).text

    assert "Unexplained: 1." in told
    assert "Unexplained invoices: 2026 / 42" in told
    assert "All is well" not in told


def test_a_proof_that_could_not_be_made_says_who_did_not_answer() -> None:
    proof = {"first": "2026-11-20", "last": "2026-11-20", "system": "teamleader"}
    told = digest(VOICE, QUIET, proof, TODAY).text

    assert "on 20 Nov 2026 could not be added up: Teamleader did not answer" in told


def test_what_twikey_may_still_collect_is_part_of_it() -> None:
    line = AlertLine(
        SourceId("s"), "1", None, None, Money.of("5.00"), None, LineState.OPEN, NOW
    )
    told = digest(VOICE, replace(QUIET, settled=(line,)), PROOF, TODAY).text

    assert "Settled in Teamleader, but open in Twikey: 1 (EUR 5.00)" in told


@pytest.mark.parametrize("times", [1, 1000])
def test_a_digest_of_any_size_is_accepted_by_slack(times: int) -> None:
    everything = [late(reason) for reason in (None, *Reason) for _ in range(times)]
    found = replace(QUIET, waiting=grouped(everything), aside=grouped(everything))
    proof = {**PROOF, "unexplained": [NASTY] * 20}

    acceptable(digest(VOICE, found, proof, TODAY))


async def test_a_digest_tells_the_state_at_the_moment_it_is_sent(
    office: Office,
) -> None:
    source_id = await office.books("2026 / 1", Reason.REFUSED)
    await office.books("2026 / 2", Reason.ON_HOLD)
    office.clock.pass_by(4000)
    facts = {
        "since": (office.clock.now() - timedelta(days=1)).isoformat(),
        "until": (office.clock.now() + timedelta(days=1)).isoformat(),
        "proof": PROOF,
    }
    await office.asks("digest", facts)
    await office.imports(source_id)
    await office.sends()
    [message] = office.said()

    assert "Refused by Twikey" not in message.text
    assert "On hold in Teamleader: 1 (EUR 100.00)" in message.text
    assert "1 invoice, EUR 100.00." in message.text


async def test_only_the_latest_of_the_digests_that_could_not_be_sent_is_repeated(
    office: Office,
) -> None:
    office.archive()
    for day in (1, 2):
        at = datetime(2026, 11, day, 8, tzinfo=NOW.tzinfo)
        span = {"since": at.isoformat(), "until": NOW.isoformat(), "proof": PROOF}
        await office.asks("digest", span)
        await office.sends(after=600)
    assert len(office.said_directly()) == 2

    office.archive(is_archived=False)
    await office.sends(after=600)
    [message] = office.said()
    assert "since 2 Nov 2026" in message.text


def test_the_first_invoices_of_a_group_are_named_and_lead_to_teamleader() -> None:
    url = "https://focus.teamleader.eu/invoice_detail.php?id=b120&x=<1>"
    named = [
        replace(late(Reason.ZERO_AMOUNT), number=f"2026 / {n}", web_url=url)
        for n in range(7)
    ]
    found = replace(QUIET, aside=grouped(named))
    shown = digest(VOICE, found, PROOF, TODAY)

    acceptable(shown)
    assert "?id=b120&amp;x=%3C1%3E|2026 / 4>" in shown.text
    assert "2026 / 5" not in shown.text
    assert "and 2 more" in shown.text


def test_what_is_no_web_address_is_no_link() -> None:
    odd = replace(late(Reason.ZERO_AMOUNT), number="7", web_url="javascript:alert(1)")
    told = digest(VOICE, replace(QUIET, aside=grouped([odd])), PROOF, TODAY).text

    assert "javascript" not in told
