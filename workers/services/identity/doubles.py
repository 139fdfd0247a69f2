"""Following records that were merged to the one that stands for the person: one pointer, never a chain."""

from collections.abc import Collection
from uuid import UUID

from django.db.models.functions import Coalesce

from workers.models import Worker


def standing_for(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The record that stands for each of these persons: itself, unless it was merged into another."""
    if not ids:
        return {}
    rows = Worker.objects.filter(pk__any=ids).annotate(standing=Coalesce("merged_into", "pk"))
    return dict(rows.values_list("pk", "standing"))
