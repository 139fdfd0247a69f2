"""The words of every kind of letter, put together in the reader's language when it is delivered or read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.notices.models import Notice

Words = str | Promise
PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and the sentences below it, with places to fill; a sentence whose places stay empty is left out."""

    subject: Words
    body: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as it is read."""

    subject: str
    body: str


FILING: dict[str, Letter] = {
    "filing_awaiting_employer": Letter(
        _("Filing %(filing)s awaits your confirmation"),
        (
            _("Your intermediary has filed demand in your name."),
            _("It asks for %(posts)s posts."),
            _("Read it, then confirm or decline it; nobody else sees it before."),
        ),
    ),
    "filing_submitted": Letter(
        _("Filing %(filing)s was submitted"),
        (_("The employer has confirmed it, and the bureau reviews it."), _("A decision is due on %(due_on)s.")),
    ),
    "filing_declined": Letter(
        _("The employer declined filing %(filing)s"),
        (_("It is a draft again: change it and file it anew, or withdraw it."),),
    ),
    "filing_information_requested": Letter(
        _("The bureau has a question about filing %(filing)s"),
        (
            _("Open it to read everything that is missing, and answer there."),
            _("The time for the decision stands still until you do."),
        ),
    ),
    "filing_granted": Letter(
        _("Filing %(filing)s was granted"),
        (
            _("%(granted)s posts are reserved in the quota."),
            _("They are held until %(held_until)s; what is unused then returns to the quota."),
        ),
    ),
    "filing_refused": Letter(
        _("Filing %(filing)s was refused"),
        (_("Open it to read the reason and what to change. You may file anew."),),
    ),
    "filing_withdrawn": Letter(
        _("Filing %(filing)s was withdrawn"), (_("Nothing more will be done about it. No posts are held for it."),)
    ),
    "filing_closed": Letter(
        _("Filing %(filing)s was closed"), (_("Posts that were not used have returned to the quota."),)
    ),
    "filing_amended": Letter(
        _("Filing %(filing)s was amended"), (_("Open it to see what has changed since the grant."),)
    ),
    "filing_reduced": Letter(
        _("Filing %(filing)s was reduced"),
        (_("%(granted)s posts remain."), _("The others have returned to the quota.")),
    ),
    "filing_extended": Letter(_("Filing %(filing)s was extended"), (_("Its posts are held until %(held_until)s."),)),
}
LICENCE: dict[str, Letter] = {
    "licence_activated": Letter(_("Licence %(number)s is active"), (_("You may act under it until %(valid_until)s."),)),
    "licence_refused": Letter(
        _("The application for licence %(number)s was refused"), (_("Open it to read the reason."),)
    ),
    "licence_suspended": Letter(
        _("Licence %(number)s was suspended"),
        (_("From now on nothing can be done under it."), _("Open the register to read the reason.")),
    ),
    "licence_reinstated": Letter(_("Licence %(number)s is active again"), (_("Work under it may go on."),)),
    "licence_revoked": Letter(_("Licence %(number)s was revoked"), (_("Nothing can be done under it any more."),)),
    "licence_expired": Letter(
        _("Licence %(number)s has expired"), (_("Its last day was %(valid_until)s."), _("Apply for a new one."))
    ),
    "licence_ending": Letter(
        _("Licence %(number)s is about to end"),
        (_("Its last day is %(valid_until)s."), _("Apply for the next one in good time.")),
    ),
}
MANDATE: dict[str, Letter] = {
    "mandate_given": Letter(
        _("A mandate was given"),
        (_("It covers up to %(cap)s posts."), _("It runs until %(ends_on)s.")),
    ),
    "mandate_raised": Letter(
        _("A mandate now covers more posts"),
        (_("It covers up to %(cap)s posts."), _("It runs until %(ends_on)s.")),
    ),
    "mandate_ended": Letter(
        _("A mandate was ended"), (_("The intermediary can no longer see or file anything for the employer."),)
    ),
    "mandate_expired": Letter(
        _("A mandate has run out"), (_("Its last day was %(ends_on)s."), _("A new one must be given by the employer."))
    ),
    "mandate_ending": Letter(
        _("A mandate is about to run out"),
        (_("Its last day is %(ends_on)s."), _("If the work goes on, a new one must be given by the employer.")),
    ),
}
ACCOUNT: dict[str, Letter] = {
    "account_opened": Letter(
        _("An account was opened for you"),
        (
            _("Your administrator has a code for you that works once."),
            _("Choose your password with it; nobody will ever ask you for the password."),
        ),
    ),
}
APPLICATION: dict[str, Letter] = {
    "application_information_requested": Letter(
        _("The bureau has a question about application %(application)s"),
        (
            _("Open it to read everything that is missing, and answer there."),
            _("The time for the decision stands still until you do."),
        ),
    ),
    "application_refused": Letter(
        _("Application %(application)s was refused"), (_("Open it to read the reason and what to change."),)
    ),
    "application_refused_worker": Letter(
        _("Your permit was refused"),
        (
            _("The application is %(application)s."),
            _("Ask your intermediary or the sending department for the reason. You may apply again."),
        ),
    ),
    "application_withdrawn": Letter(
        _("The application for your permit was withdrawn"),
        (
            _("The application was %(application)s."),
            _("If you did not want this, turn to the sending department."),
        ),
    ),
}
PERMIT_ACT: dict[str, Letter] = {
    "permit_issued_worker": Letter(
        _("Your permit %(permit)s was issued"),
        (
            _("You may work from %(first_on)s to %(last_on)s, for the employer and in the job it names."),
            _("You may cross at: %(ports)s."),
            _("It costs you nothing. Nobody may keep it or your passport from you."),
        ),
    ),
    "permit_issued": Letter(
        _("Permits were issued: %(permits)s"),
        (_("The first of them is %(permit)s."), _("The earliest begins on %(first_on)s.")),
    ),
    "permit_suspended_worker": Letter(
        _("Your permit %(permit)s was suspended"),
        (
            _("You may not work under it until it is reinstated; your stay is not at an end."),
            _("The bureau tells you why, and the protection desk helps you: it costs nothing."),
        ),
    ),
    "permit_suspended": Letter(
        _("Permits were suspended: %(permits)s"),
        (_("The first of them is %(permit)s."), _("Nobody may work under them until they are reinstated.")),
    ),
    "permit_reinstated_worker": Letter(
        _("Your permit %(permit)s is in force again"), (_("You may work under it until %(last_on)s."),)
    ),
    "permit_reinstated": Letter(_("Permits are in force again: %(permits)s"), (_("The first of them is %(permit)s."),)),
    "permit_ended_worker": Letter(
        _("Your permit %(permit)s has ended"),
        (
            _("Its last day was %(ended_on)s."),
            _("Your wages are due in full. If they are not paid, complain: those it concerns will not know."),
        ),
    ),
    "permit_ended": Letter(
        _("Permit %(permit)s has ended"),
        (_("Its last day was %(ended_on)s."), _("Its post can be filled anew.")),
    ),
    "permit_revoked_worker": Letter(
        _("Your permit %(permit)s was revoked"),
        (
            _("Its last day was %(ended_on)s."),
            _("Two officers decided it. You may ask for the reason and contest it; the protection desk helps you."),
        ),
    ),
    "permit_revoked": Letter(_("Permit %(permit)s was revoked"), (_("Its last day was %(ended_on)s."),)),
}
PERMIT_REQUEST: dict[str, Letter] = {
    "end_asked_worker": Letter(
        _("It was asked that your permit %(permit)s end"),
        (
            _("Your permit goes on until an officer has decided, on %(due_on)s."),
            _("If you want to stay, or were treated wrongly, tell the bureau or complain: it costs nothing."),
        ),
    ),
    "end_asked": Letter(
        _("It was asked that permit %(permit)s end"), (_("The answer is due on %(due_on)s, not before."),)
    ),
    "end_granted_worker": Letter(_("It was decided that your permit %(permit)s ends"), (_("Its days have ended."),)),
    "end_granted": Letter(_("It was decided that permit %(permit)s ends"), (_("Its post can be filled anew."),)),
    "end_refused_worker": Letter(_("Your permit %(permit)s goes on"), (_("The wish to end it was refused."),)),
    "end_refused": Letter(_("Permit %(permit)s goes on"), (_("The wish to end it was refused: open it to read why."),)),
    "end_withdrawn_worker": Letter(_("Your permit %(permit)s goes on"), (_("The wish to end it was taken back."),)),
    "end_withdrawn": Letter(_("Permit %(permit)s goes on"), (_("The wish to end it was taken back."),)),
    "extension_asked_worker": Letter(
        _("An extension of your permit %(permit)s was asked for"),
        (
            _("It asks for %(last_on)s as the new last day."),
            _("This is your receipt: until it is decided your stay is lawful, up to %(receipt_until)s."),
        ),
    ),
    "extension_asked": Letter(
        _("An extension of permit %(permit)s was asked for"),
        (
            _("It asks for %(last_on)s as the new last day."),
            _("The receipt covers the stay until %(receipt_until)s."),
        ),
    ),
    "extension_granted_worker": Letter(
        _("Your permit %(permit)s was extended"), (_("Your new last day is %(last_on)s."),)
    ),
    "extension_granted": Letter(_("Permit %(permit)s was extended"), (_("Its new last day is %(last_on)s."),)),
    "extension_refused_worker": Letter(
        _("Your permit %(permit)s was not extended"),
        (_("Its last day is still %(last_on)s."), _("Ask the bureau for the reason; leave in time, or contest it.")),
    ),
    "extension_refused": Letter(
        _("Permit %(permit)s was not extended"), (_("Its last day is still %(last_on)s: open it to read why."),)
    ),
    "variation_asked_worker": Letter(
        _("A change of your permit %(permit)s was asked for"),
        (
            _("It is to hold from %(effective_on)s."),
            _("Nothing changes without your own yes: read it, then agree with a one-time code, or do nothing."),
        ),
    ),
    "variation_asked": Letter(
        _("A change of permit %(permit)s was asked for"), (_("The worker has to agree before it is decided."),)
    ),
    "variation_granted_worker": Letter(
        _("Your permit %(permit)s was changed"), (_("It holds from %(effective_on)s as you agreed."),)
    ),
    "variation_granted": Letter(_("Permit %(permit)s was changed"), (_("The change holds from %(effective_on)s."),)),
    "variation_refused_worker": Letter(_("Your permit %(permit)s stays as it is"), (_("The change was refused."),)),
    "variation_refused": Letter(
        _("Permit %(permit)s stays as it is"), (_("The change was refused: open it to read why."),)
    ),
    "renewals_proposed": Letter(
        _("Renewals are proposed: %(permits)s"),
        (_("Their checks have been run. Confirm those that go on before they run out."),),
    ),
}
CASES: dict[str, Letter] = {
    "overstay_suspected": Letter(
        _("No exit of yours was seen"),
        (
            _("Your last lawful day was %(last_lawful_on)s, and the records hold no exit since."),
            _("Nothing was decided about you. The records may be wrong or late."),
            _("If you have left, were ill, asked for more time or could not cross, say so by %(answer_by_on)s."),
            _("If you need help or were kept from leaving, turn to the protection desk: it costs nothing."),
        ),
    ),
    "overstay_contested": Letter(
        _("A worker has answered a suspicion of overstay"), (_("Open the case to read the answer."),)
    ),
    "overstay_confirmed": Letter(
        _("Two officers found that you stayed past your last lawful day"),
        (
            _("Your last lawful day was %(last_lawful_on)s."),
            _("If you have new proof, show it to the bureau: the case can still be closed."),
        ),
    ),
    "overstay_closed": Letter(_("The case about your stay was closed"), (_("You need not answer any more."),)),
    "overstay_victim_referred": Letter(
        _("A worker was referred to you for protection"), (_("Open the case to see which permit it is about."),)
    ),
    "absence_reported": Letter(
        _("Your employer reported that you are not at work"),
        (
            _("It says so since %(since_on)s. If this is not true, contest it by %(answer_by_on)s."),
            _("Your permit goes on as before; nothing was decided about you."),
        ),
    ),
    "absence_reported_office": Letter(
        _("An employer reported that a worker is not at work"),
        (
            _("It says so since %(since_on)s. The worker may contest it until %(answer_by_on)s."),
            _("Open the report to read it."),
        ),
    ),
    "absence_contested": Letter(
        _("A worker contests a report of absence"), (_("Open the report to read the answer and decide."),)
    ),
    "absence_upheld": Letter(
        _("A report of absence was upheld"), (_("Open it to read why; your bureau and the protection desk can help."),)
    ),
    "absence_false": Letter(
        _("A report of absence was found to be false"), (_("It counts on the employer's record."),)
    ),
    "absence_withdrawn": Letter(_("A report of absence was withdrawn"), (_("Nothing more will be done about it."),)),
    "return_closed_out": Letter(
        _("Your season is closed out"),
        (_("Your return on %(left_on)s is confirmed."), _("Who returned in time goes first next season.")),
    ),
    "force_majeure_extended": Letter(
        _("Your permit was extended"),
        (
            _("An event keeps people from leaving in time. Your new last day is %(last_on)s."),
            _("You need not ask for anything, and it costs nothing."),
        ),
    ),
    "force_majeure_reversed": Letter(
        _("An extension of your permit was taken back"), (_("Your last day is %(last_on)s again."),)
    ),
    "force_majeure_in_force": Letter(
        _("Permits were extended for an event"),
        (_("%(permits)s permits of yours now end on %(extends_on)s."), _("Their holders were told.")),
    ),
}
PERMIT: dict[str, Letter] = {
    "permit_ending": Letter(
        _("%(count)s permits are about to end"),
        (
            _("The first of them ends on %(first_on)s."),
            _("Whoever stays on needs an extension or a renewal; ask for it in good time."),
        ),
    ),
    "permit_past_end": Letter(
        _("%(count)s workers were not seen leaving by their last lawful day"),
        (
            _("The first of these days was %(first_on)s."),
            _("A record may be late: look at the evidence before anything else."),
        ),
    ),
    "double_permit": Letter(
        _("%(count)s permits overlap with another of the same person"),
        (_("Two records proved to be one person. Decide which permit goes on."),),
    ),
    "evidence_ending": Letter(
        _("Evidence of %(count)s workers ends during their stay"),
        (_("The first ends on %(first_on)s."), _("Have the health check or insurance renewed, and record it.")),
    ),
    "arrival_overdue": Letter(
        _("%(count)s workers have not arrived"),
        (
            _("The first permit began on %(first_on)s."),
            _("If they are there, report their arrival; if they will not come, have the permits ended."),
        ),
    ),
    "lodging_unregistered": Letter(
        _("The lodging of %(count)s workers is to be registered"),
        (_("The police ask for it within 24 hours of arrival; the first is due on %(first_on)s."),),
    ),
    "exit_unmatched": Letter(
        _("No exit was seen of %(count)s workers whose permit has ended"),
        (_("The first ended on %(first_on)s."), _("Nobody saw them leave: this is not known, not an overstay.")),
    ),
    "close_out_open": Letter(
        _("Wages or papers of %(count)s workers are not settled"),
        (_("The first left on %(first_on)s."), _("Record what was paid and which papers were handed back.")),
    ),
    "return_unconfirmed": Letter(
        _("%(count)s returns wait to be confirmed"),
        (_("The first worker left on %(first_on)s."),),
    ),
    "application_due": Letter(
        _("The decision on %(count)s permit applications is due"), (_("The first is due on %(first_on)s."),)
    ),
    "end_request_due": Letter(
        _("The answer to %(count)s wishes to end a permit is due"), (_("The first is due on %(first_on)s."),)
    ),
    "absence_answer_due": Letter(
        _("The time to answer %(count)s reports of absence runs out"),
        (_("The first ends on %(first_on)s."), _("Once it is over, decide them.")),
    ),
    "overstay_answer_due": Letter(
        _("The time to answer %(count)s overstay cases runs out"),
        (_("The first ends on %(first_on)s."), _("Once it is over, decide them.")),
    ),
    "renewal_waiting": Letter(
        _("%(count)s proposed renewals wait for you"),
        (_("The first permit ends on %(first_on)s."), _("Confirm or decline them before that day.")),
    ),
}
LETTERS: Mapping[str, Letter] = (
    FILING | LICENCE | MANDATE | ACCOUNT | CASES | PERMIT | APPLICATION | PERMIT_ACT | PERMIT_REQUEST
)


def known(kind: str) -> str:
    """Give back a kind that has words; raises `KeyError` for another, before anything is queued."""
    if kind not in LETTERS:
        raise KeyError(f"There are no words for letters of kind {kind}.")
    return kind


def render(notice: Notice, *, language: str = "") -> Rendered:
    """Put a letter into words, in its own language or the one asked for."""
    letter = LETTERS[notice.kind]
    with translation.override(language or notice.language):
        values = {name: _shown(name, value) for name, value in notice.params.items() if value not in (None, "")}
        sentences = [str(sentence) for sentence in letter.body]
        body = "\n".join(_filled(sentence, values) for sentence in sentences if _places(sentence) <= set(values))
        subject = _filled(str(letter.subject), values)
        return Rendered(" ".join(subject.split()), body)


def _places(sentence: str) -> set[str]:
    return set(PLACE.findall(sentence))


def _filled(sentence: str, values: dict[str, str]) -> str:
    # A place that was not given reads as a dash: a letter is better late in detail than not at all.
    return sentence % {name: values.get(name, "–") for name in _places(sentence)}


def _shown(name: str, value: Any) -> str:
    """A value as the reader's language writes it."""
    if name.endswith(("_on", "_until")):
        return formats.date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    if isinstance(value, int):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)
