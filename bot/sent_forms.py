"""Forms as Slack tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.commands.call import Entered
from bot.forms import FORM_OF, Form
from bot.forms.call import entered
from bot.modals import remembered
from bot.origins import origin_of
from bot.private import Address
from bot.slack_api import OpenView
from bot.views.dialogs import View
from core.domain.reason import Facts


@dataclass(frozen=True)
class Sent:
    """A form as Slack tells of it, when it is sent or something in it is used."""

    address: Address
    shown: OpenView
    view: View
    values: Entered
    meta: Facts

    @property
    def form(self) -> Form | None:
        """What kind of form it is; ``None`` if this version does not know it."""
        return FORM_OF.get(str(self.view.get("callback_id") or ""))

    @property
    def key(self) -> str:
        """What makes two submissions the same one: the form as it was shown."""
        return f"{self.shown.id}/{self.shown.hash}"

    @property
    def answered(self) -> OpenView:
        """The view that Slack shows in its place once it has got our answer.

        A change of ours may arrive before that answer, which would then undo it, so
        what we answer with is known by a name that nothing else had before.
        """
        return OpenView(self.shown.id, own_name=f"after/{self.key}")


def read_sent(body: dict[str, Any]) -> Sent:
    """Read what Slack says of a form."""
    view, user = body["view"], body["user"]["id"]
    meta, channel, url = remembered(view, user)
    shown = OpenView(str(view.get("id") or ""), str(view.get("hash") or ""))
    trigger = str(body.get("trigger_id") or "")
    address = Address(user, channel, url, trigger, shown, origin_of(body))
    return Sent(address, shown, view, entered(view.get("state")), meta)
