"""What the program itself calls a mistake of its own: errors in its log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Mistakes(logging.Handler):
    """Hears what the program itself calls a mistake of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.heard.append(f"{record.getMessage()}: {error!r}")


@contextmanager
def listening(mistakes: Mistakes) -> Iterator[None]:
    """Hear every error while inside, and nothing less."""
    root = logging.getLogger()
    level = root.level
    root.addHandler(mistakes)
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.removeHandler(mistakes)
        root.setLevel(level)
