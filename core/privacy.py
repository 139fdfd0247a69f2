"""Personal data, field by field: whose it is, what for, on what ground, who may see it, how long, and what then.

Each app says in its `privacy.py` what its tables hold (`Held`), and which of their fields say nothing of a person
(`Plain`); a test over all models fails for a field that nobody classified. What is erased, what a person is told of
the record, and what the impact files state is read from here (ADR 27).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Whose(models.TextChoices):
    """Of whom a field says something."""

    WORKER = "worker", _("a worker")
    MEMBER = "member", _("a member of an organisation")
    PARTY = "party", _("an employer who is a person: a farm household")


class Use(models.TextChoices):
    """For what it is kept."""

    IDENTIFY = "identify", _("to tell who a person is, and no other")
    PLACE = "place", _("to find work and agree on its terms")
    ADMIT = "admit", _("to decide on permits, entries and lawful stay")
    PROTECT = "protect", _("to protect the person: wages, health, fees, complaints")
    REACH = "reach", _("to reach the person")
    ENTER = "enter", _("to let the person in, and nobody else")
    ANSWER = "answer", _("to know who did what, and answer for it")


class Basis(models.TextChoices):
    """The ground on which it is kept (PIPL art. 13; Law 91/2025 of Viet Nam)."""

    CONSENT = "consent", _("the person's consent")
    CONTRACT = "contract", _("a contract the person is part of")
    LAW = "law", _("a duty by law")


class Term(models.TextChoices):
    """How long: days in the rule set under this name, from the event that is named here."""

    RECORD = "record", _("from the last season, permit or stay of the person")
    CONTACT = "contact", _("from the last season, permit or stay: until then the person may have to be reached")
    LOG_INS = "log_ins", _("from its end")
    LETTERS = "letters", _("from when the letter was written")
    MEMBERS = "members", _("from when the account was closed")
    PARTIES = "parties", _("from the employer's last season, and from when anything was last recorded of it")
    TRIED = "tried", _("for hours or days, as the service needs it to work: it removes it by itself")


class End(models.TextChoices):
    """What becomes of it then."""

    EMPTIED = "emptied", _("the value is destroyed; the row stays")
    YEAR = "year", _("of the day only the year stays")
    COMMITTED = "committed", _("a digest under the person's own key takes its place")
    KEY = "key", _("the person's own key is destroyed: what it sealed can be read by nobody, and still be proved")
    REMOVED = "removed", _("the row is removed")
    UNNAMED = "unnamed", _("it stays, and leads to nobody once the record has no name")


class Kind(StrEnum):
    """Who may see it, besides oversight for a stated purpose."""

    SELF = "the person"
    BUREAU = "bureau"
    EMPLOYER = "employer"
    INTERMEDIARY = "intermediary"
    DEPARTMENT = "department"
    POST = "post"
    PROTECTION = "protection"
    LICENSING = "licensing"
    OPERATOR = "operator"
    OWN = "the person's organisation"
    NOBODY = "nobody"


OFFICES: Final = (Kind.SELF, Kind.BUREAU, Kind.DEPARTMENT)
PARTIES: Final = (*OFFICES, Kind.EMPLOYER, Kind.INTERMEDIARY)


@dataclass(frozen=True, slots=True)
class Held:
    """Some personal fields of one table that are kept alike; `path` leads from a row to the person."""

    table: str
    fields: tuple[str, ...]
    whose: Whose
    use: Use
    basis: Basis
    seen_by: tuple[Kind, ...]
    term: Term
    end: End
    path: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """Fields of one table that say nothing of a person, or "*": none of its does."""

    table: str
    fields: tuple[str, ...]


Line = Held | Plain


def held(
    table: str,
    fields: str,
    whose: Whose,
    use: Use,
    basis: Basis,
    seen_by: tuple[Kind, ...],
    term: Term,
    end: End,
    path: str = "",
) -> Held:
    """One line of a register: the table, its fields, and what is said of them in the order of `Held`."""
    return Held(table, tuple(fields.split()), whose, use, basis, seen_by, term, end, path)


def plain(tables: str, fields: str = "*") -> list[Line]:
    """Tables of which these fields say nothing of a person."""
    return [Plain(table, tuple(fields.split())) for table in tables.split()]


def register() -> Iterator[tuple[str, Line]]:
    """Every line of every app, from the lowest storey up, with the app's label."""
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.privacy"):
            for line in getattr(import_module(f"{config.name}.privacy"), "REGISTER", ()):  # core holds the form alone
                yield config.label, line


def personal() -> Iterator[tuple[type[models.Model], Held]]:
    """Every personal line with its model."""
    for label, line in register():
        if isinstance(line, Held):
            yield apps.get_model(label, line.table), line


def of_concern(model: type[models.Model]) -> list[str]:
    """The fields of a model that could say something of a person: texts, days, moments, bytes, lists, documents."""
    kinds = (
        models.CharField,
        models.TextField,
        models.DateField,
        models.BinaryField,
        models.JSONField,
        models.GenericIPAddressField,
        ArrayField,
    )
    return [field.name for field in model._meta.concrete_fields if isinstance(field, kinds)]
