"""Every view there is, with things of a given number in it.

A view without a row here fails a test, so that none is shown that was never looked at.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator

import bot.views
from bot.commands import HELP_LINES
from bot.roles import Role
from bot.views import (
    Message,
    aftercare,
    alert,
    announcements,
    answers,
    decision_forms,
    dialogs,
    digest,
    greeting,
    help,
    home,
    import_form,
    invoice_file,
    invoices,
    overview,
    picker,
    preview,
    proof,
    settings,
    settings_alerts,
    settings_import,
    settings_people,
    settings_profiles,
    status,
    summary,
    support,
    why,
)
from bot.views.answers import Asked
from bot.views.blocks import section
from bot.views.dialogs import View
from bot.views.import_form import How, Wanted
from bot.views.settings_import import Offered
from bot.views.values import Value
from bot.words import Safe, Voice
from core.documents import Retrieval
from core.domain.document import DocumentProblem
from core.domain.money import Money
from core.domain.overview import Shown
from core.domain.policy import Window
from core.domain.reason import Reason, System
from core.errors import UsageError
from core.ports.clock import Progress
from tests.bot import made_things as made
from tests.bot.fake_engine import NOW
from tests.bot.view_cases import NASTY, WHAT

Made = Message | View
SOME = Value("s-1", NASTY[:60])
GROUPS = {f"S0GROUP{n}": NASTY for n in range(30)}


def reasons(count: int) -> list[Reason]:
    """Every reason for a few things; for very many a few reasons."""
    few = [Reason.REFUSED, Reason.SETTLED_SINCE, Reason.PAID]
    return list(Reason) if count < 100 else few


def _retrieved(count: int) -> list[Retrieval]:
    problems = [None, *DocumentProblem]
    return [
        Retrieval(made.an_id(n), 1, problems[n % len(problems)]) for n in range(count)
    ]


def _loaded(voice: Voice, count: int) -> View:
    view = import_form.asking(voice, Wanted(How.NUMBERS, numbers="1\n" * count))
    return dialogs.refilled(
        {**view, "private_metadata": "{}"}, [section(Safe("Wrong"))]
    )


def _asked(voice: Voice, count: int) -> Iterator[View]:
    for how in How:
        wanted = Wanted(how, "30", "2026-11-01", "bad", NASTY * 9)
        offered = import_form.narrowing(voice, made.departments_of(count), wanted)
        yield import_form.asking(voice, wanted, offered)


MADE: dict[str, Callable[[Voice, int], Iterable[Made]]] = {
    "aftercare.fetched_all": lambda v, n: [aftercare.fetched_all(v, _retrieved(n))],
    "alert.alert": lambda v, n: [
        alert.alert(v, made.alert_of(reason.value, n), made.TODAY, ["S0GROUP1"])
        for reason in reasons(n)
    ],
    "alert.moved": lambda v, n: [alert.moved(v, made.alert_of("refused", n))],
    "announcements.stock": lambda v, n: [
        announcements.stock(v, n, None),
        announcements.stock(v, n, Window(made.TODAY, made.TODAY)),
    ],
    "announcements.zero_imported": lambda v, n: [
        announcements.zero_imported(v, [(NASTY, "s", Money.of("1.00"))] * n)
    ],
    "announcements.unannounced": lambda v, n: [announcements.unannounced(v, n)],
    "announcements.missed_runs": lambda v, n: [
        announcements.missed_runs(
            v, {"since": NOW.isoformat(), "until": NOW.isoformat(), "count": n}
        )
    ],
    "announcements.hooks_repaired": lambda v, n: [
        announcements.hooks_repaired(v, {"added": n, "removed": n})
    ],
    "announcements.test_alert": lambda v, _: [
        announcements.test_alert(v, {"by": "U0SOFIE01", "at": NOW.isoformat()})
    ],
    "announcements.connection_lost": lambda v, n: [
        announcements.connection_lost(v, system, ["U0SOFIE01"] * min(n, 99))
        for system in System
    ],
    "announcements.connection_back": lambda v, _: [
        announcements.connection_back(v, system) for system in System
    ],
    "announcements.gave_up": lambda v, _: [
        announcements.gave_up(v, made.an_id(1), NASTY, problem)
        for problem in (None, *DocumentProblem)
    ],
    "announcements.misplaced": lambda v, n: [
        announcements.misplaced(
            v, summary.summary(v, made.run_of(n)), "C1", "is_archived"
        )
    ],
    "answers.told": lambda v, _: [answers.told(v, "dialog.late", title=NASTY)],
    "answers.importing": lambda v, _: [answers.importing(v, WHAT, "C1")],
    "answers.careful": lambda v, n: [answers.careful(v, WHAT, "C1", n)],
    "answers.progress": lambda v, n: [
        answers.progress(v, Asked(WHAT, "U0SOFIE01", 3.0), Progress(n, of, until))
        for of in (None, n)
        for until in (None, NOW)
    ],
    "answers.unposted": lambda v, n: [
        answers.unposted(v, "C1", summary.summary(v, made.run_of(n)))
    ],
    "answers.usage": lambda v, n: [
        answers.usage(v, UsageError(NASTY * 9, NASTY, NASTY))
    ],
    "decision_forms.leave_out": lambda v, _: [decision_forms.leave_out(v, [SOME])],
    "decision_forms.fix": lambda v, n: [
        decision_forms.fix(v, made.diagnosis_of(reason, n), made.offer_of(n), SOME)
        for reason in reasons(n)
    ],
    "dialogs.notice": lambda v, _: [dialogs.notice(v, Safe(NASTY), section(Safe("x")))],
    "dialogs.loading": lambda v, _: [dialogs.loading(v, Safe("Title"))],
    "dialogs.working": lambda v, _: [dialogs.working(v)],
    "dialogs.refilled": lambda v, n: [_loaded(v, min(n, 400))],
    "digest.digest": lambda v, n: [
        digest.digest(v, made.digest_of(n), made.PROOF, made.TODAY)
    ],
    "greeting.greeting": lambda v, _: [
        greeting.greeting(v, {"channel": "C1", "main": main, "by": by})
        for main in ("C1", "C2")
        for by in (None, "U0SOFIE01")
    ],
    "help.overview": lambda v, _: [
        help.overview(v, HELP_LINES),
        help.overview(v, HELP_LINES, NASTY, NASTY),
    ],
    "help.reasons": lambda v, _: [help.reasons(v)],
    "home.nobody": lambda v, _: [home.nobody(v)],
    "home.home": lambda v, n: [
        home.home(v, role, made.standing_of(n, complete=complete))
        for role in (Role.MEMBER, Role.OPERATOR, Role.ADMIN)
        for complete in (True, False)
    ],
    "import_form.asking": _asked,
    "import_form.previewed": lambda v, n: [
        import_form.previewed(v, made.run_of(n), WHAT, Wanted())
    ],
    "invoice_file.invoice_file": lambda v, n: [
        invoice_file.invoice_file(v, made.entries_of(n), shown, NOW) for shown in Shown
    ],
    "invoices.overview": lambda v, n: [
        invoices.overview(v, made.page_of(n, shown)) for shown in Shown
    ],
    "invoices.explained": lambda v, n: [
        invoices.explained(v, made.entries_of(min(n, invoices.PAGE)))
    ],
    "overview.overview": lambda v, n: [
        overview.overview(
            v, [made.alert_of(r.value, n) for r in reasons(n)], made.TODAY
        )
    ],
    "overview.connect": lambda v, _: [
        overview.connect(v, "https://example.invalid/?a=1")
    ],
    "picker.picker": lambda v, n: [picker.picker(v, made.several_of(n))],
    "preview.preview": lambda v, n: [
        preview.preview(v, made.run_of(n), WHAT, SOME, above) for above in (None, 25)
    ],
    "proof.proof": lambda v, n: [proof.proof(v, made.proof_of(n))],
    "settings.settings": lambda v, n: [settings.settings(v, made.chosen_of(n))],
    "settings_alerts.alerts_form": lambda v, n: [
        settings_alerts.alerts_form(v, made.policy_of(n), "C1", groups)
        for groups in ({}, GROUPS)
    ],
    "settings_alerts.causes_form": lambda v, n: [
        settings_alerts.causes_form(v, made.policy_of(n))
    ],
    "settings_import.form": lambda v, n: [
        settings_import.form(
            v,
            made.policy_of(n),
            Offered(made.departments_of(n), made.offer_of(n).profiles),
        )
    ],
    "settings_import.warned": lambda v, n: [
        settings_import.warned(v, answers.told(v, "dialog.done"), made.policy_of(n))
    ],
    "settings_people.form": lambda v, n: [
        settings_people.form(v, made.chosen_of(n), groups) for groups in ({}, GROUPS)
    ],
    "settings_profiles.fields_form": lambda v, n: [
        settings_profiles.fields_form(v, made.policy_of(n), made.offer_of(n))
    ],
    "settings_profiles.confirm_form": lambda v, n: [
        settings_profiles.confirm_form(
            v, {"DEFAULT_PROFILE": "4001"}, made.consequences_of(n), made.offer_of(n)
        )
    ],
    "settings_profiles.switches_form": lambda v, n: [
        settings_profiles.switches_form(v, made.offer_of(n), made.policy_of(n), "4001")
    ],
    "settings_profiles.saved": lambda v, n: [
        settings_profiles.saved(v, names, n) for names in ((), ("DEFAULT_PROFILE",))
    ],
    "status.status": lambda v, n: [status.status(v, made.status_of(n))],
    "summary.summary": lambda v, n: [
        summary.summary(v, made.run_of(n), what, older)
        for what in (None, WHAT)
        for older in (0, n)
    ],
    "support.support": lambda v, n: [support.support(v, made.pack_of(n))],
    "why.why": lambda v, n: [
        why.why(v, made.diagnosis_of(reason, n), by)
        for reason in reasons(n)
        for by in (None, "U0SOFIE01")
    ],
}

BUILDERS = {"blocks.message", "dialogs.modal", "home.view"}
"""What all the others are put together with."""


def named() -> set[str]:
    """Return the name of every function that makes a message or a view."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(bot.views.__path__):
        loaded = importlib.import_module(f"bot.views.{module.name}")
        for name, made_by in inspect.getmembers(loaded, inspect.isfunction):
            own = made_by.__module__ == loaded.__name__ and not name.startswith("_")
            if own and made_by.__annotations__.get("return") in ("Message", "View"):
                found.add(f"{module.name}.{name}")
    return found - BUILDERS
