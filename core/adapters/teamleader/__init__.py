"""Teamleader Focus: the system invoices are read from."""

from core.adapters.teamleader.client import TeamleaderClient, open_teamleader
from core.adapters.teamleader.documents import TeamleaderDocuments, open_documents
from core.adapters.teamleader.tokens import Access

__all__ = [
    "Access",
    "TeamleaderClient",
    "TeamleaderDocuments",
    "open_documents",
    "open_teamleader",
]
