"""Twikey: the system invoices are created in."""

from core.adapters.twikey.client import TwikeyClient, open_twikey
from core.adapters.twikey.login import Access
from core.adapters.twikey.mapping import ListedProfile

__all__ = ["Access", "ListedProfile", "TwikeyClient", "open_twikey"]
