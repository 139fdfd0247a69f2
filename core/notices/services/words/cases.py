"""Letters about absences, overstay cases, returns and force majeure."""

from django.utils.translation import gettext_lazy as _

from core.notices.services.words.letter import Letter
from core.notices.services.words.requests import NEW_PAPER, OLD_PAPER

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
            NEW_PAPER,
        ),
    ),
    "force_majeure_reversed": Letter(
        _("An extension of your permit was taken back"), (_("Your last day is %(last_on)s again."), OLD_PAPER)
    ),
    "force_majeure_in_force": Letter(
        _("Permits were extended for an event"),
        (_("%(permits)s permits of yours now end on %(extends_on)s."), _("Their holders were told.")),
    ),
}
