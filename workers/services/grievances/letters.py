"""Letters about complaints: to the worker and to those who answer for them, and to nobody else."""

from collections.abc import Iterable
from datetime import datetime

from accounts.enums import Kind
from accounts.models import Organisation
from accounts.services.letters import tell_each
from workers.models import Complaint
from workers.services.worker_letters import tell_workers

LABEL = Complaint._meta.label_lower


def tell_worker(complaint: Complaint, kind: str, *, at: datetime) -> None:
    """Tell the worker how the complaint stands."""
    params = {"due_on": complaint.due_on.isoformat()}
    tell_workers([(complaint.worker_id, kind, LABEL, complaint.pk, params)], at=at)


def tell_desks(complaints: Iterable[Complaint], kind: str, *, at: datetime, above: bool = False) -> None:
    """Tell the desk of each complaint, all desks where none has taken it on, and with `above` oversight; never the
    body it is about."""
    desks = list(Organisation.objects.filter(kind=Kind.PROTECTION).order_by("pk").values_list("pk", flat=True))
    watching = list(Organisation.objects.filter(kind=Kind.OVERSIGHT).order_by("pk").values_list("pk", flat=True))
    tell_each(
        [
            (reader, kind, LABEL, complaint.pk, _params(complaint))
            for complaint in complaints
            for reader in ([complaint.desk_id] if complaint.desk_id else desks) + (watching if above else [])
            if reader is not None and reader != complaint.about_id
        ],
        at=at,
    )


def _params(complaint: Complaint) -> dict[str, str]:
    return {"number": str(complaint.number), "due_on": complaint.due_on.isoformat()}
