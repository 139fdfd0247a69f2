"""Letters about permits: applications, permits and what befalls them."""

from django.utils.translation import gettext_lazy as _

from core.notices.services.words.letter import Letter

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
    "check_overridden": Letter(
        _("Failed checks were set aside"), (_("Filings decided so: %(count)s. Read the reason of each."),)
    ),
    "acts_at_night": Letter(
        _("Officers changed records at night"),
        (_("Officers and nights: %(count)s. There may be a good reason: ask for it."),),
    ),
    "log_ins_taken_over": Letter(
        _("Accounts may be shared"),
        (_("Accounts whose log-in took the place of one in use, several times in a day: %(count)s."),),
    ),
    "decided_for_own": Letter(
        _("Officers decided on somebody with their own telephone"),
        (_("Filings decided so: %(count)s. Ask what the officer has to do with whom it concerns."),),
    ),
    "case_taken_over": Letter(
        _("Cases were taken by another than the officer drawn"),
        (_("Filings taken so after half of the time for deciding: %(count)s. Ask why the lot was not kept."),),
    ),
    "pair_stands_out": Letter(
        _("Officers and intermediaries stand out"),
        (
            _("Pairs with far more grants, or far quicker ones, than the rest of the office: %(count)s."),
            _("Chance makes some of them: look at the cases before at the people."),
        ),
    ),
    "post_silent": Letter(
        _("A post has fallen silent"),
        (
            _("Posts that tell of no crossing in an hour in which they do on other days: %(count)s."),
            _("Ask whether network or machines stand still. What is recorded without network is sent later."),
        ),
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
# To the worker, for whom a day is told by both clocks: it ends in China, which is an hour ahead.
PERMIT_OF_WORKER: dict[str, Letter] = {
    "worker_permit_ending": Letter(
        _("Your last lawful day is %(last_on)s"),
        (
            _("It ends at 24:00 by the clock of China, 23:00 by the clock of Viet Nam."),
            _("If you stay on, an extension or a renewal must be asked for before; ask your employer or intermediary."),
        ),
    ),
    "worker_past_end": Letter(
        _("Nobody has seen you leave by %(last_on)s"),
        (
            _("If you have left, tell it at any counter: the record may be late."),
            _("If you are ill, kept back or in trouble, say so with a code of your own; you will be heard first."),
        ),
    ),
    "worker_evidence_ending": Letter(
        _("Your health check or insurance ends on %(last_on)s"),
        (_("Your permit goes on after that day: have it renewed in time."),),
    ),
    "worker_answer_due": Letter(
        _("You can still answer until %(last_on)s"),
        (
            _("Something was reported about you. Read it with a code of your own, and say what is not so."),
            _("The day ends at 24:00 by the clock of China, 23:00 by the clock of Viet Nam."),
        ),
    ),
}
