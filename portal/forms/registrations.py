"""What registering, clearing and showing evidence ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import DayField, TextField
from portal.forms.choosing import Choosing
from portal.forms.files import DOCUMENTS, PICTURES, WithFile, file_field
from portal.forms.filters import ALL, Filter
from portal.forms.moves import MoveForm
from portal.forms.people import MRZ_HINT
from portal.readings import Choice
from workers.enums import ClearanceRefusal, PaperKind, RegistrationStatus, Sex
from workers.services.identity.details import NewPaper, NewWorker

NONE = ("", "–")
WRITTEN = {"autocomplete": "off", "spellcheck": "false"}


class RegistrationFilter(Filter):
    """Registrations by status, season, province and intermediary."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *RegistrationStatus.choices])
    season = forms.ChoiceField(label=_("Season"))
    province = forms.ChoiceField(label=_("Province"))
    intermediary = forms.CharField(label=_("Intermediary's name"), max_length=60)

    def __init__(self, *given: Any, seasons: list[Choice], provinces: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["season"].choices = [ALL, *seasons]  # type: ignore[attr-defined]
        self.fields["province"].choices = [ALL, *provinces]  # type: ignore[attr-defined]


class Registered(WithFile):
    """For which season, with which partner, and that the person agreed."""

    button = _("Register")
    season = forms.ChoiceField(label=_("Season"))
    partner = forms.ChoiceField(label=_("Partner of the other side"), required=False)
    agreed = forms.BooleanField(
        label=_(
            "The person was told that the data goes to the sending department and the partner, for work in this "
            "season, and agreed to it."
        )
    )
    agreed_abroad = forms.BooleanField(
        label=_(
            "Asked apart, the person also agreed that the data goes to bodies in China and Viet Nam: to the partner, "
            "the employer and the offices. Leave it open if the person did not: the worker is asked again."
        ),
        required=False,
    )
    file = file_field(
        _("Photo of the worker"),
        _("JPEG, PNG or WebP, at most 8 MB: the face from the front, on plain ground."),
        PICTURES,
    )

    field_order = ("season", "partner", "file", "agreed", "agreed_abroad")

    def __init__(self, *given: Any, seasons: list[Choice], partners: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["season"].choices = seasons  # type: ignore[attr-defined]
        self.fields["partner"].choices = [NONE, *partners]  # type: ignore[attr-defined]

    def field_for(self, path: str) -> str:
        """There is one row and one paper."""
        path = path.removeprefix("rows.0").removeprefix(".").removeprefix("papers.0.")
        return "number" if path == "papers" and "number" in self.fields else super().field_for(path)


class Newcomer(Registered):
    """A person as papers and the person tell; the machine-readable zone fills in what is not typed."""

    mrz = TextField(label=_("Machine-readable zone"), help_text=MRZ_HINT, rows=3, max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Paper"), choices=PaperKind.choices)
    number = forms.CharField(label=_("Number of the paper"), max_length=20, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(label=_("Ends on"), required=False)
    name = forms.CharField(
        label=_("Name"), help_text=_("With all its marks, as the paper states it."), max_length=100, required=False
    )
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=[NONE, *Sex.choices], required=False)
    birth_date = DayField(label=_("Birth date"), required=False)
    province = forms.ChoiceField(label=_("Province"))
    commune = forms.CharField(label=_("Commune"), max_length=80, required=False)
    is_border_resident = forms.BooleanField(label=_("Lives in a border commune"), required=False)
    personal_number = forms.CharField(label=_("Personal number"), max_length=20, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("The worker's own, with its country: +84… or +86… Codes go there."),
        max_length=20,
        required=False,
    )

    PAPER = ("kind", "number", "issued_on", "expires_on", "mrz")
    PERSON = (
        *("name", "name_zh", "sex", "birth_date", "province", "commune", "is_border_resident"),
        *("personal_number", "phone"),
    )

    def __init__(self, *given: Any, provinces: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["province"].choices = [NONE, *provinces]  # type: ignore[attr-defined]
        self.fields["mrz"].widget.attrs |= {"class": "govuk-textarea zone", **WRITTEN}
        for name in ("number", "name", "sex", "birth_date", "expires_on"):
            self.fields[name].is_obvious = True  # type: ignore[attr-defined]

    def blocks(self) -> list[tuple[Any, list[Any]]]:
        """The fields in the order in which a person at a desk has them: the paper, who it is, where from."""
        return [
            (_("The paper"), [self[name] for name in self.PAPER if name != "mrz"]),
            (_("The person"), [self[name] for name in self.PERSON]),
            (_("The registration"), [self[name] for name in self.field_order]),
        ]

    def person(self) -> NewWorker:
        """The person as one value."""
        said = self.cleaned_data
        paper = NewPaper(**{name: said[name] for name in self.PAPER})
        has_paper = paper.number or paper.mrz.strip()
        return NewWorker(**{name: said[name] for name in self.PERSON}, papers=(paper,) if has_paper else ())


class Clear(MoveForm):
    """A yes, with the number of the contract where the department numbers them."""

    contract_number = forms.CharField(label=_("Number of the contract"), max_length=40, required=False)


class RefuseClearance(MoveForm):
    """A no, which says what to change."""

    refusal = forms.ChoiceField(label=_("Reason"), choices=ClearanceRefusal.choices)


class Clearances(Choosing):
    """Many registrations, and why where they are refused."""

    refusal = forms.ChoiceField(
        label=_("Reason, if refused"), choices=[NONE, *ClearanceRefusal.choices], required=False
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["refusal"].is_obvious = True  # type: ignore[attr-defined]


class RecordEvidence(Choosing, WithFile):
    """What those who are ticked have shown."""

    button = _("Record evidence")
    requirement = forms.ChoiceField(label=_("What was shown"))
    issuer = forms.CharField(label=_("Issuer"), max_length=120)
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Until"), required=False)
    file = file_field(_("Scan of the paper"), _("PDF or picture, at most 8 MB and 30 pages."), DOCUMENTS)

    def __init__(self, *given: Any, requirements: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["requirement"].choices = [NONE, *requirements]  # type: ignore[attr-defined]

    def field_for(self, path: str) -> str:
        """Kind and code are chosen as one."""
        path = path.replace(".code", ".requirement").replace(".kind", ".requirement")
        return super().field_for(path)
