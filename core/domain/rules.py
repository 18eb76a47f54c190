"""The one rule table: a row is the whole truth about a reason.

Import and diagnosis cannot disagree, because both judge by these rows, in this order.
Adding a reason means adding its member, its check and its row here; the views render
any finding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from core.domain import checks
from core.domain.checks import Answer
from core.domain.evidence import Evidence
from core.domain.reason import Alert, Facts, Reason, Trigger
from core.domain.verdict import Effect

Check = Callable[[Evidence], Answer]

EVERYBODY = frozenset(Trigger)
ONLY_AUTOMATIC = frozenset({Trigger.AUTOMATIC})
NOT_BY_NUMBER = frozenset({Trigger.WINDOW, Trigger.AUTOMATIC})


class Stage(IntEnum):
    """What a check needs: the list row and the ledger, or the full invoice."""

    LIST = 1
    FULL = 2


class Mover(StrEnum):
    """Who has to do something next."""

    NOBODY = "nobody"
    BOOKKEEPER = "bookkeeper"
    OPERATOR = "operator"
    ADMIN = "admin"
    BOT = "bot"


class Remedy(StrEnum):
    """The way out, which decides the button that is offered."""

    NONE = "none"
    NEAREST = "nearest"
    IN_TEAMLEADER = "in-teamleader"
    IMPORT = "import"
    TAKE_BACK = "take-back"
    CUSTOMER = "customer"
    PROFILE = "profile"
    RETRY = "retry"
    MARK_PAID = "mark-paid"
    FETCH = "fetch"
    INVITE = "invite"


@dataclass(frozen=True)
class Rule:
    """One reason: when it holds, what it does, who moves next and how.

    ``blocks_for`` names the triggers it stops; for the others it is a note, and a rule
    that stops nobody is always one. ``final`` ends the questions about blocking.
    """

    reason: Reason
    check: Check
    stage: Stage
    mover: Mover
    remedy: Remedy
    alert: Alert
    blocks_for: frozenset[Trigger] = frozenset()
    final: bool = False

    def effect_for(self, trigger: Trigger) -> Effect:
        """Return whether it stops an import asked for like this."""
        return Effect.BLOCKS if trigger in self.blocks_for else Effect.NOTES

    @property
    def effect(self) -> Effect:
        """The effect as the table of reasons shows it."""
        return Effect.BLOCKS if self.blocks_for else Effect.NOTES


_R, _M, _W, _A = Reason, Mover, Remedy, Alert
_LIST, _FULL = Stage.LIST, Stage.FULL

RULES: tuple[Rule, ...] = (
    Rule(_R.NOT_FOUND, checks.not_found, _LIST, _M.OPERATOR, _W.NEAREST, _A.NOTHING,
         EVERYBODY, final=True),
    Rule(_R.DELETED, checks.deleted, _LIST, _M.NOBODY, _W.NONE, _A.DIGEST,
         EVERYBODY, final=True),
    Rule(_R.ALREADY_IMPORTED, checks.already_imported, _LIST, _M.NOBODY, _W.NONE,
         _A.NOTHING, EVERYBODY, final=True),
    Rule(_R.DRAFT, checks.draft, _LIST, _M.BOOKKEEPER, _W.IN_TEAMLEADER, _A.NOTHING,
         EVERYBODY, final=True),
    Rule(_R.LEFT_OUT, checks.left_out, _LIST, _M.NOBODY, _W.TAKE_BACK, _A.NOTHING,
         EVERYBODY),
    Rule(_R.ZERO_AMOUNT, checks.zero_amount, _LIST, _M.NOBODY, _W.NONE, _A.DIGEST,
         EVERYBODY),
    Rule(_R.NEGATIVE_AMOUNT, checks.negative_amount, _LIST, _M.BOOKKEEPER,
         _W.IN_TEAMLEADER, _A.DIGEST, EVERYBODY),
    Rule(_R.CREDITED, checks.credited, _LIST, _M.NOBODY, _W.NONE, _A.DIGEST, EVERYBODY),
    Rule(_R.PAID, checks.paid, _LIST, _M.BOOKKEEPER, _W.IN_TEAMLEADER, _A.DIGEST,
         EVERYBODY),
    Rule(_R.CURRENCY, checks.currency, _LIST, _M.BOOKKEEPER, _W.IN_TEAMLEADER, _A.ALERT,
         EVERYBODY),
    Rule(_R.OUTSIDE_WINDOW, checks.outside_window, _LIST, _M.OPERATOR, _W.IMPORT,
         _A.NOTHING, frozenset({Trigger.WINDOW})),
    Rule(_R.BEFORE_START, checks.before_start, _LIST, _M.OPERATOR, _W.IMPORT,
         _A.NOTHING, ONLY_AUTOMATIC),
    Rule(_R.AUTOMATIC_OFF, checks.automatic_off, _LIST, _M.ADMIN, _W.IMPORT, _A.NOTHING,
         ONLY_AUTOMATIC),
    Rule(_R.WAS_ZERO, checks.was_zero, _LIST, _M.OPERATOR, _W.IMPORT, _A.ALERT,
         ONLY_AUTOMATIC),
    Rule(_R.ON_HOLD, checks.on_hold, _FULL, _M.BOOKKEEPER, _W.IMPORT, _A.ALERT,
         ONLY_AUTOMATIC),
    Rule(_R.PROFILE_UNREADABLE, checks.profile_unreadable, _FULL, _M.BOOKKEEPER,
         _W.PROFILE, _A.ALERT, EVERYBODY),
    Rule(_R.PROFILE_UNKNOWN, checks.profile_unknown, _FULL, _M.ADMIN, _W.PROFILE,
         _A.ALERT, EVERYBODY),
    Rule(_R.CUSTOMER_INCOMPLETE, checks.customer_incomplete, _FULL, _M.BOOKKEEPER,
         _W.CUSTOMER, _A.ALERT, EVERYBODY),
    Rule(_R.NUMBER_TAKEN, checks.number_taken, _FULL, _M.BOOKKEEPER, _W.IN_TEAMLEADER,
         _A.ALERT, EVERYBODY),
    Rule(_R.REFUSED, checks.refused, _FULL, _M.OPERATOR, _W.RETRY, _A.ALERT,
         NOT_BY_NUMBER),
    Rule(_R.PARTLY_SETTLED, checks.partly_settled, _LIST, _M.NOBODY, _W.NONE,
         _A.NOTHING),
    Rule(_R.SETTLED_SINCE, checks.settled_since, _LIST, _M.OPERATOR, _W.MARK_PAID,
         _A.AT_ONCE),
    Rule(_R.PAST_DUE, checks.past_due, _LIST, _M.NOBODY, _W.NONE, _A.NOTHING),
    Rule(_R.SENT_BY_TEAMLEADER, checks.sent_by_teamleader, _LIST, _M.NOBODY, _W.NONE,
         _A.NOTHING),
    Rule(_R.NO_EMAIL, checks.no_email, _FULL, _M.BOOKKEEPER, _W.CUSTOMER, _A.NOTHING),
    Rule(_R.DOCUMENT_WAITING, checks.document_waiting, _LIST, _M.BOT, _W.FETCH,
         _A.NOTHING),
    Rule(_R.INVITATION_WAITING, checks.invitation_waiting, _LIST, _M.OPERATOR,
         _W.INVITE, _A.NOTHING),
    Rule(_R.INVITATION_UNKNOWN, checks.invitation_unknown, _LIST, _M.OPERATOR,
         _W.INVITE, _A.ALERT),
    Rule(_R.JUST_BOOKED, checks.just_booked, _LIST, _M.BOT, _W.NONE, _A.NOTHING),
)  # fmt: skip

RULE_OF: dict[Reason, Rule] = {rule.reason: rule for rule in RULES}
_LOUD = {rule.reason.value for rule in RULES if rule.alert is _A.ALERT}


def alerts(reason: Reason, facts: Facts) -> bool:
    """Whether people have to be told of an invoice that is out for this reason.

    A paid invoice is only worth an alert if something that alerts had stopped it
    before: that it once was a draft, say, stopped nothing.
    """
    if reason is Reason.PAID:
        return facts.get("first_cause") in _LOUD
    return RULE_OF[reason].alert in (Alert.ALERT, Alert.AT_ONCE)
