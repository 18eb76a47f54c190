"""The English catalogue: key to text, with facts in braces.

``<key>.one`` is the singular. What variants a reason may have: see ``reasons.py``.
"""

from __future__ import annotations

from types import MappingProxyType

_REASONS = {
    "reason.not-found.title": "Not found in Teamleader",
    "reason.not-found.when": "Teamleader has no invoice with that number.",
    "reason.not-found.text": "Teamleader has no invoice with the number {asked}.",
    "reason.not-found.text.more.nearest": "Numbers that come close: {nearest}.",
    "reason.not-found.way_out": "Check the number and ask again.",
    "reason.deleted.title": "Deleted in Teamleader",
    "reason.deleted.when": "The invoice was known before and is gone from Teamleader.",
    "reason.deleted.text": "It was in Teamleader before and was deleted there.",
    "reason.deleted.text.more.last_seen": "It was last seen on {last_seen}.",
    "reason.deleted.text.more.in_twikey": "Twikey still has it.",
    "reason.deleted.way_out": "Nothing to do, unless it was deleted by mistake: then a "
    "bookkeeper makes a new invoice in Teamleader.",
    "reason.deleted.way_out.in_twikey=True": "A bookkeeper decides in Twikey whether "
    "it may still be collected.",
    "reason.already-imported.title": "Already in Twikey",
    "reason.already-imported.when": "Twikey has the invoice already, from this bot "
    "or by another route.",
    "reason.already-imported.text": "It is in Twikey already ({state}), imported by "
    "{route}.",
    "reason.already-imported.text.state=deleted": "This bot imported it before, and "
    "somebody has deleted it in Twikey since.",
    "reason.already-imported.text.more.at": "It was imported on {at}.",
    "reason.already-imported.way_out": "Nothing to do.",
    "reason.already-imported.way_out.state=deleted": "If it was deleted by mistake, an "
    "operator imports it by its number.",
    "reason.draft.title": "Still a draft",
    "reason.draft.when": "The invoice is not booked yet.",
    "reason.draft.text": "It is still a draft in Teamleader, made on {created}.",
    "reason.draft.way_out": "A bookkeeper books it in Teamleader; then it is imported.",
    "reason.left-out.title": "Left out by a person",
    "reason.left-out.when": "A person decided to keep it out.",
    "reason.left-out.text": "{by} left it out on {at}.",
    "reason.left-out.text.more.why": "The reason given: {why}.",
    "reason.left-out.text.more.until": "It stays out until {until}.",
    "reason.left-out.way_out": "If it should be imported after all, an operator takes "
    "it back in.",
    "reason.zero-amount.title": "Nothing to pay",
    "reason.zero-amount.when": "The total is 0.00.",
    "reason.zero-amount.text": "Its total is 0.00, so there is nothing to collect.",
    "reason.zero-amount.way_out": "Nothing to do. If it gets an amount, it is looked "
    "at again.",
    "reason.negative-amount.title": "Below zero",
    "reason.negative-amount.when": "The total is below zero.",
    "reason.negative-amount.text": "Its total is {total}. Twikey collects only what a "
    "customer has to pay.",
    "reason.negative-amount.way_out": "A bookkeeper books a credit note in Teamleader, "
    "or settles it with the customer by hand.",
    "reason.credited.title": "Credited in full",
    "reason.credited.when": "Credit notes leave nothing open.",
    "reason.credited.text": "Credit notes of {credited} leave nothing open.",
    "reason.credited.text.more.credit_notes": "Credit notes: {credit_notes}.",
    "reason.credited.way_out": "Nothing to do.",
    "reason.paid.title": "Already paid",
    "reason.paid.when": "Teamleader showed it as paid before it could be imported.",
    "reason.paid.text": "Teamleader showed it as paid before it could be imported.",
    "reason.paid.text.more.paid": "It was paid on {paid}.",
    "reason.paid.text.more.booked": "It was first seen booked on {booked}.",
    "reason.paid.text.more.first_tried": "It was first tried on {first_tried}.",
    "reason.paid.text.more.first_cause": "What kept it out before that: {first_cause}.",
    "reason.paid.way_out": "Nothing to do if the payment is right. If it is not, a "
    "bookkeeper removes the payment in Teamleader; then it can be imported.",
    "reason.currency.title": "Not in euros",
    "reason.currency.when": "The total is not in euros.",
    "reason.currency.text": "Its total is {total}. Twikey collects euros only.",
    "reason.currency.way_out": "A bookkeeper collects it without Twikey, or makes it "
    "out in euros.",
    "reason.outside-window.title": "Outside the days asked for",
    "reason.outside-window.when": "It was created outside the days that were asked "
    "for.",
    "reason.outside-window.text": "It was created on {created}, outside {from} to "
    "{to}.",
    "reason.outside-window.way_out": "An operator imports it by its number, or asks "
    "for more days.",
    "reason.before-start.title": "From before the automatic import",
    "reason.before-start.when": "It was booked already when the automatic import "
    "started.",
    "reason.before-start.text": "It was created on {created} and was booked already "
    "when the automatic import started on {since}.",
    "reason.before-start.way_out": "An operator imports it by its number.",
    "reason.automatic-off.title": "Automatic import is off",
    "reason.automatic-off.when": "Automatic import is switched off.",
    "reason.automatic-off.text": "Automatic import is switched off.",
    "reason.automatic-off.way_out": "An operator imports it by its number, or an admin "
    "switches automatic import on.",
    "reason.was-zero.title": "Had no amount before",
    "reason.was-zero.when": "It was booked with a total of 0.00 before and has an "
    "amount now.",
    "reason.was-zero.text": "It was booked with a total of 0.00 before and is {total} "
    "now.",
    "reason.was-zero.text.more.zero_seen": "The 0.00 was last seen on {zero_seen}.",
    "reason.was-zero.way_out": "An operator checks the amount and imports it.",
    "reason.on-hold.title": "On hold in Teamleader",
    "reason.on-hold.when": "It is on hold in Teamleader.",
    "reason.on-hold.text": "It is on hold in Teamleader since {since}.",
    "reason.on-hold.way_out": "A bookkeeper releases it in Teamleader, or an operator "
    "imports it by its number.",
    "reason.profile-unreadable.title": "Payment profile not readable",
    "reason.profile-unreadable.when": "The field for the payment profile holds no "
    "profile number, or two subscriptions disagree.",
    "reason.profile-unreadable.text": "The field for the payment profile ({level}) "
    "does not hold the number of a profile.",
    "reason.profile-unreadable.text.problem=disagree": "The subscriptions it comes "
    "from name different payment profiles.",
    "reason.profile-unreadable.text.more.seen": "Found there: {seen}.",
    "reason.profile-unreadable.way_out": "A bookkeeper corrects that field in "
    "Teamleader.",
    "reason.profile-unknown.title": "Payment profile not known",
    "reason.profile-unknown.when": "Twikey has no such payment profile.",
    "reason.profile-unknown.text": "Twikey has no payment profile {profile} ({level}).",
    "reason.profile-unknown.text.more.seen": "Found there: {seen}.",
    "reason.profile-unknown.way_out": "An admin has the field in Teamleader corrected, "
    "or corrects the settings of the bot.",
    "reason.customer-incomplete.title": "Customer not complete",
    "reason.customer-incomplete.when": "The customer has no name or cannot be read.",
    "reason.customer-incomplete.text": "Teamleader does not give {missing}, and Twikey "
    "needs it.",
    "reason.customer-incomplete.way_out": "A bookkeeper completes the customer in "
    "Teamleader.",
    "reason.number-taken.title": "Number already taken in Twikey",
    "reason.number-taken.when": "Twikey holds the number for another invoice.",
    "reason.number-taken.text": "Twikey holds the number {number} for another invoice: "
    "{differs}.",
    "reason.number-taken.text.more.amount": "The one in Twikey is {amount}.",
    "reason.number-taken.text.more.date": "It is dated {date}.",
    "reason.number-taken.text.more.tied_number": "It belongs to {tied_number}.",
    "reason.number-taken.way_out": "A bookkeeper gives each department numbers of its "
    "own in Teamleader, and settles this one by hand.",
    "reason.refused.title": "Refused by Twikey",
    "reason.refused.when": "Twikey refused it, and nothing has changed since.",
    "reason.refused.text": "Twikey refused it.",
    "reason.refused.text.more.at": "That was on {at}.",
    "reason.refused.text.more.message": "Twikey's words: {message}",
    "reason.refused.text.more.extra": "({extra})",
    "reason.refused.way_out": "Somebody corrects what Twikey names; then an operator "
    "retries it. Unchanged it is not sent again by itself.",
    "reason.partly-settled.title": "Settled in part",
    "reason.partly-settled.when": "Part of it is paid or credited.",
    "reason.partly-settled.text": "{settled} of it is settled and {open} is open. It "
    "is sent with that part as paid, and is not collected by itself.",
    "reason.partly-settled.way_out": "Nothing to do.",
    "reason.settled-since.title": "Settled in Teamleader, open in Twikey",
    "reason.settled-since.when": "It was paid, credited or deleted in Teamleader "
    "after the import, and is open in Twikey.",
    "reason.settled-since.text": "It was {how} in Teamleader after the import, and "
    "Twikey may still collect it.",
    "reason.settled-since.text.more.at_twikey": "Twikey holds it for {at_twikey}.",
    "reason.settled-since.way_out": "An operator marks it as paid in Twikey, at once.",
    "reason.past-due.title": "Past its due date",
    "reason.past-due.when": "The due date has passed, so Twikey stores it as expired.",
    "reason.past-due.text": "It was due on {due_on}, {days} days ago. Twikey will "
    "store it as expired.",
    "reason.past-due.text.days=1": "It was due on {due_on}, yesterday. Twikey will "
    "store it as expired.",
    "reason.past-due.way_out": "Nothing to do.",
    "reason.sent-by-teamleader.title": "Already sent by Teamleader",
    "reason.sent-by-teamleader.when": "Teamleader sent it already, so an invitation "
    "is a second mail.",
    "reason.sent-by-teamleader.text": "Teamleader already sent it to the customer, so "
    "an invitation of Twikey would be a second mail.",
    "reason.sent-by-teamleader.way_out": "Nothing to do.",
    "reason.no-email.title": "No e-mail address",
    "reason.no-email.when": "The customer has no valid e-mail address, so no "
    "invitation can go out.",
    "reason.no-email.text": "The customer has no e-mail address in Teamleader, so no "
    "invitation can go out.",
    "reason.no-email.text.invalid=True": "The customer's e-mail address in Teamleader "
    "is not valid, so no invitation can go out.",
    "reason.no-email.way_out": "A bookkeeper corrects the customer's address in "
    "Teamleader.",
    "reason.document-waiting.title": "PDF not there yet",
    "reason.document-waiting.when": "The PDF is not there yet.",
    "reason.document-waiting.text": "Its PDF is not there yet.",
    "reason.document-waiting.text.more.attempts": "Tries so far: {attempts}.",
    "reason.document-waiting.text.more.next": "The next try is on {next}.",
    "reason.document-waiting.text.more.problem": "Last problem: {problem}.",
    "reason.document-waiting.way_out": "Nothing to do: the bot tries again by itself.",
    "reason.invitation-waiting.title": "Invitation waits",
    "reason.invitation-waiting.when": "The invitation to pay has not gone out yet.",
    "reason.invitation-waiting.text": "The invitation to pay has not gone out; it "
    "waits for {held_for}.",
    "reason.invitation-waiting.way_out": "An operator sends it here once that is "
    "settled.",
    "reason.invitation-unknown.title": "Invitation uncertain",
    "reason.invitation-unknown.when": "An invitation may or may not have gone out.",
    "reason.invitation-unknown.text": "An invitation may or may not have gone out: "
    "Twikey did not answer. It is never repeated by itself.",
    "reason.invitation-unknown.text.more.at": "It was tried on {at}.",
    "reason.invitation-unknown.way_out": "An operator looks in Twikey and sends it if "
    "it did not go out.",
    "reason.just-booked.title": "Just booked",
    "reason.just-booked.when": "It was booked only a short while ago.",
    "reason.just-booked.text": "It was first seen booked on {first_seen}; nothing is "
    "late yet.",
    "reason.just-booked.way_out": "Nothing to do: it is on its way.",
}

_FACTS = {
    "fact.differs.amount": "another amount",
    "fact.differs.date": "another date",
    "fact.differs.invoice": "it is tied to another invoice in Teamleader",
    "fact.differs.remittance": "another payment reference",
    "fact.held_for.document": "the PDF",
    "fact.held_for.address": "an e-mail address",
    "fact.held_for.batch": "its turn: it goes out shortly",
    "fact.held_for.profile": "somebody to confirm the payment profile",
    "fact.how.credited": "credited",
    "fact.how.deleted": "deleted",
    "fact.how.paid": "paid",
    "fact.level.customer": "from the customer",
    "fact.level.default": "the default of the settings",
    "fact.level.invoice": "on the invoice",
    "fact.level.last-sent": "as sent last time",
    "fact.level.none": "none chosen",
    "fact.level.person": "chosen by a person",
    "fact.level.subscription": "on the subscription",
    "fact.level.twikey": "kept as Twikey has it",
    "fact.missing.customer": "the customer",
    "fact.missing.name": "the customer's name",
    "fact.problem.cut-off": "the file was cut off",
    "fact.problem.forbidden-host": "its address is not one files may come from",
    "fact.problem.link-expired": "the link had expired",
    "fact.problem.not-a-pdf": "the file was no PDF",
    "fact.problem.not-yet": "Teamleader had not made it yet",
    "fact.problem.refused-by-twikey": "Twikey refused it",
    "fact.problem.too-large": "the file is too large",
    "fact.problem.unreachable": "Teamleader or Twikey did not answer",
    "fact.route.bot": "this bot",
    "fact.route.other": "another route",
    "fact.state.ARCHIVED": "archived there",
    "fact.state.BOOKED": "open there",
    "fact.state.EXPIRED": "open there, past its due date",
    "fact.state.OTHER": "in a state this bot does not know",
    "fact.state.PAID": "paid there",
    "fact.state.PENDING": "being collected there",
    "fact.state.deleted": "deleted there",
}

_COMMON = {
    "none": "unknown",
    "system.teamleader": "Teamleader",
    "system.twikey": "Twikey",
    "system.slack": "Slack",
    "outcome.imported": "Imported",
    "outcome.already_imported": "Already in Twikey",
    "outcome.not_imported": "Not imported",
    "outcome.refused": "Refused by Twikey",
    "outcome.unknown": "Not known",
    "mover.nobody": "Nobody has to do anything.",
    "mover.bookkeeper": "Next: a bookkeeper.",
    "mover.operator": "Next: an operator.",
    "mover.admin": "Next: an admin.",
    "mover.bot": "Next: the bot, by itself.",
    "remedy.none": "No way out is needed",
    "remedy.nearest": "Look at the nearest numbers",
    "remedy.in-teamleader": "Put it right in Teamleader",
    "remedy.import": "Import it by its number",
    "remedy.take-back": "Take it back in",
    "remedy.customer": "Complete the customer",
    "remedy.profile": "Correct the payment profile",
    "remedy.retry": "Retry it",
    "remedy.mark-paid": "Mark it as paid in Twikey",
    "remedy.fetch": "Fetch the PDF",
    "remedy.invite": "Send the invitation",
    "effect.blocks": "stops the import",
    "effect.automatic": "stops the automatic import",
    "effect.window": "stops an import of days",
    "effect.unnamed": "stops the import, except by its number",
    "effect.notes": "only a note",
    "role.member": "every full member",
    "role.operator": "operators",
    "role.admin": "admins",
    "list.more": "and {count} more",
    "invoice.unnumbered": "an invoice without a number",
    "scope.window": "the invoices created from {first} to {last}",
    "scope.day": "the invoices created on {first}",
    "scope.numbers": "{count} invoices: {numbers}",
    "scope.numbers.one": "invoice {numbers}",
    "scope.problems": "every invoice that is open with a problem",
}

_BUTTONS = {
    "button.why": "Why {number}?",
    "button.why_in": "Why {number} ({department})?",
    "button.retry": "Retry {number}",
    "button.import": "Import {number}",
    "button.import_now": "Import {number} now",
    "button.fetch": "Fetch PDF of {number} now",
    "button.invite": "Send invitation for {number}",
    "button.retry_all": "Retry all {count}: {reason}",
    "button.confirm": "Import {count} invoices",
    "button.confirm.one": "Import 1 invoice",
    "button.cancel": "Cancel",
    "button.share": "Share {number} in this channel",
    "button.older": "Look at {count} older open problems",
    "button.older.one": "Look at 1 older open problem",
    "button.teamleader": "Open in Teamleader",
    "button.twikey": "Open in Twikey",
    "confirm.title": "Import {count} invoices?",
    "confirm.title.one": "Import 1 invoice?",
    "confirm.text": "{amount} is sent to Twikey, which may invite customers to pay.",
    "confirm.retry_all": "All of them are tried again. What can be imported is sent to "
    "Twikey, which may invite customers to pay.",
    "confirm.yes": "Yes, import",
    "confirm.invite.title": "Send the invitation?",
    "confirm.invite.yes": "Yes, send it",
    "confirm.no": "No",
}

_ANSWERS = {
    "understood.import": "I am importing {what}. The summary will be in {channel}.",
    "understood.preview": "I am looking at what an import of {what} would do. Nothing "
    "is changed.",
    "understood.careful": "I am looking at {what}. Up to {limit} invoices are imported "
    "at once, and the summary will be in {channel}; for more I ask you first.",
    "understood.why": "I am looking up {number} in Teamleader and Twikey.",
    "understood.pdf": "I am fetching the PDF of {number}.",
    "understood.pdf_all": "I am fetching every PDF that is missing.",
    "understood.invite": "I am looking at the invitation for {number}.",
    "answer.summary": "Done: the summary is in {channel}.",
    "answer.unposted": "The summary could not be posted in {channel}, so here it is. "
    "An admin should invite the app there, or name another channel.",
    "answer.list_missing": "The whole list could not be attached.",
    "answer.list": "The whole list of {count} invoices.",
    "answer.interrupted": "I could not tell you the result here; ask again to see it.",
    "progress.text": "Importing {what}, asked by {by}: {done} done.",
    "progress.of": "Importing {what}, asked by {by}: {done} of {of} done.",
    "progress.left": "About {count} minutes left.",
    "progress.left.one": "About a minute left.",
    "progress.waiting": "Waiting until {until} because of too many calls.",
    "click.working": "{by} asked for this; it is being done.",
    "click.done_before": "This button was used already.",
    "click.asked": "Asked by {by} on {at}.",
    "click.imported": "{number}: imported, asked by {by} on {at}.",
    "click.already": "{number}: it is in Twikey already. Asked by {by} on {at}.",
    "click.still": "{number}: not imported. {title}. Asked by {by} on {at}.",
    "click.unknown": "{number}: not known, because {system} did not answer. Asked by "
    "{by} on {at}.",
    "click.nothing": "{number}: nothing was found to import. Asked by {by} on {at}.",
    "click.many": "{done} of {count} imported, asked by {by} on {at}.",
    "click.asked_first": "{by} is asked to confirm it first.",
    "click.cancelled": "Cancelled by {by} on {at}. Nothing was imported.",
    "click.failed": "This did not work on {at}, asked by {by}. {problem}",
    "click.forgotten": "I no longer know that run. Use {command} instead.",
}

_SUMMARY = {
    "summary.title.manual": "Import finished: {what}",
    "summary.title.automatic": "Automatic import",
    "summary.title.sweep": "Invoices that were missed, imported now",
    "summary.by": "Asked by {by}.",
    "summary.fine": "All is well: {count} invoices imported, {amount} in all.",
    "summary.fine.one": "All is well: 1 invoice imported, {amount}.",
    "summary.fine_already": "{count} were in Twikey already.",
    "summary.fine_already.one": "1 was in Twikey already.",
    "summary.nothing": "There was nothing to import: no invoices were found.",
    "summary.nothing_new": "Nothing new: all {count} invoices are in Twikey already.",
    "summary.nothing_new.one": "Nothing new: the invoice is in Twikey already.",
    "summary.seen": "{count} invoices looked at.",
    "summary.seen.one": "1 invoice looked at.",
    "summary.outcome": "{outcome}: {count} ({amount})",
    "summary.problem": "{title}: {count} ({amount})",
    "summary.unknown": "Not known, because {system} did not answer: {count} ({amount})",
    "summary.ambiguous": "More than one invoice fits: {count}",
    "summary.ambiguous_way_out": "Ask why, and choose the one you mean.",
    "summary.unknown_way_out": "Nothing is lost: they are looked at again. An operator "
    "can retry them.",
    "summary.settled": "Not imported",
    "summary.failed": "{system} stopped answering, so not every invoice was looked at. "
    "Nothing is lost: ask again later, what is done is not done twice.",
    "summary.older": "There are {count} older open problems.",
    "summary.older.one": "There is 1 older open problem.",
    "summary.invitations": "Invitations: {parts}",
    "summary.invitations.gone": "{count} sent by Twikey",
    "summary.invitations.document": "{count} waiting for the PDF",
    "summary.invitations.other": "{count} waiting for something else",
    "summary.invitations.people": "{count} left to people",
    "summary.invitations.uncertain": "{count} uncertain",
    "summary.documents": "PDF not there yet: {count}",
    "summary.attached": "The whole list is in the file below.",
    "preview.title": "Preview: {what}",
    "preview.would": "{count} invoices would be imported, {amount} in all.",
    "preview.would.one": "1 invoice would be imported, {amount}.",
    "preview.none": "No invoice would be imported.",
    "preview.invitations": "Customers Twikey would invite to pay at once: {count}.",
    "preview.invitations_unknown": "How many customers Twikey would invite to pay is "
    "not known beforehand.",
    "preview.sent": "Already sent by Teamleader, so an invitation would be a second "
    "mail: {count}.",
    "preview.past_due": "Past the due date, so Twikey stores them as expired: {count}.",
    "preview.stays": "Would stay out",
    "preview.ask": "Nothing has been imported yet. This import is larger than {limit} "
    "invoices, so please confirm it.",
    "preview.only": "Nothing has been imported yet.",
}

_WHY = {
    "why.title": "Why {number}?",
    "why.eligible": "It can be imported, and is not in Twikey yet.",
    "why.blocked": "It is not imported: {title}.",
    "why.already": "It is in Twikey.",
    "why.unknown": "I could not find out, because {system} did not answer.",
    "why.unknown_way_out": "Nothing is lost. Ask again in a few minutes.",
    "why.due": "due on {due}",
    "why.department": "Department: {department}",
    "why.way_out": "What to do: {way_out}",
    "why.first_cause": "What kept it out first: {title}.",
    "why.also": "Also true",
    "why.timeline": "What happened",
    "why.earlier": "and {count} earlier",
    "why.would.yes": "Would an import by number bring it in now? Yes.",
    "why.would.no": "Would an import by number bring it in now? No.",
    "why.would.unknown": "Would an import by number bring it in now? Not known.",
    "why.code": "Code: {code}",
    "why.twikey_code": "Twikey's code: {code}",
    "why.shared": "{by} shared this.",
    "why.not_shared": "I could not find {number} any more, so nothing was shared.",
    "picker.title": "{number} fits {count} invoices. Which one do you mean?",
    "picker.match": "{number}, {department}, {customer}",
    "picker.more": "And {count} more: type the number with what stands before it.",
}

_EVENTS = {
    "event.first-seen": "First seen in Teamleader",
    "event.booked": "Seen booked",
    "event.paid": "Seen paid",
    "event.payment-removed": "Seen not paid any more",
    "event.matched": "Seen matched in Teamleader",
    "event.unbooked": "Seen as a draft again",
    "event.number-changed": "The number changed from {from} to {to}",
    "event.returned": "Back in Teamleader",
    "event.amount-changed": "The amount changed from {from} to {to}",
    "event.due-changed": "The open amount changed from {from} to {to}",
    "event.due-date-changed": "The due date changed from {from} to {to}",
    "event.customer-changed": "The customer changed",
    "event.gone": "Gone from Teamleader",
    "event.judged": "Judged: {reason}",
    "event.judged.unknown": "Judged: not known, {system} did not answer",
    "event.judged.fine": "Judged: it can be imported",
    "event.imported": "Imported into Twikey",
    "event.attempt-started": "Sent to Twikey, no answer yet",
    "event.attempt-created": "Created in Twikey",
    "event.attempt-refused": "Refused by Twikey",
    "event.attempt-unknown": "Sent to Twikey, the answer was lost",
    "event.attempt-not-created": "Twikey does not have it after all",
    "event.attempt-answered-other": "Twikey answered with another invoice",
    "event.document-wanted": "The PDF is to be fetched",
    "event.document-failed": "The PDF could not be attached",
    "event.document-failed.not-yet": "The PDF was not made yet in Teamleader",
    "event.document-failed.broken": "The PDF was not usable: {problem}",
    "event.document-failed.unreachable": "The PDF was out of reach: {problem}",
    "event.document-attached": "The PDF was attached in Twikey",
    "event.document-attached.with_size": "The PDF was attached in Twikey ({size})",
    "event.document-changed": "The invoice changed, so its PDF is fetched again",
    "event.document-given-up": "Fetching the PDF was given up",
    "event.invitation-waiting": "The invitation waits",
    "event.invitation-waiting.with_held_for": "The invitation waits for {held_for}",
    "event.invitation-sent": "The invitation was sent",
    "event.invitation-sent.with_by": "The invitation was sent, asked by {by}",
    "event.invitation-by-twikey": "The invitation is sent by Twikey itself",
    "event.invitation-unknown": "Twikey was asked to send the invitation, no answer "
    "yet",
    "event.invitation-not-needed": "No invitation is needed any more",
    "event.invitation-by-hand": "The invitation is left to people",
    "event.invitation-by-hand.with_code": "Twikey refused to send the invitation, so "
    "it is left to people",
}

_STANDING = {
    "standing.document": "PDF: {told}",
    "standing.invitation": "Invitation: {told}",
    "document.none": "none fetched by this bot.",
    "document.wanted": "wanted. It is fetched shortly.",
    "document.waiting": "waiting.",
    "document.attached": "attached.",
    "document.attached.since": "attached on {at} ({size}).",
    "document.changed": "changed since. The invoice is not as it was when its PDF was "
    "attached, so the PDF is fetched again.",
    "document.gave-up": "gave up. It is not tried again by itself.",
    "document.problem.not-yet": "Teamleader has not made it yet.",
    "document.problem.broken": "It is not usable: {problem}.",
    "document.problem.unreachable": "It was out of reach: {problem}.",
    "document.attempts": "Tries so far: {count}.",
    "document.next": "The next try is on {at}.",
    "invitation.none": "none planned by this bot.",
    "invitation.by-twikey": "sent by Twikey itself when it got the invoice.",
    "invitation.waiting": "waits.",
    "invitation.waiting.for": "waits for {held_for}.",
    "invitation.sent": "sent.",
    "invitation.sent.at": "sent on {at}.",
    "invitation.unknown": "uncertain. It may or may not have gone out, and is not "
    "repeated by itself.",
    "invitation.unknown.at": "uncertain. It was tried on {at} and may or may not have "
    "gone out. It is not repeated by itself.",
    "invitation.by-hand": "left to people. It is not sent by itself.",
    "invitation.not-needed": "not needed any more.",
}

_AFTERCARE = {
    "pdf.attached": "The PDF of {number} is attached in Twikey now ({size}).",
    "pdf.renewed": "Twikey has the latest PDF of {number} now ({size}).",
    "pdf.not-yet": "Teamleader has not made the PDF of {number} yet.",
    "pdf.broken": "The PDF of {number} is not usable: {problem}.",
    "pdf.unreachable": "The PDF of {number} is out of reach: {problem}.",
    "pdf.again": "The invoice itself is in Twikey. I try again by myself.",
    "pdf.gave-up": "The invoice itself is in Twikey. I do not try again by myself.",
    "pdf_all.none": "No PDF is missing.",
    "pdf_all.attached": "{count} PDFs are attached in Twikey now.",
    "pdf_all.attached.one": "1 PDF is attached in Twikey now.",
    "pdf_all.not-yet": "Not made by Teamleader yet: {count}.",
    "pdf_all.broken": "Not usable: {count} ({problems}).",
    "pdf_all.unreachable": "Out of reach: {count}.",
    "pdf_all.again": "I try {count} of them again by myself.",
    "pdf_all.again.one": "I try 1 of them again by myself.",
    "pdf_all.gave-up": "Given up, so not tried again by itself: {count}.",
    "nothing.not-known": "I have never seen an invoice {number}.",
    "nothing.not-imported": "{number} was not imported by this bot, so I can attach no "
    "PDF and send no invitation for it.",
    "nothing.attached": "The PDF of {number} is attached in Twikey already.",
    "nothing.busy": "The PDF of {number} is being fetched at this moment, or none is "
    "expected. Please look again in a minute.",
    "nothing.not-needed": "{number} needs no invitation any more.",
    "nothing.overtaken": "The invitation for {number} was changed by somebody else at "
    "the same moment, so I sent nothing. Please look again.",
    "invite.sent": "Twikey sends the invitation for {number}.",
    "invite.refused": "Twikey refused to send the invitation for {number}. It is left "
    "to people: look at the customer and the invoice in Twikey.",
    "invite.uncertain": "Nobody knows whether the invitation for {number} went out, "
    "because {system} gave no clear answer. It is never repeated by itself. Please "
    "look in Twikey before you send it again.",
    "invite.question": "Please confirm the invitation for {number} first.",
    "caution.none": "Twikey asks the customer to pay.",
    "caution.sent": "The invitation was sent before, so this may be a second mail.",
    "caution.by-twikey": "Twikey sends the invitation itself, so this may be a second "
    "mail.",
    "caution.unknown": "An invitation may have gone out already, so this may be a "
    "second mail.",
    "caution.sent-by-teamleader": "Teamleader already sent the invoice to the "
    "customer, so this may be a second mail.",
    "caution.settled-since": "It was settled in Teamleader after the import, so the "
    "customer may owe nothing.",
    "caution.deleted": "It was deleted in Teamleader, so the customer may owe nothing.",
    "caution.unread": "I could not find out how it stands now, so this may be a second "
    "mail.",
    "caution.document": "Its PDF is not in Twikey yet, so the customer may not see it.",
}

_ALERTS = {
    "alert.title": "{title}: {count} invoices",
    "alert.title.one": "{title}: 1 invoice",
    "alert.unasked": "Not known, because {system} did not answer",
    "alert.unjudged": "Not looked at yet",
    "alert.unknown_way_out": "Nothing is lost: they are looked at again by themselves. "
    "An operator can retry them.",
    "alert.waits": "{amount} is not in Twikey.",
    "alert.collects": "Twikey may still collect {amount}.",
    "alert.first_due": "The first is due {due}.",
    "alert.first_was_due": "The first was due {due}.",
    "alert.profile": "{title} ({profile})",
    "alert.line_due": "due {due}",
    "alert.done": "No longer open",
    "alert.arrived": "{number}: arrived in Twikey at {at}",
    "alert.changed": "{number}: not late any more since {at} ({title})",
    "alert.marked": "{number}: marked as paid in Twikey by {by} at {at}",
    "alert.accepted": "{number}: accepted as it is by {by} at {at}",
    "alert.solved": "{number}: solved at {at}",
    "alert.solved.deleted": "{number}: deleted in Teamleader at {at}",
    "alert.solved.paid": "{number}: paid in Twikey, seen at {at}",
    "alert.solved.open-again": "{number}: open in Teamleader again, seen at {at}",
    "alert.solved.gone": "{number}: deleted in Twikey, seen at {at}",
    "alert.solved.archived": "{number}: archived in Twikey, seen at {at}",
    "alert.over": "All {count} solved: {title}",
    "alert.none_open": "Nothing is open: {title}",
    "alert.over.one": "Solved: {title}",
    "alert.over_accepted": "Accepted as they are: {count}.",
    "alert.retrying": "I am trying {number} again.",
    "alert.retrying_all": "I am trying {what} again.",
    "alert.took": "{number} is accepted as it is. Nobody is told of it any more.",
    "alert.took_nothing": "That alert does not hold it as open any more.",
    "alert.closed": "That alert is closed: nothing waits there any more.",
    "alert.marking": "I am looking at {number} in Teamleader and Twikey.",
    "alerts.none": "No alert is open. All is well.",
    "alerts.title": "Open alerts: {count}",
    "button.accept": "Accept {number}",
    "button.mark_paid": "Mark {number} paid in Twikey",
    "button.twikey_number": "Open {number} in Twikey",
    "button.stock": "Preview import of {count} invoices",
    "button.stock.one": "Preview import of 1 invoice",
    "button.connect": "Connect Teamleader",
    "confirm.accept.title": "Accept {number} as it is?",
    "confirm.accept.text": "It stays out of Twikey, and nobody is told of it any more "
    "for this cause.",
    "confirm.accept.yes": "Yes, accept",
    "confirm.mark_paid.title": "Mark {number} as paid?",
    "confirm.mark_paid.text": "I read both systems again first. If it is settled in "
    "Teamleader, Twikey shows it as paid and stops collecting it.",
    "confirm.mark_paid.yes": "Yes, mark as paid",
    "marked.done": "Twikey shows {number} as paid now.",
    "marked.refused": "Twikey refused to mark {number} as paid. Please do it in "
    "Twikey.",
    "marked.not-imported": "{number} was not imported by this bot, so I changed "
    "nothing.",
    "marked.gone": "Twikey does not have {number} any more. There is nothing to do.",
    "marked.not-open": "{number} is not open in Twikey any more. There is nothing to "
    "do.",
    "marked.collecting": "Twikey is collecting {number} at this moment, so I changed "
    "nothing. Please look at it in Twikey.",
    "marked.not-settled": "Teamleader shows {number} as open, so I changed nothing.",
    "due.today": "today",
    "due.ahead": "in {count} days",
    "due.ahead.one": "tomorrow",
    "due.past": "{count} days ago",
    "due.past.one": "yesterday",
    "stock.text": "{count} open invoices were booked before the start. I import none "
    "of them by myself.",
    "stock.text.one": "1 open invoice was booked before the start. I do not import it "
    "by myself.",
    "unannounced.text": "{count} invoices arrived without notice.",
    "unannounced.text.one": "1 invoice arrived without notice.",
    "unannounced.what": "Teamleader's webhooks look silent. I found these invoices by "
    "looking through the list, imported them, and I check the webhooks by myself. "
    "Nothing is lost, but what is booked may arrive some minutes later.",
    "hooks_repaired.text": "Teamleader's webhooks were not as they should be, so I "
    "repaired them: {added} added, {removed} removed. Nothing is lost: what was "
    "missed is found by looking through the list.",
    "connection.lost": "The connection to {system} has ended.",
    "connection.meanwhile": "Nothing is lost. Until it is back, nothing is imported "
    "and I cannot tell how things stand.",
    "connection.reconnect": "{admins}: please type {command} to connect it again.",
    "connection.keys": "{admins}: please look at the keys in the settings of the bot.",
    "connection.back": "The connection to {system} is back. What came meanwhile is "
    "looked at now.",
    "connect.text": "Open this link in a browser and say yes in Teamleader. It works "
    "once, for ten minutes.",
    "connect.nowhere": "Teamleader could not send your browser back to me. Please set "
    "PUBLIC_URL, or a PORT, and start me again.",
    "gave_up.text": "I gave up fetching the PDF of {number}. The invoice itself is in "
    "Twikey.",
    "gave_up.problem": "Last problem: {problem}.",
    "outbox.elsewhere": "This belongs in {channel}, where I may not write. Please "
    "invite the app there, or name another channel. I repeat it there then.",
    "outbox.elsewhere.archived": "This belongs in {channel}, which is archived. Please "
    "restore it, or name another channel. I repeat it there then.",
    "outbox.moved": "This is in {channel} now.",
}

_REPORTS = {
    "digest.title": "How it stands on {day}",
    "digest.well": "All is well: nothing waits on people.",
    "digest.waiting": "Waits on people: {amount} at risk",
    "digest.settled": "Settled in Teamleader, but open in Twikey: {count} ({amount})",
    "digest.aside": "Also worth knowing",
    "digest.documents": "PDFs not in Twikey yet: {count}",
    "digest.moved": "Imported since {since}: {count} invoices, {amount}.",
    "digest.moved.one": "Imported since {since}: 1 invoice, {amount}.",
    "digest.still": "Imported since {since}: nothing.",
    "digest.proof": "Booked on {days}: {count} invoices, {amount}. In Twikey: "
    "{imported}. Unexplained: {unexplained}.",
    "digest.proof.one": "Booked on {days}: 1 invoice, {amount}. In Twikey: {imported}. "
    "Unexplained: {unexplained}.",
    "digest.unproven": "What was booked on {days} could not be added up: {system} did "
    "not answer.",
    "digest.hint": "For the open alerts: {alerts}",
    "proof.days": "{first} to {last}",
    "proof.title": "Proof for {first} to {last}",
    "proof.booked": "Booked: {count} invoices, {amount}",
    "proof.booked.one": "Booked: 1 invoice, {amount}",
    "proof.unexplained": "Unexplained: {count}",
    "proof.unexplained_numbers": "Unexplained invoices: {numbers}",
    "proof.rule": "Every invoice dated in these days has one place. Sums are in euros; "
    "drafts do not count.",
    "proof.month": "{word} is not a month I can read.",
    "answer.filed": "The whole list is in our direct messages.",
    "answer.unfiled": "The whole list could not be sent.",
    "place.imported": "In Twikey",
    "place.excluded": "Left out",
    "place.problem": "Problem",
    "place.unread": "Problem: a system did not answer",
    "place.on-its-way": "On its way",
    "place.unexplained": "Unexplained",
    "understood.proof": "I am adding up the invoices of {month}.",
    "understood.proof_now": "I am adding up the invoices of this month.",
    "status.title": "How I stand",
    "status.wrong": "Needs attention",
    "status.jobs": "What I do by myself",
    "status.automatic_on": "Automatic import is on, since {since}.",
    "status.automatic_off": "Automatic import is off.",
    "status.automatic_soon": "Automatic import is on and has not started yet.",
    "status.connected": "{system}: connected, this permission holds until {until}.",
    "status.expired": "{system}: the permission ran out on {until} and was not "
    "renewed.",
    "status.lost": "{system}: the connection has ended, noticed on {since}. What "
    "needs it rests until it is back.",
    "status.unconnected": "{system}: not connected.",
    "status.channel": "{channel}: I cannot write there since {since} ({code}). Unsent "
    "messages go to other channels or to an admin, and are repeated.",
    "status.hint": "Last word from Teamleader: {at}",
    "status.sweep": "Last look through the list: {at}",
    "status.late": "Invoices in open alerts: {count}",
    "status.hints": "Changes waiting to be looked at: {count}",
    "status.documents": "PDFs not in Twikey yet: {count}",
    "status.messages": "Messages not sent yet: {count}",
    "job.documents": "Fetching PDFs",
    "job.invitations": "Sending invitations",
    "job.feed": "Reading what is new in Twikey",
    "job.sweep": "Looking for what changed in Teamleader",
    "job.hints": "Following Teamleader's notices",
    "job.judge-again": "Looking again at what stays out",
    "job.check-open": "Checking what Twikey may still collect",
    "job.alerts": "Looking for what is late",
    "job.connections": "Trying the connections",
    "job.hooks": "Keeping the webhooks registered",
    "job.retention": "Forgetting what is long done",
    "job.mornings": "The morning's overview",
    "status.job": "{name}: {last}, next at {next}",
    "status.job_new": "{name}: {last}",
    "status.never": "never",
    "status.just_now": "just now",
    "status.minutes_ago": "{count} minutes ago",
    "status.minutes_ago.one": "a minute ago",
    "command.alerts": "shows the open alerts",
    "command.status": "tells how the bot stands",
    "command.proof": "proves that every invoice of a month is accounted for",
    "command.settings": "shows how the bot works, and changes it",
    "settings.title": "How I work",
    "settings.is_on": "Automatic import is on.",
    "settings.is_off": "Automatic import is off.",
    "settings.digest_at": "The overview comes on business days at {at}.",
    "settings.level": "{code}: {level}",
    "settings.profiles": "Profiles whose switches are confirmed",
    "settings.profile": "{id} {name}",
    "settings.how": "Change them with `/twikey settings automatic on` or `off`, "
    "`/twikey settings digest 08:00`, or `/twikey settings alert paid silent`: the "
    "code of a reason with `alert`, `digest` or `silent`. `/twikey help reasons` lists "
    "them.",
    "settings.wrong": "I do not know the setting {word}.",
    "settings.now_alert": "From now on this is an alert: {reason}.",
    "settings.now_digest": "From now on this is told in the overview only: {reason}.",
    "settings.now_silent": "From now on nothing is told of this: {reason}.",
    "settings.now_digest_at": "From now on the overview comes at {at}.",
    "settings.now_on": "Automatic import is on. Everything is looked at again.",
    "settings.now_off": "Automatic import is off. What happens is remembered.",
    "level.alert": "an alert",
    "level.digest": "told in the overview",
    "level.-": "silent",
    "level.at-once": "an alert at once",
    "command.connect": "gives the link that connects Teamleader",
}

_HELP = {
    "help.title": "Twikey import",
    "help.intro": "I bring booked invoices from Teamleader into Twikey, and tell why "
    "one is missing.",
    "help.line": "{usage} - {summary} (for {role})",
    "help.examples": "For example:",
    "help.unknown": "I do not know {word}.",
    "help.nearest": "Did you mean {nearest}?",
    "help.reasons_title": "Every reason an invoice can be out of Twikey",
    "help.reason": "*{title}* ({effect}). {when} {way_out}",
    "command.import": "imports invoices; without more, those of the last 30 days",
    "command.why": "tells why an invoice is not in Twikey",
    "command.pdf": "fetches the PDF of an invoice, or every one that is missing",
    "command.invite": "has Twikey send the invitation to pay for an invoice",
    "command.help": "shows this, or every reason",
    "refusal.role": "This is for {role}. Please ask {admins}.",
    "refusal.nobody": "I may only work for full members of this workspace. Please ask "
    "{admins}.",
    "usage.line": "How to type it: {usage}",
    "error.unavailable": "{system} cannot be reached right now. Nothing is lost, and "
    "nothing is done twice. Please try again in a few minutes.",
    "error.busy": "{system} asks us to slow down. Nothing is lost. Please try again in "
    "{count} minutes.",
    "error.busy.one": "{system} asks us to slow down. Nothing is lost. Please try "
    "again in a minute.",
    "error.revoked": "The connection to {system} has ended. Nothing is lost. An admin "
    "has to connect it again.",
    "error.refused": "{system} said no. Nothing is lost. An admin finds the details in "
    "the log.",
    "error.unexpected": "{system} answered in a way I do not understand. Nothing is "
    "lost. An admin finds the details in the log.",
    "error.unknown": "Something went wrong that should not. Nothing is done twice if "
    "you try again. If it stays, give an admin this reference: {reference}",
    "parse.empty_why": "Which invoice? Please type its number.",
    "parse.no_number": "{word} has no digits, so it is no invoice number.",
    "parse.mixed": "{word} stands alone: it cannot be combined with anything else.",
    "parse.too_many": "These are too many numbers for one command.",
    "parse.days": "Please ask for at most {most} days.",
    "parse.date": "{word} is not a date I can read.",
    "parse.one_date": "{word} is a single day. Please type two, with two dots between. "
    "If it is an invoice number, put it in quotes.",
    "parse.order": "{first} is after {last}.",
    "parse.future": "{first} has not come yet.",
    "parse.help": "I do not know what {word} means here.",
}

CATALOGUE = MappingProxyType(
    {
        **_REASONS,
        **_FACTS,
        **_COMMON,
        **_BUTTONS,
        **_ANSWERS,
        **_SUMMARY,
        **_WHY,
        **_EVENTS,
        **_STANDING,
        **_AFTERCARE,
        **_ALERTS,
        **_REPORTS,
        **_HELP,
    }
)
