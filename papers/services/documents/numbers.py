"""The numbers to call in need that stand on documents: those of China, and of the places of work and home."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from papers.services.documents.words import Number, each, named
from scheme.enums import Country
from scheme.models import EmergencyNumber

IN_SHORT: Mapping[str, Sentence] = {
    "police": _("police"),
    "ambulance": _("ambulance"),
    "fire": _("fire"),
    "immigration": _("entry and stay"),
    "labour": _("wages, work"),
    "citizens": _("help for Vietnamese"),
}


def numbers_on(day: date, *, county: str = "", province: str = "") -> tuple[Number, ...]:
    """The numbers of that day: as written, whose they are, and that in short."""
    rows = EmergencyNumber.objects.valid_on(day).filter(country=Country.CHINA)
    return tuple(
        {
            "number": row.number,
            "whose": named(row),
            "short": each(IN_SHORT[row.code]) if row.code in IN_SHORT else named(row),
        }
        for row in rows.for_who_is(county=county, province=province)
    )
