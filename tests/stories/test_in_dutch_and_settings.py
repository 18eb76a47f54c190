"""Answers in the reader's language, settings in a dialog, an import from a dialog."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser import browsing
from tests.stories.acting import PATIENCE, said, types
from tests.stories.conftest import Company


async def test_somebody_who_reads_dutch_is_answered_in_dutch(
    company: Company, tmp_path: Path
) -> None:
    number = str(company.nameless().number)
    async with browsing(company.stand_ins.slack_url) as page:
        await page.get_by_role("combobox", name="Language").select_option("nl")
        await types(page, f"/twikey why {number}")
        answer = said(page, f"Waarom {number}?")

        await expect(answer).to_contain_text("Klant niet volledig", timeout=PATIENCE)
        await expect(answer).to_contain_text("Wat te doen")
        await types(page, f"/twikey import {number}")
        summary = said(page, "Import finished")
        await expect(summary).to_contain_text("Customer not complete", timeout=PATIENCE)
        await page.screenshot(path=tmp_path / "slack-page-dutch.png")


async def test_an_admin_changes_the_time_of_the_overview_in_a_dialog(
    company: Company,
) -> None:
    async with browsing(company.stand_ins.slack_url) as page:
        await types(page, "/twikey settings")
        shown = said(page, "How I work")
        change = shown.get_by_role("button", name="Change Alerts and overview")
        await change.click(timeout=PATIENCE)
        dialog = page.get_by_role("dialog")
        time = dialog.get_by_label("Time of the overview on business days")
        await expect(time).to_be_visible(timeout=PATIENCE)
        await time.fill("09:30")
        await dialog.get_by_role("button", name="Save").click()

        saved = said(page, "Saved:")
        await expect(saved).to_contain_text("time of the overview", timeout=PATIENCE)
        await types(page, "/twikey settings")
        anew = said(page, "How I work")
        await expect(anew).to_contain_text("business days at 09:30", timeout=PATIENCE)
        await expect(anew).to_contain_text("changed by @Sofie Peeters")


async def test_home_leads_to_an_import_that_is_looked_at_first(
    company: Company, pictures: Path
) -> None:
    async with browsing(company.stand_ins.slack_url) as page:
        await page.get_by_role("tab", name="Home").click()
        home = page.get_by_role("main")
        await expect(home.get_by_text("Set-up:")).to_be_visible(timeout=PATIENCE)
        await page.set_viewport_size({"width": 1440, "height": 900})
        await page.get_by_role("button", name="Teamleader and Twikey").click()
        await page.screenshot(path=pictures / "slack-home.png")
        await home.get_by_role("button", name="Import invoices").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Show preview").click(timeout=PATIENCE)
        run = dialog.get_by_role("button", name=re.compile(r"Import \d+"))
        await expect(run).to_be_visible(timeout=PATIENCE)
        before = len(company.stand_ins.twikey.invoices)
        await run.click()

        await page.get_by_role("button", name="#boekhouding").click()
        await expect(said(page, "Import finished")).to_contain_text(
            "Imported: 34", timeout=PATIENCE
        )
    assert len(company.stand_ins.twikey.invoices) == before + 34
