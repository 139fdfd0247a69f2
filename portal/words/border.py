"""The words of the border and of what follows: crossings, absences, cases, returns."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

DO: dict[str, Sentence] = {
    "correct": _("Say what was true"),
    "void": _("Take it back: it never was"),
    "settle": _("Settle"),
    "uphold": _("Find that it is true"),
    "find_false": _("Find that it is false"),
    "notify": _("Tell the worker now"),
    "propose_confirmation": _("Propose to confirm: first signature"),
    "decline_confirmation": _("Decline the proposal"),
    "settle_wage": _("The last wage is paid"),
    "return_papers": _("The papers are given back"),
    "close_out": _("Close out the season"),
    "reverse": _("Reverse it: second signature"),
    "propose_reversal": _("Propose to reverse it: first signature"),
    "decline_reversal": _("Let it stand"),
}
DONE: dict[str, Sentence] = {
    "notify": _("worker told"),
    "tell": _("worker told"),
    "contest": _("contested"),
    "settle": _("settled"),
    "uphold": _("upheld"),
    "find_false": _("found false"),
    "settle_wage": _("wage settled"),
    "return_papers": _("papers returned"),
    "close_out": _("season closed out"),
    "reverse": _("reversed"),
    "propose_reversal": _("reversal proposed"),
    "decline_reversal": _("reversal declined"),
    "record": _("recorded"),
    "find": _("found odd by the clock"),
    "report_arrival": _("arrival reported"),
    "register_lodging": _("lodging registered with the police"),
    "report_absence": _("absence reported"),
    "suspect": _("suspected by the clock"),
    "propose_confirmation": _("confirmation proposed"),
    "decline_confirmation": _("confirmation declined"),
    "note_exit": _("exit seen"),
    "propose_force_majeure": _("proposed"),
    "correct": _("corrected"),
    "enrol": _("device enrolled"),
    "retire": _("device taken out of use"),
    "upload_log": _("log uploaded"),
}
COLOURS: dict[str, str] = {
    "open": "blue",
    "settled": "grey",
    "reported": "yellow",
    "contested": "orange",
    "upheld": "red",
    "false": "purple",
    "suspected": "blue",
    "notified": "yellow",
    "confirmed": "green",
    "exit_seen": "yellow",
    "closed_out": "grey",
    "in_force": "green",
    "reversed": "grey",
}
ITEMS: dict[str, Sentence] = {
    "exit_not_seen": _("No exit was seen."),
    "not_confirmed_at_home": _("The home side has not confirmed the return."),
    "wage_not_settled": _("The last wage is not reported as paid."),
    "papers_not_returned": _("The papers are not reported as given back."),
    "complaint_open": _("A complaint is open; it goes on by itself and holds nothing up."),
}
"""What is still open of a return."""
