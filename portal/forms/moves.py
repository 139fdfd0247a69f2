"""What the moves of filings, mandates, licences and quotas ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from employers.enums import Outcome, RefusalReason
from portal.forms.base import DayField, Form, NumberField, TextField


class MoveForm(Form):
    """The form of one move of one record."""

    def __init__(self, *given: Any, record: Any, by: Actor, **named: Any) -> None:
        super().__init__(*given, **named)
        self.record = record
        self.by = by


class Nothing(MoveForm):
    """A move that needs no words."""


class Confirm(MoveForm):
    """The employer's yes to exactly the content on the page, named by its digest."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["digest"].initial = self.record.content_digest

    def field_for(self, path: str) -> str:
        """Nothing is typed here, so every problem stands at the top."""
        return ""


class Reason(MoveForm):
    """A move with its reason."""

    reason = TextField(label=_("Reason"), rows=2, max_length=300)


class MaybeReason(MoveForm):
    """A move that may say why."""

    reason = TextField(label=_("Reason"), rows=2, max_length=300, required=False)


class Question(MoveForm):
    """Everything that is missing, told once."""

    question = TextField(
        label=_("What is missing"), help_text=_("Tell everything at once. The clock stops until it is answered.")
    )


class Answer(MoveForm):
    """The answer to an information request."""

    text = TextField(label=_("Answer"))


class SetAside(MoveForm):
    """A form that may set failed checks aside."""

    overridden = forms.MultipleChoiceField(
        label=_("Set these failed checks aside (takes two persons)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        failed = getattr(self.record, "failed", {})
        self.fields["overridden"].choices = list(failed.items())  # type: ignore[attr-defined]
        self.fields["overridden"].is_obvious = True  # type: ignore[attr-defined]
        if not failed:
            del self.fields["overridden"]


class Recommend(SetAside):
    """The first of two signatures."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    posts = NumberField(label=_("Posts"), required=False)
    reason_code = forms.ChoiceField(
        label=_("Reason, if refused"), choices=[("", "–"), *RefusalReason.choices], required=False
    )
    comment = TextField(label=_("Comment"), rows=2, required=False)

    field_order = ("outcome", "posts", "reason_code", "overridden", "comment")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["posts"].initial = self.record.posts


class Grant(SetAside):
    """All posts or fewer."""

    posts = NumberField(label=_("Posts"))
    comment = TextField(label=_("Comment"), rows=2, required=False)

    field_order = ("posts", "overridden", "comment")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["posts"].initial = getattr(self.record, "recommended_posts", None) or self.record.posts
        self.fields["posts"].help_text = _("Asked for: %(posts)s. Give fewer to grant a part.") % {
            "posts": self.record.posts
        }


class Refuse(MoveForm):
    """A no, with what to change."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=RefusalReason.choices)
    comment = TextField(label=_("Comment"), rows=2, required=False)


class Reduce(MoveForm):
    """Fewer posts than were granted."""

    posts = NumberField(label=_("Posts to keep"))


class Extend(MoveForm):
    """A later last day."""

    ends_on = DayField(label=_("New last day"))
