"""A browser for tests: Playwright's own Chromium or the system's."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def browsing(address: str) -> AsyncIterator[Page]:
    """Open a page; the test is skipped, with its reason, where no Chromium is."""
    async with async_playwright() as playwright:
        found = _chromium(playwright.chromium.executable_path)
        if found is None:
            pytest.skip("Chromium is not installed")
        browser = await playwright.chromium.launch(
            executable_path=found, args=list(QUIET)
        )
        try:
            page = await browser.new_page(viewport={"width": 1180, "height": 1150})
            await page.goto(address)
            yield page
        finally:
            await browser.close()


def _chromium(own: str) -> str | None:
    return own if Path(own).exists() else shutil.which("chromium")
