"""An application beside its version before: whole, line by line, with what is not the same marked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Sentence
from permits.enums import PermitClass
from permits.models import Permit, PermitApplication
from permits.services.history import first_said
from permits.services.sentences import sentence
from portal import permit_readings as readings
from workers.models import IdentityPaper

SAID = ("permit_class", "first_on", "last_on", "ports", "paper_id", "succeeds_id")
"""The columns in which an intermediary says what it applies for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that both versions say, and how either says it."""

    what: Sentence
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether they say it differently."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Beside:
    """Two versions side by side; `earlier` is the application before, where it is not the first draft of this one."""

    lines: list[Line]
    earlier: PermitApplication | None


def beside(application: PermitApplication, *, ports: Mapping[str, str], by: Actor) -> Beside | None:
    """An application beside its first draft where that said otherwise, or else beside the one before it.

    The one before is the last that was made for the same worker and the same demand, and came to nothing.
    """
    now = {name: _plain(getattr(application, name)) for name in SAID}
    drafted = first_said(application, SAID)
    if drafted["permit_class"] and drafted != now:
        return Beside(_lines(drafted, now, ports, by), None)
    before = _before(application, by)
    if before is None:
        return None
    then = {name: _plain(getattr(before, name)) for name in SAID}
    return Beside([*_lines(then, now, ports, by), *_checks(before, application)], before)


def _before(application: PermitApplication, by: Actor) -> PermitApplication | None:
    same = {"worker": application.worker_id, "filing": application.filing_id, "pk__lt": application.pk}
    found = readings.applications(by).defer(None).filter(**same, permit=None)
    return found.order_by("-pk").first()


def _plain(value: Any) -> Any:
    """A value as the record of events writes it."""
    return value if value is None or isinstance(value, list) else str(value)


def _lines(before: Mapping[str, Any], after: Mapping[str, Any], ports: Mapping[str, str], by: Actor) -> list[Line]:
    sides = [dict(_read(side, ports, by)) for side in (before, after)]
    return [Line(what, sides[0][what], sides[1][what]) for what in sides[1]]


def _read(side: Mapping[str, Any], ports: Mapping[str, str], by: Actor) -> Iterator[tuple[Sentence, str]]:
    paper = IdentityPaper.objects.visible_to(by).filter(pk=side["paper_id"]).first()
    permit = Permit.objects.visible_to(by).filter(pk=side["succeeds_id"]).select_related("season").first()
    yield _("Class"), str(PermitClass(side["permit_class"]).label)
    yield _("First day"), _day(side["first_on"])
    yield _("Last day"), _day(side["last_on"])
    yield _("Ports to cross at"), ", ".join(ports.get(code, code) for code in side["ports"] or [])
    yield _("Paper"), f"{paper.get_kind_display()} …{paper.number_end}" if paper else ""
    yield _("Goes on with"), permit.reference if permit else ""


def _day(written: str | None) -> str:
    return formats.date_format(date.fromisoformat(written), "SHORT_DATE_FORMAT") if written else ""


def _checks(before: PermitApplication, after: PermitApplication) -> Iterator[Line]:
    """What each check found then and now, in words."""
    then, now = _found(before), _found(after)
    for rule in {**then, **now}:
        yield Line(format_lazy("{} {}", _("Check"), rule), " ".join(then[rule]), " ".join(now[rule]))


def _found(application: PermitApplication) -> defaultdict[str, list[str]]:
    said = defaultdict(list)
    for finding in application.findings:
        said[finding["rule"]].append(str(sentence(finding["code"], finding["params"])))
    return said
