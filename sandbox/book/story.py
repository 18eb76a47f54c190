"""What happened in the demo's company in the last 45 days.

Ordinary invoices come from the seed; each kind of trouble is told once or twice by
hand, at a fixed place, so that the same numbers mean the same on every run.
"""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from sandbox.book import profiles
from sandbox.book.clock import StoryClock
from sandbox.book.people import ORDINARY, introduce
from sandbox.book.teller import Chapter, Teller
from sandbox.teamleader import TeamleaderStandIn
from sandbox.twikey import TwikeyStandIn

DIRECT_DEBIT, PAYMENT_LINK, TRANSFER, RETIRED = 4021, 4022, 4023, 4019
DAYS = 45
EDGE = 29.9
ORDINARY_INVOICES = 46
FIRST_NUMBER = 15
NUMBER_USED_TWICE = 54
FISCAL_YEAR = "2026"
"""The prefix of the first department; fixed, so that numbers mean the same."""
LONG_REFERENCE = "Uw bestelling 2031-" + "00417-" * 24


def tell_story(
    teamleader: TeamleaderStandIn, twikey: TwikeyStandIn, clock: StoryClock, seed: int
) -> None:
    """Fill both systems with the company's last 45 days."""
    present = clock.now().replace(minute=7, second=12, microsecond=0)
    clock.tell(present - timedelta(days=DAYS + 300))
    teller = _begin(teamleader, twikey, clock)
    chance = random.Random(seed)
    chapters: list[tuple[float, Chapter]] = [*TROUBLES]
    chapters += [
        (_settled_day(chance.uniform(0.2, DAYS)), _ordinary(chance, index))
        for index in range(ORDINARY_INVOICES)
    ]
    for days_ago, happen in sorted(chapters, key=lambda c: -c[0]):
        clock.tell(present - timedelta(days=days_ago))
        happen(teller)
    clock.tell(None)


def _settled_day(days_ago: float) -> float:
    """Keep clear of the day that an import of 30 days takes in at some hours only.

    The order stays, so that the numbers do.
    """
    if EDGE <= days_ago < EDGE + 1.3:
        return EDGE + 1.3 + (days_ago - EDGE) / 1000
    return days_ago


def _begin(
    teamleader: TeamleaderStandIn, twikey: TwikeyStandIn, clock: StoryClock
) -> Teller:
    known = (
        (DIRECT_DEBIT, "Domiciliëring", True, True, True),
        (PAYMENT_LINK, "Betaallink", True, False, True),
        (TRANSFER, "Overschrijving", False, False, True),
        (RETIRED, "Oud profiel", True, False, False),
    )
    for number, name, sends, with_pdf, active in known:
        twikey.add_profile(
            number, name, send_on_booking=sends, include_pdf=with_pdf, active=active
        )
    departments = (
        teamleader.add_department(
            "Koeltechniek Maes", prefix=FISCAL_YEAR,
            next_number=FIRST_NUMBER, email="facturen@maes.example",
        ),
        teamleader.add_department(
            "Maes Installaties", prefix="INV", next_number=FIRST_NUMBER + 20,
        ),
        # Its numbers run through those that the first department has used.
        teamleader.add_department(
            "Maes Verhuur", prefix=FISCAL_YEAR, next_number=NUMBER_USED_TWICE,
        ),
    )  # fmt: skip
    customers = introduce(teamleader)
    return Teller(teamleader, twikey, customers, departments, clock.now)


def _ordinary(chance: random.Random, index: int) -> Chapter:
    customer = ORDINARY[index % len(ORDINARY)]
    cents = chance.randint(1999, 480000)
    department = 1 if index % 4 == 3 else 0
    sent = chance.random() < 0.15

    def happen(teller: Teller) -> None:
        total = str(Decimal(cents) / 100)
        source_id = teller.booked(customer, total, department)
        if sent:
            teller.teamleader.mark_sent(source_id)

    return happen


def _paid(teller: Teller) -> None:
    source_id = teller.booked("zonneveld", "423.50")
    teller.teamleader.register_payment(source_id, "423.50")


def _paid_in_part(teller: Teller) -> None:
    source_id = teller.booked("fromagerie", "1000.00")
    teller.teamleader.register_payment(source_id, "400.00")


def _credited(teller: Teller) -> None:
    source_id = teller.booked("cafe", "181.50")
    teller.teamleader.credit(source_id)


def _credited_in_part(teller: Teller) -> None:
    source_id = teller.booked("lang", "2420.00")
    teller.teamleader.credit(source_id, "242.00")


def _on_hold(teller: Teller) -> None:
    teller.teamleader.set_on_hold(teller.booked("weingut", "605.00"))


def _sent(teller: Teller) -> None:
    teller.teamleader.mark_sent(teller.booked("schouten", "847.00", 1))


def _came_another_way(teller: Teller) -> None:
    teller.at_twikey(teller.booked("vlinder", "302.50"))


def _came_another_way_and_is_paid(teller: Teller) -> None:
    source_id = teller.booked("lotte", "96.80", 1)
    teller.at_twikey(source_id)
    number = teller.teamleader.books.invoices[source_id].number
    teller.twikey.mark_paid(teller.twikey.invoice(str(number)).id)


def _number_taken(teller: Teller) -> None:
    source_id = teller.booked("zonneveld", "544.50", 1)
    teller.at_twikey(
        source_id,
        amount="72.60",
        remittance=None,
        customer={"customerNumber": "KL-00012", "companyName": "Iemand Anders NV"},
    )


def _customer_deleted(teller: Teller) -> None:
    teller.booked("verdwenen", "366.63")
    teller.teamleader.delete_customer(teller.customers["verdwenen"])


def _was_edited_from_zero(teller: Teller) -> None:
    source_id = teller.booked("francois", "0.00")
    teller.teamleader.update_invoice(source_id, total="121.00")


def _booked(customer: str, total: str, department: int = 0, **more: object) -> Chapter:
    return lambda teller: _told(teller.booked(customer, total, department, **more))


def _drafted(customer: str, total: str, department: int = 0) -> Chapter:
    return lambda teller: _told(teller.draft(customer, total, department))


def _told(source_id: str) -> None:
    """End a chapter whose invoice nobody comes back to."""


TROUBLES: tuple[tuple[float, Chapter], ...] = (
    (43.0, _paid),
    (38.5, _came_another_way),
    (33.0, _booked("zwijger", "290.40")),
    (27.4, _paid),
    (26.2, _came_another_way),
    (25.1, _came_another_way_and_is_paid),
    (24.3, _booked("lotte", "0.00")),
    (22.8, _credited),
    (21.5, _booked("noor", "-60.50")),
    (20.4, _credited_in_part),
    (19.6, _booked("schouten", "1815.00", 1, currency="USD")),
    (18.2, _paid_in_part),
    (17.3, _booked("naamloos", "242.00")),
    (16.1, _customer_deleted),
    (15.5, _number_taken),
    (14.2, _on_hold),
    (13.0, _booked("zwijger", "157.30")),
    (12.1, _booked("jef", "84.70", 1)),
    (11.4, _booked("vlinder", "363.00", payment_days=7)),
    (9.7, _booked("weingut", "99.99", payment_reference=LONG_REFERENCE)),
    (8.3, _sent),
    (6.6, _was_edited_from_zero),
    (4.9, _booked("cafe", "48.40", due_on=None, payment_days=None)),
    (3.2, _drafted("fromagerie", "726.00")),
    (1.4, _drafted("lotte", "0.00")),
    (0.3, _drafted("schouten", "1210.00", 1)),
    # Later than every ordinary invoice, which keeps the numbers of those.
    (0.19, profiles.define_fields),
    (0.17, profiles.named("vlinder", "217.80", profiles.ON_TRANSFER)),
    (0.15, profiles.named("cafe", "65.34", profiles.NO_PROFILE)),
    (0.13, profiles.named("lang", "1331.00", profiles.NOT_THERE)),
    (0.11, profiles.from_a_subscription),
    (0.10, profiles.merged_and_disagreeing),
    (0.09, profiles.named("schouten", "484.00", profiles.NOT_USED_ANY_MORE, 1)),
    (0.08, profiles.sign_mandate("vlinder", DIRECT_DEBIT)),
    (0.07, _booked("lotte", "75.02", 2)),
)
"""How many days ago, and what happened."""
