"""Coverage-guided fuzzing of the reader, where atheris is installed: `python -m tests.rosters.fuzz -max_total_time=60`.

A finding is a crash, a second, or a file that is neither refused by name nor read.
"""

import os
import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["rosters.rules", "workers.rules"]):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from datetime import date

    from rosters.rules.faults import FileFault
    from rosters.rules.sheets import read
    from rosters.rules.tables import laid_out, values_of
    from rosters.services.kinds.workers import TABLE
    from workers.rules.mrz import MrzProblem, read_mrz


def once(content: bytes) -> None:
    """Read whatever it is as a roster, and as a machine-readable zone."""
    with suppress(FileFault):
        sheet = read(content, "a", knows=TABLE.knows)
        layout = laid_out(TABLE, sheet.headings)
        for _number, cells in sheet.lines:
            values_of(layout, cells)
    with suppress(MrzProblem):
        read_mrz(content.decode("latin-1"), on=date(2026, 11, 15))


if __name__ == "__main__":
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
