"""What the drills let a process of its own do, and kill: `python -m tests.permits.sweeping sweep`."""

import json
import os
import subprocess
import sys
from datetime import timedelta

NUMBER = 20_000
CREW = 1_000
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
REACHED = 500
"""So many workers can be told by telephone."""


def hold() -> None:
    """Keep a database and a broker, with all tables, in the folder of the environment until it is killed."""
    import signal

    from config.env import VAR
    from config.local import surroundings
    from config.local.files import write_values
    from config.local.processes import Household

    surroundings.kept()
    with Household(loud=False) as household:
        surroundings.servers(household, VAR)
        write_values(VAR / "servers.env", {name: os.environ[name] for name in os.environ if name in SERVERS})
        subprocess.run([sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"], check=True)
        say("begun")
        signal.pause()


def seed() -> None:
    """A season of permits, each of which stands for one alert."""
    from core.sealing import seal
    from tests.bench import ground
    from tests.bench.season import Season
    from workers.models import Worker

    Season(ground.demand()).grow_to(NUMBER)
    Worker.objects.filter(number__lte=REACHED).update(phone_sealed=seal("+84900000000", "worker.phone"))


def apply() -> None:
    """A crew that has applied for permits."""
    from tests.bench import ground
    from tests.bench.crew import crew
    from tests.permits.steps import requirements

    world = ground.demand()
    requirements("seasonal")
    crew(world, CREW)


def issue() -> None:
    """Issue permits to the whole crew, and say so when it begins."""
    from accounts.models import Member
    from permits.models import PermitApplication
    from permits.services.lifetime.issuing import issue_each
    from tests.bench.crew import AT

    waiting = list(PermitApplication.objects.to_decide().values_list("pk", flat=True))
    approver = Member.objects.get(organisation__kind="bureau", roles=["approver"])
    say("begun")
    issue_each(waiting, by=approver, at=AT)
    say("done")


def crew() -> None:
    """What there is of the crew: permits, posts taken and left, letters, passings-on, events."""
    from django.db.models import Sum

    from core.audit.models import Event
    from core.notices.models import Notice
    from employers.models import Filing
    from permits.models import Permit, PermitApplication
    from scheme.models import Quota
    from workers.models import Disclosure

    found = {
        "permits": Permit.objects.count(),
        "issued": PermitApplication.objects.filter(status="issued").count(),
        "used": Quota.objects.aggregate(used=Sum("used"))["used"] // Quota.objects.filter(used__gt=0).count()
        if Quota.objects.filter(used__gt=0).exists()
        else 0,
        "held": Filing.objects.aggregate(held=Sum("posts_held"))["held"],
        "letters": Notice.objects.filter(
            subject_type="permits.permit", person_id__isnull=False, channel="in_app"
        ).count(),
        "passed_on": Disclosure.objects.filter(purpose="issue_permit").count(),
        "events": Event.objects.filter(verb="issue", subject_type="permits.permit").count(),
    }
    say(json.dumps(found))


def sweep() -> None:
    """Raise all alerts, and say so when it begins."""
    from permits.services.alerts import sweeps
    from tests.bench.alerts import AT

    say("begun")
    sweeps.of_everything(at=AT)
    say("done")


def deliver() -> None:
    """Let all letters go out that are due by the time of the last try before this one."""
    from core.notices.services.delivery import deliver_due
    from tests.bench.alerts import AT

    say("begun")
    deliver_due(AT + timedelta(minutes=int(os.environ.get("LATER", "0"))), limit=10**6)
    say("done")


def count() -> None:
    """What there is: alerts in all, open ones, told twice of the same, letters, letters that wait."""
    from django.db.models import Count

    from core.alerts.models import Alert
    from core.notices.models import Notice

    letters = Notice.objects.filter(subject_type="alerts.alert", channel="in_app")
    twice = letters.values("kind", "organisation_id").annotate(number=Count("pk")).filter(number__gt=1)
    say(
        json.dumps(
            {
                "alerts": Alert.objects.count(),
                "open": Alert.objects.open().count(),
                "permits": Alert.objects.values("subject_id").distinct().count(),
                "told": sum(letters.values_list("params__count", flat=True)),
                "twice": twice.count(),
                "to_workers": Notice.objects.filter(person_id__isnull=False, channel="in_app").count(),
                "waiting": Notice.objects.filter(due_at__isnull=False).count(),
            }
        )
    )


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "hold":
        hold()
    else:
        import django

        from core import reach

        django.setup()
        reach.by_default(reach.EVERYTHING)
        acts = (seed, sweep, deliver, count, apply, issue, crew)
        {act.__name__: act for act in acts}[sys.argv[1]]()
