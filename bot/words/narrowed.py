"""What an import was narrowed to, in words."""

from __future__ import annotations

from bot.words.voice import Safe, Voice
from core.domain.outcome import Run


def narrowed(voice: Voice, run: Run) -> list[Safe]:
    """Name the departments a run was narrowed to; nothing where it was not."""
    names = run.facts.get("departments")
    if not isinstance(names, list | tuple) or not names:
        return []
    listed = voice.listed([voice.worded(name) for name in names])
    return [voice.say("summary.departments", departments=listed)]
