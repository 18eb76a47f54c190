"""Links within a text: to where Teamleader and Twikey show an invoice."""

from __future__ import annotations

from bot.views.counting import named
from bot.words import Safe, Voice
from core.domain.alert import AlertLine, LateInvoice

_LONGEST = 500
_WEB = ("https://", "http://")
_ESCAPED = {"&": "&amp;", "<": "%3C", ">": "%3E", "|": "%7C"}


def linked(text: Safe, url: str | None) -> Safe:
    """Return a text that leads somewhere, or as it is if that is no web address."""
    if url is None or not _leads_somewhere(url):
        return text
    target = "".join(_ESCAPED.get(sign, sign) for sign in url)
    return Safe(f"<{target}|{text}>")


def linked_number(voice: Voice, one: AlertLine | LateInvoice) -> Safe:
    """Return an invoice number that leads to the invoice in Teamleader."""
    return linked(named(voice, one.number), one.web_url)


def _leads_somewhere(url: str) -> bool:
    plain = url.isascii() and url.isprintable() and " " not in url
    return plain and len(url) <= _LONGEST and url.startswith(_WEB)
