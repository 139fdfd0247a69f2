"""The form of a filing's content: plain rows of fields, named as the checks name them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from employers.enums import CostHead, Meals, Payer, PayKind, WageUnit
from employers.rules.content import Cost, FilingContent, LocalSearch, Share, Site
from portal.forms.base import DayField, DecimalField, Form, NumberField, TextField, YuanField
from portal.forms.filing_rows import LEAST_ROWS, MAKE, NEEDED, row_fields
from portal.readings import Choice

PLACE = ("season", "county", "industry", "occupation", "job_title")
PAY = ("pay_kind", "wage_fen", "wage_unit", "piece", "pieces_a_day")
HOURS = ("hours_a_day", "days_a_week", "overtime_a_day", "overtime_a_month", "meals")
PLAIN = (*PLACE, *PAY, *HOURS, "note")


class FilingForm(Form):
    """All that a filing says; rows left empty are not sent."""

    season = forms.ChoiceField(label=_("Season"))
    employer = forms.ChoiceField(label=_("Employer"))
    county = forms.ChoiceField(label=_("County"))
    industry = forms.ChoiceField(label=_("Industry"))
    occupation = forms.ChoiceField(label=_("Occupation"))
    job_title = forms.CharField(label=_("Job, in the employer's words"), max_length=120)
    pay_kind = forms.ChoiceField(label=_("Paid by"), choices=PayKind.choices)
    wage_fen = YuanField(label=_("Wage, yuan"))
    wage_unit = forms.ChoiceField(label=_("For each"), choices=WageUnit.choices)
    piece = forms.CharField(label=_("Piece, for piece rates"), max_length=60, required=False)
    pieces_a_day = DecimalField(label=_("Pieces an ordinary worker makes a day"), required=False)
    hours_a_day = DecimalField(label=_("Hours a day"))
    days_a_week = DecimalField(label=_("Days a week"))
    overtime_a_day = DecimalField(label=_("Overtime, hours a day at most"), required=False)
    overtime_a_month = DecimalField(label=_("Overtime, hours a month at most"), required=False)
    meals = forms.ChoiceField(label=_("Meals"), choices=Meals.choices)
    note = TextField(label=_("Note"), required=False)

    def __init__(
        self, *given: Any, choices: Mapping[str, list[Choice]], now: FilingContent | None = None, **named: Any
    ):
        super().__init__(*given, **named)
        for name, offered in choices.items():
            self.fields[name].choices = [("", "–"), *offered]  # type: ignore[attr-defined]
        self.given_rows: dict[str, list[int]] = {}
        self.rows = {part: self._rows(part, least, now) for part, least in LEAST_ROWS.items()}
        self._add_rows(choices["employer"])
        self._add_costs()
        self._add_local_search()
        if now is not None:
            self._fill(now)

    def _rows(self, part: str, least: int, now: FilingContent | None) -> int:
        """How many rows a part shows: one more than are filled in."""
        typed = [name.split(".")[1] for name, value in self.data.items() if name.startswith(f"{part}.") and value]
        filled = [1 + int(number) for number in typed if number.isdecimal() and int(number) < MOST_ROWS]
        return max([least, *(1 + row for row in filled), 1 + len(getattr(now, part)) if now else 0])

    def _add_rows(self, employers: list[Choice]) -> None:
        for part, number in self.rows.items():
            for row in range(number):
                for name, field in row_fields(employers)[part].items():
                    self._add(f"{part}.{row}.{name}", field)

    def _add_costs(self) -> None:
        for row, (head, label) in enumerate(CostHead.choices):
            payer = forms.ChoiceField(label=label, choices=[("", "–"), *Payer.choices])
            self._add(f"costs.{row}.payer", payer)
            self._add(f"costs.{row}.amount_fen", YuanField(label=_("Amount a worker, yuan")))
            self.fields[f"costs.{row}.payer"].head = head  # type: ignore[attr-defined]

    def _add_local_search(self) -> None:
        self._add("local_search.from_on", DayField(label=_("Looked from")))
        self._add("local_search.until_on", DayField(label=_("Looked until")))
        self._add("local_search.channels", forms.CharField(label=_("Where, separated by commas"), max_length=300))
        self._add("local_search.applied", NumberField(label=_("Applied")))
        self._add("local_search.hired", NumberField(label=_("Hired")))

    def _add(self, name: str, field: forms.Field) -> None:
        field.required, field.is_obvious = False, True  # type: ignore[attr-defined]
        self.dress(field)
        self.fields[name] = field

    def _fill(self, now: FilingContent) -> None:
        self.initial.update({name: getattr(now, name) for name in PLAIN} | {"employer": str(now.employer)})
        for part in LEAST_ROWS:
            for row, said in enumerate(getattr(now, part)):
                names = [name for name in self.fields if name.startswith(f"{part}.{row}.")]
                self.initial.update({name: getattr(said, name.rpartition(".")[2]) for name in names})
        costs = {cost.head: cost for cost in now.costs}
        for row, head in enumerate(CostHead.values):
            if head in costs:
                self.initial[f"costs.{row}.payer"] = costs[head].payer
                self.initial[f"costs.{row}.amount_fen"] = costs[head].amount_fen
        if now.local_search is not None:
            for name in ("from_on", "until_on", "applied", "hired"):
                self.initial[f"local_search.{name}"] = getattr(now.local_search, name)
            self.initial["local_search.channels"] = ", ".join(now.local_search.channels)

    def clean(self) -> dict[str, Any]:
        """Ask for the rest of a row that was begun, and for one group at least."""
        given = super().clean() or self.cleaned_data
        for part, needed in NEEDED.items():
            for row in range(self.rows[part]):
                self._demand_whole(part, row, needed)
        if not self._begun("groups") and "groups.0.posts" not in self.errors:
            self.add_error("groups.0.posts", GROUP_MISSING)
        return given

    def _demand_whole(self, part: str, row: int, needed: str) -> None:
        names = [name for name in self.fields if name.startswith(f"{part}.{row}.")]
        begun = any(self.cleaned_data.get(name) not in (None, "") for name in names if not name.endswith(".each"))
        for name in names:
            is_free = name.endswith(("rent_fen", f"worksites.{row}.address", ".each"))
            if begun and not is_free and self.cleaned_data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, ROW_BEGUN)

    def _begun(self, part: str) -> list[int]:
        needed = NEEDED[part]
        return [n for n in range(self.rows[part]) if self.cleaned_data.get(f"{part}.{n}.{needed}") not in (None, "")]

    def field_for(self, path: str) -> str:
        """The field of the row that was meant: empty rows above it are not counted by the checks."""
        part, _dot, rest = path.partition(".")
        number, _dot, name = rest.partition(".")
        if number.isdecimal():
            rows = self.given_rows.get(part, [])
            row = rows[int(number)] if int(number) < len(rows) else int(number)
            path = f"{part}.{row}.{name}".rstrip(".")
        return super().field_for(path)

    def _cost_rows(self) -> list[int]:
        return [row for row in range(len(CostHead.values)) if self.cleaned_data.get(f"costs.{row}.payer")]

    def content(self) -> FilingContent:
        """The filing's content, of a form without errors."""
        given = self.cleaned_data
        self.given_rows = {part: self._begun(part) for part in NEEDED} | {"costs": self._cost_rows()}
        plain = {name: given[name] for name in PLAIN} | {"employer": UUID(given["employer"])}
        plain |= {name: given[name] or 0 for name in ("overtime_a_day", "overtime_a_month")}
        return FilingContent(
            **plain,
            groups=self._made("groups"),
            lodgings=self._made("lodgings"),
            deductions=self._made("deductions"),
            worksites=tuple(
                Site(given[f"worksites.{n}.name"], given["county"], given[f"worksites.{n}.address"])
                for n in self._begun("worksites")
            ),
            joint_employers=tuple(
                Share(UUID(given[f"joint_employers.{n}.employer"]), given[f"joint_employers.{n}.posts"])
                for n in self._begun("joint_employers")
            ),
            costs=tuple(
                Cost(CostHead.values[n], given[f"costs.{n}.payer"], given[f"costs.{n}.amount_fen"] or 0)
                for n in self._cost_rows()
            ),
            local_search=self._search(),
        )

    def _made(self, part: str) -> tuple[Any, ...]:
        names = row_fields([])[part]
        rows = ({name: self.cleaned_data[f"{part}.{n}.{name}"] for name in names} for n in self._begun(part))
        return tuple(MAKE[part](**{name: 0 if value is None else value for name, value in row.items()}) for row in rows)

    def _search(self) -> LocalSearch | None:
        given = {
            name: self.cleaned_data[f"local_search.{name}"] for name in ("from_on", "until_on", "applied", "hired")
        }
        if given["from_on"] is None or given["until_on"] is None:
            return None
        told = self.cleaned_data["local_search.channels"]
        channels = tuple(word.strip() for word in told.replace("，", ",").replace("、", ",").split(",") if word.strip())
        return LocalSearch(given["from_on"], given["until_on"], channels, given["applied"] or 0, given["hired"] or 0)

    @cached_property
    def _steps(self) -> dict[str, str]:
        return {field.name: step for step, _title, rows in self.blocks for row in rows for field in row}

    def step_of(self, name: str) -> str:
        """The page on which a field stands."""
        return self._steps.get(name, "look")

    def judge_only(self, step: str) -> bool:
        """Say only what is wrong on one page, and whether anything is."""
        for name in [name for name in self.errors if self.step_of(name) != step]:
            del self.errors[name]
        self.loose = []
        return bool(self.errors)

    @property
    def summary_by_page(self) -> list[tuple[str, str]]:
        """All that is wrong, each with the page and the field it is about."""
        return self.loose + [
            (f"?step={self.step_of(name)}&judged=1#{self[name].id_for_label}", str(error))
            for name in self.fields
            for error in self[name].errors
        ]

    @property
    def typed(self) -> dict[str, list[str]]:
        """What the fields show now, as somebody would have typed it."""
        return {name: [text] for name in self.fields if (text := _text(self[name]))}

    @property
    def told(self) -> list[tuple[str, Sentence, list[list[tuple[Any, str]]]]]:
        """All that was typed, to be read over: the rows of each block in which something stands."""
        shown = [
            (step, title, [[(field, words) for field in row if (words := _words(field))] for row in rows])
            for step, title, rows in self.blocks
        ]
        return [(step, title, [row for row in rows if row]) for step, title, rows in shown]

    def blocks_of(self, step: str) -> list[tuple[Sentence, list[list[Any]]]]:
        """What one page of the series asks for."""
        return [(title, rows) for of, title, rows in self.blocks if of == step]

    @property
    def blocks(self) -> list[tuple[str, Sentence, list[list[Any]]]]:
        """The fields as the pages lay them out: on which page, under which title, in which rows."""
        of: Callable[[str], Any] = self.__getitem__
        parts = {
            part: [[of(name) for name in self.fields if name.startswith(f"{part}.{n}.")] for n in range(number)]
            for part, number in self.rows.items()
        }
        costs = [[of(f"costs.{n}.payer"), of(f"costs.{n}.amount_fen")] for n in range(len(CostHead.values))]
        search = [[of(name) for name in self.fields if name.startswith("local_search.")]]
        return [
            ("work", _("Who, where and what"), [[of("employer"), *map(of, PLACE)]]),
            ("work", _("Posts and days"), parts["groups"]),
            ("work", _("Joint employers"), parts["joint_employers"]),
            ("pay", _("Pay"), [list(map(of, PAY))]),
            ("pay", _("Hours and meals"), [list(map(of, HOURS))]),
            ("pay", _("Deductions from the wage"), parts["deductions"]),
            ("places", _("Worksites"), parts["worksites"]),
            ("places", _("Lodging"), parts["lodgings"]),
            ("costs", _("Who pays for what: the worker pays nothing"), costs),
            ("costs", _("Local search"), search),
            ("costs", _("Note"), [[of("note")]]),
        ]


MOST_ROWS = 50
STEPS: dict[str, Sentence] = {
    "work": _("Work and posts"),
    "pay": _("Pay and hours"),
    "places": _("Worksites and lodging"),
    "costs": _("Costs and local search"),
    "look": _("Look it over"),
}
"""The pages of the series, in their order; the last asks for nothing."""

GROUP_MISSING = _("Give at least one group of posts with its days.")
ROW_BEGUN = _("Fill this in too, or empty the whole row.")


def _words(field: Any) -> str:
    text = _text(field)
    return str(dict(getattr(field.field, "choices", ())).get(text, text))


def _text(field: Any) -> str:
    value, widget = field.value(), field.field.widget
    if value is None or isinstance(widget, forms.Select):
        return str(value or "")
    if isinstance(value, Decimal):
        value = Decimal(format(value.normalize(), "f"))
    return str(widget.format_value(value) or "")
