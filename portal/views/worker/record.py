"""What is kept of a worker: read, taken along, let go abroad or not, and erased."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from papers.services.copies import copies
from permits.services.erasing.outlook import outlook
from portal.actors import now
from portal.forms.worker import Abroad, Erasing
from portal.views.documents import given
from portal.views.worker.page import Done, ask, own, show
from portal.worker_sessions import Visit
from workers.services.identity import erasure_requests, passing_consents

SHOWN = 10
"""So many rows of each part are on the page; the files hold all."""


@own
def shown(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All that is kept of one, and who looked."""
    copy = copies.own_copy(by=visit.by)
    told = {"parts": copies.told_parts(copy, most=SHOWN), "looks": copy.looks[:SHOWN]}
    return show(request, visit, "record", told)


@own
def file(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same as a file: PDF, or JSON for machines."""
    copy, language = copies.own_copy(by=visit.by), get_language() or "vi"
    if request.GET.get("form") == "json":
        return given(copies.as_json(copy, language=language, at=now()), "application/json")
    return given(copies.as_pdf(copy, language=language, at=now()))


@own
def abroad(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whether one agrees that the data goes to the other country; the answer can be changed at any time."""
    said = passing_consents.standing(by=visit.by)
    form = Abroad(request.POST or None, initial={"answer": "no" if said and said.is_given else "yes"})
    status = ask(
        request,
        visit,
        form,
        lambda given: passing_consents.say(is_given=given["answer"] == "yes", by=visit.by, at=now()),
    )
    if not status:
        return Done("portal:my_abroad", said="kept")
    return show(request, visit, "abroad", {"form": form, "told": said}, status)


@own
def erasing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """When the record is erased and what holds it; one may ask for it now, and take that back until it is done."""
    told = outlook(by=visit.by, at=now())
    say = erasure_requests.take_back if told.asked else erasure_requests.ask
    form = Erasing(request.POST or None, initial={"answer": "no" if told.asked else "yes"})
    status = ask(request, visit, form, lambda given: say(by=visit.by, at=now()))
    if not status:
        return Done("portal:my_erasing", said="kept")
    return show(request, visit, "erasing", {"form": form, "told": told}, status)
