"""The words of permits' pages: applications, permits, and what is asked about them."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

DO: dict[str, Sentence] = {
    "submit": _("Submit"),
    "issue": _("Issue"),
    "apply": _("Draft and submit"),
    "draft": _("Draft only"),
    "decline_revocation": _("Decline the revocation"),
    "ask_extension": _("Ask for an extension"),
    "ask_variation": _("Ask for a variation"),
    "ask_end": _("Ask that it end early"),
}
DONE: dict[str, Sentence] = {
    "print": _("put on paper"),
    "submit": _("submitted"),
    "issue": _("issued"),
    "surrender": _("given back"),
    "vary": _("varied"),
    "decline_revocation": _("revocation declined"),
    "run_out": _("run out"),
    "ask_extension": _("extension asked for"),
    "ask_variation": _("variation asked for"),
    "ask_end": _("end asked for"),
    "agree": _("agreed to by the worker"),
    "reverse": _("reversed"),
    "propose_renewals": _("renewal proposed"),
    "drop_revocation": _("revocation dropped"),
}
COLOURS: dict[str, str] = {
    "issued": "green",
    "surrendered": "grey",
    "asked": "blue",
    "reversed": "grey",
    "confirmed": "green",
}
