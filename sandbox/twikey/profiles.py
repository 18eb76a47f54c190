"""Profiles: a list nobody documented and a check that is documented."""

from __future__ import annotations

from typing import Any

from sandbox.twikey.model import Visit
from sandbox.twikey.problems import ApiProblem
from sandbox.twikey.world import World
from sandbox.wire import Response

METHODS = ("bancontact", "ideal", "visa", "transfer")


def profile_id(world: World, value: Any) -> int:
    """Return the id of an active profile; a numeric string does.

    Refuses what is no number (``err_invalid_ct``) and what is unknown or inactive
    (``err_no_such_ct``).
    """
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()):
        raise ApiProblem("err_invalid_ct", text)
    profile = world.profiles.get(int(text))
    if profile is None or not profile.active:
        raise ApiProblem("err_no_such_ct", text)
    return profile.id


def listed(world: World, _: Visit) -> Response:
    """Answer ``GET /creditor/template``: names, but neither of the two switches."""
    if not world.switches.profile_list:
        return Response(404)
    return Response.of_json(
        [
            {
                "id": each.id,
                "name": each.name,
                "active": each.active,
                "type": "CORE",
                "mandateNumberRequired": False,
                "Attributes": [],
            }
            for each in world.profiles.values()
        ]
    )


def methods(world: World, visit: Visit) -> Response:
    """Answer ``GET /creditor/payment/methods?ct=``: the methods of a profile."""
    asked = visit.request.query_dict().get("ct")
    if asked is not None:
        profile_id(world, asked)
    return Response.of_json([{"name": each, "active": True} for each in METHODS])
