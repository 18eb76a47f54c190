"""The README's table of reasons, made from the rules and the words."""

from __future__ import annotations

from bot.words import Voice, reasons
from core.domain.reason import Alert
from core.domain.rules import EVERYBODY, RULES, Rule
from core.domain.verdict import Effect

_ALERTS = {
    Alert.NOTHING: "-",
    Alert.DIGEST: "daily digest",
    Alert.ALERT: "alert",
    Alert.AT_ONCE: "alert at once",
}


def reasons_table() -> str:
    """Return every reason as a Markdown table, in the order of the questions."""
    rows = [
        "| code | effect | what it means | way out | channel hears |",
        "|---|---|---|---|---|",
    ]
    rows += [_row(rule) for rule in RULES]
    return "\n".join(rows) + "\n"


def _row(rule: Rule) -> str:
    voice = Voice()
    cells = (
        f"`{rule.reason.value}`",
        _effect(rule),
        reasons.title(voice, rule.reason),
        reasons.way_out(voice, rule.reason, {}),
        _ALERTS[rule.alert],
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _effect(rule: Rule) -> str:
    if rule.effect is Effect.NOTES:
        return "notes"
    triggers = ", ".join(sorted(trigger.value for trigger in rule.blocks_for))
    return "blocks" if rule.blocks_for == EVERYBODY else f"blocks ({triggers})"
