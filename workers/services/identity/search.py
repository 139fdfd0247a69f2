"""Finding workers among those one may see: by number, paper, name in any order, Chinese name, filing or employer."""

from contextlib import suppress
from functools import reduce
from operator import or_
from typing import Any, LiteralString
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Coalesce

from core.actors import SEES_FEW, Actor
from core.db import gathered
from core.sealing import digest
from employers.models import Employer, Filing
from employers.rules.identifiers import plain
from employers.rules.references import parse
from workers.models import IdentityPaper, Offer, Worker
from workers.rules.codes import PersonNumberProblem, read_person_number
from workers.rules.names import folded
from workers.rules.papers import kept_number
from workers.services.identity.numbers import PAPER, PERSONAL_NUMBER

FEWEST_SIGNS = 2
INDEXED, FEWEST_PARTS = 3, 3
"""So long a part of a name the index knows, and so many of them the database looks for by it."""
COMMON = 5_000
"""A name that more people bear is met often enough when all are gone through."""


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
        part = "".join(words)
        return _named(seen, Q(name_zh__contains=part), _keys("SELECT reach_signed(%s, %s)", list(part), by))
    parts = [f"%{word}%" for word in words if len(word) >= INDEXED]
    bears = Q(*(Q(folded__contains=word) for word in words))
    return _named(seen, bears, _keys("SELECT reach_named(%s, %s)", parts, by))


def _keys(question: LiteralString, parts: list[str], by: Actor) -> list[UUID] | None:
    """Who bears parts of a name, by an index; nothing where they are too many, or who asks sees few in any case."""
    if by.kind in SEES_FEW or not parts:
        return None
    with connection.cursor() as cursor:
        cursor.execute(question, [parts * FEWEST_PARTS, COMMON + 1])
        [keys] = cursor.fetchone() or (None,)
    return None if keys and len(keys) > COMMON else keys or []


def _named(seen: QuerySet[Worker], bears: Q, keys: list[UUID] | None) -> QuerySet[Worker]:
    # Said so that the database does not reckon how many bear it, which it can not: of a common name it thinks it rare,
    # and would look at all who are seen before it gives the latest.
    named = seen.alias(is_named=Coalesce(ExpressionWrapper(bears, BooleanField()), False)).filter(is_named=True)
    return named if keys is None else named.filter(pk__any=keys)


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
