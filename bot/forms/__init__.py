"""The forms in modals: one table.

A new form is one file here and one row in ``FORMS``; the role check follows from it.
"""

from __future__ import annotations

from bot.forms import (
    fix,
    importing,
    leave_out,
    settings_alerts,
    settings_import,
    settings_people,
    settings_profiles,
)
from bot.forms.call import Form, FormReply, Submission
from bot.roles import Role
from bot.views import decision_forms, import_form
from bot.views import settings_alerts as alert_views
from bot.views import settings_import as import_views
from bot.views import settings_people as people_views
from bot.views import settings_profiles as profile_views

__all__ = ["FORMS", "FORM_OF", "Form", "FormReply", "Submission"]

FORMS: tuple[Form, ...] = (
    Form(
        import_form.ASK,
        Role.OPERATOR,
        importing.asked,
        {import_form.HOW: importing.how_changed},
    ),
    Form(
        import_form.RUN,
        Role.OPERATOR,
        importing.confirmed,
        {import_form.CHANGE: importing.changed},
    ),
    Form(decision_forms.LEAVE_OUT, Role.OPERATOR, leave_out.submitted),
    Form(decision_forms.FIX, Role.OPERATOR, fix.submitted),
    Form(import_views.NAME, Role.ADMIN, settings_import.submitted),
    Form(profile_views.FIELDS, Role.ADMIN, settings_profiles.fields_submitted),
    Form(profile_views.CONFIRM, Role.ADMIN, settings_profiles.confirmed),
    Form(
        profile_views.SWITCHES,
        Role.ADMIN,
        settings_profiles.switches_submitted,
        {profile_views.PROFILE: settings_profiles.picked},
    ),
    Form(alert_views.ALERTS, Role.ADMIN, settings_alerts.alerts_submitted),
    Form(alert_views.CAUSES, Role.ADMIN, settings_alerts.causes_submitted),
    Form(people_views.NAME, Role.ADMIN, settings_people.submitted),
)

FORM_OF = {form.name: form for form in FORMS}
