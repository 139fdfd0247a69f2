"""The moves of a filing that its page offers, each with its form and the service that makes it."""

from django.utils.translation import gettext_lazy as _

from employers.services.demand import after_grant, decisions, filings
from portal.forms import moves as forms
from portal.moves import Move

PAGES = {"edit", "revise", "amend"}
"""Moves with a page of their own: the whole content is changed."""


def _is_amended(filing) -> bool:  # type: ignore[no-untyped-def]
    return bool(filing.content_digest != filing.confirmed_digest)


MOVES = {
    "file": Move(
        forms.Nothing,
        lambda pk, given, by, at: filings.file(pk, by=by, at=at),
        _("The filing was handed to the employer, who confirms it."),
        back="withdraw",
    ),
    "confirm": Move(
        forms.Confirm,
        lambda pk, given, by, at: filings.confirm(pk, digest=given["digest"], by=by, at=at),
        _("The filing was confirmed and submitted to the bureau."),
    ),
    "confirm_amendment": Move(
        forms.Confirm,
        lambda pk, given, by, at: filings.confirm_amendment(pk, digest=given["digest"], by=by, at=at),
        _("The amendment was confirmed."),
        _is_amended,
    ),
    "decline": Move(
        forms.Reason,
        lambda pk, given, by, at: filings.decline(pk, reason=given["reason"], by=by, at=at),
        _("The filing went back to the intermediary."),
    ),
    "request_information": Move(
        forms.Question,
        lambda pk, given, by, at: decisions.request_information(pk, question=given["question"], by=by, at=at),
        _("The question was sent; the clock stands still."),
    ),
    "answer": Move(
        forms.Answer,
        lambda pk, given, by, at: filings.answer(pk, text=given["text"], by=by, at=at),
        _("The answer was sent; the clock runs again."),
    ),
    "recommend": Move(
        forms.Recommend,
        lambda pk, given, by, at: decisions.recommend(
            pk,
            outcome=given["outcome"],
            posts=given["posts"] or 0,
            reason_code=given["reason_code"],
            comment=given["comment"],
            overridden=given.get("overridden", []),
            by=by,
            at=at,
        ),
        _("The recommendation was signed. A colleague of another unit decides."),
    ),
    "grant": Move(
        forms.Grant,
        lambda pk, given, by, at: decisions.grant(
            pk, posts=given["posts"], comment=given["comment"], overridden=given.get("overridden", []), by=by, at=at
        ),
        _("The filing was granted and the posts are reserved in the quota."),
    ),
    "refuse": Move(
        forms.Refuse,
        lambda pk, given, by, at: decisions.refuse(
            pk, reason_code=given["reason_code"], comment=given["comment"], by=by, at=at
        ),
        _("The filing was refused; the parties are told why."),
    ),
    "withdraw": Move(
        forms.MaybeReason,
        lambda pk, given, by, at: filings.withdraw(pk, reason=given["reason"], by=by, at=at),
        _("The filing was withdrawn."),
    ),
    "reduce": Move(
        forms.Reduce,
        lambda pk, given, by, at: after_grant.reduce(pk, posts=given["posts"], by=by, at=at),
        _("The posts went back to the quota."),
    ),
    "extend": Move(
        forms.Extend,
        lambda pk, given, by, at: after_grant.extend(pk, ends_on=given["ends_on"], by=by, at=at),
        _("The last day was moved; the employer confirms it."),
    ),
    "close": Move(
        forms.MaybeReason,
        lambda pk, given, by, at: after_grant.close(pk, reason=given["reason"], by=by, at=at),
        _("The filing was closed; unused posts went back to the quota."),
    ),
}
