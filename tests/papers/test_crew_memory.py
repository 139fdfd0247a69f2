"""A crew of a thousand with photographs as one PDF, in a process of its own: it stays within what operations states."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CREW, MOST_MIB = 1000, 1280
CHILD = """
import io, resource
from dataclasses import replace
import django
django.setup()
from PIL import Image
from papers.services.documents.joining import joined
from papers.services.documents.permits import permit_document, titled
from papers.services.documents.printing import PART
from tests.papers.values import CODE, paper

def photo(number):
    made = io.BytesIO()
    Image.effect_noise((690, 900), 10 + number % 8).convert("RGB").save(made, "JPEG", quality=85)
    return made.getvalue()

def papers(first):
    numbers = range(first, first + PART)
    return [replace(paper(), number=f"WP-{n:06}", code=CODE[:-6] + f"{n:06}", photo=photo(n)) for n in numbers]

parts = [permit_document(papers(first)) for first in range(0, CREW, PART)]
whole = joined(parts, titled(["WP-000000", "WP-000999"]))
print(len(whole), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.drill
def test_a_crew_of_a_thousand_with_photographs_stays_within_its_memory() -> None:
    code = CHILD.replace("CREW", str(CREW))

    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    size, most = map(int, made.stdout.split())
    assert size > CREW * 10_000
    assert most <= MOST_MIB, f"{most} MiB"
