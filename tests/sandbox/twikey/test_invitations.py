from __future__ import annotations

import pytest

from tests.sandbox.twikey.client import (
    PDF_TEXT,
    PLAIN,
    SENDS,
    SENDS_WITH_PDF,
    START,
    Caller,
    refused,
)


@pytest.mark.parametrize(
    ("profile", "pdf", "mails"),
    [
        (PLAIN, None, []),
        (PLAIN, PDF_TEXT, []),
        (SENDS, None, [False]),
        (SENDS, PDF_TEXT, [False]),
        (SENDS_WITH_PDF, PDF_TEXT, [True]),
        (SENDS_WITH_PDF, None, []),
    ],
)
async def test_the_profile_decides_whether_a_create_invites(
    caller: Caller, profile: int, pdf: str | None, mails: list[bool]
) -> None:
    await caller.created(ct=profile, pdf=pdf)

    assert [mail.with_pdf for mail in caller.standin.outbox] == mails


async def test_an_invitation_is_recorded_with_all_that_matters(caller: Caller) -> None:
    invoice_id = await caller.created(ct=SENDS, cc=["boss@bakery.example"])

    (mail,) = caller.standin.outbox
    assert (mail.invoice_id, mail.number, mail.at) == (invoice_id, "F-1", START)
    assert (mail.to, mail.cc) == ("pay@bakery.example", ("boss@bakery.example",))
    assert (mail.kind, mail.cause) == ("email", "create")


async def test_another_recipient_may_be_named_for_one_invoice(caller: Caller) -> None:
    await caller.created(ct=SENDS, email="desk@bakery.example")

    assert caller.standin.outbox[0].to == "desk@bakery.example"


async def test_a_pdf_that_comes_later_invites_nobody(caller: Caller) -> None:
    invoice_id = await caller.created(ct=SENDS_WITH_PDF)
    await caller.update(invoice_id, pdf=PDF_TEXT)
    assert not caller.standin.outbox

    assert (await caller.act(invoice_id, type="send")).status_code == 204
    (mail,) = caller.standin.outbox
    assert (mail.with_pdf, mail.cause) == (True, "action:send")


@pytest.mark.parametrize("kind", ["send", "email"])
async def test_an_action_without_the_wanted_pdf_says_204_and_sends_nothing(
    caller: Caller, kind: str
) -> None:
    invoice_id = await caller.created(ct=SENDS_WITH_PDF)

    assert (await caller.act(invoice_id, type=kind)).status_code == 204
    assert not caller.standin.outbox


async def test_every_action_mails_again(caller: Caller) -> None:
    invoice_id = await caller.created()
    for _ in range(3):
        await caller.act(invoice_id, type="email")

    assert len(caller.standin.outbox) == 3


async def test_a_repeated_number_invites_nobody_again(caller: Caller) -> None:
    await caller.created(ct=SENDS)
    await caller.created(ct=SENDS)

    assert len(caller.standin.outbox) == 1


async def test_each_reminder_raises_the_level_up_to_four(caller: Caller) -> None:
    invoice_id = await caller.created()
    for _ in range(5):
        await caller.act(invoice_id, type="reminder")

    assert caller.standin.invoices[invoice_id].reminder_level == 4
    assert len(caller.standin.outbox) == 5


@pytest.mark.parametrize("state", ["paid", "archived"])
async def test_a_finished_invoice_invites_nobody(caller: Caller, state: str) -> None:
    invoice_id = await caller.created()
    await caller.update(invoice_id, state=state)

    response = await caller.act(invoice_id, type="send")
    assert refused(response) == (400, "err_invalid_state", invoice_id)
    assert not caller.standin.outbox


async def test_a_zero_invoice_invites_nobody(caller: Caller) -> None:
    await caller.created(ct=SENDS, amount=0)

    assert not caller.standin.outbox


async def test_without_an_address_send_falls_back_to_the_phone(caller: Caller) -> None:
    customer = {"customerNumber": "C-1", "mobile": "+32470000012"}
    invoice_id = await caller.created(customer=customer)
    await caller.act(invoice_id, type="send")

    assert [(m.kind, m.to) for m in caller.standin.outbox] == [("sms", "+32470000012")]


@pytest.mark.parametrize(
    ("action", "kind", "to"),
    [
        ("sms", "sms", "+32470000012"),
        ("letter", "letter", "Molenweg 12"),
        ("peppol", "peppol", "0208:0999"),
        ("smsreminder", "smsreminder", "+32470000012"),
    ],
)
async def test_each_channel_has_its_own_address(
    caller: Caller, action: str, kind: str, to: str
) -> None:
    customer = {
        "customerNumber": "C-1",
        "mobile": "+32470000012",
        "address": "Molenweg 12",
        "peppol": "0208:0999",
    }
    invoice_id = await caller.created(customer=customer)
    await caller.act(invoice_id, type=action)

    assert [(mail.kind, mail.to) for mail in caller.standin.outbox] == [(kind, to)]


async def test_a_payment_by_hand_can_be_reported(caller: Caller) -> None:
    invoice_id = await caller.created()
    await caller.act(invoice_id, type="manualPayment", rsn="cash", date="2031-04-12")

    assert caller.standin.invoices[invoice_id].state == "PAID"
    assert (await caller.feed())[0] == ["F-1", "F-1"]


async def test_a_customer_nobody_can_reach_gets_nothing(caller: Caller) -> None:
    customer = {"customerNumber": "C-1", "delivery": "print"}
    invoice_id = await caller.created(ct=SENDS, customer=customer)

    assert (await caller.act(invoice_id, type="send")).status_code == 204
    assert not caller.standin.outbox


async def test_a_creditor_may_have_mail_switched_off(caller: Caller) -> None:
    caller.standin.switches.email_disabled = True
    invoice_id = await caller.created(ct=SENDS)

    assert refused(await caller.act(invoice_id, type="email"))[1] == (
        "err_email_disabled"
    )
    assert not caller.standin.outbox


@pytest.mark.parametrize(
    ("form", "code", "extra"),
    [
        ({}, "err_missing_params", "type"),
        ({"type": "shout"}, "err_invalid_params", "type"),
        ({"type": "paymentplan"}, "err_missing_params", "initialAmount"),
        ({"type": "refund"}, "err_msg_missing", "message"),
    ],
)
async def test_an_action_names_what_is_missing(
    caller: Caller, form: dict[str, str], code: str, extra: str
) -> None:
    invoice_id = await caller.created()

    assert refused(await caller.act(invoice_id, **form)) == (400, code, extra)


async def test_an_action_on_an_unknown_invoice_is_a_400(caller: Caller) -> None:
    response = await caller.act("00000000-0000-0000-0000-000000000000", type="send")

    assert refused(response)[:2] == (400, "err_not_found")


@pytest.mark.parametrize(
    ("invited", "shown_for"), [(True, ["ok"]), (False, ["not_ok"])]
)
async def test_an_invoice_can_be_asked_for_by_its_invitation(
    caller: Caller, invited: bool, shown_for: list[str]
) -> None:
    invoice_id = await caller.created(ct=SENDS if invited else PLAIN)

    answers = {
        state: await caller.get(f"/invoice/{invoice_id}?invite_state={state}")
        for state in ("ok", "not_ok", "fail")
    }

    assert [s for s, answer in answers.items() if answer.status_code == 200] == (
        shown_for
    )
    assert refused(answers["fail"]) == (400, "err_not_found", invoice_id)


async def test_the_question_about_the_invitation_may_be_ignored(caller: Caller) -> None:
    caller.standin.switches.invite_state = "ignored"
    invoice_id = await caller.created()

    for state in ("ok", "not_ok", "fail"):
        path = f"/invoice/{invoice_id}?invite_state={state}"
        assert (await caller.get(path)).json()["number"] == "F-1"
    page = (await caller.get("/invoice?invite_state=ok")).json()["Invoices"]
    assert [entry["number"] for entry in page] == ["F-1"]


async def test_an_unknown_question_about_the_invitation_is_ignored(
    caller: Caller,
) -> None:
    invoice_id = await caller.created()

    answer = await caller.get(f"/invoice/{invoice_id}?invite_state=maybe")

    assert answer.status_code == 200
