"""A process that adds units to an organisation, one act after the other, and says when each began and was taken."""

import json
import time
from datetime import datetime

import django
from django.db import connection

from core import reach


def clock() -> datetime:
    """The server's own, since it is the server that is set back to a moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [at] = cursor.fetchone()
    return at


def main() -> None:
    django.setup()
    reach.by_default(reach.EVERYTHING)
    from accounts.models import Member
    from accounts.services import units
    from accounts.services.organisations import Names
    from core.evidence.services import sealing

    by = Member.objects.filter(roles__contains=["administrator"]).select_related("organisation", "unit").earliest("pk")
    number = 0
    while True:
        number += 1
        if number % 100 == 1:
            sealing.seal(at=clock())
        began = clock()
        unit = units.add(Names(zh=f"科{number}", vi=f"Phòng {number}", en=f"Section {number}"), by=by)
        said = {"unit": str(unit.pk), "began": began.timestamp(), "taken": clock().timestamp()}
        print(json.dumps(said), flush=True)  # noqa: T201 - it is read by who started it
        time.sleep(0.01)


if __name__ == "__main__":
    main()
