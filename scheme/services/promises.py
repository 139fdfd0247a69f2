"""What a row breaks of the promises of its fields and of the database, each told in its own words."""

import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.db import constraints
from core.errors import Problem, Sentence
from scheme.services.kinds import field_of

NOT_PLAIN = _("Write this in composed characters (Unicode NFC), without control characters.")


def problems_of(row: models.Model) -> list[Problem]:
    """All that is wrong with a row that is about to be written."""
    problems = [*unplain(row)]
    try:
        row.clean_fields()
    except ValidationError as error:
        problems += told(error)
    if problems:  # values that are not understood can be held against nothing
        return problems
    try:
        row.validate_unique()
    except ValidationError as error:
        problems += told(error)
    return problems + broken(row)


def broken(row: models.Model) -> list[Problem]:
    """The constraints that a row breaks; whether it stands alone is asked of a row that makes sense by itself."""
    problems: list[Problem] = []
    ordered = sorted(row._meta.constraints, key=lambda one: not isinstance(one, models.CheckConstraint))
    for constraint in ordered:
        if problems and not isinstance(constraint, models.CheckConstraint):
            break
        try:
            constraint.validate(type(row), row)
        except ValidationError:
            problems.append(_problem(constraint))
    return problems


def unplain(row: models.Model) -> Iterator[Problem]:
    """The texts of a row that are not plain."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        parts = value if isinstance(value, list) else [value]
        if any(isinstance(part, str) and not is_plain(part) for part in parts):
            yield Problem("not_plain", NOT_PLAIN, field.name)


def is_plain(text: str) -> bool:
    """Whether a text is composed (NFC) and of printable characters only."""
    return text.isprintable() and unicodedata.is_normalized("NFC", text)


def told(error: ValidationError) -> list[Problem]:
    """The problems that Django found, put into words when somebody reads them."""
    return [
        Problem(part.code or "invalid", _words(part), "" if name == "__all__" else name)
        for name, parts in error.error_dict.items()
        for part in parts
    ]


def keeping(model: type[models.Model]) -> AbstractContextManager[None]:
    """Raise `Invalid`, in the constraint's own words, when the body breaks any of a model's constraints."""
    return constraints(model, fields={one.name: field_of(one) for one in model._meta.constraints})


def _problem(constraint: models.BaseConstraint) -> Problem:
    words = constraint.violation_error_message or constraint.name
    return Problem(constraint.name, words, field_of(constraint))


def _words(error: ValidationError) -> Sentence:
    words: Sentence = lazy(lambda: error.messages[0], str)()
    return words
