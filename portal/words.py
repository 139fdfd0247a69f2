"""The words of buttons, history and tags: what a move is called before and after it is made."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

DO: dict[str, Sentence] = {
    "edit": _("Edit"),
    "file": _("File: hand it to the employer"),
    "confirm": _("Confirm"),
    "confirm_amendment": _("Confirm the amendment"),
    "decline": _("Decline"),
    "request_information": _("Request information"),
    "answer": _("Answer"),
    "revise": _("Revise"),
    "recommend": _("Recommend"),
    "grant": _("Grant"),
    "refuse": _("Refuse"),
    "withdraw": _("Withdraw"),
    "amend": _("Amend"),
    "reduce": _("Reduce"),
    "extend": _("Extend"),
    "close": _("Close"),
    "activate": _("Activate"),
    "suspend": _("Suspend"),
    "reinstate": _("Reinstate"),
    "propose_revocation": _("Propose revocation"),
    "revoke": _("Revoke"),
    "record_bond": _("Record bond"),
    "end": _("End"),
    "approve": _("Approve"),
}
DONE: dict[str, Sentence] = {
    "draft": _("drafted"),
    "edit": _("edited"),
    "file": _("filed"),
    "confirm": _("confirmed"),
    "confirm_amendment": _("amendment confirmed"),
    "decline": _("declined"),
    "request_information": _("information requested"),
    "answer": _("answered"),
    "revise": _("revised"),
    "recommend": _("recommended"),
    "grant": _("granted"),
    "refuse": _("refused"),
    "withdraw": _("withdrawn"),
    "amend": _("amended"),
    "reduce": _("reduced"),
    "extend": _("extended"),
    "release": _("released"),
    "close": _("closed"),
    "lapse": _("lapsed"),
    "apply": _("applied for"),
    "activate": _("activated"),
    "suspend": _("suspended"),
    "reinstate": _("reinstated"),
    "propose_revocation": _("revocation proposed"),
    "revoke": _("revoked"),
    "record_bond": _("bond recorded"),
    "expire": _("expired"),
    "give": _("given"),
    "end": _("ended"),
    "propose": _("proposed"),
    "approve": _("approved"),
}
COLOURS = {
    "draft": "grey",
    "awaiting_employer": "yellow",
    "submitted": "blue",
    "info_requested": "orange",
    "granted": "green",
    "refused": "red",
    "withdrawn": "grey",
    "closed": "grey",
    "applied": "blue",
    "active": "green",
    "suspended": "orange",
    "revoked": "red",
    "expired": "grey",
    "given": "green",
    "ended": "grey",
    "proposed": "blue",
    "approved": "green",
    "declined": "red",
}
"""The tag's colour for each status: blue waits for an office, yellow and orange for a party, green holds."""

RESULTS: dict[str, Sentence] = {"passed": _("passed"), "failed": _("failed"), "not_known": _("not known")}


def done(verb: str) -> Sentence:
    """What was done, as the history names it."""
    return DONE.get(verb, verb.replace("_", " "))


def warning(alert: Any) -> str:
    """What an alert says."""
    sentence = ALERTS.get(alert.kind)
    return _filled(sentence, alert.params) if sentence else alert.kind.replace("_", " ")


def letter(notice: Any) -> str:
    """What a notice says in one line."""
    sentence = LETTERS.get(notice.kind)
    return _filled(sentence, notice.params) if sentence else notice.kind.replace("_", " ")


NO_SUCH_RECORD = _("There is no such record.")
