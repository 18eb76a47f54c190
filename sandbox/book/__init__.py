"""The demo's company: two departments, 45 days of invoices, every kind of trouble."""

from sandbox.book.clock import StoryClock
from sandbox.book.story import tell_story

__all__ = ["StoryClock", "tell_story"]
