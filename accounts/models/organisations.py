"""Organisations and their units."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind, Language, WebhookEvent
from accounts.querysets import (
    OrganisationQuerySet,
    UnitQuerySet,
)
from core.db import new_id
from scheme.models import Area, Port, Province
from scheme.models.dated import Named

OrganisationManager = models.Manager.from_queryset(OrganisationQuerySet)
UnitManager = models.Manager.from_queryset(UnitQuerySet)


def every_event() -> list[str]:
    """All that a webhook may be told of: what an organisation gets that has not chosen."""
    return list(WebhookEvent.values)


class Organisation(Named):
    """A body of the scheme; while barred or without its licence, none of its accounts can do anything."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="organisations")
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="organisations")
    port = models.ForeignKey(Port, models.PROTECT, null=True, blank=True, related_name="organisations")
    language = models.CharField(max_length=10, choices=Language, default=Language.CHINESE)
    webhook_url = models.URLField(max_length=300, default="", blank=True)
    webhook_secret = models.BinaryField(null=True, blank=True)
    webhook_secret_before = models.BinaryField(
        null=True, blank=True, db_comment="signs beside the present one for a day after it was exchanged"
    )
    webhook_rotated_at = models.DateTimeField(null=True, blank=True)
    webhook_events = ArrayField(
        models.CharField(max_length=20, choices=WebhookEvent),
        default=every_event,
        db_default=WebhookEvent.values,
        db_comment="what is posted to its webhook",
    )
    barred_from = models.DateTimeField(null=True, blank=True)
    barred_until = models.DateTimeField(null=True, blank=True)
    unlicensed_from = models.DateTimeField(
        null=True, blank=True, db_comment="since when its licence is suspended or revoked; written by the licence's act"
    )

    objects = OrganisationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_has_its_place",
                condition=~Q(kind__in=[Kind.BUREAU, Kind.EMPLOYER], area=None)
                & ~Q(kind=Kind.DEPARTMENT, province=None)
                & ~Q(kind=Kind.POST, port=None),
                violation_error_message=_(
                    "A bureau and an employer need an area, a sending department a province, a post a port."
                ),
            ),
            models.CheckConstraint(
                name="organisation_bar_in_order",
                condition=Q(barred_until=None) | Q(barred_from__isnull=False, barred_until__gte=F("barred_from")),
                violation_error_message=_("A bar ends after it begins."),
            ),
        ]


class Unit(Named):
    """A part of an organisation; two persons are members of different units."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units", db_index=False)

    objects = UnitManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "id"], name="unit_of_one_organisation")]
