"""The things nobody could establish about the real system, each as a switch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal


@dataclass
class Switches:
    """Where the sources disagree or are silent; the defaults are the likeliest.

    - ``duplicate_number``: ``stored`` answers 200 with what is there, ``strict``
      refuses.
    - ``same_id``: the same own id with another number gives back what is ``stored``,
      is refused (``strict``), or becomes another invoice under a ``new-id``.
    - ``number_free_after_delete``: a deleted invoice gives number and id free.
    - ``fresh_token_per_login``: otherwise a second login repeats the living token.
    - ``wrong_key_status``: 400 or 401.
    - ``login_quota`` logins per ``login_window_seconds``.
    - ``dead_token_seconds``: for how long a repeated dead token is answered with 429.
    - ``reads_per_minute``: the rate-limited reads per key and minute.
    - ``feed_page_size``; ``feed_seconds``: how long one reading keeps the feed busy.
    - ``minimal_reply``/``minimal_feed``: only id, number and state are shown.
    - ``amounts_as``: ``number`` or ``string``.
    - ``warning``: text of the ``X-Warning`` header on a create; empty for none.
    - ``profile_list``: the undocumented list of profiles exists.
    - ``customer_get``: the undocumented read of a customer exists.
    - ``customer_shows_profile``: that read also tells the profile kept on a customer.
    - ``mandate_feed``: the API key may read mandates.
    - ``mandate_customer``: where the feed tells the customer number: as the debtor's
      ``Id``, or as ``Othr`` of the contact details, with the VAT number as ``Id``.
    - ``invite_state``: reading an invoice with this question shows it only if it
      ``filters`` through, else there is nothing; or the question is ``ignored``. The
      parameter is described with its three values, its effect is not.
    - ``create_updates_customer``: a create overwrites what is known of a customer.
    - ``email_disabled``: the creditor has e-mail sending switched off.
    - ``bulk_busy_polls``: how often a batch says it is still busy.
    """

    duplicate_number: Literal["stored", "strict"] = "stored"
    same_id: Literal["stored", "strict", "new-id"] = "stored"
    number_free_after_delete: bool = True
    fresh_token_per_login: bool = True
    wrong_key_status: int = 400
    login_quota: int = 20
    login_window_seconds: int = 1020
    dead_token_seconds: int = 5
    reads_per_minute: int = 60
    feed_page_size: int = 100
    feed_seconds: float = 0.0
    minimal_reply: bool = False
    minimal_feed: bool = False
    amounts_as: Literal["number", "string"] = "number"
    warning: str = ""
    profile_list: bool = True
    customer_get: bool = True
    customer_shows_profile: bool = False
    mandate_feed: bool = True
    mandate_customer: Literal["Id", "Othr"] = "Id"
    invite_state: Literal["filters", "ignored"] = "filters"
    create_updates_customer: bool = False
    email_disabled: bool = False
    bulk_busy_polls: int = 1

    def turn(self, **values: Any) -> None:
        """Set switches by name; raises ``KeyError`` for one that does not exist."""
        known = {each.name for each in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise KeyError(name)
            setattr(self, name, value)

    def shown(self) -> dict[str, Any]:
        """Return every switch with its value."""
        return asdict(self)
