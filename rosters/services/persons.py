"""Whom rows are about: workers one sees, many at once, by person number or by the number of a paper."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Problem
from core.sealing import digest
from employers.rules.identifiers import plain
from workers.models import IdentityPaper, Worker
from workers.rules.codes import PersonNumberProblem, read_person_number
from workers.rules.papers import kept_number
from workers.services.identity.doubles import standing_for
from workers.services.identity.numbers import PAPER, PERSONAL_NUMBER

UNREADABLE = _("This is no person number, or its check character does not fit: read it again.")
NOBODY = _("Nobody you may see has this number: check it.")
UNNAMED = _("Name the worker by person number, or by the number of a paper.")


def found_each(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> list[UUID | Problem]:
    """For each row, by its `person_number` or `paper_number`, the worker's record that stands, or what is wrong."""
    serials = [_serial(row["person_number"]) for row in rows]
    papers = [_digests(row["paper_number"]) if not row["person_number"] else () for row in rows]
    people = _by_serial([one for one in serials if one])
    people |= _by_paper([one for pair in papers for one in pair])
    standing = standing_for(set(people.values()))
    seen = set(Worker.objects.visible_to(by).filter(pk__any=set(standing.values())).values_list("pk", flat=True))
    found: list[UUID | Problem] = []
    for row, serial, pair in zip(rows, serials, papers, strict=True):
        keys = [serial] if serial else list(pair)
        person = next((standing[people[key]] for key in keys if key in people), None)
        found.append(person if person in seen and person is not None else _problem(row, serial))
    return found


def _problem(row: Mapping[str, Any], serial: int | None) -> Problem:
    if not row["person_number"] and not row["paper_number"]:
        return Problem("nobody_named", UNNAMED, "person_number")
    if row["person_number"] and serial is None:
        return Problem("person_number_unreadable", UNREADABLE, "person_number")
    return Problem("no_such_person", NOBODY, "person_number" if row["person_number"] else "paper_number")


def _serial(text: str) -> int | None:
    try:
        serial = read_person_number(text) if text else None
    except PersonNumberProblem:
        return None
    return serial if serial is not None and serial < 2**63 else None


def _digests(number: str) -> tuple[bytes, ...]:
    """A number may be a paper's or the personal number."""
    return (digest(kept_number(number), PAPER), digest(plain(number), PERSONAL_NUMBER)) if number else ()


def _by_serial(serials: Sequence[int]) -> dict[object, UUID]:
    rows = Worker.objects.filter(number__any=serials) if serials else Worker.objects.none()
    return dict(rows.values_list("number", "pk"))


def _by_paper(digests: Sequence[bytes]) -> dict[object, UUID]:
    if not digests:
        return {}
    papers = IdentityPaper.objects.filter(number_digest__in=digests).values_list("number_digest", "worker")
    holders = Worker.objects.filter(personal_number_digest__in=digests).values_list("personal_number_digest", "pk")
    return {bytes(one or b""): pk for rows in (holders, papers) for one, pk in rows}
