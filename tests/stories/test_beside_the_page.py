"""What a person does in Teamleader and sees in Twikey, beside the local Slack page."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import browsing
from tests.stories.conftest import Company


async def _opened(page: Page) -> None:
    toggle = page.get_by_role("button", name="Teamleader and Twikey")
    if await toggle.get_attribute("aria-expanded") == "false":
        await toggle.click()


async def test_an_invoice_booked_beside_the_page_is_imported_from_slack(
    company: Company,
) -> None:
    async with browsing(company.stand_ins.slack_url) as page:
        await _opened(page)
        teamleader = page.get_by_role("region", name="Teamleader", exact=True)
        twikey = page.get_by_role("region", name="Twikey", exact=True)
        await teamleader.get_by_text("New invoice").click()
        await teamleader.get_by_label("Amount in EUR").fill("77.77")
        await teamleader.get_by_role("button", name="Book it").click()
        booked = teamleader.locator("summary").filter(has_text="EUR 77.77")
        number = await booked.locator("strong").inner_text()

        message = page.get_by_role("textbox", name="Message")
        await message.fill(f"/twikey import {number}")
        await message.press("Enter")

        arrived = twikey.locator("summary").filter(has_text="EUR 77.77")
        await expect(arrived).to_contain_text(number, timeout=30_000)


async def test_what_is_done_to_an_invoice_shows_at_once(company: Company) -> None:
    async with browsing(company.stand_ins.slack_url) as page:
        await _opened(page)
        teamleader = page.get_by_role("region", name="Teamleader", exact=True)
        await teamleader.get_by_label("Find in Teamleader").fill("2026 / 70")
        row = teamleader.locator("summary").filter(has_text="2026 / 70")
        await row.click()
        await teamleader.get_by_role(
            "button", name="Register payment: 2026 / 70"
        ).click()

        await expect(row).to_contain_text("paid")
        removal = teamleader.get_by_role("button", name="Remove payment: 2026 / 70")
        await expect(removal).to_be_visible()


async def test_a_refusal_of_the_system_is_shown(company: Company) -> None:
    async with browsing(company.stand_ins.slack_url) as page:
        await _opened(page)
        teamleader = page.get_by_role("region", name="Teamleader", exact=True)
        await teamleader.get_by_text("New invoice").click()
        await teamleader.get_by_label("Amount in EUR").fill("")
        await teamleader.get_by_role("button", name="Book it").click()

        await expect(page.get_by_role("alert").first).to_contain_text("total")
