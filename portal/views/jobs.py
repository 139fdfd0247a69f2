"""What keeps the service running: jobs, records they left aside, letters that were given up, the folder of files."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.alerts.models import Alert
from core.evidence.models import Checkpoint
from core.evidence.services import deposits, standing
from core.jobs import services as jobs
from core.jobs.models import JobRun, SetAside
from core.notices.models import Notice
from core.notices.services import outbox
from core.permissions import Permission
from core.workflow import allow
from portal.actors import actor, now
from portal.paging import page_of
from portal.words import letter, warning

OF_FILES = ("file_missing", "file_left_over")
OF_JOBS = ("job_late", "out_of_step")
SHOWN = 50


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Each job's last success, those that are late, the latest runs, files without their record, the dead letters."""
    by = actor(request)
    allow(Permission.READ_JOBS, by=by)
    dead = page_of(Notice.objects.visible_to(by).filter(dead_at__isnull=False), request)
    latest = jobs.latest(by)
    alerts = Alert.objects.visible_to(by).open()
    files = alerts.filter(kind__in=OF_FILES)
    context = {
        "files": [(alert, warning(alert)) for alert in files.order_by("-pk")[:SHOWN]],
        "files_number": files.count(),
        "witnesses": deposits.standing_of_each(),
        "sealed": Checkpoint.objects.visible_to(by).latest_first().defer("note", "waiting").first(),
        "is_unsealed": standing.is_late(),
        "wrong": [(alert, warning(alert)) for alert in alerts.filter(kind__in=OF_JOBS).order_by("kind", "pk")[:SHOWN]],
        "aside": SetAside.objects.visible_to(by).order_by("-id")[:SHOWN],
        "latest": latest,
        "late": jobs.late(now()),
        "runs": JobRun.objects.visible_to(by).order_by("-id")[:20],
        "page": dead,
        "dead": [(notice, letter(notice)) for notice in dead.rows],
    }
    return render(request, "portal/jobs.html", context)


@require_POST
def revive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a letter that was given up be tried again."""
    outbox.revive(pk, by=actor(request), at=now())
    messages.success(request, _("The letter will be tried again."))
    return redirect("portal:jobs")


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a record that a job left aside be tried again."""
    jobs.try_again(pk, by=actor(request))
    messages.success(request, _("The record will be tried again when the job runs next."))
    return redirect("portal:jobs")
