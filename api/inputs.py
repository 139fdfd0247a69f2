"""What comes in: strict forms of bodies and queries, text in one normal form, whole numbers within bounds."""

import copy
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.errors import flatten
from core.errors import Invalid

LARGEST = 2_147_483_647
"""The largest whole number that the database keeps in a common column."""


class Rows(serializers.ListSerializer[Any]):
    """Many rows of one form."""


class Text(serializers.CharField):
    """Text without control signs, brought into normal form C."""

    default_error_messages = {
        "not_text": _("Give this as text, in quotation marks."),
        "control_signs": _("Leave out control signs."),
    }

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def to_internal_value(self, data: Any) -> str:
        """Normalise what was sent; numbers and truth values are not text."""
        if not isinstance(data, str):
            self.fail("not_text")
        if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t\r" for sign in data):
            self.fail("control_signs")
        return str(super().to_internal_value(unicodedata.normalize("NFC", data)))


class Whole(serializers.IntegerField):
    """A whole number within bounds, which the refusal names."""

    default_error_messages = {"bounds": _("Give a whole number from {least} to {most}.")}

    def __init__(self, *, min_value: int = 0, max_value: int = LARGEST, **options: Any) -> None:
        self.least, self.most = min_value, max_value
        super().__init__(min_value=min_value, max_value=max_value, **options)

    def to_internal_value(self, data: Any) -> int:
        """Take numbers and digits, no truth values and no fractions."""
        try:
            if isinstance(data, bool):
                self.fail("invalid")
            number = int(super().to_internal_value(data))
        except serializers.ValidationError:
            self.fail("bounds", least=self.least, most=self.most)
        if not self.least <= number <= self.most:
            self.fail("bounds", least=self.least, most=self.most)
        return number


class Fen(Whole):
    """An amount of money in fen, the hundredth part of a yuan."""

    def __init__(self, *, min_value: int = 0, max_value: int = 10**14, **options: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **options)


class Day(serializers.DateField):
    """A day, written 2026-11-22."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["iso-8601"], **options)


class Moment(serializers.DateTimeField):
    """A moment with its distance from UTC, written 2026-11-22T23:30:00+07:00: the two sides' clocks differ."""

    default_error_messages = {"no_zone": _("Say by which clock: end it with +08:00 for China or +07:00 for Viet Nam.")}

    def enforce_timezone(self, value: Any) -> Any:
        """Refuse a moment by an unknown clock."""
        if value.tzinfo is None:
            self.fail("no_zone")
        return value


class Truth(serializers.BooleanField):
    """Yes or no."""


class Input(serializers.Serializer[Any]):
    """The form of one body or query: every field is known, and every problem is told at once."""

    default_error_messages = {"unknown": _("There is no such field here: leave it out, or check how it is written.")}

    def to_internal_value(self, data: Any) -> Any:
        """Read the known fields and refuse the others by name."""
        problems: dict[str, Any] = {}
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            problems = {str(name)[:60]: [self._unknown()] for name in unknown}
        try:
            given = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**problems, **error.detail}) from error  # type: ignore[dict-item]
        if problems:
            raise serializers.ValidationError(problems)
        return given

    def arguments(self) -> dict[str, Any]:
        """Give what was read as the arguments of the act that asked for it."""
        return dict(self.validated_data)

    def _unknown(self) -> Any:
        return serializers.ErrorDetail(str(self.error_messages["unknown"]), "unknown_field")


class Nothing(Input):
    """An act that needs no more than its address."""


class Purpose(Input):
    """Why a person's record is opened; oversight must say it."""

    purpose = Text(max_length=200, required=False, help_text="why the person's record is opened; oversight must say it")


def read(form: type[Input], data: Any, *, path: str = "") -> Input:
    """Read `data` by its form, or refuse all that is wrong with it."""
    if not isinstance(data, Mapping):
        message = _("Send one JSON object: {…}.")
        raise Invalid("not_an_object", message, field=path)
    given = form(data=data)
    if not given.is_valid():
        raise Invalid.of(flatten(given.errors, path))
    return given


PAGE: dict[str, Any] = {
    "limit": Whole(min_value=1, max_value=200, required=False, help_text="how many to give at most; 50 unless said"),
    "cursor": Text(max_length=500, required=False, help_text="where the page before ended; see its “next”"),
}


def question(forms: Mapping[str, Any]) -> type[Input]:
    """Give the form of a query with these questions."""
    return type("Question", (Input,), {name: copy.deepcopy(each) for name, each in forms.items()})


def ask(form: type[Input], query: Mapping[str, str]) -> dict[str, Any]:
    """Read a query by its form, or refuse all that is wrong with it."""
    return dict(read(form, dict(query.items())).validated_data)
