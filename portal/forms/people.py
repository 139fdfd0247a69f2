"""What acts on a person's record ask for: corrections, telephones, papers, evidence taken back, bans."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import DayField, Form, NumberField, TextField
from portal.forms.moves import MoveForm, Reason
from workers.enums import PaperKind, Sex

MRZ_HINT = _("The two or three lines at the foot of the paper, with all < signs. They fill in what is not typed.")


class Search(Form):
    """One field for whatever is at hand."""

    button = _("Search")
    text = forms.CharField(
        label=_("Name, person number, paper, permit, filing or employer"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class Purpose(Form):
    """For what purpose a record is opened."""

    button = _("Open the record")
    purpose = forms.CharField(
        label=_("For what purpose do you open it?"),
        help_text=_("It is written down together with your name and the time."),
        max_length=200,
    )


class NewDecoy(Form):
    """A person who is made up: an invented name, as one would be entered."""

    button = _("Lay the decoy")
    name = forms.CharField(label=_("Name"), help_text=_("Invent it: it must be nobody's you know."), max_length=100)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices)
    birth_date = DayField(label=_("Birth date"))
    province = forms.ChoiceField(label=_("Province"))
    commune = forms.CharField(label=_("Commune"), max_length=80, required=False)

    def __init__(self, *given: Any, provinces: Any = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["province"].choices = provinces  # type: ignore[attr-defined]


class Correct(MoveForm):
    """Who a worker is, as it should be; what is left as it is stays."""

    name = forms.CharField(label=_("Name"), max_length=100)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices)
    birth_date = DayField(label=_("Birth date"))
    province = forms.ChoiceField(label=_("Province"))
    commune = forms.CharField(label=_("Commune"), max_length=80, required=False)
    personal_number = forms.CharField(
        label=_("Personal number"), help_text=_("Leave it empty to keep it."), max_length=20, required=False
    )
    reason = TextField(label=_("Reason"), rows=2, max_length=300)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["province"].choices = self.record.provinces  # type: ignore[attr-defined]
        for name in ("name", "name_zh", "sex", "birth_date", "commune"):
            self.fields[name].initial = getattr(self.record, name)
        self.fields["province"].initial = self.record.province.code

    def values(self) -> dict[str, Any]:
        """The values that were changed."""
        names = [name for name in self.changed_data if name != "reason"]
        return {name: self.cleaned_data[name] for name in names}

    def clean(self) -> dict[str, Any]:
        """Something must be changed; the new values go on as one."""
        given = super().clean() or {}
        if not self.errors and not self.values():
            raise forms.ValidationError(_("Nothing is changed yet: type what is right."))
        return given | {"values": {} if self.errors else self.values()}


class Decide(MoveForm):
    """The correction that is on the page: what stands there is what is decided."""

    correction = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["correction"].initial = self.record.correction.pk


class Phone(MoveForm):
    """The telephone to which codes go."""

    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("The worker's own, with its country: +84… or +86…"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class AddPaper(MoveForm):
    """A paper as it was typed, with its machine-readable zone or without."""

    kind = forms.ChoiceField(label=_("Paper"), choices=PaperKind.choices)
    mrz = TextField(label=_("Machine-readable zone"), help_text=MRZ_HINT, rows=3, max_length=200, required=False)
    number = forms.CharField(label=_("Number"), max_length=20, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(label=_("Ends on"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["mrz"].widget.attrs["class"] = "govuk-textarea zone"

    def field_for(self, path: str) -> str:
        """The only paper is the form itself."""
        return super().field_for(path.removeprefix("papers.0."))


class OnePart(MoveForm):
    """One of several parts of a record."""

    parts = ""
    which = forms.ChoiceField(label=_("Which"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["which"].choices = [(str(part.pk), self.named(part)) for part in getattr(self.record, self.parts)]  # type: ignore[attr-defined]

    def named(self, part: Any) -> str:
        """How the part is called in the list."""
        raise NotImplementedError


class VoidPaper(OnePart):
    """Which paper is void, and from when."""

    parts = "valid_papers"
    from_on = DayField(label=_("Void from"))

    def named(self, part: Any) -> str:
        """Its kind and the end of its number."""
        return f"{part.get_kind_display()} …{part.number_end}"


class WithdrawEvidence(OnePart):
    """Which evidence was found to be wrong."""

    parts = "valid_evidence"

    def named(self, part: Any) -> str:
        """What it is and who issued it."""
        return f"{part.asked}, {part.issuer}"


class RecordBan(MoveForm):
    """For how many years a person may not enter, and by which law."""

    from_on = DayField(label=_("First day"))
    years = NumberField(label=_("Years"))
    legal_basis = forms.CharField(label=_("Article of law and decision"), max_length=200)
    is_deportation = forms.BooleanField(label=_("The person was deported"), required=False)


class LiftBan(OnePart, Reason):
    """Which ban is lifted, and why."""

    parts = "running_bans"
    field_order = ("which", "reason")

    def named(self, part: Any) -> str:
        """Its article."""
        return str(part.legal_basis)
