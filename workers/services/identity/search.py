"""Finding workers among those one may see: by person number, paper, name in any order, or Chinese name."""

from contextlib import suppress

from django.db.models import Q, QuerySet

from core.actors import Actor
from core.sealing import digest
from employers.rules.identifiers import plain
from workers.models import IdentityPaper, Worker
from workers.rules.codes import PersonNumberProblem, read_person_number
from workers.rules.names import folded
from workers.rules.papers import kept_number
from workers.services.identity.numbers import PAPER, PERSONAL_NUMBER

FEWEST_SIGNS = 2


def find(text: str, *, by: Actor) -> QuerySet[Worker]:
    """The workers one may see that a text means, the latest entered first.

    A person number or the number of a paper is looked up as a whole; a name by its words in any order, with their
    marks or without; a Chinese name by any part. A merged record is found, too; `merged_into` leads on.
    """
    seen = Worker.objects.visible_to(by).order_by("-pk")
    words = folded(text).split()
    if any(sign.isdigit() for sign in text):
        return seen.filter(_numbered(text))
    if sum(map(len, words)) < FEWEST_SIGNS:
        return seen.none()
    if not text.isascii() and all(_is_hanzi(sign) for sign in "".join(words)):
        return seen.filter(name_zh__contains="".join(words))
    return seen.filter(*(Q(folded__contains=word) for word in words))


def _numbered(text: str) -> Q:
    numbers = Q(personal_number_digest=digest(plain(text), PERSONAL_NUMBER))
    papers = IdentityPaper.objects.filter(number_digest=digest(kept_number(text), PAPER))
    numbers |= Q(pk__in=papers.values("worker"))
    with suppress(PersonNumberProblem):
        numbers |= Q(number=read_person_number(text))
    return numbers


def _is_hanzi(sign: str) -> bool:
    return "㐀" <= sign <= "鿿" or "\U00020000" <= sign <= "\U000323af"
