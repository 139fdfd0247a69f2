"""The operator's acts on the agreement's data: add a row, end it, correct it, take a day out of a calendar."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.db import lock_one, new_id
from core.errors import Conflict, Invalid, Problem
from core.permissions import Permission
from core.workflow import allow
from scheme.models import Requirement, RuleSet
from scheme.rules.parameters import Parameters
from scheme.rules.reading import BadParameter
from scheme.services.kinds import Kind, kind_named
from scheme.services.promises import keeping, problems_of


def add(kind: str, values: Mapping[str, object], *, by: Actor, ends_earlier: bool = False) -> Any:
    """Add a row; with `ends_earlier` the one that holds till then ends the day before.

    A rule set is always the next version of its code: it ends the earlier one, whose requirements it takes over.
    Raises `Invalid` with all that is wrong.
    """
    with act(f"add_{kind}", by=by):
        found = _allowed(kind, by=by)
        row = _filled(found, found.model(), values, required=True)
        is_version = isinstance(row, RuleSet)
        if is_version:
            row.version = _next_version(row.code)
        earlier = _earlier(found, row) if ends_earlier or is_version else None
        with keeping(found.model):
            if earlier is not None:
                earlier.valid_until = row.valid_from - timedelta(days=1)
                earlier.save(update_fields=["valid_until"])
            _save(row)
        if is_version and earlier is not None:
            _take_over(earlier, row)
    return row


def end(kind: str, pk: object, *, on: date, by: Actor) -> Any:
    """Let a row hold until that day, counted; what ended may be ended on another day."""
    with act(f"end_{kind}", by=by):
        found = _allowed(kind, by=by)
        if "valid_until" not in found.fields:
            raise Invalid("has_no_end", _("This has no last day. Correct it instead."), field="kind")
        row = _locked(found, pk, by=by)
        row.valid_until = on
        with keeping(found.model):
            _save(row)
    return row


def correct(kind: str, pk: object, values: Mapping[str, object], *, by: Actor) -> Any:
    """Correct some fields of a row; its events keep what it said before. A version of a rule set is never edited."""
    with act(f"correct_{kind}", by=by):
        found = _allowed(kind, by=by)
        row = _locked(found, pk, by=by)
        if isinstance(row, RuleSet):
            raise Conflict("version_stays", _("A version of a rule set is never edited: add the next version."))
        name = row._meta.pk.name
        if name in values and values[name] != row.pk:
            raise Invalid("key_stays", _("The code names this row and stays: add another row."), field=name)
        _filled(found, row, values)
        with keeping(found.model):
            _save(row)
    return row


def remove(kind: str, pk: object, *, by: Actor) -> None:
    """Take a day out of a calendar; rows of other kinds are ended, never removed."""
    with act(f"remove_{kind}", by=by):
        found = _allowed(kind, by=by)
        if not found.is_removable:
            raise Conflict("ended_not_removed", _("This is kept for the record: give it a last day instead."))
        _locked(found, pk, by=by).delete()


def _allowed(kind: str, *, by: Actor) -> Kind:
    allow(Permission.MANAGE_REFERENCE, by=by)
    return kind_named(kind)


def _locked(kind: Kind, pk: object, *, by: Actor) -> Any:
    return lock_one(kind.model.objects.visible_to(by), pk)


def _filled(kind: Kind, row: Any, values: Mapping[str, object], *, required: bool = False) -> Any:
    unknown = [name for name in values if name not in kind.fields]
    if unknown:
        words = _("There is no field of that name: remove it.")
        raise Invalid.of(Problem("unknown_field", words, name) for name in unknown)
    for name, value in values.items():
        setattr(row, kind.fields[name].attname, value)
    if isinstance(row, RuleSet):
        row.version = 1
        _judge(row)
    if required:
        try:
            row.clean_fields(exclude=[name for name, field in kind.fields.items() if field.is_relation])
        except ValidationError as error:
            raise Invalid.of(problems_of(row)) from error
    return row


def _judge(row: RuleSet) -> None:
    try:
        Parameters.of(row.parameters)
    except BadParameter as error:
        raise Invalid(
            "bad_parameter",
            _("The parameter %(path)s does not do. Give: %(wanted)s."),
            field=f"parameters.{error.path}",
            path=error.path,
            wanted=error.wanted,
        ) from error


def _save(row: models.Model) -> None:
    problems = problems_of(row)
    if problems:
        raise Invalid.of(problems)
    row.save()


def _earlier(kind: Kind, row: Any) -> Any:
    alike = {"code": row.code} if isinstance(row, RuleSet) else {name: getattr(row, name) for name in kind.one_a_day}
    if not alike:
        raise Invalid("nothing_to_end", _("Rows of this kind do not follow each other."), field="ends_earlier")
    rows = kind.model.objects.valid_on(row.valid_from).filter(**alike, valid_from__lt=row.valid_from)
    return rows.select_for_update(of=("self",)).first()


def _next_version(code: str) -> int:
    latest: int | None = RuleSet.objects.filter(code=code).aggregate(latest=models.Max("version"))["latest"]
    return (latest or 0) + 1


def _take_over(earlier: RuleSet, later: RuleSet) -> None:
    rows = list(Requirement.objects.filter(rule_set=earlier).exclude(valid_until__lt=later.valid_from).order_by("pk"))
    for row in rows:
        row.pk, row.rule_set = new_id(), later
        row._state.adding = True
    Requirement.objects.bulk_create(rows)
