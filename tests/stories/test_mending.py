"""Mending what stayed out: retrying, a late PDF, an alert that closes itself."""

from __future__ import annotations

from playwright.async_api import expect

from sandbox.looking import regular_customer
from sandbox.teamleader import PdfPlan
from tests.browser import browsing
from tests.stories.acting import PATIENCE, said, types
from tests.stories.conftest import Company


async def test_a_mended_invoice_is_retried_from_the_summary_and_comes_once(
    company: Company,
) -> None:
    invoice = company.nameless()
    number = str(invoice.number)
    async with browsing(company.stand_ins.slack_url) as page:
        await types(page, f"/twikey import {number}")
        summary = said(page, "Import finished")
        retry = summary.get_by_role("button", name=f"Retry {number}")
        await expect(retry).to_be_visible(timeout=PATIENCE)
        company.stand_ins.teamleader.update_customer(
            invoice.customer.id, name="Kapsalon Naam & Toenaam"
        )
        await retry.dblclick()

        await expect(summary).to_contain_text("imported, asked by", timeout=PATIENCE)
        await expect(retry).to_have_count(0)
    assert company.copies(number) == 1


async def test_a_late_pdf_is_fetched_by_hand_and_the_customer_invited_once(
    company: Company,
) -> None:
    teamleader = company.stand_ins.teamleader
    async with browsing(company.stand_ins.slack_url) as page:
        number = await _booked_without_pdf(company)
        await types(page, f"/twikey import {number}")
        told = said(page, "1 invoice imported")
        await expect(told).to_contain_text("waiting for the PDF", timeout=PATIENCE)
        await types(page, f"/twikey why {number}")
        answer = said(page, f"Why {number}?")
        fetch = answer.get_by_role("button", name=f"Fetch PDF of {number} now")
        await expect(fetch).to_be_visible(timeout=PATIENCE)
        assert company.mails(number) == []
        [invoice] = teamleader.books.numbered(number)
        teamleader.make_pdf_available(invoice.id)
        await fetch.click()

        done = f"The PDF of {number} is attached in Twikey now"
        await expect(said(page, done)).to_be_visible(timeout=PATIENCE)
        for _ in range(2):
            await company.bot.core.inviting.send_due()
    assert len(company.mails(number)) == 1


async def test_an_alert_closes_itself_when_the_invoice_arrives(
    quick_company: Company,
) -> None:
    teamleader = quick_company.stand_ins.teamleader
    invoice = quick_company.nameless()
    async with browsing(quick_company.stand_ins.slack_url) as page:
        number = teamleader.book(
            teamleader.draft_invoice("64.13", customer_id=invoice.customer.id)
        )
        alert = said(page, "Customer not complete")
        await expect(alert).to_contain_text(number, timeout=PATIENCE)
        quick_company.stand_ins.teamleader.update_customer(
            invoice.customer.id, name="Kapsalon Naam & Toenaam"
        )

        await expect(alert).to_contain_text(
            f"{number}: arrived in Twikey", timeout=PATIENCE
        )
    assert quick_company.copies(number) == 1


async def test_a_click_of_somebody_who_may_not_act_changes_nothing(
    company: Company,
) -> None:
    number = str(company.nameless().number)
    async with browsing(company.stand_ins.slack_url) as page:
        await types(page, f"/twikey import {number}")
        summary = said(page, "Import finished")
        retry = summary.get_by_role("button", name=f"Retry {number}")
        await expect(retry).to_be_visible(timeout=PATIENCE)
        await page.get_by_role("combobox", name="User").select_option("U0JAN0001")
        await retry.click()

        await expect(said(page, "This is for operators")).to_contain_text(
            "Sofie", timeout=PATIENCE
        )
        await expect(retry).to_be_visible()


async def _booked_without_pdf(company: Company) -> str:
    teamleader = company.stand_ins.teamleader
    customer = regular_customer(teamleader)
    invoice = teamleader.draft_invoice("181.50", customer_id=customer)
    teamleader.books.invoices[invoice].pdf = PdfPlan(ready_after=None)
    return teamleader.book(invoice)
