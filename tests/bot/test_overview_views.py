"""The overview, the Home tab and the support pack suit Slack, whatever is in them."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.roles import Role
from bot.views import home as home_view
from bot.views.dialogs import View
from bot.views.home import Standing as Stands
from bot.views.home import waits_on
from bot.views.invoice_file import invoice_file
from bot.views.invoices import explained, overview
from bot.views.support import support
from bot.views.values import Value, read_value
from bot.views.wishes import carried, wished
from core.domain.alert import AlertLine, AlertRecord, LineState
from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
)
from core.domain.invoice import InvoiceStatus, SourceId
from core.domain.overview import Entry, Page, Place, Shown, Turn, Wish
from core.domain.reason import Reason, System
from core.domain.set_up import Done, SetUp, Step, Tick
from core.domain.target import TargetState
from sandbox.slack import validate_view
from tests.bot.examples import EXAMPLES
from tests.bot.fake_engine import NOW
from tests.bot.fake_oversight import FakeReports
from tests.bot.sdk_models import objections, objections_to_view
from tests.bot.test_slack_support import a_pack
from tests.bot.view_cases import NASTY, VOICE, a_run, acceptable
from tests.builders import euro

PLACE = Place(NOW, SourceId("b120a366-f0bb-09cf-42f2-dc05873f9bd0"))
TODAY = date(2026, 11, 22)


def an_entry(place: int = 1, **changes: object) -> Entry:
    known: dict[str, object] = {
        "source_id": SourceId(f"b120a366-f0bb-09cf-42f2-dc05873f{place:04}"),
        "number": f"2026 / {place}",
        "customer_name": "Brouwerij De Vlinder BV",
        "amount": euro("302.50"),
        "due": euro("302.50"),
        "due_on": date(2026, 12, 1),
        "created_at": NOW - timedelta(days=place),
        "status": InvoiceStatus.OUTSTANDING,
        "document": DocumentRecord(DocumentState.NONE),
        "invitation": InvitationRecord(InvitationState.NONE),
    }
    return Entry(**{**known, **changes})  # type: ignore[arg-type]


def a_page(*entries: Entry, wish: Wish | None = None) -> Page:
    counts: dict[Shown, int] = {
        shown: 5000 for shown in Shown if shown is not Shown.ALL
    }
    asked = wish or Wish(Shown.PROBLEMS, PLACE)
    return Page(asked, entries, NOW, PLACE, PLACE, counts, NOW, NOW)


def a_record(cause: str, count: int = 30, **changes: object) -> AlertRecord:
    lines = tuple(
        AlertLine(
            SourceId(f"b120a366-f0bb-09cf-42f2-dc05873f{n:04}"),
            NASTY,
            None,
            NASTY,
            euro("100"),
            TODAY,
            LineState.OPEN,
            NOW,
            dict(changes),
        )
        for n in range(count)
    )
    return AlertRecord(cause, NOW, lines=lines)


def a_home(role: Role, *records: AlertRecord, done: Done = Done.NO) -> View:
    facts = {"by": "U0SOFIE01", "at": NOW, "profiles": [NASTY] * 3}
    found = Stands(
        set_up=SetUp(tuple(Tick(step, done, facts) for step in Step)),
        status=FakeReports().found,
        alerts=records,
        last_run=a_run(),
        page=a_page(*(an_entry(n, customer_name=NASTY) for n in range(10))),
        channel="C0BOEKHD1",
        today=TODAY,
    )
    return home_view.home(VOICE, role, found)


@pytest.mark.parametrize("reason", Reason)
def test_a_page_of_every_reason_suits_slack(reason: Reason) -> None:
    facts = EXAMPLES[reason][0]
    entries = [
        an_entry(n, reason=reason, facts=facts, customer_name=NASTY, number=NASTY)
        for n in range(10)
    ]

    for shown in (overview(VOICE, a_page(*entries)), explained(VOICE, entries)):
        acceptable(shown)
        assert objections(shown.blocks) == []
        assert "<!channel>" not in shown.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"is_gone": True}, "Deleted in Teamleader"),
        ({"status": InvoiceStatus.DRAFT}, "Still a draft"),
        ({"paid": True}, "Settled in Teamleader"),
        ({}, "On its way to Twikey"),
        ({"reason": Reason.BEFORE_START}, "Booked before the start"),
        ({"system": System.TWIKEY}, "Not known, because Twikey did not answer"),
        ({"reason": Reason.ON_HOLD}, "On hold in Teamleader"),
        ({"imported_at": NOW}, "In Twikey ·"),
        (
            {"imported_at": NOW, "at_twikey": TargetState.EXPIRED},
            "In Twikey (open there, past its due date)",
        ),
        (
            {"imported_at": NOW, "alerted": "settled-since"},
            "In Twikey, Settled in Teamleader, open in Twikey",
        ),
        (
            {
                "imported_at": NOW,
                "invitation": InvitationRecord(InvitationState.UNKNOWN),
            },
            "In Twikey, Invitation uncertain",
        ),
        ({"due_on": None}, "no due date"),
        ({"number": None}, "*an invoice without a number*"),
    ],
)
def test_every_state_has_its_words(changes: dict[str, object], told: str) -> None:
    assert told in overview(VOICE, a_page(an_entry(1, **changes))).text


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (DocumentState.NONE, "○ PDF: none"),
        (DocumentState.WANTED, "◔ PDF: waiting"),
        (DocumentState.WAITING, "◔ PDF: waiting"),
        (DocumentState.ATTACHED, "✓ PDF: available"),
        (DocumentState.CHANGED, "↻ PDF: a newer one is waiting"),
        (DocumentState.GAVE_UP, "✗ PDF: gave up"),
    ],
)
def test_every_state_of_a_pdf_has_an_icon_and_a_word(
    state: DocumentState, told: str
) -> None:
    entry = an_entry(imported_at=NOW, document=DocumentRecord(state))

    assert told in overview(VOICE, a_page(entry)).text


def test_every_row_of_the_file_tells_its_state_and_the_way_out() -> None:
    entries = [
        an_entry(n, reason=reason, facts=EXAMPLES[reason][0], customer_name="-1+1")
        for n, reason in enumerate(Reason)
    ]
    made = invoice_file(VOICE, entries, Shown.ALL, NOW)
    assert made.attachment is not None
    content = made.attachment.content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == len(entries)
    for row in rows:
        assert row["State"]
        assert row["Customer"] == "'-1+1"
        assert row["Created on"] <= "2026-11-22"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OPERATOR, Role.ADMIN])
@pytest.mark.parametrize("done", [Done.YES, Done.NO])
def test_the_home_tab_suits_slack_for_every_role(role: Role, done: Done) -> None:
    records = [a_record(reason.value) for reason in Reason]
    view = a_home(role, *records, a_record("unknown:twikey"), done=done)

    assert validate_view(view) == []
    assert objections_to_view(view) == []
    for block in view["blocks"]:
        text = block.get("text") or {}
        assert text.get("type") != "mrkdwn" or "<!channel>" not in text["text"]


def test_nobody_sees_nothing_but_whom_it_is_for() -> None:
    view = home_view.nobody(VOICE)

    assert validate_view(view) == []
    assert "actions" not in [block["type"] for block in view["blocks"]]


@pytest.mark.parametrize(
    ("cause", "least"),
    [
        ("customer-incomplete", Role.MEMBER),
        ("refused:err_x", Role.OPERATOR),
        ("settled-since", Role.OPERATOR),
        ("unknown:teamleader", Role.OPERATOR),
        ("profile-unknown:9", Role.ADMIN),
    ],
)
def test_a_problem_waits_on_those_who_can_mend_it(cause: str, least: Role) -> None:
    record = a_record(cause)

    for role in (Role.MEMBER, Role.OPERATOR, Role.ADMIN):
        assert waits_on(role, record) is (role >= least)


def test_a_pack_with_nasty_data_suits_slack() -> None:
    found = a_pack(settings={NASTY: NASTY}, versions={NASTY: NASTY})
    shown = support(VOICE, found)

    acceptable(shown)
    assert objections(shown.blocks) == []


@given(st.builds(Wish, st.sampled_from(Shown)))
def test_a_button_leads_to_the_first_page_of_its_part(wish: Wish) -> None:
    assert wished(read_value(carried(wish).spelled())) == wish


@given(
    st.sampled_from(Shown),
    st.datetimes(timezones=st.just(NOW.tzinfo)),
    st.uuids(),
    st.sampled_from(Turn),
)
def test_a_button_leads_to_the_very_place(
    shown: Shown, at: object, source_id: object, turn: Turn
) -> None:
    wish = Wish(shown, Place(at, SourceId(str(source_id))), turn)  # type: ignore[arg-type]

    assert wished(read_value(carried(wish).spelled())) == wish


@pytest.mark.parametrize("value", [Value("", ""), Value("x", "y"), Value("all", "@@")])
def test_a_button_that_is_not_understood_leads_to_the_first_page(value: Value) -> None:
    assert wished(value) == Wish(Shown.ALL)
