"""Letters of the demand side: filings, licences, mandates and accounts."""

from django.utils.translation import gettext_lazy as _

from core.notices.services.words.letter import Letter

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
    "record_unsealed": Letter(
        _("The record of events is not being sealed"),
        (
            _("No checkpoint was made for a while. After some hours without one, no permit is issued."),
            _("See whether the clock runs and whether EVIDENCE_KEY names a key that can be read."),
        ),
    ),
    "witness_silent": Letter(
        _("A witness does not answer"),
        (
            _("Witnesses that do not take checkpoints: %(count)s."),
            _("The page of jobs names them and says what went wrong. Nothing is lost: they are tried again."),
        ),
    ),
    "decoy_opened": Letter(
        _("A decoy was opened"),
        (
            _("Decoys that somebody opened: %(count)s."),
            _("Nobody has reason to open one: see in its events who did, and ask for what."),
        ),
    ),
    "openings_ceiling": Letter(
        _("A member met the ceiling of openings"),
        (
            _("Members who wanted to open more persons' records than one may within an hour: %(count)s."),
            _("See in the record of events whose they were, and ask for what."),
        ),
    ),
    "webhook_ping": Letter(_("This is a test of your webhook"), (_("Nothing has happened: the address was reached."),)),
    "export_ready": Letter(
        _("A file you asked for is ready"),
        (_("It has %(rows)s rows."), _("Fetch it from the page of your files within three days.")),
    ),
}
