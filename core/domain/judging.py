"""Asking the rule table: the only place where a verdict is made."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.checks import Unknown
from core.domain.evidence import Evidence, Unread
from core.domain.rules import RULES, Rule, Stage
from core.domain.submission import compose
from core.domain.verdict import (
    Blocked,
    Effect,
    Eligible,
    Finding,
    Passed,
    Screening,
    Undecided,
    Verdict,
)


def judge(evidence: Evidence, rules: tuple[Rule, ...] = RULES) -> Verdict:
    """Decide on complete evidence: may it be created, is it blocked, is it unknown."""
    screening = _ask(evidence, rules)
    if not isinstance(screening, Passed):
        return screening
    submission = compose(evidence)
    if submission is not None:
        return Eligible(submission, screening.findings)
    unread = _first_unread(evidence)
    if unread is None:
        raise ValueError("judged before the second stage was gathered")
    return Undecided(unread.system, unread.operation, screening.findings)


def screen(evidence: Evidence, rules: tuple[Rule, ...] = RULES) -> Screening:
    """Decide on what the list and the ledger know, to spare a call per invoice.

    The first-stage rules stand first in the table, so what blocks here is decisive in
    :func:`judge` as well.
    """
    return _ask(evidence, tuple(rule for rule in rules if rule.stage is Stage.LIST))


def foresee(evidence: Evidence, rules: tuple[Rule, ...] = RULES) -> Screening:
    """Tell what an import would probably do, without the second stage.

    A question that needs the full invoice counts as answered well.
    """
    return _ask(evidence, rules)


def _first_unread(evidence: Evidence) -> Unread | None:
    parts = (evidence.detail, evidence.customer, evidence.profile)
    return next((part for part in parts if isinstance(part, Unread)), None)


def _ask(evidence: Evidence, rules: Iterable[Rule]) -> Screening:
    findings: list[Finding] = []
    unknown: Unknown | None = None
    blocked = ended = False
    for rule in rules:
        effect = rule.effect_for(evidence.trigger)
        if ended and rule.blocks_for:
            continue
        answer = rule.check(evidence)
        if isinstance(answer, Unknown):
            if effect is Effect.BLOCKS and not blocked:
                unknown = unknown or answer
        elif answer is not None:
            findings.append(Finding(rule.reason, effect, answer))
            blocked = blocked or effect is Effect.BLOCKS
            ended = ended or rule.final
    if unknown is not None:
        return Undecided(unknown.system, unknown.operation, tuple(findings))
    return Blocked(tuple(findings)) if blocked else Passed(tuple(findings))
