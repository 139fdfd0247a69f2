"""What waits, in words: for whoever has to act, by kind of organisation, and for whoever waits for others."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

MINE: dict[str, Sentence] = {
    "filing": _("Filings to review and decide"),
    "licence": _("Licences to decide"),
    "duplicate": _("Possible doubles to compare"),
    "merge": _("Merged persons to countersign"),
    "registration": _("Workers to clear for departure"),
    "complaint": _("Complaints to answer"),
    "application": _("Permit applications to decide"),
    "extension": _("Extensions to decide"),
    "variation": _("Variations to decide"),
    "end_request": _("Wishes to end a permit to decide"),
    "renewal": _("Renewals to confirm"),
    "revocation": _("Revocations to countersign"),
    "confirmation": _("Overstay findings to countersign"),
    "anomaly": _("Crossings that do not fit"),
    "return": _("Seasons to close out"),
    "force_majeure": _("Force majeure measures to countersign"),
    "absence": _("Absence reports to decide"),
    "overstay_case": _("Overstay cases to look into"),
}
THEIRS: dict[tuple[str, str], Sentence] = {
    ("employer", "filing"): _("Filings to confirm"),
    ("employer", "return"): _("Wages and papers to settle after a worker has left"),
    ("intermediary", "filing"): _("Filings to complete or to answer questions on"),
    ("intermediary", "application"): _("Permit applications to submit or to answer questions on"),
    ("department", "return"): _("Returns to confirm"),
}
"""Where a kind of organisation has something else to do with such a record."""

AWAITED: dict[str, Sentence] = {
    "filing": _("Filings"),
    "licence": _("Licences"),
    "duplicate": _("Possible doubles"),
    "merge": _("Merged persons"),
    "registration": _("Workers not cleared for departure yet"),
    "offer": _("Offers not answered yet"),
    "complaint": _("Complaints not answered yet"),
    "application": _("Permit applications"),
    "extension": _("Extensions asked for"),
    "variation": _("Variations asked for"),
    "end_request": _("Wishes to end a permit"),
    "renewal": _("Renewals proposed"),
    "revocation": _("Revocations proposed"),
    "confirmation": _("Overstay findings proposed"),
    "anomaly": _("Crossings that do not fit"),
    "return": _("Returns not closed out yet"),
    "force_majeure": _("Force majeure measures proposed"),
    "absence": _("Absence reports"),
    "overstay_case": _("Overstay cases"),
}


def mine(kind: str, of: str) -> Sentence:
    """What waits for a member of an organisation of kind `of`."""
    return THEIRS.get((of, kind)) or MINE.get(kind) or awaited(kind)


def awaited(kind: str) -> Sentence:
    """What waits for somebody else."""
    return AWAITED.get(kind, kind.replace("_", " "))
