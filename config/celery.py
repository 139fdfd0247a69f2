"""The Celery app, and the timetable of what the clock asks."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.conf import settings
from kombu.transport.redis import Channel, QoS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("seasonal-permits", task_cls="config.traces:TracedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Places(QoS):
    """How many ticks a worker may hold, where kombu (5.7) miscounts once the broker fails."""

    # It would put ticks back over the connection that it has just taken apart, and the worker ends by it.
    restore_at_shutdown = False

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge a tick, and give its place free though nobody answers: lost places leave a worker deaf.

        The tick comes again past its visibility timeout, which is harmless.
        """
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        finally:
            self._quick_ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Give a tick back, and its place free likewise."""
        try:
            super().reject(delivery_tag, requeue)  # type: ignore[no-untyped-call]
        finally:
            self._quick_ack(delivery_tag)


Channel.QoS = Places


@worker_init.connect  # type: ignore[untyped-decorator]
def reach_everywhere(**_given: object) -> None:
    """Let the clock's own processes see all rows; the web servers, which load this too, see none by themselves."""
    from core import reach

    reach.by_default(reach.EVERYTHING)


MINUTE = 60


def _every(minutes: int, task: str) -> dict[str, Any]:
    # An unserved tick is worth nothing once the next one comes: that finds the same rows.
    return {"task": task, "schedule": timedelta(minutes=minutes), "options": {"expires": minutes * MINUTE}}


# What is done once a day is asked for every half hour: a day whose midnight was missed is made up within it.
TIMETABLE: dict[str, dict[str, Any]] = {
    task.rpartition(".")[2].replace("_", "-"): _every(minutes, task)
    for minutes, task in (
        (1, "core.notices.tasks.deliver_notices"),
        (1, "portal.tasks.make_exports"),
        (1, "rosters.tasks.work_rosters"),
        (1, "rosters.tasks.help_rosters"),
        (30, "rosters.tasks.forget_rosters"),
        (30, "portal.tasks.forget_exports"),
        (10, "scheme.tasks.raise_quota_alerts"),
        (30, "core.jobs.tasks.forget_old_runs"),
        (30, "api.tasks.forget_answers"),
        (30, "accounts.tasks.forget_unfinished"),
        (30, "accounts.tasks.reconcile_staff"),
        (30, "employers.tasks.expire_licences"),
        (30, "employers.tasks.expire_mandates"),
        (30, "employers.tasks.alert_licences_ending"),
        (30, "employers.tasks.alert_mandates_ending"),
        (30, "employers.tasks.release_unused"),
        (30, "employers.tasks.close_ended"),
        (30, "employers.tasks.lapse_left_behind"),
        (30, "employers.tasks.alert_overdue"),
        (30, "workers.tasks.lapse_offers"),
        (30, "workers.tasks.flag_payees"),
        (30, "workers.tasks.escalate_complaints"),
        (10, "permits.tasks.alert_of_permits"),
        (30, "permits.tasks.alert_of_evidence"),
        (30, "permits.tasks.alert_of_arrivals"),
        (30, "permits.tasks.alert_of_exits"),
        (30, "permits.tasks.alert_of_decisions"),
        (5, "permits.tasks.alert_of_posts"),
        (30, "permits.tasks.alert_of_conduct"),
        (30, "permits.tasks.propose_renewals"),
        (30, "permits.tasks.lapse_renewals"),
        (30, "workers.tasks.find_duplicates"),
        (30, "permits.tasks.clear_overstays"),
        (30, "permits.tasks.close_run_out"),
        (30, "permits.tasks.note_late_exits"),
        (30, "permits.tasks.note_returns"),
        (30, "permits.tasks.suspect_overstays"),
        (30, "permits.tasks.tell_of_overstays"),
        (30, "permits.tasks.erase_due"),
        (30, "permits.tasks.reconcile"),
        (1, "papers.tasks.publish_lists"),
        (30, "attachments.tasks.sweep_attachments"),
        (30, "attachments.tasks.check_attachments"),
        (30, "workers.tasks.flag_same_files"),
        (1, "workers.tasks.watch_openings"),
        (1, "exchange.tasks.extend_feed"),
        (5, "core.evidence.tasks.seal_events"),
        (1, "core.evidence.tasks.deposit_checkpoints"),
        (5, "accounts.tasks.watch_sealing"),
    )
}
app.conf.beat_schedule = {} if settings.READ_ONLY else TIMETABLE
