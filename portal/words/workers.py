"""The words of what workers do themselves: offers, complaints, wishes."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

DO: dict[str, Sentence] = {}
DONE: dict[str, Sentence] = {}
COLOURS: dict[str, str] = {}

SAID: dict[str, Sentence] = {
    "code": _("A new code is on its way to your telephone. It is good for 10 minutes."),
    "yes": _("You have said yes."),
    "no": _("You have said no. Nobody asks you why."),
    "kept": _("It is written down."),
    "sent": _("It was sent."),
    "phone": _("Codes go to the new number from now on."),
}
"""What the next page tells after an act; only the names are kept in the browser."""

ANOTHER = _("Somebody else has come in on this telephone meanwhile. Nothing was sent. Start again.")
WAIT = _("There were too many tries from here: wait an hour, or go to a counter of the department.")
LEFT = _("I left China on %(day)s.")
LEFT_AT = _("I left China on %(day)s at %(port)s.")

RIGHTS: list[Sentence] = [
    _("The job costs you nothing. Nobody may ask money for it."),
    _("Your passport is yours. Nobody may keep it."),
    _("You are paid in full, at least once a month, as your terms say."),
    _("You may say no to an offer, and you may go home at any time."),
    _("Nobody may hit you, threaten you or lock you in."),
    _("You may complain. Your employer and your recruiter do not learn of it."),
]
NO_SEASON = _("You are not registered for a season yet: there is nothing to write down.")
