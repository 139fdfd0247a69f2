"""What all forms share: the look of a field, money in yuan, days in the reader's form, refusals put to their fields."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils import formats
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refusal, Sentence

FILL_IN = gettext_lazy("Fill in “{label}”.")
CSS = {
    "text": "govuk-input",
    "number": "govuk-input",
    "password": "govuk-input",
    "email": "govuk-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "checkbox": "govuk-checkboxes__input",
}


class Look(DjangoTemplates):
    """Draws fields as our pages do."""

    field_template_name = "portal/forms/field.html"


class DayField(forms.DateField):
    """A day, written as the page's language writes it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(localize=True, widget=forms.DateInput(attrs={"inputmode": "text", "size": 14}), **given)

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Add an example in the reader's form."""
        bound = super().get_bound_field(form, field_name)
        example = _("For example %(day)s") % {"day": formats.localize_input(date(2026, 11, 15))}
        bound.help_text = bound.help_text or example
        return bound


class YuanField(forms.DecimalField):
    """An amount in yuan, kept in fen."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            max_digits=11, decimal_places=2, localize=True, widget=forms.TextInput(attrs=_FIGURES), **given
        )

    def clean(self, value: Any) -> int | None:
        """The amount in fen."""
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)

    def prepare_value(self, value: Any) -> Any:
        """Fen as yuan; what was typed stays as typed."""
        return formats.localize_input(Decimal(value) / 100) if isinstance(value, int) else value


class NumberField(forms.IntegerField):
    """A whole number."""

    def __init__(self, **given: Any) -> None:
        super().__init__(localize=True, widget=forms.TextInput(attrs=_FIGURES), **given)


class DecimalField(forms.DecimalField):
    """A number with up to two places."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_digits=9, decimal_places=2, localize=True, widget=forms.TextInput(attrs=_FIGURES), **given)


_FIGURES = {"inputmode": "decimal", "size": 10, "autocomplete": "off"}


class TextField(forms.CharField):
    """Some sentences."""

    def __init__(self, *, rows: int = 3, **given: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **{"max_length": 1000} | given)


class Form(forms.Form):
    """A form that can take a refusal: each problem goes to its field, the others to the top."""

    default_renderer = Look
    button: Sentence = gettext_lazy("Save")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.loose: list[tuple[str, str]] = []
        for field in self.fields.values():
            self.dress(field)

    @staticmethod
    def dress(field: forms.Field) -> None:
        """Give a field's control its look, its words a capital."""
        field.label = capfirst(field.label) if field.label else field.label
        if field.label:
            field.error_messages["required"] = format_lazy(FILL_IN, label=field.label)
        if isinstance(field, forms.ChoiceField):
            offered: Any = field.choices
            field.choices = [(value, capfirst(label)) for value, label in offered]
        kind = getattr(field.widget, "input_type", "") or type(field.widget).__name__.lower()
        field.widget.attrs.setdefault("class", CSS.get(kind, ""))

    def take(self, refusal: Refusal) -> None:
        """Put each problem of a refusal to its field, keeping what was typed."""
        for problem in refusal.problems:
            name = self.field_for(problem.field)
            if name:
                self.add_error(name, str(problem))
            else:
                self.loose.append(("", str(problem)))

    def field_for(self, path: str) -> str:
        """The field a problem is about: itself, or the first below it."""
        if not path:
            return ""
        if path in self.fields:
            return path
        return next((name for name in self.fields if name.startswith(f"{path}.")), "")

    def unjudged(self) -> None:
        """Show what was typed so far without saying what is wrong with it."""
        self._errors = forms.utils.ErrorDict()

    @property
    def summary(self) -> list[tuple[str, str]]:
        """All that is wrong, each with the id of its field."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for name in self.fields:
            found += [(str(self[name].id_for_label or self[name].auto_id), str(error)) for error in self[name].errors]
        return self.loose + found
