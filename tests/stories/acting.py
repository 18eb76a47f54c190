"""What a person does on the page, by the names a screen reader hears."""

from __future__ import annotations

from playwright.async_api import Locator, Page

PATIENCE = 40_000
"""Milliseconds to wait for something the bot does by itself."""


async def types(page: Page, text: str) -> None:
    """Type into the message box and send it."""
    message = page.get_by_role("textbox", name="Message")
    await message.fill(text)
    await message.press("Enter")


def said(page: Page, text: str) -> Locator:
    """Return the latest message that holds a text."""
    return page.get_by_role("article").filter(has_text=text).last


async def confirms(page: Page, label: str) -> None:
    """Press a button of the dialog that asks once more."""
    await page.get_by_role("dialog").get_by_role("button", name=label).click()
