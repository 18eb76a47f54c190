"""What a person does on the local Slack page, in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.browser import browsing
from tests.stories.conftest import Company


async def test_an_import_is_asked_for_confirmed_and_summed_up(
    company: Company, pictures: Path
) -> None:
    async with browsing(company.stand_ins.slack_url) as page:
        message = page.get_by_role("textbox", name="Message")
        await message.fill("/twikey import")
        await message.press("Enter")
        asked = page.get_by_role("article").filter(has_text="would be imported")
        wanted = asked.get_by_role("button", name="Import ")
        await wanted.click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Import").click()
        summary = page.get_by_role("article").filter(has_text="Import finished")
        await expect(summary).to_contain_text("Imported: 34", timeout=30_000)
        await message.fill("/twikey why INV-42")
        await message.press("Enter")
        answer = page.get_by_role("article").filter(has_text="Why INV / 42?")
        await expect(answer).to_contain_text("in Twikey", timeout=30_000)
        await page.screenshot(path=pictures / "slack-page.png")

    assert (pictures / "slack-page.png").stat().st_size > 10_000


async def test_who_may_not_import_is_told_whom_to_ask(company: Company) -> None:
    async with browsing(company.stand_ins.slack_url) as page:
        await page.get_by_role("combobox", name="User").select_option("U0JAN0001")
        message = page.get_by_role("textbox", name="Message")
        await message.fill("/twikey import")
        await message.press("Enter")
        told = page.get_by_role("article").filter(has_text="This is for operators")

        await expect(told).to_contain_text("Sofie", timeout=30_000)
