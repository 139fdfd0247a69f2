"""Finding workers among those one may see: by number, paper, name in any order, Chinese name, filing or employer."""

from contextlib import suppress
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Coalesce

from core.actors import SEES_FEW, Actor
from core.db import gathered
from core.sealing import digest
from employers.models import Employer, Filing
from employers.rules.identifiers import plain
from employers.rules.references import parse
from workers.models import IdentityPaper, Offer, Worker
from workers.querysets import Signs
from workers.rules.codes import PersonNumberProblem, read_person_number
from workers.rules.names import folded
from workers.rules.papers import kept_number
from workers.services.identity.numbers import PAPER, PERSONAL_NUMBER

FEWEST_SIGNS = 2


def find(text: str, *, by: Actor) -> QuerySet[Worker]:
    """The workers one may see that a text means, the latest entered first.

    A person number or the number of a paper is looked up as a whole; a name by its words in any order, with their
    marks or without; a Chinese name by its signs. A merged record is found, too; `merged_into` leads on.
    """
    seen = _seen(by).order_by("-pk")
    words = folded(text).split()
    if any(sign.isdigit() for sign in text):
        return seen.filter(pk__in=_numbered(text))
    if sum(map(len, words)) < FEWEST_SIGNS:
        return seen.none()
    if not text.isascii() and all(_is_hanzi(sign) for sign in "".join(words)):
        # The index is of signs; that they stand together, the name itself tells. It is said so that the database does
        # not take the two for independent: a common name would seem rare, and all who bear it be looked at.
        part = "".join(words)
        together = Coalesce(ExpressionWrapper(Q(name_zh__contains=part), BooleanField()), False)
        found = seen.alias(signs=Signs("name_zh"), is_together=together)
        return found.filter(signs__contains=list(part), is_together=True)  # type: ignore[misc]
    return seen.filter(*(Q(folded__contains=word) for word in words))


def _seen(by: Actor) -> QuerySet[Worker]:
    seen = Worker.objects.visible_to(by)
    return Worker.objects.filter(gathered("pk", seen.values("pk"))) if by.kind in SEES_FEW else seen


def of_demand(text: str, *, by: Actor) -> QuerySet[Worker]:
    """The workers one may see who were offered posts of the filing with that number, or of an employer of that name."""
    offers = Offer.objects.visible_to(by).filter(filing__in=_filings(text, by=by))
    return Worker.objects.visible_to(by).filter(pk__in=offers.values("worker")).order_by("-pk")


def _filings(text: str, *, by: Actor) -> QuerySet[Filing]:
    seen = Filing.objects.visible_to(by)
    if read := parse(text):
        return seen.filter(season__code=read.season, number=read.number) if read.kind == "DF" else seen.none()
    if len(text.strip()) < FEWEST_SIGNS or text.strip().isdigit():
        return seen.none()
    named = (Q(**{f"organisation__name_{language}__icontains": text.strip()}) for language in ("zh", "vi", "en"))
    # Asked first: most texts name no employer, and then nothing else is to be asked.
    employers = list(Employer.objects.filter(reduce(or_, named)).values_list("pk", flat=True))
    return seen.filter(employer__any=employers) if employers else seen.none()


def _numbered(text: str) -> QuerySet[Any, Any]:
    """Whom a number means; joined, not one condition or the other, which would have every worker looked at."""
    papers = IdentityPaper.objects.filter(number_digest=digest(kept_number(text), PAPER)).values("worker")
    personal = Worker.objects.filter(personal_number_digest=digest(plain(text), PERSONAL_NUMBER)).values("pk")
    with suppress(PersonNumberProblem):
        return papers.union(personal, Worker.objects.filter(number=read_person_number(text)).values("pk"))
    return papers.union(personal)


def _is_hanzi(sign: str) -> bool:
    return "㐀" <= sign <= "鿿" or "\U00020000" <= sign <= "\U000323af"
