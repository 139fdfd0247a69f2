"""Letters to a worker, as they are read in the service."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from core.notices.models import Notice
from core.notices.services import letters, outbox
from portal.actors import now
from portal.forms.worker import OwnForm
from portal.views.worker.page import Done, ask, own, show
from portal.worker_sessions import Visit

SHOWN = 20


@own
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The newest letters, and a button to say that they were read."""
    found = list(Notice.objects.visible_to(visit.by).order_by("-pk")[:SHOWN])
    new = [letter.pk for letter in found if letter.read_at is None]
    form = OwnForm(request.POST or None)
    status = ask(request, visit, form, lambda given: outbox.mark_read(new, by=visit.by, at=now()))
    if not status:
        return Done("portal:my_letters")
    language = get_language() or "vi"
    said = [{"notice": letter, "said": letters.render(letter, language=language)} for letter in found]
    return show(request, visit, "letters", {"form": form, "letters": said, "has_new": bool(new)}, status)
