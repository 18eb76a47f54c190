"""A profile whose real switches are not what they are thought to be.

Twikey shows neither of the two switches, so what is confirmed here is only a copy.
Even where it is wrong, no customer gets two mails on one invoice by automatic steps.
"""

from __future__ import annotations

import pytest

from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.office import Office, configures, switches

Switches = tuple[bool, bool]
"""Sends by itself; only with the PDF."""

ALL: list[Switches] = [(True, True), (True, False), (False, True), (False, False)]
WITH_PDF = (True, True)
AT_ONCE = (True, False)


ONE_IS_AT_ONCE = [(WITH_PDF, real) for real in ALL] + [
    (confirmed, AT_ONCE) for confirmed in ALL if confirmed != WITH_PDF
]


async def in_every_way(office: Office) -> dict[str, Invoice]:
    """Import invoices, fetch each PDF in another way, and let days pass."""
    came: dict[str, Invoice] = {}
    came["early, by hand"] = await office.imports()
    await office.fetches(came["early, by hand"])
    came["early, by the job"] = await office.imports()
    came["late, by hand"] = await office.imports(late=True)
    came["late, by the job"] = await office.imports(late=True)
    await office.works()
    office.company.clock.advance(hours=2)
    await office.fetches(came["late, by hand"])
    for _ in range(2):
        await office.works()
        office.company.clock.advance(days=1)
    return came


@pytest.mark.parametrize("real", ALL, ids=str)
@pytest.mark.parametrize("confirmed", ALL, ids=str)
async def test_never_two_mails_whatever_the_real_switches_are(
    company: Company, office: Office, confirmed: Switches, real: Switches
) -> None:
    configures(company, send=confirmed[0], pdf=confirmed[1])
    switches(company, send=real[0], pdf=real[1])
    came = await in_every_way(office)

    assert all(office.attached(invoice) for invoice in came.values())
    by_twikey, by_us = real == AT_ONCE, confirmed == WITH_PDF
    mails = {way: len(office.mails(invoice)) for way, invoice in came.items()}
    assert mails == dict.fromkeys(came, 1 if by_twikey or by_us else 0)
    assert office.actions == (len(came) if by_us and not by_twikey else 0)


@pytest.mark.parametrize(("confirmed", "real"), ONE_IS_AT_ONCE, ids=str)
async def test_where_twikey_does_not_tell_whom_it_invited_one_wrong_copy_mails_twice(
    company: Company, office: Office, confirmed: Switches, real: Switches
) -> None:
    """What remains: thought to wait for the PDF, while Twikey sends at once.

    Twikey's API description names the question whom it invited, but not how it is
    answered. Where it is ignored, the copy of the switches is all there is to go by.
    """
    company.twikey.switches.invite_state = "ignored"
    configures(company, send=confirmed[0], pdf=confirmed[1])
    switches(company, send=real[0], pdf=real[1])
    invoice = await office.imports()
    await office.works()
    await office.works()

    mails = int(real == AT_ONCE) + int(confirmed == WITH_PDF)
    assert len(office.mails(invoice)) == mails
    assert (mails == 2) is (confirmed == WITH_PDF and real == AT_ONCE)
