"""Letters about what is asked of permits: that they end, be extended, changed or renewed."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from core.notices.services.words.letter import Letter

# A paper that says too little may still be shown; one that says too much is refused at every check.
NEW_PAPER: Final = _("A paper printed before says the old last day: have your permit printed anew before that day.")
NEW_PAPER_OF_WORKER: Final = _("A paper printed before says the old last day: print it anew and hand it to the worker.")
OLD_PAPER: Final = _("A paper printed before counts no more: have your permit printed anew, and show the new one.")
OLD_PAPER_OF_WORKER: Final = _("A paper printed before counts no more: print it anew and hand it to the worker.")
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
        _("Your permit %(permit)s was extended"), (_("Your new last day is %(last_on)s."), NEW_PAPER)
    ),
    "extension_granted": Letter(
        _("Permit %(permit)s was extended"), (_("Its new last day is %(last_on)s."), NEW_PAPER_OF_WORKER)
    ),
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
        _("Your permit %(permit)s was changed"), (_("It holds from %(effective_on)s as you agreed."), OLD_PAPER)
    ),
    "variation_granted": Letter(
        _("Permit %(permit)s was changed"), (_("The change holds from %(effective_on)s."), OLD_PAPER_OF_WORKER)
    ),
    "variation_refused_worker": Letter(_("Your permit %(permit)s stays as it is"), (_("The change was refused."),)),
    "variation_refused": Letter(
        _("Permit %(permit)s stays as it is"), (_("The change was refused: open it to read why."),)
    ),
    "renewals_proposed": Letter(
        _("Renewals are proposed: %(permits)s"),
        (_("Their checks have been run. Confirm those that go on before they run out."),),
    ),
}
