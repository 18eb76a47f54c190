"""To which payment profile an invoice goes, who decided that, and what follows."""

from __future__ import annotations

from bot.words.reasons import code
from bot.words.voice import Safe, Voice
from core.domain.diagnosis import Diagnosis
from core.domain.profile import LevelSight, ProfileLevel
from core.domain.reason import Reason

_UNSAID = {
    ProfileLevel.TWIKEY: "why.profile.twikey",
    ProfileLevel.NONE: "why.profile.none",
}
_PROFILE_REASONS = (Reason.PROFILE_UNREADABLE, Reason.PROFILE_UNKNOWN)


def profile(voice: Voice, found: Diagnosis) -> list[Safe]:
    """Tell which profile it would go to; nothing where that decides nothing now.

    What the levels said is told where several were asked.
    """
    chosen = found.profile
    matters = found.would_import_now or found.decisive in _PROFILE_REASONS
    if chosen is None or not matters:
        return []
    lines = []
    if chosen.problem is None:
        lines.append(_chosen(voice, found))
    if len(chosen.sights) > 1:
        sights = voice.listed([_sight(voice, sight) for sight in chosen.sights])
        lines.append(voice.say("why.profile.asked", sights=sights))
    return lines


def mandates(voice: Voice, found: Diagnosis) -> list[Safe]:
    """Tell of a signed mandate that will not collect this invoice."""
    ids = dict.fromkeys(one.profile_id for one in found.mandates_beside)
    names = [_named(voice, found, id_) for id_ in ids if id_]
    if not names:
        return []
    told = voice.say("why.mandates", profiles=voice.listed(names))
    is_there = found.decisive is Reason.ALREADY_IMPORTED
    way_out = "why.mandates_way_out.there" if is_there else "why.mandates_way_out"
    return [told, voice.say(way_out)]


def _chosen(voice: Voice, found: Diagnosis) -> Safe:
    chosen = found.profile
    if chosen is None or chosen.id is None:
        unsaid = chosen.level if chosen else ProfileLevel.NONE
        return voice.say(_UNSAID.get(unsaid, "why.profile.none"))
    level = code(voice, "level", chosen.level)
    return voice.say(
        "why.profile", profile=_named(voice, found, chosen.id), level=level
    )


def _sight(voice: Voice, sight: LevelSight) -> Safe:
    level = code(voice, "level", sight.level)
    if sight.where:
        level = Safe(f"{level} ({voice.worded(sight.where)})")
    seen = voice.worded(sight.seen) if sight.seen else voice.say("why.profile.nothing")
    return voice.say("why.profile.sight", level=level, seen=seen)


def _named(voice: Voice, found: Diagnosis, profile_id: str) -> Safe:
    name = found.profile_names.get(profile_id)
    known = name is not None and name != profile_id
    return voice.worded(f"{name} ({profile_id})" if known else profile_id)
