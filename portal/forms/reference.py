"""One form for every kind of reference data, made from what a row of it may say."""

import json
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.forms.base import DayField, Form, NumberField, TextField
from portal.reference_words import FIELDS
from scheme.services.kinds import Kind


class Row(Form):
    """A row of reference data; without a row, a new one."""

    def __init__(self, *given: Any, kind: Kind, row: Any = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind = kind
        self.columns = {name: column for name, column in kind.fields.items() if name != "version"}
        for name, column in self.columns.items():
            if row is not None and column.primary_key:
                continue
            field = _field(column)
            field.label = str(FIELDS.get(name, name.replace("_", " ")))
            self.dress(field)
            self.fields[name] = field
            if row is not None:
                self.initial[name] = _shown(getattr(row, column.attname))

    def values(self) -> dict[str, Any]:
        """What was filled in, as the row's columns take it."""
        return {
            name: _kept(self.columns[name], self.cleaned_data[name]) for name in self.fields if name in self.columns
        }


class End(Form):
    """The last day of a row."""

    on = DayField(label=_("Last day"))


def _field(column: Any) -> forms.Field:
    needed = not (column.blank or column.null or column.has_default())
    if column.choices:
        return forms.ChoiceField(choices=column.choices, required=needed)
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(required=False)
    if isinstance(column, models.DateField):
        return DayField(required=needed)
    if isinstance(column, models.IntegerField):
        return NumberField(required=needed)
    if isinstance(column, models.JSONField):
        return forms.JSONField(widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false"}))
    if isinstance(column, ArrayField):
        return forms.CharField(required=needed, max_length=400, help_text=_("Separated by commas"))
    if (column.max_length or 0) > 200:
        return TextField(rows=2, required=needed)
    return forms.CharField(required=needed, max_length=column.max_length or 60)


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, dict) else value


def _kept(column: Any, value: Any) -> Any:
    if isinstance(column, ArrayField):
        return [part.strip() for part in (value or "").replace("，", ",").split(",") if part.strip()]
    if column.is_relation and value == "":
        return None
    return value
