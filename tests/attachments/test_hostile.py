"""Hostile files: each is refused by name, soon, and in little memory, measured in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from attachments.services import passive
from tests.attachments.hostile import FILES, TAKEN

SECONDS, MEGABYTES = 1.0, 64
NOISE = 2
"""A machine that does much else at once takes its time."""
PROGRAM = """
import ctypes, json, os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from attachments.services import documents
from attachments.services.keeping import _looked_at
from core.errors import Invalid
from tests.attachments.hostile import FILES
from tests.attachments.samples import document, picture

def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)

def memory(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name)) / 1024

libc = ctypes.CDLL(None)
_looked_at(picture(), "photo")  # what is loaded once is not the file's
documents.pages_of(document())
for number, (what, (kind, _make, _expected)) in enumerate(FILES.items()):
    with open(f"{sys.argv[1]}/{number}", "rb") as file:
        content = file.read()
    libc.malloc_trim(0)  # what was freed before is not this file's
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # the peak is counted from here
    before, began, said, words = memory("VmRSS"), spent(), "taken", ""
    try:
        _looked_at(content, kind)
    except Invalid as refused:
        said, words = refused.code, str(refused)
    print(json.dumps([what, said, words, spent() - began, memory("VmHWM") - before]))
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Of each file what was said, in which words, the seconds of processor time and the megabytes beyond the usual."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, (_kind, make, _expected) in enumerate(FILES.values()):
        (folder / str(number)).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    return {what: rest for what, *rest in map(json.loads, done.stdout.splitlines())}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by /proc")
@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_refused_soon_and_in_little_memory(what: str, measured: dict[str, list[Any]]) -> None:
    said, words, seconds, megabytes = measured[what]

    sys.stdout.write(f"{what}: {said}, {seconds:.2f} s, {megabytes:.0f} MiB\n")
    assert said in FILES[what][2].split("|")
    assert said == TAKEN or len(words) > 20
    assert seconds <= SECONDS * NOISE
    assert megabytes <= MEGABYTES


def test_the_program_that_opens_documents_has_less_memory_than_any_may_take() -> None:
    assert passive.MEMORY <= MEGABYTES << 20
