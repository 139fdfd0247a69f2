"""Hostile files: each is refused by name, soon, and in little memory, measured in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rosters.hostile import FILES

SECONDS, MEGABYTES = 2.0, 100
"""Of the processor, so that it does not matter what else the machine does."""
PROGRAM = """
import json, resource, sys, time, tracemalloc
from rosters.rules.faults import FileFault
from rosters.rules.sheets import read
from rosters.rules.tables import laid_out, values_of
from rosters.services.kinds.workers import TABLE
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
name, path = sys.argv[1:]
content = open(path, "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began, said = time.process_time(), "taken"
try:
    sheet = read(content, name, knows=TABLE.knows)
    first = None
    for number, cells in sheet.lines:
        first = first or cells
    _values, faults = values_of(laid_out(TABLE, sheet.headings), first)
    said = "cell " + " ".join(code for _column, code, _params in faults)
except FileFault as fault:
    said = fault.code
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([said, time.process_time() - began, used / 1024]))
"""
DJANGO = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; import django; django.setup()\n"


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_refused_by_name_soon_and_in_little_memory(what: str, tmp_path: Path) -> None:
    name, make, expected = FILES[what]
    (tmp_path / "file").write_bytes(make())

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DJANGO + PROGRAM, name, str(tmp_path / "file")],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )

    assert done.returncode == 0, done.stderr
    said, seconds, megabytes = json.loads(done.stdout)
    assert any(said.startswith(one) for one in expected.split("|"))
    assert seconds <= SECONDS
    assert megabytes <= MEGABYTES
