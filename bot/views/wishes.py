"""Which page of the overview a button leads to, as the button carries it."""

from __future__ import annotations

from datetime import datetime

from bot.views.buttons import Verb
from bot.views.values import Value
from core.domain.invoice import SourceId
from core.domain.overview import Place, Shown, Turn, Wish

_SIGN = "@"

OF_A_PAGE = frozenset(
    {
        Verb.LEAF,
        Verb.LIST_FILE,
        Verb.RETRY_CHOSEN,
        Verb.FETCH_CHOSEN,
        Verb.WHY_CHOSEN,
        Verb.SKIP_CHOSEN,
    }
)
"""The verbs of the buttons that carry the page they stand on, or lead to."""


def carried(wish: Wish) -> Value:
    """Return the value of a button that leads to a page."""
    if wish.place is None:
        return Value(wish.shown, "")
    at = wish.place.created_at.isoformat()
    return Value(wish.shown, _SIGN.join((wish.turn, at, wish.place.source_id)))


def wished(value: Value) -> Wish:
    """Return the page that a button leads to; the first one if that is not clear."""
    shown = Shown(value.id) if value.id in set(Shown) else Shown.ALL
    turn, _, rest = value.text.partition(_SIGN)
    at, _, source_id = rest.partition(_SIGN)
    try:
        place = Place(datetime.fromisoformat(at), SourceId(source_id))
        return Wish(shown, place, Turn(turn))
    except ValueError:
        return Wish(shown)
