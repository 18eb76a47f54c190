"""One transaction as the use cases see it: its moment and its books."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from core.ports.retention import Keep
from storage import tried_customers
from storage.alerts import SqlAlerts
from storage.audit import SqlAudit, SqlDone
from storage.consents import SqlConsents
from storage.credentials import SqlCredentials
from storage.credit_notes import SqlCreditNotes
from storage.customers import SqlCustomers
from storage.decisions import SqlDecisions
from storage.departments import SqlDepartments
from storage.documents import SqlDocuments
from storage.hints import SqlHints
from storage.invitations import SqlInvitations
from storage.invoices import SqlInvoices
from storage.leaders import SqlLeaders
from storage.mandates import SqlMandates
from storage.outbox import SqlOutbox
from storage.overview import SqlOverview
from storage.retention import forget
from storage.runs import SqlRuns
from storage.settings import SqlSettings
from storage.slots import SqlSlots
from storage.targets import SqlTargets
from storage.ticks import SqlMarks, SqlTicks
from storage.watched import SqlWatched
from storage.work import Work


class SqlTx:
    """Implements ``core.ports.ledger.LedgerTx``; books are made when asked for."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @property
    def now(self) -> datetime:
        """The database's moment, in UTC; the same in all of the transaction."""
        return self._work.now

    @cached_property
    def invoices(self) -> SqlInvoices:
        """What is remembered of Teamleader's invoices."""
        return SqlInvoices(self._work)

    @cached_property
    def targets(self) -> SqlTargets:
        """What is remembered of Twikey's invoices."""
        return SqlTargets(self._work)

    @cached_property
    def customers(self) -> SqlCustomers:
        """What Twikey was last told of customers."""
        return SqlCustomers(self._work)

    @cached_property
    def credit_notes(self) -> SqlCreditNotes:
        """What is remembered of credit notes."""
        return SqlCreditNotes(self._work)

    @cached_property
    def runs(self) -> SqlRuns:
        """What is remembered of runs."""
        return SqlRuns(self._work)

    @cached_property
    def credentials(self) -> SqlCredentials:
        """Encrypted secrets."""
        return SqlCredentials(self._work)

    @cached_property
    def consents(self) -> SqlConsents:
        """Links for connecting Teamleader."""
        return SqlConsents(self._work)

    @cached_property
    def slots(self) -> SqlSlots:
        """Shared rate slots."""
        return SqlSlots(self._work)

    @cached_property
    def settings(self) -> SqlSettings:
        """Settings that people changed."""
        return SqlSettings(self._work)

    @cached_property
    def done(self) -> SqlDone:
        """What was dealt with already."""
        return SqlDone(self._work)

    @cached_property
    def audit(self) -> SqlAudit:
        """Who did what."""
        return SqlAudit(self._work)

    @cached_property
    def leaders(self) -> SqlLeaders:
        """Roles of one worker at a time."""
        return SqlLeaders(self._work)

    @cached_property
    def mandates(self) -> SqlMandates:
        """What is remembered of Twikey's mandates."""
        return SqlMandates(self._work)

    @cached_property
    def departments(self) -> SqlDepartments:
        """What departments are called."""
        return SqlDepartments(self._work)

    @cached_property
    def documents(self) -> SqlDocuments:
        """Where the PDFs stand."""
        return SqlDocuments(self._work)

    @cached_property
    def invitations(self) -> SqlInvitations:
        """Where the invitations stand."""
        return SqlInvitations(self._work)

    @cached_property
    def hints(self) -> SqlHints:
        """The inbox of hints."""
        return SqlHints(self._work)

    @cached_property
    def ticks(self) -> SqlTicks:
        """Periods of jobs that were run."""
        return SqlTicks(self._work)

    @cached_property
    def marks(self) -> SqlMarks:
        """Moments up to which something was read."""
        return SqlMarks(self._work)

    @cached_property
    def alerts(self) -> SqlAlerts:
        """Open and closed alerts."""
        return SqlAlerts(self._work)

    @cached_property
    def outbox(self) -> SqlOutbox:
        """Messages to Slack."""
        return SqlOutbox(self._work)

    @cached_property
    def decisions(self) -> SqlDecisions:
        """What people decided about single invoices."""
        return SqlDecisions(self._work)

    @cached_property
    def watched(self) -> SqlWatched:
        """What the watch asks of the invoices."""
        return SqlWatched(self._work)

    @cached_property
    def overview(self) -> SqlOverview:
        """The invoices in pages."""
        return SqlOverview(self._work)

    def forget(self, keep: Keep) -> Mapping[str, int]:
        """Forget what was over and done with long enough ago; count by table."""
        return forget(self._work, keep)

    def relock(self) -> int:
        """Encrypt with the newest key what an older one locked; return how many."""
        tried = tried_customers.relock(self._work)
        return self.credentials.relock() + self.customers.relock() + tried
