"""The kinds of problem an answer can tell of (RFC 9457), each with its own address and title."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from api.renderers import dumps
from core.errors import Problem

PREFIX = "/api/v1/problems/"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: the last part of its address, the status it comes with, and its title."""

    slug: str
    status: int
    title: Promise


KINDS = {
    kind.status: kind
    for kind in (
        Kind("unreadable", 400, _("The request cannot be read")),
        Kind("not-logged-in", 401, _("Who asks is not known")),
        Kind("not-allowed", 403, _("Not allowed")),
        Kind("not-found", 404, _("Not there")),
        Kind("no-such-method", 405, _("Not possible at this address")),
        Kind("no-such-form", 406, _("There is no answer in that form")),
        Kind("too-late", 409, _("Too late")),
        Kind("changed-meanwhile", 412, _("Changed meanwhile")),
        Kind("too-large", 413, _("Too large")),
        Kind("not-json", 415, _("Not in a form that is taken here")),
        Kind("against-a-rule", 422, _("Against a rule")),
        Kind("state-the-version", 428, _("Say which version you change")),
        Kind("too-many-requests", 429, _("Too many requests")),
        Kind("our-fault", 500, _("Something went wrong here")),
        Kind("busy", 503, _("Not possible at this moment")),
    )
}


def problem(status: int, problems: Iterable[Problem], *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Answer with what is wrong, in words and codes."""
    kind = KINDS[status]
    given = list(problems)
    body = {
        "type": f"{PREFIX}{kind.slug}/",
        "title": kind.title,
        "status": status,
        "detail": " ".join(str(each) for each in given[:5]),
        "code": given[0].code,
        "errors": [{"code": each.code, "field": each.field, "message": str(each)} for each in given],
    }
    return HttpResponse(
        dumps(body), status=status, content_type="application/problem+json", headers=dict(headers or {})
    )
