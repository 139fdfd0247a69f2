"""Forms of bodies read from the columns that they fill."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from rest_framework import serializers

from api.inputs import Day, Input, Text, Truth, Whole

BOUNDS = {models.SmallIntegerField: 32_767, models.IntegerField: 2_147_483_647, models.BigIntegerField: 10**14}


def form(name: str, model: type[models.Model], fields: Iterable[str], **more: Any) -> type[Input]:
    """A form with one field for each of these columns, and `more`."""
    columns = {each: column(model._meta.get_field(each)) for each in fields}
    told = {"__doc__": model.__doc__, "__module__": __name__}
    return type(name, (Input,), {**told, **columns, **more})


def column(field: Any) -> Any:
    """The form of one column: required unless it may be empty or fills itself."""
    if isinstance(field, models.ForeignKey):
        return _shaped(field.target_field, _options(field))
    return _shaped(field, _options(field))


def _shaped(field: Any, options: dict[str, Any]) -> Any:
    if field.choices:
        return serializers.ChoiceField(list(field.choices), **options)
    for kind, shape in SHAPES.items():
        if isinstance(field, kind):
            return shape(field, options)
    raise TypeError(f"{field} has no form")


def _text(field: Any, options: dict[str, Any]) -> Any:
    return Text(max_length=field.max_length, allow_blank=field.blank, **options)


def _number(field: Any, options: dict[str, Any]) -> Any:
    return Whole(max_value=BOUNDS[type(field)], **options)


def _options(field: Any) -> dict[str, Any]:
    free = field.null or field.blank or field.has_default() or isinstance(field, models.BooleanField)
    return {"required": not free, "allow_null": field.null}


SHAPES: dict[Any, Any] = {
    ArrayField: lambda field, options: serializers.ListField(
        child=_shaped(field.base_field, {}), max_length=100, **options
    ),
    models.UUIDField: lambda _field, options: serializers.UUIDField(**options),
    models.DateField: lambda _field, options: Day(**options),
    models.BooleanField: lambda _field, options: Truth(**options),
    models.JSONField: lambda _field, options: serializers.DictField(**options),
    models.CharField: _text,
    models.SmallIntegerField: _number,
    models.IntegerField: _number,
    models.BigIntegerField: _number,
}
