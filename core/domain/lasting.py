"""Which verdict is remembered: a problem lasts while no import would go through.

What stops one kind of import only, such as a switch of the automatic one, says nothing
of whether the others would go through. So it never takes the place of a problem that
stops them all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from core.domain.evidence import Evidence
from core.domain.judging import judge
from core.domain.reason import Alert, Reason, Trigger
from core.domain.rules import NOT_BY_NUMBER, RULES
from core.domain.verdict import Eligible, Verdict, decisive_reason

OF_ONE_KIND: Final = frozenset(
    rule.reason for rule in RULES if rule.blocks_for and len(rule.blocks_for) == 1
)
"""The reasons that stop imports of one kind, while others may go through."""

PROBLEMS: Final = frozenset(
    rule.reason
    for rule in RULES
    if rule.blocks_for >= NOT_BY_NUMBER and rule.alert is Alert.ALERT
)
"""What people have to mend before any import of the invoice goes through.

Only to be refused again may be tried by number.
"""


def lasting_verdict(whole: Evidence, found_before: Collection[Reason]) -> Verdict:
    """Return the verdict that is remembered of an invoice, whoever asked.

    ``whole`` is evidence whose second stage was gathered, ``found_before`` every
    reason that judging the invoice ever came to. It is the verdict of whoever asks,
    unless that is no more than a reason ``OF_ONE_KIND`` where a problem was found
    before: then what an import by hand would meet now counts, as long as it would not
    go through. A refusal stands until something changes, although a person may try.
    """
    asked = judge(whole)
    if decisive_reason(asked) not in OF_ONE_KIND or PROBLEMS.isdisjoint(found_before):
        return asked
    by_hand = judge(replace(whole, trigger=Trigger.WINDOW, window=None))
    return asked if isinstance(by_hand, Eligible) else by_hand
