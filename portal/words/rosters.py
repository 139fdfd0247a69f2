"""The words of rosters."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

DO: dict[str, Sentence] = {
    "apply_rows": _("Apply the good rows"),
    "put_away": _("Put it away, apply nothing"),
    "undo_rows": _("Undo all of it"),
    "retract": _("Take the confirmation back"),
}
DONE: dict[str, Sentence] = {
    "hand_in_roster": _("handed in"),
    "read_roster": _("read"),
    "begin_roster": _("begun"),
    "count_roster": _("rows done"),
    "try_rows": _("tried"),
    "apply_rows": _("to be applied"),
    "finish_applying": _("applied"),
    "undo_rows": _("to be undone"),
    "finish_undoing": _("undone"),
    "give_up_undoing": _("could not be undone"),
    "give_up_reading": _("could not be read"),
    "put_away": _("put away"),
    "forget_roster": _("rows forgotten"),
    "apply_roster": _("applied from a roster"),
    "undo_roster": _("taken back with its roster"),
    "retract": _("confirmation taken back"),
}
COLOURS: dict[str, str] = {
    "received": "blue",
    "tried": "yellow",
    "unreadable": "red",
    "applying": "blue",
    "applied": "green",
    "undoing": "blue",
    "undone": "grey",
    "discarded": "grey",
}
