"""The Celery app, and the timetable of what the clock asks."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("seasonal-permits")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# One entry a job: name -> task, when, and the seconds after which an unserved tick is worth nothing, since
# the next one finds the same rows. For example
#   "lapse-offers": {
#       "task": "workers.tasks.lapse_offers",
#       "schedule": crontab(minute="*/10"),
#       "options": {"expires": 600},
#   },
TIMETABLE: dict[str, dict[str, Any]] = {
    "raise-quota-alerts": {
        "task": "scheme.tasks.raise_quota_alerts",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
}
app.conf.beat_schedule = TIMETABLE
