"""What the clock does about complaints nobody answered in time."""

from datetime import datetime

from core.actors import CLOCK
from core.alerts.services import Select, settle_from
from core.audit.services import act
from core.dates import day_of
from core.db import update_rows
from core.workflow import BATCH
from workers.models import Complaint
from workers.services.grievances.letters import LABEL, tell_desks
from workers.workflow import COMPLAINT

# Whose turn it is, and who watches: the desk (every desk, while none has taken it on) and oversight.
OVERDUE = """
SELECT complaint.id, ''::text, complaint.desk_id, ''::text,
    jsonb_build_object('number', complaint.number::text, 'due_on', complaint.due_on),
    ARRAY(
        SELECT office.id FROM accounts_organisation AS office
        WHERE office.id IS DISTINCT FROM complaint.about_id
            AND (office.kind = 'oversight' OR office.kind = 'protection' AND complaint.desk_id IS NULL)
    )
FROM workers_complaint AS complaint
WHERE complaint.status IN ('received', 'assigned') AND complaint.due_on < %(today)s
"""


def escalate(*, at: datetime) -> int:
    """Bring complaints that are overdue before the desk again and before oversight, each once; how many."""
    escalated = 0
    while batch := _escalate_some(at):
        escalated += batch
    settle_from("complaint_overdue", LABEL, Select.of(OVERDUE, today=day_of(at)), at=at)
    return escalated


def _escalate_some(at: datetime) -> int:
    with act(COMPLAINT["escalate"].verb, by=CLOCK):
        due = Complaint.objects.overdue_on(day_of(at)).filter(escalated_at=None).order_by("pk")
        batch = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
        for complaint in batch:
            complaint.escalated_at = at
        update_rows(batch, ["escalated_at"])
        tell_desks(batch, "complaint_overdue", at=at, above=True)
        return len(batch)
