"""Rosters of workers: a file read, staged and tried, against django-import-export and a bare COPY of the same rows.

In seconds of the processors of this process and its database, on the same file in the same minutes: what else the
machine does is left out, except where two hands apply it. The bare COPY is done before and after. `ROSTER_ROWS` says
how many rows (10,000).
"""

import io
import os
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing import get_context

import python_calamine
import tablib
import xlsxwriter
from django.db import connection, connections, transaction
from import_export import fields, resources

from accounts.models import Member
from rosters.models import Roster, RosterRow
from rosters.services import rosters, working
from tests import factories
from tests.bench.measure import processed, verdict
from tests.factories import AT, World
from tests.rosters.files import WORKERS
from workers.models import Worker
from workers.rules.names import folded, tokens

ROWS = int(os.environ.get("ROSTER_ROWS", "10000"))
SLOW = max(20, ROWS // 1000)
"""One in so many rows goes through django-import-export; its time is scaled up."""
GOAL_IMPORT, GOAL_COPY, SECONDS, MEGABYTES = 10, 15, 60, 500
FAMILY = ("Nông", "Lý", "Hoàng", "Vi", "Lương", "Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Hà")
MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Xuân", "Hồng", "Thu", "Kim", "Mạnh", "Công")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương", "Khánh", "Lan", "Linh", "Mai")


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    factories.season()
    content, clerk = workbook(ROWS), world.member("intermediary", "clerk")
    copied = seconds(lambda: bare_copy(content))
    made: list[Roster] = []
    tried = seconds(lambda: made.append(taken_in(content, clerk)))
    part = workbook(ROWS // SLOW)
    copied = (copied + seconds(lambda: bare_copy(content))) / 2
    slow = seconds(lambda: import_export(part)) * SLOW
    waited = apply(made[0], clerk)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"A roster of {ROWS:,} workers as XLSX ({len(content) / 1e6:.1f} MB)")
    say(f"  bare COPY of its cells              {copied:8.1f} s")
    whole = (tried + waited) * 100_000 / ROWS
    say(f"  read, staged and tried              {tried:8.1f} s")
    say(f"  applied by two hands, by the clock  {waited:8.1f} s")
    say(f"  tried and applied, for 100,000 rows {whole:8.1f} s   {verdict(whole, SECONDS, at_most=True)}")
    say(f"  django-import-export, rows only     {slow:8.1f} s   (one row in {SLOW}, scaled up)")
    say(f"  tried against django-import-export  {verdict(slow / tried, GOAL_IMPORT)} times as fast")
    say(f"  tried against a bare COPY           {verdict(tried / copied, GOAL_COPY, at_most=True)} times its time")
    say(f"  most memory of the process          {peak:8.0f} MiB {verdict(peak, MEGABYTES, at_most=True)}")


def seconds(work: Callable[[], object]) -> float:
    """What a work takes of the processors."""
    return sum(processed(work)) / 1e3


def taken_in(content: bytes, clerk: Member) -> Roster:
    """A roster handed in, read and tried."""
    season = factories.season().pk
    made = rosters.hand_in("workers", content, name="a.xlsx", language="vi", by=clerk, at=AT, season=season)
    working.work(made.pk, at=AT)
    found = Roster.objects.get(pk=made.pk)
    if found.counts != {"good": found.rows}:
        raise RuntimeError(f"not all rows are good: {found.status} {found.counts} {found.fault}")
    return found


def apply(roster: Roster, clerk: Member) -> float:
    """The same applied by two hands, and the seconds that went by until its end."""
    rosters.apply(roster.pk, by=clerk, at=AT)
    connections.close_all()  # each hand has one of its own
    begun = time.monotonic()
    second = get_context("fork").Process(target=working.help_along, kwargs={"at": AT})
    second.start()
    working.work(roster.pk, at=AT)
    waited = time.monotonic() - begun
    second.join()
    if RosterRow.objects.in_state("applied").filter(roster=roster).count() != roster.rows:
        raise RuntimeError("not all rows were applied")
    return waited


def bare_copy(content: bytes) -> None:
    """The cells read by the same reader and written as they are."""
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE bare ({', '.join(f'c{n} text' for n in range(len(WORKERS)))}) ON COMMIT DROP"
        )
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in sheet.iter_rows():
                copy.write_row([str(cell) for cell in row])


class Persons(resources.ModelResource):
    """Workers as django-import-export would take them in: names, sex, day of birth, and nothing that is sealed."""

    name = fields.Field("name", "Name")
    sex = fields.Field("sex", "Sex")
    birth_date = fields.Field("birth_date", "Date of birth")

    class Meta:
        model = Worker
        fields = ("name", "sex", "birth_date")
        import_id_fields = ()
        force_init_instance = True
        use_bulk = True

    def before_save_instance(self, instance: Worker, row: object, **_given: object) -> None:
        """What a person cannot do without."""
        instance.folded, instance.tokens = folded(instance.name), tokens(instance.name)
        instance.province, instance.entered_at = factories.province("20"), AT


def import_export(content: bytes) -> None:
    """Read, validate and try the same columns, as its dry run does; nothing stays."""
    table = tablib.Dataset().load(content, format="xlsx")
    Persons().import_data(table, dry_run=True, raise_errors=True)


def workbook(rows: int) -> bytes:
    """A workbook of so many invented persons."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, WORKERS)
    for number in range(1, rows + 1):
        middle = f"{MIDDLE[number // 15 % 14]} {MIDDLE[number // 7 % 14]}"
        name = f"{FAMILY[number % 15]} {middle} {GIVEN[number // 210 % 14]}"
        born = date(1970, 1, 1) + timedelta(number * 7919 % 13_000)
        sheet.write_row(
            number,
            0,
            (
                *(name, "FM"[number % 2], born, "20", f"+8491{number:07}", "passport", f"C{number:07}"),
                *(date(2034, 1, 14), "yes"),
            ),
        )
    book.close()
    return file.getvalue()
