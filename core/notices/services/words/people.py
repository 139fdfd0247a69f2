"""Letters about people: registrations, offers, codes, complaints."""

from django.utils.translation import gettext_lazy as _

from core.notices.services.words.letter import Letter

REGISTRATION: dict[str, Letter] = {
    "workers_registered": Letter(
        _("Workers were registered in your province"),
        (_("%(workers)s workers await your clearance."), _("Open the list to read their papers and evidence.")),
    ),
    "you_were_registered": Letter(
        _("You were registered for seasonal work"),
        (
            _("An intermediary registered you, and your sending department was told."),
            _("If you did not want this, turn to the department: it costs you nothing."),
        ),
    ),
    "you_were_not_cleared": Letter(
        _("Your registration was refused"),
        (
            _("The sending department has not cleared you for departure."),
            _("Ask it for the reason and for what to change; you may register again."),
        ),
    ),
    "registrations_withdrawn": Letter(
        _("Registrations were withdrawn in your province"),
        (_("%(workers)s workers are no longer registered for the season."),),
    ),
    "workers_cleared": Letter(
        _("Workers were cleared for departure"),
        (_("%(workers)s of your registered workers may be offered a post and apply for a permit."),),
    ),
    "registrations_refused": Letter(
        _("Registrations were refused"),
        (
            _("%(workers)s of your registered workers were not cleared."),
            _("Open the list to read each reason and what to change."),
        ),
    ),
    "clearances_revoked": Letter(
        _("Clearances were revoked"),
        (
            _("%(workers)s of your registered workers may no longer leave for work."),
            _("Open the list to read each reason and what to change."),
        ),
    ),
}
OFFER: dict[str, Letter] = {
    "offer_made": Letter(
        _("A job is offered to you"),
        (
            _("The work begins on %(starts_on)s and ends on %(ends_on)s."),
            _("Read the terms with a code of your own, on a phone or at a counter, and say yes or no yourself."),
            _("You can answer until %(valid_until)s."),
            _("You pay nothing for it, and nobody may answer for you."),
        ),
    ),
    "offer_replaced": Letter(
        _("The terms of your work are to change"),
        (
            _("Read what changes beside what you agreed to, and say yes or no yourself."),
            _("You can answer until %(valid_until)s."),
            _("Until you say yes, what you agreed to holds."),
        ),
    ),
    "offer_withdrawn": Letter(
        _("An offer to you was withdrawn"), (_("You need not answer it any more. Other offers to you are untouched."),)
    ),
    "offers_accepted": Letter(
        _("Workers accepted posts of filing %(filing)s"), (_("%(number)s workers have said yes to the terms."),)
    ),
    "offer_declined": Letter(
        _("A worker declined a post of filing %(filing)s"), (_("The post can be offered to somebody else."),)
    ),
    "offer_renounced": Letter(
        _("A worker gave up a post of filing %(filing)s"),
        (_("The worker's yes no longer holds, and the post can be offered to somebody else."),),
    ),
    "worker_named": Letter(
        _("An employer asks for you by name"),
        (
            _("An employer you have worked for wants you back for the season %(season)s."),
            _("You need not do anything: an offer is yours to accept or decline."),
        ),
    ),
}
WORKER: dict[str, Letter] = {
    "worker_code": Letter(
        _("Your code"),
        (
            _("%(code)s is your code for the seasonal work service."),
            _("It is good once and for ten minutes. Tell it to nobody, whoever asks for it."),
        ),
    ),
    "worker_news": Letter(
        _("There is a letter for you"), (_("Read it with a code of your own, on a phone or at a counter."),)
    ),
}
COMPLAINT: dict[str, Letter] = {
    "complaint_received": Letter(
        _("Complaint %(number)s was received"),
        (_("Take it on and answer it."), _("An answer is due on %(due_on)s.")),
    ),
    "complaint_added": Letter(
        _("Something was added to complaint %(number)s"), (_("Open it to read what the worker wrote."),)
    ),
    "complaint_taken_back": Letter(
        _("Complaint %(number)s was taken back"), (_("The worker wants nothing more done about it."),)
    ),
    "complaint_overdue": Letter(
        _("Complaint %(number)s is overdue"),
        (_("It was to be answered by %(due_on)s."), _("See to it that the worker gets an answer.")),
    ),
    "complaint_assigned": Letter(
        _("Your complaint is being looked into"),
        (_("A protection desk has taken it on."), _("An answer is due on %(due_on)s.")),
    ),
    "complaint_answered": Letter(
        _("Your complaint was answered"), (_("Read the answer, and write again if it does not settle the matter."),)
    ),
    "complaint_referred": Letter(
        _("Your complaint was passed on to who can help"), (_("Read to whom, and what they will do."),)
    ),
    "complaint_closed": Letter(
        _("Your complaint was closed"), (_("If the matter is not settled, you can complain again at any time."),)
    ),
}
