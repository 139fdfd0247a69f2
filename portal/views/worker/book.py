"""What is wrong, written by a worker to the protection desks: begun, gone on with, taken back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from core.workflow import Workflow
from portal.actors import now
from portal.forms.worker import More, OwnForm, Words
from portal.views.worker.bodies import bodies_of, choices_of
from portal.views.worker.page import Done, ask, own, show
from portal.worker_sessions import Visit
from workers.models import Complaint
from workers.services.grievances import complaints
from workers.workflow import COMPLAINT


@own
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All one has written, the newest first."""
    return show(request, visit, "book", {"rows": list(Complaint.objects.visible_to(visit.by).order_by("-pk")[:30])})


@own
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Write what is wrong."""
    form = Words(request.POST or None, bodies=choices_of(bodies_of(visit.by)))
    made: list[Complaint] = []
    status = ask(
        request,
        visit,
        form,
        lambda given: made.append(
            complaints.receive(
                given["kind"],
                given["text"],
                about=UUID(given["about"]) if given["about"] else None,
                by=visit.by,
                at=now(),
            )
        ),
    )
    if not status:
        return Done("portal:my_book_entry", made[0].pk, said="sent")
    return show(request, visit, "book_new", {"form": form}, status)


@own
def shown(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """How it stands, all that was written, and room for more."""
    form = More(request.POST or None)
    status = ask(request, visit, form, lambda given: complaints.add(pk, given["text"], by=visit.by, at=now()))
    if not status:
        return Done("portal:my_book_entry", pk, said="sent")
    complaint, entries = complaints.read(pk, by=visit.by)
    page = {
        "form": form,
        "complaint": complaint,
        "entries": entries,
        "about": bodies_of(visit.by).get(complaint.about_id) if complaint.about_id else "",
        "open": _open(COMPLAINT, complaint, visit),
    }
    return show(request, visit, "book_entry", page, status)


@own
def take_back(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Want nothing more done about it."""
    form = OwnForm(request.POST or None)
    status = ask(request, visit, form, lambda given: complaints.take_back(pk, by=visit.by, at=now()))
    if not status:
        return Done("portal:my_book_entry", pk, said="kept")
    complaint, _entries = complaints.read(pk, by=visit.by)
    return show(request, visit, "book_back", {"form": form, "complaint": complaint}, status)


def _open(workflow: Workflow, complaint: Complaint, visit: Visit) -> set[str]:
    found = workflow.open_to(status=complaint.status, permissions=visit.by.permissions)
    return {transition.verb for transition in found}
