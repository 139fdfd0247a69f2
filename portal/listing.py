"""A list as it can be taken out: which rows, narrowed as on its page, and what stands in each column."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Sentence
from workers.rules.codes import person_number

Rows = models.QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading in the reader's language, and where its value stands in a row, or how it is made."""

    heading: Sentence
    value: str | Callable[[Any], Any]

    def of(self, row: Any) -> Any:
        """What stands in it for a row; nothing where the way there breaks off."""
        if callable(self.value):
            return self.value(row)
        for name in self.value.split("."):
            row = None if row is None else getattr(row, name)
        return row() if callable(row) else row


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its title, all its rows that somebody sees, its columns, and its rows under the address's conditions.

    What narrows a list may refuse those to whom there is no such list; it gives the conditions, too, for the page.
    Of one that `prints` the rows can be had as documents, too.
    """

    title: Sentence
    seen: Callable[[Actor], Rows]
    columns: tuple[Column, ...]
    narrowed: Callable[[Actor, QueryDict], tuple[Rows, Any]] | None = None
    prints: bool = False

    def rows(self, by: Actor, asked: QueryDict) -> Rows:
        """The rows that somebody sees under these conditions."""
        return self.narrowed(by, asked)[0] if self.narrowed else self.seen(by)


def of_worker(path: str = "worker") -> tuple[Column, ...]:
    """The columns that say whom a row is about."""
    there = f"{path}." if path else ""
    number = Column("", f"{there}number")

    def said(row: Any) -> str:
        given = number.of(row)
        return "" if given is None else person_number(given)

    return Column(_("Worker"), f"{there}name"), Column(_("Person number"), said)


def of_permit(path: str = "permit") -> tuple[Column, ...]:
    """The columns that say which permit a row is about."""
    there = f"{path}." if path else ""
    return (
        Column(_("Permit"), f"{there}reference"),
        *of_worker(f"{there}worker"),
        Column(_("Employer"), f"{there}employer.organisation.name"),
        Column(_("County"), f"{there}county.name"),
        Column(_("Class"), f"{there}get_permit_class_display"),
        Column(_("First day"), f"{there}first_on"),
        Column(_("Last day"), f"{there}last_on"),
    )


STATUS = Column(_("Status"), "get_status_display")
REASON = Column(_("Reason"), "reason")
FILING = Column(_("Filing"), "filing.reference")
EMPLOYER = Column(_("Employer"), "employer.organisation.name")
INTERMEDIARY = Column(_("Intermediary"), "intermediary.organisation.name")
SEASON = Column(_("Season"), "season.name")
FIRST = Column(_("First day"), "starts_on")
LAST = Column(_("Last day"), "ends_on")
