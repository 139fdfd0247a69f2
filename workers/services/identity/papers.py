"""Papers that a person gets later, and those that are lost, replaced or withdrawn."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, lock_one
from core.errors import Conflict, Invalid
from core.permissions import Permission as P
from core.workflow import allow
from workers.models import IdentityPaper, Worker
from workers.services.identity.checks import number_problems, paper_problems
from workers.services.identity.details import NewPaper, NewWorker, read_in
from workers.services.identity.numbers import paper_of


def add_paper(worker_id: UUID, paper: NewPaper, *, by: Actor, at: datetime) -> IdentityPaper:
    """Add a paper to a worker one sees, as its intermediary or its department; a zone must be that of the worker."""
    with act("add_paper", by=by):
        allow(P.REGISTER_WORKER if by.kind == "intermediary" else P.CORRECT_WORKER, by=by)
        worker = lock_one(Worker.objects.visible_to(by), worker_id)
        # Numbers that the worker is known by already are no part of the question: only paper and person are compared.
        known = NewWorker(name=worker.name, sex=worker.sex, birth_date=worker.birth_date, papers=(paper,))
        read, problems = read_in(known, on=day_of(at))
        problems += [
            *paper_problems(read.papers[0], today=day_of(at), prefix="papers.0."),
            *number_problems(read, None),
        ]
        if problems:
            raise Invalid.of(problems)
        made = paper_of(worker, read.papers[0], at=at)
        with constraint(IdentityPaper, "identitypaper_of_one_person", field="papers.0.number"):
            made.save(force_insert=True)
    return made


def void_paper(paper_id: UUID, *, from_on: date, by: Actor, at: datetime) -> IdentityPaper:
    """Declare a paper void from a day on, as the worker's department: it was lost, replaced or withdrawn."""
    with act("void_paper", by=by):
        allow(P.CORRECT_WORKER, by=by)
        paper: IdentityPaper = lock_one(IdentityPaper.objects.visible_to(by), paper_id)
        if paper.void_from is not None:
            raise Conflict("already_void", _("This paper is void already."))
        if from_on > day_of(at):
            raise Invalid("void_in_future", _("A paper is void from today or an earlier day."), field="from_on")
        paper.void_from = from_on
        paper.save(update_fields=["void_from"])
    return paper
