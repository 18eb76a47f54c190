"""The forms about invoices and settings, with data of every size and kind."""

from __future__ import annotations

import json

import pytest

from bot.views import (
    decision_forms,
    settings_alerts,
    settings_import,
    settings_people,
    settings_profiles,
)
from bot.views.dialogs import View
from bot.views.settings import Chosen, settings
from bot.views.values import Value
from core.choices import ChosenRoles, Circle
from core.choosing_profiles import KnownProfile, ProfileOffer
from core.domain.audience import Audience
from core.domain.consequences import Consequences
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.invoice import CustomFieldId, DepartmentId
from core.domain.policy import Decided, Policy
from core.domain.profile import Profile
from core.domain.reason import Alert, Reason, System
from core.domain.verdict import Effect, Finding
from core.ports import Department
from sandbox.slack import validate_view
from tests.bot.fake_engine import NOW, a_diagnosis, blocked
from tests.bot.view_cases import NASTY, VOICE, acceptable
from tests.builders import a_policy

MANY = [0, 1, 3, 250]
CHANNEL = "C0BOEKHD1"


def fits(view: View) -> None:
    assert validate_view(view) == []
    assert "\u202e" not in json.dumps(view["blocks"], ensure_ascii=False)


def offer(count: int) -> ProfileOffer:
    contexts = (FieldContext.INVOICE, FieldContext.SUBSCRIPTION)
    return ProfileOffer(
        fields=tuple(
            FieldDefinition(CustomFieldId(f"field-{where}-{n}"), where, NASTY, "x")
            for where in contexts
            for n in range(count)
        ),
        profiles=tuple(
            KnownProfile(f"{4000 + n}", NASTY, n % 2 == 0, n % 3 == 0)
            for n in range(count)
        ),
        profiles_are_listed=True,
    )


def a_full_policy(count: int) -> Policy:
    """Everything was changed, and lost since."""
    names = ("AUTO_IMPORT", "DEFAULT_PROFILE", "ALERT_LEVELS", "ROLES", "ALL_WELL")
    return a_policy(
        default_profile="4999",
        invoice_profile_field="gone-field",
        profiles=tuple(
            Profile(f"{4000 + n}", NASTY, n % 2 == 0, n % 3 == 0) for n in range(count)
        ),
        departments=frozenset(DepartmentId(f"lost-{n}") for n in range(count)),
        alert_levels={reason.value: Alert.DIGEST for reason in Reason},
        audience=Audience(
            mentioned=tuple(f"U{n:08d}" for n in range(count)),
            quiet=frozenset(reason.value for reason in Reason),
        ),
        decided={name: Decided("U0SOFIE01", NOW) for name in names},
    )


@pytest.mark.parametrize("count", MANY)
def test_what_is_in_force_is_told_within_the_limits(count: int) -> None:
    people = frozenset(f"U{n:08d}" for n in range(count))
    groups = frozenset(f"S{n:08d}" for n in range(count))
    circle = Circle(people, groups)
    roles = ChosenRoles(circle, circle)

    acceptable(
        settings(VOICE, Chosen(a_full_policy(count), roles, CHANNEL, ("U0SOFIE01",)))
    )


@pytest.mark.parametrize("count", MANY)
def test_every_settings_form_suits_slack(count: int) -> None:
    policy, there = a_full_policy(count), offer(count)
    groups = {f"S{n:08d}": NASTY for n in range(count)}
    departments = [
        Department(DepartmentId(f"department-{n}"), NASTY) for n in range(count)
    ]
    offered = settings_import.Offered(departments, there.profiles)
    chosen = Chosen(policy, ChosenRoles(), CHANNEL, ("U0SOFIE01",))

    fits(settings_import.form(VOICE, policy, offered))
    fits(settings_profiles.fields_form(VOICE, policy, there))
    fits(settings_profiles.switches_form(VOICE, there, policy))
    fits(settings_alerts.alerts_form(VOICE, policy, CHANNEL, groups))
    fits(settings_alerts.causes_form(VOICE, policy))
    fits(settings_people.form(VOICE, chosen, groups))


@pytest.mark.parametrize("count", MANY)
def test_what_would_change_suits_slack(count: int) -> None:
    found = Consequences(
        looked_at=40,
        unknown=count,
        not_looked_at=count,
        system=System.TWIKEY,
        moving={f"{4000 + n}": 5000 for n in range(count)},
        vanishing=dict.fromkeys(Reason, 5000),
        appearing=dict.fromkeys(Reason, 1),
    )
    changes = {"INVOICE_PROFILE_FIELD": "x" * 200}

    fits(settings_profiles.confirm_form(VOICE, changes, found, offer(count)))


@pytest.mark.parametrize("count", [1, 10])
def test_the_form_to_leave_invoices_out_suits_slack(count: int) -> None:
    values = [
        Value(f"b120a366-f0bb-09cf-42f2-{n:012d}", NASTY[:60]) for n in range(count)
    ]

    view = decision_forms.leave_out(VOICE, values)

    fits(view)
    held = json.loads(view["private_metadata"])
    assert decision_forms.read_named(held) == tuple(values)


@pytest.mark.parametrize("reason", sorted(decision_forms.MENDED_HERE))
@pytest.mark.parametrize("count", MANY)
def test_the_form_that_mends_suits_slack(reason: Reason, count: int) -> None:
    facts = {
        "page": "javascript:alert(1)",
        "missing": ["name"],
        "profile": NASTY,
        "level": "person",
        "seen": {NASTY: NASTY},
    }
    finding = Finding(reason, Effect.BLOCKS, facts)
    verdict = blocked(reason, facts)
    found = a_diagnosis(verdict=type(verdict)((finding,)), number=NASTY)

    view = decision_forms.fix(VOICE, found, offer(count), Value("s-1", NASTY[:60]))

    fits(view)
    assert "javascript" not in json.dumps(view)
